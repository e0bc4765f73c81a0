// EBU Tech 3342 (2023), table 1: loudness range. Cases 5 and 6 exist only as recordings and are not here.
import { describe, expect, test } from "vitest";
import { measureFrames } from "../../src/measure/index.ts";
import { onAll, toneSteps } from "./tones.ts";

describe.each([44100, 48000, 96000])("Tech 3342 at %i Hz", (rate) => {
  test.each([
    { number: 1, levels: [-20, -30], lu: 10 },
    { number: 2, levels: [-20, -15], lu: 5 },
    { number: 3, levels: [-40, -20], lu: 20 },
    { number: 4, levels: [-50, -35, -20, -35, -50], lu: 15 },
  ])("case $number: $lu LU", ({ levels, lu }) => {
    const stretches = levels.map((dbfs) => ({ dbfs, s: 20 }));
    const { loudnessRangeLu } = measureFrames(onAll(toneSteps(rate, 1000, stretches), 2), rate, { bands: false });
    expect(Math.abs((loudnessRangeLu ?? NaN) - lu)).toBeLessThanOrEqual(1);
    // The standard allows 1 LU; steady tones leave no reason for more than the edges of the percentiles.
    expect(Math.abs((loudnessRangeLu ?? NaN) - lu)).toBeLessThanOrEqual(0.1);
  });
});
