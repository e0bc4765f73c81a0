// The OTA compressor against the differential pair's law, its loop's curve, its times as factors of gain, and its twin. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone } from "../contract/behaviour.ts";
import { largestDifference, samplePeak } from "../contract/compare.ts";
import { besideHarmonicsDb, harmonicsOf } from "../contract/harmonics.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal, signalOf, silence, slice, concatenate, type StereoSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressorOta } from "./compressor-ota.params.ts";
import { compressorOtaFactory } from "./compressor-ota.ts";
import { compressorOtaTwin } from "./compressor-ota.twin.ts";

const ota: Subject = { declaration: compressorOta, create: compressorOtaFactory.create };
const LATENCY = compressorOta.latencyFrames({} as never, RIG_RATE_HZ);

/** Level in dBFS of an amplitude in millivolts at the pair. */
const millivolts = (mv: number) => gainToDb(mv / 50);

/** The output without its delay. */
function prompt(input: StereoSignal, params: ParamValues): StereoSignal {
  return slice(take(ota, concatenate(input, silence(LATENCY)), params), LATENCY);
}

function harmonicsAt(dbfs: number, params: ParamValues = {}, hz = 1000) {
  const output = take(ota, steppedTone([[1.4, dbfs]], hz), params); // not `prompt`: at a tone's end the filters ring
  return harmonicsOf(output.left, hz);
}

// the law's first term; the next ones take off a share of about (input / 2 V_T)^2 / 2 of the third harmonic
test.each([2, 5, 10, 17.9])("%d mV at the pair: third harmonic (V / 2 V_T)² / 12", (mv) => {
  const u = mv / (2 * 25.9);
  const expectedDb = gainToDb((u * u) / 12);
  const third = harmonicsAt(millivolts(mv)).db[3] ?? NaN;
  expect(Math.abs(third - expectedDb), `${third} instead of ${expectedDb} dB`).toBeLessThan(0.05 + 8 * u * u);
});

test("17.9 mV give 1 % of third harmonic, whatever the reduction, and hardly anything of the second", () => {
  for (const sustainDb of [0, 15, 30]) {
    const { db, thdPercent } = harmonicsAt(millivolts(17.9), { sustainDb });
    expect(thdPercent).toBeGreaterThan(0.94);
    expect(thdPercent).toBeLessThan(1);
    expect(db[2] ?? 0).toBeLessThan(-90);
  }
});

test("drive pushes the pair and not the level", () => {
  expect(harmonicsAt(millivolts(17.9) - 12, { driveDb: 12 }).thdPercent).toBeCloseTo(0.966, 1);
  expect(Math.abs(steadyGainDb(ota, { driveDb: 12 }, -40) - steadyGainDb(ota, {}, -40))).toBeLessThan(0.05);
});

test("static curve: sustain below the threshold, about 10:1 above it", () => {
  // small inputs, so that the pair stays straight
  const outAt = (level: number, sustainDb: number) => {
    const input = steppedTone([[1, level]], 1000);
    return level + (gainOverTimeDb(input.left, prompt(input, { sustainDb, attackMs: 1, driveDb: -24 }).left).at(-100) ?? NaN);
  };
  expect(outAt(-60, 20)).toBeCloseTo(-40, 1);
  for (const [level, sustainDb] of [
    [-34, 20],
    [-20, 20],
    [-10, 20],
    [-10, 40],
    [-6, 0],
  ] as const) {
    const expected = -20 + (level + sustainDb + 20) / 10;
    expect(Math.abs(outAt(level, sustainDb) - expected), `${level} dBFS, sustain ${sustainDb}`).toBeLessThan(0.1);
  }
});

/** The oversampler's filters ring around steps and ends: there the gain is read 100 frames before. Milliseconds from frame `from` until the gain as a factor has made 63.2 % of its way to `end`. */
function factorTimeMs(gainsDb: Float64Array, from: number, end: number): number {
  const start = dbToGain(gainsDb[from - 100] ?? NaN);
  const goal = start + 0.632 * (end - start);
  for (let frame = from; frame < gainsDb.length; frame++) {
    const now = dbToGain(gainsDb[frame] ?? NaN);
    if (end < start ? now <= goal : now >= goal) return ((frame - from) * 1000) / RIG_RATE_HZ;
  }
  return NaN;
}

test.each([1, 4, 10])("an attack of %d ms is that long for 63 percent of the factor, for small and large steps", (attackMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -60],
      [0.2, -40 + overDb],
    ]);
    const gains = gainOverTimeDb(input.left, prompt(input, { sustainDb: 20, attackMs, driveDb: -24 }).left);
    const measured = factorTimeMs(gains, 24000, dbToGain(gains.at(-100) ?? NaN));
    expect(Math.abs(measured - attackMs), `${overDb} dB over: ${measured}`).toBeLessThan(0.1 * attackMs + 0.1);
  }
});

