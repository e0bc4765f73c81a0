// The notches against theory, measured through the sound: depth, width, the comb on the mains, what stays untouched. Writes the plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { powerToDb } from "../../units/decibels.ts";
import { pow } from "../../units/exact-math.ts";
import { largestDifference, meanSquare } from "../contract/compare.ts";
import { gainsDb, impulseResponse, logFrequencies } from "../contract/response.ts";
import { take } from "../contract/rig.ts";
import { richSignal, signalOf, slice, tone } from "../contract/signals.ts";
import { notchEq } from "./notch-eq.params.ts";
import { notchEqFactory } from "./notch-eq.ts";

const subject = { declaration: notchEq, create: notchEqFactory.create };

/** |(s^2 + gs/Q + 1) / (s^2 + s/Q + 1)|^2 at s = jx, in dB. */
function dipDb(x: number, depthDb: number, q: number): number {
  const g = pow(10, -depthDb / 20);
  const re = (1 - x * x) * (1 - x * x);
  const side = (x * x) / (q * q);
  return powerToDb((re + g * g * side) / (re + side));
}

test.each([
  [60, 18, 30],
  [1000, 6, 4],
  [3150, 40, 100],
  [15000, 12, 10],
])("a cut at %d Hz of %d dB, Q %d, is the analogue one within 0.05 dB at every rate", (hz, depthDb, q) => {
  const around = [0.25, 0.5, 0.9, 1 - 1 / q, 1 - 0.5 / q, 1 - 0.2 / q, 1, 1 + 0.2 / q, 1 + 0.5 / q, 1.1, 1.33];
  for (const rateHz of [44100, 48000, 96000, 192000]) {
    const response = impulseResponse(subject, { notches: [{ hz, depthDb, q }] }, rateHz, 2.5);
    const frequencies = around.map((ratio) => ratio * hz);
    for (const [index, gainDb] of gainsDb(response, frequencies, rateHz).entries())
      expect(Math.abs(gainDb - dipDb(around[index] ?? 1, depthDb, q)), `${frequencies[index]} Hz at ${rateHz}`).toBeLessThan(
        0.05,
      );
  }
});

test("a full notch leaves nothing at its centre and is -3 dB wide as its Q says", () => {
  const [hz, q] = [1000, 20];
  const half = 1 / (2 * q);
  const edges = [Math.sqrt(1 + half * half) - half, Math.sqrt(1 + half * half) + half].map((ratio) => ratio * hz);
  const response = impulseResponse(subject, { notches: [{ shape: "notch", hz, q }] }, 48000, 1);
  const [centre, ...sides] = gainsDb(response, [hz, ...edges]);
  expect(centre).toBeLessThan(-100);
  for (const side of sides) expect(side).toBeCloseTo(-3.01, 2);
});

test.each([50, 60, 51.3])("hum at %d Hz and its harmonics goes, what lies between stays", (mainsHz) => {
  const harmonics = 6;
  const response = impulseResponse(subject, { hum: true, mainsHz, harmonics, humDepthDb: 30, humQ: 40 }, 48000, 6);
  const on = Array.from({ length: harmonics }, (_, index) => (index + 1) * mainsHz);
  for (const gainDb of gainsDb(response, on)) expect(Math.abs(gainDb + 30)).toBeLessThan(0.1);
  const between = on.map((hz) => hz + mainsHz / 2);
  for (const gainDb of gainsDb(response, between)) expect(gainDb).toBeGreaterThan(-0.5);
  const [next, high] = gainsDb(response, [(harmonics + 1) * mainsHz, 5000]);
  expect(next).toBeGreaterThan(-0.1);
  expect(high).toBeGreaterThan(-0.01);
});

test("six harmonics of hum go down by 30 dB, a voice-like tone beside them by less than 0.1", () => {
  const frames = 240000;
  const partials = [50, 100, 150, 200, 250, 300].map((hz) => tone(frames, 48000, hz, 0.02));
  const hum = signalOf(frames, (frame) => {
    const sum = partials.reduce((total, { left }) => total + (left[frame] ?? 0), 0);
    return [sum, sum];
  });
  const gainDb = (signal: typeof hum) =>
    powerToDb(meanSquare(slice(take(subject, signal, { hum: true }), 192000)) / meanSquare(slice(signal, 192000)));
  expect(Math.abs(gainDb(hum) + 30)).toBeLessThan(0.1);
  expect(Math.abs(gainDb(tone(frames, 48000, 440, 0.2)))).toBeLessThan(0.1);
});

test("cuts of 0 dB or switched off leave every bit alone", () => {
  const input = richSignal(12000, 48000);
  const notches = [{ depthDb: 0 }, { hz: 50, enabled: false }];
  expect(largestDifference(take(subject, input, { notches, hum: true, humDepthDb: 0 }), input)).toBe(0);
});

test("writes the manual's plots", () => {
  const lows = [...logFrequencies(240, 30, 1000), 50, 100, 150, 200, 250, 300].sort((a, b) => a - b);
  const curve = (label: string, params: Parameters<typeof impulseResponse>[1], frequencies: number[], seconds: number) => ({
    label,
    points: gainsDb(impulseResponse(subject, params, 48000, seconds), frequencies).map(
      (gainDb, index) => [frequencies[index] ?? 0, gainDb] as const,
    ),
  });
  writePlot("notch-eq-hum", {
    names: "bottom",
    title: "Notch EQ: hum at 50 Hz, 30 dB deep, measured at 48 kHz",
    x: { label: "Hz", from: 30, to: 1000, log: true, ticks: [50, 100, 200, 300, 500, 1000] },
    y: { label: "gain, dB", from: -36, to: 3, ticks: [-30, -20, -10, 0] },
    curves: [curve("Q 10", { hum: true, humQ: 10 }, lows, 2), curve("Q 40", { hum: true, humQ: 40 }, lows, 3)],
  });
  const highs = logFrequencies(161, 500, 2000); // 1 kHz is in the middle
  writePlot("notch-eq-depths", {
    names: "bottom",
    title: "Notch EQ: 1 kHz, Q 8: cuts and the full notch",
    x: { label: "Hz", from: 500, to: 2000, log: true, ticks: [500, 700, 1000, 1400, 2000] },
    y: { label: "gain, dB", from: -36, to: 3, ticks: [-30, -24, -18, -12, -6, 0] },
    curves: [
      ...[3, 6, 12, 24].map((depthDb) => curve(`${depthDb} dB`, { notches: [{ depthDb, q: 8 }] }, highs, 0.3)),
      curve("notch", { notches: [{ shape: "notch", q: 8 }] }, highs, 0.3),
    ],
  });
});
