// The loops of the meter against their plain TypeScript twins.
import { describe, expect, test } from "vitest";
import { noise } from "../../test/conformance/signals.ts";
import { kWeighting } from "../filters/k-weighting.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { FULL_SCALE, Levels } from "./levels.ts";

const kernels = instantiateKernels();

describe("kWeightedSums", () => {
  /** K-weights by the difference equation, section after section. */
  function plain(signal: Float32Array, rate: number): Float64Array {
    const { shelf, highPass } = kWeighting(rate);
    let out = Float64Array.from(signal);
    for (const { b0, b1, b2, a1, a2 } of [shelf, highPass]) {
      const next = new Float64Array(out.length);
      for (let n = 0; n < out.length; n++)
        next[n] =
          b0 * (out[n] ?? 0) +
          b1 * (out[n - 1] ?? 0) +
          b2 * (out[n - 2] ?? 0) -
          a1 * (next[n - 1] ?? 0) -
          a2 * (next[n - 2] ?? 0);
      out = next;
    }
    return out;
  }

  test.each([8000, 44100, 48000, 192000])("at %i Hz: sums as by the difference equation, also in two pieces", (rate) => {
    const [left, right] = [noise(3001, 1), noise(3001, 2)];
    const block = { left: kernels.heap.f32(3001), right: kernels.heap.f32(3001) };
    block.left.array.set(left);
    block.right.array.set(right);
    const { shelf, highPass } = kWeighting(rate);
    const coefficients = kernels.heap.f64(8);
    coefficients.array.set([shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, highPass.a1, highPass.a2]);
    const state = kernels.heap.f64(8);
    const sums = kernels.heap.f64(3);
    const total = [0, 0, 0];
    for (const [from, count] of [
      [0, 1234],
      [1234, 1767],
    ] as const) {
      const at = 4 * from;
      kernels.call.kWeightedSums(block.left.ptr + at, block.right.ptr + at, count, state.ptr, coefficients.ptr, sums.ptr);
      total.forEach((_, index) => (total[index] = (total[index] ?? 0) + (sums.array[index] ?? 0)));
    }
    const [l, r] = [plain(left, rate), plain(right, rate)];
    const wanted = [0, 0, 0];
    l.forEach((x, n) => {
      const y = r[n] ?? 0;
      wanted[0] = (wanted[0] ?? 0) + x * x;
      wanted[1] = (wanted[1] ?? 0) + y * y;
      wanted[2] = (wanted[2] ?? 0) + x * y;
    });
    total.forEach((value, index) => expect(Math.abs(value - (wanted[index] ?? NaN)) / (wanted[0] ?? 1)).toBeLessThan(1e-10));
  });

  test("the filter's memory ends in exact zeros, not in denormals", () => {
    const silence = kernels.heap.f32(48000);
    silence.array[0] = 1;
    const { shelf, highPass } = kWeighting(48000);
    const coefficients = kernels.heap.f64(8);
    coefficients.array.set([shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, highPass.a1, highPass.a2]);
    const state = kernels.heap.f64(8);
    const sums = kernels.heap.f64(3);
    for (let second = 0; second < 20; second++) {
      kernels.call.kWeightedSums(silence.ptr, silence.ptr, 48000, state.ptr, coefficients.ptr, sums.ptr);
      silence.array[0] = 0;
    }
    expect(Array.from(state.array)).toEqual(Array(8).fill(0));
  });
});

describe("levelSums", () => {
  test.each([1, 3, 4, 5, 127, 4800])("%i frames: sums, extremes and clipped frames as by a plain loop", (frames) => {
    const left = noise(frames, 3).map((value) => Math.max(-1, Math.min(1, 1.5 * value)));
    const right = noise(frames, 4);
    const block = { left: kernels.heap.f32(frames), right: kernels.heap.f32(frames) };
    block.left.array.set(left);
    block.right.array.set(right);
    const levels = new Levels(kernels, 2);
    levels.addSlot([block.left.ptr, block.right.ptr], () => [block.left.array, block.right.array], frames, 0);
    const sum = (value: (l: number, r: number) => number): number =>
      left.reduce((total, l, n) => total + value(l, right[n] ?? 0), 0);
    expect(levels.sums[0]).toBeCloseTo(
      sum((l) => l),
      9,
    );
    expect(levels.sums[1]).toBeCloseTo(
      sum((_, r) => r),
      9,
    );
    expect(levels.squares[0]).toBeCloseTo(
      sum((l) => l * l),
      8,
    );
    expect(levels.slotSquares[1]?.at(0)).toBeCloseTo(
      sum((_, r) => r * r),
      8,
    );
    expect(levels.slotProducts.at(0)).toBeCloseTo(
      sum((l, r) => l * r),
      8,
    );
    expect(levels.samplePeak).toBe(left.reduce((largest, l, n) => Math.max(largest, Math.abs(l), Math.abs(right[n] ?? 0)), 0));
    expect(levels.clippedFrames).toBe(sum((l, r) => (Math.max(Math.abs(l), Math.abs(r)) >= FULL_SCALE ? 1 : 0)));
  });
});
