// The convolver against the definition of convolution in double precision, however the stream is cut.
import { expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { Convolver } from "./convolver.ts";

const kernels = instantiateKernels();

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31);
}

/** Noise that dies away by 60 dB over its length, as in a room. */
function room(taps: number, seed: number): Float32Array {
  return noise(taps, seed).map((value, n) => (value * Math.exp((-6.9 * n) / taps)) / 10);
}

function convolved(
  convolver: Convolver,
  left: Float32Array,
  right: Float32Array,
  cuts: readonly number[],
): [Float32Array, Float32Array] {
  const [l, r] = [kernels.heap.f32(left.length), kernels.heap.f32(right.length)];
  l.array.set(left);
  r.array.set(right);
  for (let at = 0, turn = 0; at < left.length; turn++) {
    const frames = Math.min(cuts[turn % cuts.length] as number, left.length - at);
    convolver.process(l.ptr + 4 * at, r.ptr + 4 * at, frames);
    at += frames;
  }
  const result: [Float32Array, Float32Array] = [l.array.slice(), r.array.slice()];
  kernels.heap.release(l);
  kernels.heap.release(r);
  return result;
}

/** Sample n of the convolution by its definition. */
function definition(input: Float32Array, response: Float32Array, n: number): number {
  let sum = 0;
  for (let tap = Math.max(0, n - input.length + 1); tap < response.length && tap <= n; tap++)
    sum += (response[tap] as number) * (input[n - tap] as number);
  return sum;
}

test.each([1, 100, 128, 129, 300, 1024, 1025, 4096, 8192, 8193, 30_000])(
  "%i taps: without delay, -133 dB from the definition on average, every sample -118 dB",
  (taps) => {
    const frames = 2 * taps + 3000;
    const [left, right] = [noise(frames, 1), noise(frames, 2)];
    const responses = { left: room(taps, 3), right: room(taps, 4) };
    const convolver = new Convolver(kernels, responses);
    const [outLeft, outRight] = convolved(convolver, left, right, [128]);
    const level = Math.sqrt(responses.left.reduce((sum, tap) => sum + tap * tap, 0) / 3);
    const errors: number[] = [];
    const step = taps > 5000 ? 37 : 1;
    for (let n = 0; n < frames; n += step) {
      errors.push(Math.abs((outLeft[n] as number) - definition(left, responses.left, n)) / level);
      if (n % 5 === 0) errors.push(Math.abs((outRight[n] as number) - definition(right, responses.right, n)) / level);
    }
    const meanSquare = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    expect(10 * Math.log10(meanSquare)).toBeLessThan(-133);
    expect(20 * Math.log10(Math.max(...errors))).toBeLessThan(-118);
    convolver.release();
  },
);

test("an impulse brings the response out at once, and nothing after it", () => {
  const response = room(20_000, 5);
  const convolver = new Convolver(kernels, { left: response, right: response.subarray(0, 200) });
  expect([convolver.latencyFrames, convolver.tailFrames]).toEqual([0, 19_999]);
  const impulse = new Float32Array(40_000);
  impulse[0] = 1;
  const [left, right] = convolved(convolver, impulse, impulse, [128]);
  for (let n = 0; n < impulse.length; n++) {
    expect(Math.abs((left[n] as number) - (response[n] ?? 0))).toBeLessThan(3e-8);
    expect(Math.abs((right[n] as number) - (n < 200 ? (response[n] as number) : 0))).toBeLessThan(3e-8);
  }
  convolver.release();
});

test("any cuts give the same bits, and reset is as good as new", () => {
  const responses = { left: room(12_000, 6), right: room(900, 7) };
  const convolver = new Convolver(kernels, responses);
  const [left, right] = [noise(30_000, 8), noise(30_000, 9)];
  const whole = convolved(convolver, left, right, [30_000]);
  convolver.reset();
  expect(convolved(convolver, left, right, [128])).toEqual(whole);
  convolver.reset();
  expect(convolved(convolver, left, right, [1, 127, 64, 500, 3, 8191])).toEqual(whole);
  convolver.release();
});

test("a response of no taps gives silence; all memory comes back", () => {
  const convolver = new Convolver(kernels, { left: new Float32Array(0), right: new Float32Array(0) });
  const [left] = convolved(convolver, noise(300, 1), noise(300, 2), [128]);
  expect(left.every((value) => value === 0)).toBe(true);
  convolver.release();
  const response = room(20_000, 1);
  const once = new Convolver(kernels, { left: response, right: response });
  once.release();
  const bytes = kernels.heap.memory.buffer.byteLength;
  for (let turn = 0; turn < 5; turn++) new Convolver(kernels, { left: response, right: response }).release();
  expect(kernels.heap.memory.buffer.byteLength).toBe(bytes);
});
