// Phaser against theory: the kernel's twin, where the notches stand, how far they sweep, what feedback lifts.
import { describe, expect, test } from "vitest";
import { powerSpectrum } from "../../../test/processors/judges.ts";
import { writePlot } from "../../../test/manual-plot.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, signalOf } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { phaser } from "./phaser.params.ts";
import { cornersHz } from "./phaser.ts";
import { phaserTwin } from "./phaser.twin.ts";

const RATE_HZ = 48000;
const SIZE = 1 << 16;
const subject = { declaration: phaser, create: createProcessor.bind(null, "phaser") } as never;
const STILL: ParamValues = { sweepOctaves: 0, feedbackPercent: 0, stereoDegrees: 0 };

function response(params: ParamValues): (hz: number) => number {
  const impulse = signalOf(SIZE, (frame) => (frame === 0 ? [1, 1] : [0, 0]));
  const power = powerSpectrum(take(subject, impulse, { ...STILL, ...params }).left);
  return (hz) => 10 * Math.log10((power[Math.round((hz * SIZE) / RATE_HZ)] ?? 0) + 1e-12);
}

test("the kernel against plain TypeScript: a loop solved by iteration", () => {
  const params = {
    rateHz: 2,
    centreHz: 900,
    sweepOctaves: 3,
    stages: "6",
    feedbackPercent: -60,
    shape: "sine",
    stereoDegrees: 120,
    mixPercent: 70,
  };
  const input = noise(4000, 0.5, 4);
  expect(largestDifference(take(subject, input, params), phaserTwin(input, params, RATE_HZ))).toBeLessThan(2e-6);
});

describe("notches: each stage turns by 2 arctan(f/fc), the sum is 0 at 180, 540 … degrees", () => {
  test.each([
    ["4", [45 / 2, (3 * 45) / 2]],
    ["6", [15, 45, 75]],
    ["8", [11.25, 33.75, 56.25, 78.75]],
  ] as const)("%s stages", (stages, halfAngles) => {
    const levelAt = response({ stages, centreHz: 700 });
    for (const degrees of halfAngles) {
      const warped = Math.tan((Math.PI * 700) / RATE_HZ) * Math.tan((degrees * Math.PI) / 180);
      const hz = (Math.atan(warped) * RATE_HZ) / Math.PI;
      expect(levelAt(hz)).toBeLessThan(-30);
      expect(levelAt(hz * 1.25)).toBeGreaterThan(-20);
    }
  });
});

test("feedback lifts what the chain passes in phase by 1 / (1 - f), wet alone", () => {
  const levelAt = response({ stages: "4", centreHz: 1000, feedbackPercent: 70, mixPercent: 100 });
  expect(levelAt(1000)).toBeCloseTo(20 * Math.log10(1 / 0.3), 1); // four stages turn by 360 degrees at the corner
});

test("a sweep of four octaves around 800 Hz goes from 200 to 3200 Hz", () => {
  const [low, high] = cornersHz({ centreHz: 800, sweepOctaves: 4 }, RATE_HZ);
  expect(low).toBeCloseTo(200, 6);
  expect(high).toBeCloseTo(3200, 6);
});

test("the manual's plot", () => {
  const grid = Array.from({ length: 300 }, (_, index) => 40 * 300 ** (index / 299));
  const curve = (label: string, params: ParamValues) => {
    const levelAt = response(params);
    return { label, points: grid.map((hz) => [Math.round(hz), Math.round(Math.max(-40, levelAt(hz)) * 10) / 10] as const) };
  };
  writePlot("phaser-notches", {
    title: "Phaser standing still at 650 Hz",
    x: { label: "Hz", from: 40, to: 12000, ticks: [100, 300, 1000, 3000, 10000], log: true },
    y: { label: "dB", from: -40, to: 10, ticks: [-40, -30, -20, -10, 0, 10] },
    names: "bottom",
    curves: [
      curve("4 stages", { centreHz: 650 }),
      curve("4 stages, feedback 50 %", { centreHz: 650, feedbackPercent: 50 }),
      curve("12 stages", { centreHz: 650, stages: "12" }),
    ],
  });
});
