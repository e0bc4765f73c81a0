// Dither against theory: noise floor, independence from the signal, the shapes' published curves; and against a plain TypeScript twin.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { Dither, type DitherKind, NOISE_SHAPES, type NoiseShape, shapedDither } from "./dither.ts";

const kernels = instantiateKernels();
const RATE_HZ = 44_100;

function run(input: readonly Float32Array[], bits: number, kind: DitherKind, splits: readonly number[] = [1e9], seed = 1) {
  const dither = new Dither(kernels, { bits, kind, rateHz: RATE_HZ, channels: input.length as 1 | 2, seed });
  const blocks = input.map((channel) => {
    const block = kernels.heap.f32(channel.length);
    block.array.set(channel);
    return block;
  });
  const frames = (input[0] as Float32Array).length;
  for (let at = 0, turn = 0; at < frames; turn++) {
    const count = Math.min(splits[turn % splits.length] as number, frames - at);
    dither.process(
      blocks.map(({ ptr }) => ptr + at * 4),
      count,
    );
    at += count;
  }
  const out = blocks.map((block) => block.array.slice());
  for (const block of blocks) kernels.heap.release(block);
  return { out, clipped: dither.clippedSamples };
}

const sine = (hz: number, level: number, frames: number) =>
  Float32Array.from({ length: frames }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));

function errors(input: Float32Array, out: Float32Array, bits: number): Float64Array {
  return Float64Array.from(out, (x, n) => (x - (input[n] as number)) * 2 ** (bits - 1));
}

const power = (signal: Float64Array) => signal.reduce((sum, x) => sum + x * x, 0) / signal.length;

/** Mean power in dB around one frequency: rectangular pieces of 441 frames, 100 Hz wide. */
function densityDb(signal: Float64Array, hz: number): number {
  let sum = 0;
  let pieces = 0;
  for (const offset of [-200, -100, 0, 100, 200])
    for (let at = 0; at + 441 <= signal.length; at += 441) {
      let re = 0;
      let im = 0;
      for (let n = 0; n < 441; n++) {
        const w = (2 * Math.PI * (hz + offset) * n) / RATE_HZ;
        const window = 1 - Math.cos((2 * Math.PI * (n + 0.5)) / 441);
        re += window * (signal[at + n] as number) * Math.cos(w);
        im += window * (signal[at + n] as number) * Math.sin(w);
      }
      sum += (re * re + im * im) / 441 / 1.5;
      pieces++;
    }
  return 10 * Math.log10(sum / pieces);
}

test("16-bit TPDF: noise 93.3 dB under a full-scale sine, 24-bit 141.5 dB, undithered 98.1", () => {
  const input = sine(997, 0.9, 400_000);
  const floorDb = (bits: number, kind: DitherKind) => {
    const { out } = run([input], bits, kind);
    return 10 * Math.log10((2 * power(errors(input, out[0] as Float32Array, bits))) / 4 ** (bits - 1));
  };
  expect(Math.abs(floorDb(16, "tpdf") + 93.32)).toBeLessThan(0.1);
  expect(Math.abs(floorDb(24, "tpdf") + 141.49)).toBeLessThan(0.1);
  expect(Math.abs(floorDb(16, "none") + 98.09)).toBeLessThan(0.1);
});

test("TPDF: mean and power of the error do not depend on the signal (no distortion, no noise modulation)", () => {
  for (const part of [0, 0.1, 0.25, 0.5, 0.77]) {
    const input = new Float32Array(300_000).fill((100 + part) / 32768);
    const { out } = run([input], 16, "tpdf");
    const error = errors(input, out[0] as Float32Array, 16);
    expect(Math.abs(error.reduce((sum, x) => sum + x, 0) / error.length)).toBeLessThan(0.004);
    expect(Math.abs(power(error) - 0.25)).toBeLessThan(0.003);
  }
});

test("TPDF: white, and left and right independent", () => {
  const input = sine(1000, 0.3, 200_000);
  const { out } = run([input, input], 16, "tpdf");
  const [left, right] = out.map((channel) => errors(input, channel, 16)) as [Float64Array, Float64Array];
  const total = power(left) * left.length;
  const correlate = (a: Float64Array, b: Float64Array, lag: number) =>
    a.reduce((sum, x, n) => sum + x * (b[n + lag] ?? 0), 0) / total;
  for (let lag = 1; lag < 40; lag++) expect(Math.abs(correlate(left, left, lag))).toBeLessThan(0.012);
  for (let lag = -20; lag < 20; lag++) expect(Math.abs(correlate(left, right, Math.abs(lag)))).toBeLessThan(0.012);
});

