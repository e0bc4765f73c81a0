// The four-lane functions of kernels/math-lanes.ts against the platform's in double precision, and against TypeScript twins bit by bit.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";

const kernels = instantiateKernels();
const { fround } = Math;
const view = new DataView(new ArrayBuffer(4));
const bitsOf = (x: number) => {
  view.setFloat32(0, x);
  return view.getInt32(0);
};
const ofBits = (bits: number) => {
  view.setInt32(0, bits);
  return view.getFloat32(0);
};
const horner = (coefs: readonly number[], x: number) =>
  coefs.slice(1).reduce((sum, coef) => fround(fround(sum * x) + fround(coef)), fround(coefs[0] as number));

const EXP2 = [
  0.00015403512225020677, 0.0013390735257416964, 0.009618237614631653, 0.05550357326865196, 0.24022649228572845,
  0.6931471824645996,
];
const LOG2 = [0.1258370578289032, -0.2072698175907135, 0.21571561694145203, -0.23894481360912323, 0.28791624307632446];
const LOG2_LOW = [-0.3607036769390106, 0.48091062903404236, -0.7213473320007324, 1.4426950216293335];
const SINE = [39.71094512939453, -76.57499694824219, 81.60223388671875, -41.341678619384766, 6.2831854820251465];
const ROUNDER = 12582912;

/** [power of two, 2^fraction - 1]. */
function split(x: number): [number, number] {
  const shifted = fround(x + ROUNDER);
  const f = fround(x - fround(shifted - ROUNDER));
  return [ofBits(((bitsOf(shifted) << 23) + 0x3f800000) | 0), fround(horner(EXP2, f) * f)];
}

function exp2Twin(x: number): number {
  const [power, reduced] = split(Math.min(Math.max(x, -126), 127.5));
  return fround(power + fround(power * reduced));
}

function log2Twin(x: number): number {
  const bits = bitsOf(Math.max(x, 1.1754943508222875e-38));
  const exponent = (bits - 0x3f3504f3) >> 23;
  const f = fround(ofBits(bits - (exponent << 23)) - 1);
  return fround(exponent + fround(horner([...LOG2, ...LOG2_LOW], f) * f));
}

function tanhTwin(x: number): number {
  const [power, reduced] = split(Math.max(fround(Math.abs(x) * fround(-2.885390043258667)), -126));
  const below = fround(fround(power - 1) + fround(power * reduced));
  const size = Math.abs(fround(below / fround(below + 2)));
  return x < 0 || Object.is(x, -0) ? -size : size;
}

function sinCyclesTwin(x: number): number {
  const r = fround(x - fround(fround(x + ROUNDER) - ROUNDER));
  const size = Math.abs(r);
  const folded = Math.min(size, fround(0.5 - size));
  const sine = fround(horner(SINE, fround(folded * folded)) * folded);
  return r < 0 || Object.is(r, -0) ? -sine : sine;
}

type Block = (input: number, output: number, count: number) => void;

function apply(kernel: Block, inputs: readonly number[]): Float32Array {
  const input = kernels.heap.f32(inputs.length);
  const output = kernels.heap.f32(inputs.length);
  input.array.set(inputs);
  kernel(input.ptr, output.ptr, inputs.length);
  const result = output.array.slice();
  kernels.heap.release(input);
  kernels.heap.release(output);
  return result;
}

const linear = (from: number, to: number) =>
  Array.from({ length: 40_000 }, (_, n) => fround(from + ((to - from) * (n + 0.37)) / 40_000));
const logarithmic = (from: number, to: number) =>
  Array.from({ length: 40_000 }, (_, n) => fround(from * (to / from) ** ((n + 0.37) / 40_000)));

const db = (x: number) => 20 * Math.log10(x);
const cases = [
  {
    name: "exp2",
    kernel: kernels.call.exp2Block,
    exact: (x: number) => 2 ** x,
    twin: exp2Twin,
    inputs: linear(-125, 127),
    relative: true,
    limit: 2e-7,
  },
  {
    name: "log2 near 1",
    kernel: kernels.call.log2Block,
    exact: Math.log2,
    twin: log2Twin,
    inputs: linear(0.5, 2),
    relative: false,
    limit: 1e-7,
  },
  {
    name: "log2 of -120..+40 dB",
    kernel: kernels.call.log2Block,
    exact: Math.log2,
    twin: log2Twin,
    inputs: logarithmic(1e-6, 100),
    relative: false,
    limit: 1.1e-6,
  },
  {
    name: "gain to dB, -120..+40 dB",
    kernel: kernels.call.gainToDbBlock,
    exact: db,
    inputs: logarithmic(1e-6, 100),
    relative: false,
    limit: 1.2e-5,
  },
  {
    name: "power to dB, -120..+40 dB",
    kernel: kernels.call.powerToDbBlock,
    exact: (x: number) => db(x) / 2,
    inputs: logarithmic(1e-12, 1e4),
    relative: false,
    limit: 1.2e-5,
  },
  {
    name: "dB to gain, -120..+40 dB",
    kernel: kernels.call.dbToGainBlock,
    exact: (x: number) => 10 ** (x / 20),
    inputs: linear(-120, 40),
    relative: true,
    limit: 9e-7,
  },
  {
    name: "tanh",
    kernel: kernels.call.tanhBlock,
    exact: Math.tanh,
    twin: tanhTwin,
    inputs: linear(-12, 12),
    relative: true,
    limit: 3e-7,
  },
  {
    name: "tanh of small values",
    kernel: kernels.call.tanhBlock,
    exact: Math.tanh,
    twin: tanhTwin,
    inputs: logarithmic(1e-9, 0.5),
    relative: true,
    limit: 3e-7,
  },
  {
    name: "sine of cycles",
    kernel: kernels.call.sinCyclesBlock,
    exact: (x: number) => Math.sin(2 * Math.PI * (x - Math.round(x))),
    twin: sinCyclesTwin,
    inputs: linear(-3, 3),
    relative: false,
    limit: 2e-7,
  },
];

describe("four-lane functions", () => {
  for (const { name, kernel, exact, twin, inputs, relative, limit } of cases) {
    test(`${name}: error below ${limit}${relative ? " of the value" : ""}`, () => {
      const outputs = apply(kernel, inputs);
      let worst = 0;
      outputs.forEach((value, n) => {
        const truth = exact(inputs[n] as number);
        worst = Math.max(worst, Math.abs(value - truth) / (relative ? Math.abs(truth) : 1));
      });
      expect(worst).toBeLessThan(limit);
    });
    if (twin)
      test(`${name}: the twin's bits`, () => {
        const outputs = apply(kernel, inputs);
        const wrong = inputs.findIndex((x, n) => !Object.is(twin(x), outputs[n]));
        expect(wrong, `at ${inputs[wrong]}`).toBe(-1);
      });
  }

  test("silence, infinity and the ends", () => {
    expect([...apply(kernels.call.gainToDbBlock, [0, -1, 1, 2])].map((x) => Math.round(x * 10) / 10)).toEqual([
      -758.6, -758.6, 0, 6,
    ]);
    expect([...apply(kernels.call.tanhBlock, [Infinity, -Infinity, 0, -0])]).toEqual([1, -1, 0, -0]);
    expect([...apply(kernels.call.exp2Block, [0, 1, -126, 10])]).toEqual([1, 2, 2 ** -126, 1024]);
    expect([...apply(kernels.call.dbToGainBlock, [0, 0, 0, -Infinity])]).toEqual([1, 1, 1, fround(2 ** -126)]);
  });
});
