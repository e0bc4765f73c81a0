// Bands add up to an all-pass, and lie where they should.
import { expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { Crossover } from "./crossover.ts";

const RATE_HZ = 48_000;
const FRAMES = 16_384;

/** Magnitude in dB of an impulse response at one frequency. */
function levelDb(impulse: Float32Array, hz: number): number {
  let re = 0;
  let im = 0;
  impulse.forEach((x, n) => {
    re += x * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
    im += x * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
  });
  return 10 * Math.log10(re * re + im * im);
}

test("four bands: each flat in its middle, -6 dB at its edges, the sum flat everywhere", () => {
  const kernels = instantiateKernels();
  const crossover = new Crossover(kernels, 4);
  crossover.set([120, 1000, 6000], RATE_HZ);
  const input = kernels.heap.f32(FRAMES);
  input.array[0] = 1;
  const bands = [0, 1, 2, 3].map(() => ({ left: kernels.heap.f32(FRAMES), right: kernels.heap.f32(FRAMES) }));
  crossover.process(
    input.ptr,
    input.ptr,
    FRAMES,
    bands.map(({ left, right }) => ({ left: left.ptr, right: right.ptr })),
  );
  const impulses = bands.map(({ left }) => left.array.slice());
  const sum = impulses.reduce((total, band) => total.map((x, n) => x + (band[n] as number)), new Float32Array(FRAMES));
  for (const hz of [20, 60, 120, 300, 1000, 2400, 6000, 15_000, 23_000]) expect(levelDb(sum, hz)).toBeCloseTo(0, 3);
  expect(levelDb(impulses[0]!, 120)).toBeCloseTo(-6.02, 1);
  expect(levelDb(impulses[1]!, 350)).toBeGreaterThan(-0.4);
  expect(levelDb(impulses[1]!, 1000)).toBeCloseTo(-6.02, 1);
  expect(levelDb(impulses[2]!, 6000)).toBeCloseTo(-6.02, 1);
  expect(levelDb(impulses[3]!, 1500)).toBeLessThan(-40);
  expect(bands[3]?.right.array.slice()).toEqual(impulses[3]);
});