/** Noise-power gain, and the curve at 3.5, 15 and 20 kHz, in dB: as published. */
const CURVES: Record<NoiseShape, readonly [number, number, number, number]> = {
  "f-weighted-3": [6.6, -18.7, 8.4, 11.2],
  "f-weighted-9": [18.4, -24.5, 5.1, 25.5],
  "modified-e-9": [7.6, -21.4, 7.7, 13.2],
  "improved-e-5": [12.2, -21.5, 8.5, 18.7],
  "improved-e-9": [23.1, -28.6, 7.4, 30.3],
  "simple-2": [3.5, -8.0, 5.4, 7.8],
};

describe("noise shapes", () => {
  test.each(Object.keys(NOISE_SHAPES) as NoiseShape[])("%s: power and curve as published", (kind) => {
    const input = sine(440, 0.2, 88_200);
    const { out } = run([input], 16, kind);
    const error = errors(input, out[0] as Float32Array, 16);
    const [gainDb, ...curveDb] = CURVES[kind];
    expect(Math.abs(10 * Math.log10(power(error) / 0.25) - gainDb)).toBeLessThan(0.2);
    [3500, 15_000, 20_000].forEach((hz, index) => {
      const measured = densityDb(error, hz) - 10 * Math.log10(0.25);
      expect(Math.abs(measured - (curveDb[index] as number)), `${hz} Hz: ${measured}`).toBeLessThan(1);
    });
  });

  test("clipping does not ring on in the feedback", () => {
    const input = Float32Array.from([...new Float32Array(200).fill(1.5), ...sine(440, 0.2, 5000)]);
    const { out, clipped } = run([input], 16, "improved-e-9");
    expect(clipped).toBe(200);
    const error = errors(input, out[0] as Float32Array, 16).slice(260);
    expect(Math.max(...error.map(Math.abs))).toBeLessThan(80);
  });

  test("only at 44.1 kHz", () => {
    expect(() => new Dither(kernels, { bits: 16, kind: "f-weighted-9", rateHz: 48_000, channels: 2 })).toThrow("tpdf");
    expect(shapedDither(44_100)).toBe("f-weighted-9");
    expect(shapedDither(96_000)).toBe("tpdf");
  });
});

test.each(["none", "tpdf", "improved-e-9"] as const)("%s: every sample is a whole step within full scale", (kind) => {
  for (const bits of [8, 16, 20, 24]) {
    const input = sine(997, 1.1, 20_000);
    const { out, clipped } = run([input], bits, kind);
    const steps = 2 ** (bits - 1);
    const whole = [...(out[0] as Float32Array)].map((x) => x * steps);
    expect(whole.every((k) => Number.isInteger(k) && k >= -steps && k <= steps - 1)).toBe(true);
    expect(Math.max(...whole)).toBe(steps - 1);
    expect(clipped).toBeGreaterThan(1000);
  }
});

test("integers of the word length pass plain rounding untouched", () => {
  const input = Float32Array.from({ length: 65_536 }, (_, n) => (n - 32_768) / 32_768);
  expect(run([input], 16, "none").out[0]).toEqual(input);
});

test("digital silence stays silent; the dither goes on through short gaps", () => {
  expect(run([new Float32Array(5000)], 16, "f-weighted-9").out[0]).toEqual(new Float32Array(5000));
  const input = Float32Array.from([...sine(440, 0.1, 1000), ...new Float32Array(4000)]);
  const [out] = run([input], 16, "tpdf").out as [Float32Array];
  expect(out.slice(1000, 2020).some((x) => x !== 0)).toBe(true);
  expect(out.slice(2030).every((x) => x === 0)).toBe(true);
});

test("same seed same file in any block size, other seed other noise", () => {
  const input = [sine(997, 0.5, 5000), sine(500, 0.5, 5000)];
  for (const kind of ["tpdf", "f-weighted-9"] as const) {
    const whole = run(input, 16, kind).out;
    expect(run(input, 16, kind, [1, 128, 77]).out).toEqual(whole);
    expect(run(input, 16, kind, [1e9], 2).out).not.toEqual(whole);
  }
});

test("the kernel gives the bits of a plain TypeScript twin", () => {
  const input = sine(997, 0.7, 4000);
  for (const kind of ["tpdf", "improved-e-5", "f-weighted-9"] as const) {
    const coefs: readonly number[] = kind === "tpdf" ? [] : NOISE_SHAPES[kind];
    const past = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    const seed = Math.imul(1, 0x2545f491);
    const expected = input.map((x, n) => {
      let h = (seed + Math.imul(n, 0x9e3779b9)) | 0;
      h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
      h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
      h ^= h >>> 16;
      const wanted = coefs.reduce((sum, c, k) => sum - c * (past[k] as number), x * 32_768);
      const silent = n === 0 && x === 0; // the sine's first sample is digital silence
      const whole = silent ? 0 : Math.floor(wanted + ((h >>> 16) + (h & 0xffff) - 65_535) / 65_536 + 0.5);
      past.unshift(silent ? 0 : whole - wanted);
      past.pop();
      return whole / 32_768;
    });
    expect(run([input], 16, kind).out[0]).toEqual(expected);
  }
});
