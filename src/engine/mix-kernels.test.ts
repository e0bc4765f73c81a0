// The engine's kernels against plain TypeScript twins, bit for bit.
import { describe, expect, test } from "vitest";
import { noise } from "../../test/support/engine-sessions.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import { BLOCK_SAMPLES } from "./running-program.ts";

const kernels = instantiateKernels();
const { call, heap } = kernels;
const f32 = Math.fround;

function block(seed: number) {
  const piece = heap.f32(BLOCK_SAMPLES);
  const [left, right] = noise(128, seed);
  piece.array.set(left);
  piece.array.set(right, 128);
  return piece;
}

/** Gain of frame `i` on the way from `now` to `next`, in f32 as the kernel computes it. */
function rampGain(now: number, next: number, i: number): number {
  const [from, to] = [f32(now), f32(next)];
  if (from === to) return from;
  return f32(from + f32(f32(f32(to - from) * 0.0078125) * i));
}

const gains: [leftNow: number, leftNext: number, rightNow: number, rightNext: number][] = [
  [0.5, 0.5, 0.7, 0.7],
  [0, 1, 1, 0],
  [1, 1, -1, 0.3],
  [0.1, 0.100001, 3.98, -3.98],
];

describe("gains", () => {
  test.each(gains)("%f to %f, %f to %f", (leftNow, leftNext, rightNow, rightNext) => {
    const from = block(1);
    const to = block(2);
    const gain = (i: number) => (i < 128 ? rampGain(leftNow, leftNext, i) : rampGain(rightNow, rightNext, i - 128));
    const scaled = from.array.map((x, i) => f32(x * gain(i)));
    const added = to.array.map((x, i) => f32(x + (scaled[i] as number)));
    call.mixAddScaled(to.ptr, from.ptr, leftNow, leftNext, rightNow, rightNext);
    expect(to.array).toEqual(added);
    call.mixScale(from.ptr, from.ptr, leftNow, leftNext, rightNow, rightNext);
    expect(from.array).toEqual(scaled);
  });
});

test("copies, sums, silence", () => {
  const a = block(3);
  const b = block(4);
  const sum = a.array.map((x, i) => f32(x + (b.array[i] as number)));
  call.mixAdd(a.ptr, b.ptr);
  expect(a.array).toEqual(sum);
  call.mixCopy(a.ptr, b.ptr);
  expect(a.array).toEqual(b.array);
  call.mixSilenceFrames(a.ptr, 3, 5);
  expect(a.array).toEqual(b.array.map((x, i) => (i % 128 >= 3 && i % 128 < 8 ? 0 : x)));
  call.mixClear(a.ptr);
  expect(a.array).toEqual(new Float32Array(BLOCK_SAMPLES));
});

test("fades", () => {
  const a = block(5);
  const faded = a.array.map((x, i) => (i % 128 >= 10 && i % 128 < 30 ? f32(x * (0.25 + 0.03 * ((i % 128) - 10))) : x));
  call.mixFadeFrames(a.ptr, 10, 20, 0.25, 0.03);
  expect(a.array).toEqual(faded);
});

test("levels", () => {
  const a = block(6);
  const out = heap.f64(4);
  call.mixLevels(a.ptr, out.ptr);
  for (const side of [0, 1]) {
    const channel = a.array.subarray(128 * side, 128 * side + 128);
    expect(out.array[side]).toBe(Math.max(...channel.map(Math.abs)));
    expect(out.array[2 + side]).toBeCloseTo(
      channel.reduce((sum, x) => sum + x * x, 0),
      4,
    );
  }
});

test.each([1, 2, 3, 5, 127, 128, 129, 1000])("a delay of %i frames", (frames) => {
  const line = heap.f32(4 + 2 * frames);
  call.mixDelayReset(line.ptr, frames);
  const [left, right] = noise(128 * 12, 7);
  const piece = heap.f32(BLOCK_SAMPLES);
  for (let at = 0; at < left.length; at += 128) {
    piece.array.set(left.subarray(at, at + 128));
    piece.array.set(right.subarray(at, at + 128), 128);
    call.mixDelay(line.ptr, piece.ptr);
    const wanted = (side: Float32Array) => Array.from({ length: 128 }, (_, i) => side[at + i - frames] ?? 0);
    expect([...piece.array]).toEqual([...wanted(left), ...wanted(right)]);
  }
});
