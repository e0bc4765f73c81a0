// The tilt against a straight line, measured through its sound; pivot, low cut, both directions. Writes the manual's plot.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { log } from "../../units/exact-math.ts";
import { largestDifference } from "../contract/compare.ts";
import { gainsDb, impulseResponse, logFrequencies } from "../contract/response.ts";
import { take } from "../contract/rig.ts";
import { noise } from "../contract/signals.ts";
import { tiltEq } from "./tilt-eq.params.ts";
import { tiltEqFactory } from "./tilt-eq.ts";

const subject = { declaration: tiltEq, create: tiltEqFactory.create };
const FREQUENCIES = logFrequencies(60);
const MIDDLE_HZ = Math.sqrt(20 * 20000);
const OCTAVES = log(20000 / MIDDLE_HZ) / log(2);

/** The law of the manual: dB per octave times octaves from the pivot. */
function lineDb(hz: number, tiltDb: number, pivotHz: number): number {
  return ((tiltDb / OCTAVES) * log(hz / pivotHz)) / log(2);
}

test.each([44100, 48000, 88200, 96000, 176400, 192000])("follows the straight line from 20 Hz to 20 kHz at %d Hz", (rateHz) => {
  for (const [tiltDb, pivotHz, tolerance] of [
    [6, MIDDLE_HZ, 0.05],
    [-6, 1000, 0.06],
    [2, 300, 0.03],
    [12, MIDDLE_HZ, 0.1],
    [-12, 4000, 0.12],
  ] as const) {
    const response = impulseResponse(subject, { tiltDb, pivotHz }, rateHz, 0.5);
    for (const [index, gainDb] of gainsDb(response, FREQUENCIES, rateHz).entries()) {
      const hz = FREQUENCIES[index] ?? NaN;
      expect(Math.abs(gainDb - lineDb(hz, tiltDb, pivotHz)), `${tiltDb} dB around ${pivotHz} at ${hz} Hz`).toBeLessThan(
        tolerance,
      );
    }
  }
});

test("at 6 dB the ends are 6 dB up and down and the pivot stands still", () => {
  const gains = gainsDb(impulseResponse(subject, { tiltDb: 6, pivotHz: MIDDLE_HZ }), [20, MIDDLE_HZ, 20000]);
  for (const [index, expected] of [-6, 0, 6].entries()) expect(Math.abs((gains[index] ?? NaN) - expected)).toBeLessThan(0.05);
  for (const pivotHz of [200, 1500, 4000])
    expect(Math.abs(gainsDb(impulseResponse(subject, { tiltDb: -9, pivotHz }), [pivotHz])[0] ?? NaN)).toBeLessThan(0.01);
});

test("darker undoes brighter", () => {
  const input = noise(24000, 0.25, 7);
  const brighter = take(subject, input, { tiltDb: 5 });
  expect(largestDifference(take(subject, brighter, { tiltDb: -5 }), input)).toBeLessThan(1e-5);
});

test("the low cut is a second-order Butterworth on top of the line", () => {
  const frequencies = [20, 40, 80, 160, 1000];
  const plain = gainsDb(impulseResponse(subject, { tiltDb: 3 }), frequencies);
  const cut = gainsDb(impulseResponse(subject, { tiltDb: 3, lowCut: true, lowCutHz: 40 }), frequencies);
  const expected = [-12.3, -3.01, -0.263, -0.017, 0];
  for (const [index, gainDb] of cut.entries()) expect(gainDb - (plain[index] ?? NaN)).toBeCloseTo(expected[index] ?? NaN, 1);
});

test("writes the manual's plot", () => {
  const frequencies = logFrequencies(100, 10, 22000);
  const curve = (label: string, params: Parameters<typeof impulseResponse>[1]) => ({
    label,
    points: gainsDb(impulseResponse(subject, params, 48000, 1), frequencies).map(
      (gainDb, index) => [frequencies[index] ?? 0, gainDb] as const,
    ),
  });
  writePlot("tilt-eq-lines", {
    names: "bottom",
    title: "Tilt EQ: lines, measured at 48 kHz",
    x: { label: "Hz", from: 10, to: 22000, log: true, ticks: [20, 100, 1000, 10000, 20000] },
    y: { label: "gain, dB", from: -12, to: 12, ticks: [-12, -6, 0, 6, 12] },
    curves: [
      curve("+6 dB", { tiltDb: 6, pivotHz: 632 }),
      curve("+3 dB", { tiltDb: 3, pivotHz: 632 }),
      curve("−6 dB", { tiltDb: -6, pivotHz: 632 }),
      curve("−3 dB around 1 kHz, low cut 35 Hz", { tiltDb: -3, pivotHz: 1000, lowCut: true, lowCutHz: 35 }),
    ],
  });
});
