// The image against arithmetic: mid and side gains, the crossover's slope, and a mono sum that never changes its level.
import { describe, expect, test } from "vitest";
import { amplitudeAt, decode, recording } from "../../../test/processors/judges.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, signalOf, type StereoSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { stereoImage } from "./stereo-image.params.ts";
import { stereoImageTwin } from "./stereo-image.twin.ts";

const RATE_HZ = 48000;
const subject = { declaration: stereoImage, create: createProcessor.bind(null, "stereo-image") } as never;
const run = (input: StereoSignal, params: ParamValues) => take(subject, input, params, { sampleRateHz: RATE_HZ });
const mix = (signal: StereoSignal, sign: 1 | -1) =>
  signal.left.map((left, frame) => 0.5 * (left + sign * (signal.right[frame] ?? 0)));

/** Gain in dB of the mid (+1) or the side (-1) at one frequency. */
function gainDb(params: ParamValues, hz: number, sign: 1 | -1): number {
  const input = signalOf(72000, (frame) => {
    const value = 0.5 * Math.sin((2 * Math.PI * hz * frame) / RATE_HZ);
    return [value, sign * value];
  });
  return 20 * Math.log10(amplitudeAt(mix(run(input, params), sign), hz, RATE_HZ, 24000, 48000) / 0.5);
}

test.each([
  [0, 0],
  [50, 0.5],
  [200, 2],
])("width %i %% multiplies the side by %d and leaves the mid alone", (widthPercent, factor) => {
  const input = noise(4800, 0.4, 3);
  const output = run(input, { widthPercent });
  const [mid, side] = [mix(input, 1), mix(input, -1)];
  mix(output, 1).forEach((value, frame) => expect(Math.abs(value - (mid[frame] ?? 0))).toBeLessThan(1e-7));
  mix(output, -1).forEach((value, frame) => expect(Math.abs(value - factor * (side[frame] ?? 0))).toBeLessThan(2e-7));
});

describe("mono below 120 Hz", () => {
  const params = { monoBelowHz: 120 };

  test.each([
    [120, -6.02, 0.02],
    [60, -24.6, 0.1], // 40 log10(1 + 2^4) / 2
    [30, -48.2, 0.2],
    [480, -0.034, 0.01],
    [5000, 0, 0.001],
  ])("the side at %i Hz is at %d dB", (hz, expectedDb, tolerance) => {
    expect(Math.abs(gainDb(params, hz, -1) - expectedDb)).toBeLessThan(tolerance);
  });

  test.each([30, 60, 120, 240, 1000])("the mid at %i Hz keeps its level", (hz) => {
    expect(Math.abs(gainDb(params, hz, 1))).toBeLessThan(0.001);
  });

  test("a tone panned hard stays on its side above the crossover: mid and side stay in phase", () => {
    for (const [hz, leftOverRightDb] of [
      [120, 9.54], // 1 + 1/2 against 1 - 1/2
      [240, 30.37], // 1 + 16/17 against 1 - 16/17
    ] as const) {
      const output = run(
        signalOf(72000, (frame) => [0.5 * Math.sin((2 * Math.PI * hz * frame) / RATE_HZ), 0]),
        params,
      );
      const [left, right] = [output.left, output.right].map((channel) => amplitudeAt(channel, hz, RATE_HZ, 24000, 48000));
      expect(Math.abs(20 * Math.log10((left ?? 0) / (right ?? 1)) - leftOverRightDb)).toBeLessThan(0.1);
    }
  });
});

test.each([
  { widthPercent: 130, balanceDb: 2 },
  { widthPercent: 60, monoBelowHz: 150, balanceDb: -3 },
])("the kernel against plain TypeScript: %j", (params) => {
  const input = noise(9000, 0.5, 6);
  expect(largestDifference(run(input, params), stereoImageTwin(input, params, RATE_HZ))).toBeLessThan(1e-6);
});

test("balance turns the other side down", () => {
  const input = noise(4800, 0.4, 3);
  const right = run(input, { balanceDb: 6 });
  expect((right.left[100] ?? 0) / (input.left[100] ?? 1)).toBeCloseTo(10 ** (-6 / 20), 5);
  expect(right.right[100]).toBe(input.right[100]);
  const left = run(input, { balanceDb: -6 });
  expect(left.left[100]).toBe(input.left[100]);
});

test("a real mix folded to mono keeps its spectrum whatever the width", () => {
  const file = recording("references/rock_joshua_morin_on_the_run.flac");
  if (!file) return;
  const music = decode(file, 30, 2);
  const before = mix(music, 1);
  mix(run(music, { widthPercent: 180 }), 1).forEach((value, frame) =>
    expect(Math.abs(value - (before[frame] ?? 0))).toBeLessThan(3e-7),
  );
});
