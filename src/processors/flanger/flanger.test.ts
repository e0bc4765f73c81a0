// Flanger against theory: where its notches and peaks stand, how high feedback lifts them, and the way through zero; against a plain TypeScript twin.
import { describe, expect, test } from "vitest";
import { powerSpectrum } from "../../../test/processors/judges.ts";
import { writePlot } from "../../../test/manual-plot.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, signalOf } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { flanger } from "./flanger.params.ts";
import { flangerTwin } from "./flanger.twin.ts";

const RATE_HZ = 48000;
const SIZE = 48000;
const subject = { declaration: flanger, create: createProcessor.bind(null, "flanger") } as never;
const STILL: ParamValues = { depthMs: 0, lowCutHz: 10, highCutHz: 20000, stereoDegrees: 0, feedbackPercent: 0 };

/** Level in dB at a frequency, of the answer to an impulse. */
function response(params: ParamValues): (hz: number) => number {
  const impulse = signalOf(1 << 16, (frame) => (frame === 0 ? [1, 1] : [0, 0]));
  const power = powerSpectrum(take(subject, impulse, { ...STILL, ...params }).left);
  return (hz) => 10 * Math.log10((power[Math.round((hz * (1 << 16)) / RATE_HZ)] ?? 0) + 1e-12);
}

test.each([
  ["with feedback, as it comes", {}],
  ["through zero, turned over", { rateHz: 4, delayMs: 0.1, depthMs: 6, throughZeroMs: 3, feedbackPercent: -75, shape: "sine" }],
] as const)("the kernel against plain TypeScript: %s", (_, params) => {
  const input = noise(6000, 0.5, 3);
  expect(largestDifference(take(subject, input, params), flangerTwin(input, params, RATE_HZ))).toBeLessThan(2e-5);
});

describe("without feedback, half and half", () => {
  const levelAt = response({ delayMs: 1 });

  test.each([500, 1500, 2500, 3500])("a notch at %i Hz", (hz) => expect(levelAt(hz)).toBeLessThan(-20));

  test.each([1000, 2000, 3000])("a peak at %i Hz", (hz) => expect(Math.abs(levelAt(hz))).toBeLessThan(0.2));
});

describe("feedback", () => {
  test.each([
    [50, 2000, 6.02],
    [80, 2000, 13.98],
    [90, 2000, 20],
    [-80, 1500, 13.98],
  ])("%i percent lift the peak at %i Hz by %f dB, 1 / (1 - f)", (feedbackPercent, hz, liftDb) => {
    const levelAt = response({ delayMs: 1, mixPercent: 100, feedbackPercent });
    expect(Math.abs(levelAt(hz) - liftDb)).toBeLessThan(0.7);
    const between = 20 * Math.log10(1 / (1 + Math.abs(feedbackPercent) / 100));
    expect(Math.abs(levelAt(hz + 500) - between)).toBeLessThan(0.3);
  });
});

test("through zero: at the dry sound's own time the two are one", () => {
  const levelAt = response({ delayMs: 5, throughZeroMs: 5 });
  for (const hz of [300, 1000, 3000]) expect(Math.abs(levelAt(hz))).toBeLessThan(1);
  const apart = response({ delayMs: 4, throughZeroMs: 5 });
  expect(apart(500)).toBeLessThan(-15);
});

test("the sweep goes from the delay down by the depth and back", () => {
  const clicks = signalOf(2 * SIZE, (frame) => (frame % 960 === 0 ? [1, 1] : [0, 0]));
  const output = take(subject, clicks, { ...STILL, rateHz: 1, delayMs: 1, depthMs: 6, mixPercent: 100, shape: "triangle" });
  const delaysMs = Array.from({ length: 100 }, (_, click) => {
    const part = output.left.subarray(click * 960, click * 960 + 960);
    return part.reduce((best, x, n) => (Math.abs(x) > Math.abs(part[best] ?? 0) ? n : best), 0) / 48;
  });
  expect(Math.min(...delaysMs)).toBeCloseTo(1, 0);
  expect(Math.max(...delaysMs)).toBeCloseTo(7, 0);
});

test("the manual's plot", () => {
  const grid = Array.from({ length: 400 }, (_, index) => 50 + index * 25);
  const curve = (label: string, params: ParamValues) => {
    const levelAt = response(params);
    return { label, points: grid.map((hz) => [hz, Math.round(Math.max(-40, levelAt(hz)) * 10) / 10] as const) };
  };
  writePlot("flanger-comb", {
    title: "Flanger standing still at 1 ms",
    x: { label: "Hz", from: 0, to: 6000, ticks: [0, 1000, 2000, 3000, 4000, 5000, 6000] },
    y: { label: "dB", from: -40, to: 15, ticks: [-40, -30, -20, -10, 0, 10] },
    names: "bottom",
    curves: [
      curve("no feedback", { delayMs: 1 }),
      curve("70 %", { delayMs: 1, feedbackPercent: 70 }),
      curve("−70 %", { delayMs: 1, feedbackPercent: -70 }),
    ],
  });
});