test.each([250, 500, 1200])("a release of %d ms is that long for 63 percent of the factor, wherever from", (releaseMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -40 + overDb],
      [releaseMs / 500, -70],
    ]);
    const gains = gainOverTimeDb(input.left, prompt(input, { sustainDb: 20, attackMs: 2, releaseMs, driveDb: -24 }).left);
    const measured = factorTimeMs(gains, 24000, dbToGain(20));
    // hold and its rest: up to 6 ms
    expect(measured, `${overDb} dB over`).toBeGreaterThan(0.97 * releaseMs);
    expect(measured).toBeLessThan(1.03 * releaseMs + 7);
  }
});

test("a bass's wave comes through: 50 Hz at 6 dB of reduction below -40 dB from 500 ms on", () => {
  const at = (releaseMs: number) => {
    const input = steppedTone([[4, -27.3]], 50);
    const output = prompt(input, { sustainDb: 14, releaseMs });
    expect(Math.abs((take(ota, input, { sustainDb: 14, releaseMs }).meterLow[0] ?? 0) + 6)).toBeLessThan(0.6);
    return distortionDb(output.left, 50);
  };
  expect(at(500)).toBeLessThan(-46);
  expect(at(1200)).toBeLessThan(-50);
});

test("nothing folds back: beside a tone and its harmonics less than -90 dBc at 17.9 mV", () => {
  expect(harmonicsAt(millivolts(17.9), {}, 5000).elseDb).toBeLessThan(-90);
  expect(harmonicsAt(millivolts(17.9), { attackMs: 0.5, releaseMs: 100 }, 997).elseDb).toBeLessThan(-85);
});

test("linked, both channels have the same gain within 0.1 dB; unlinked, each its own", () => {
  const input = { left: steppedTone([[0.8, -20]]).left, right: steppedTone([[0.8, -50]]).right };
  const gains = (stereoLinkPercent: number) => {
    const output = prompt(input, { stereoLinkPercent, driveDb: -24 });
    return [
      gainOverTimeDb(input.left, output.left).at(-100) ?? NaN,
      gainOverTimeDb(input.right, output.right).at(-100) ?? NaN,
    ] as const;
  };
  const [left, right] = gains(100);
  expect(left).toBeLessThan(3);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
  expect(gains(0)[1]).toBeCloseTo(14, 1);
});

test("50 Hz at 44.1 kHz, whose period holds no whole number of the rectifier's stretches: nothing beside the harmonics", () => {
  const sampleRateHz = 44100;
  const tone = signalOf(4 * sampleRateHz, (frame) => {
    const x = Math.sin((2 * Math.PI * (frame % 882)) / 882);
    return [x, x];
  });
  expect(besideHarmonicsDb(take(ota, tone, {}, { sampleRateHz }).left, 882, 50)).toBeLessThan(-100);
});

const twinCases: ParamValues[] = [
  {},
  { driveDb: 12, sustainDb: 30, attackMs: 0.5, releaseMs: 100, stereoLinkPercent: 40 },
  { driveDb: -6, sustainDb: 20, makeupDb: -3, mixPercent: 50, stereoLinkPercent: 0 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(9600, RIG_RATE_HZ);
  const output = take(ota, input, params);
  const expected = compressorOtaTwin(input, params, RIG_RATE_HZ, LATENCY);
  expect(largestDifference(output, expected)).toBeLessThan(2e-5 * samplePeak(output));
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 23 }, (_, index) => -66 + 3 * index);
  writePlot("compressor-ota-static", {
    title: "OTA compressor: static curve",
    names: "bottom",
    x: { label: "input, dBFS", from: -66, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -66, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    curves: [0, 14, 28].map((sustainDb) => ({
      label: `sustain ${sustainDb} dB`,
      points: levels.map((level) => [level, level + steadyGainDb(ota, { sustainDb, attackMs: 1 }, level)] as const),
    })),
  });
  const millivoltSteps = [1, 1.5, 2.2, 3.3, 5, 7.5, 11, 17, 25, 37, 50];
  writePlot("compressor-ota-harmonics", {
    title: "OTA compressor: harmonics of 1 kHz, (V / 2 V_T)² / 12",
    names: "bottom",
    x: { label: "sample peak at the pair, mV", from: 1, to: 50, ticks: [1, 2, 5, 10, 20, 50], log: true },
    y: { label: "dB below the tone", from: -120, to: -20, ticks: [-120, -100, -80, -60, -40, -20] },
    curves: [
      { label: "third, measured", points: millivoltSteps.map((mv) => [mv, harmonicsAt(millivolts(mv)).db[3] ?? NaN] as const) },
      { label: "third, law", points: millivoltSteps.map((mv) => [mv, gainToDb((mv / 51.8) ** 2 / 12)] as const) },
      { label: "fifth, measured", points: millivoltSteps.map((mv) => [mv, harmonicsAt(millivolts(mv)).db[5] ?? NaN] as const) },
    ],
  });
});
