// The de-esser against theory: depth of bell, shelf and split, level independence, times, the split's phase, bit-exact rest; against
// a plain TypeScript twin; and on a real voice. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { decode, recording } from "../../../test/processors/judges.ts";
import { dbToGain, gainToDb, powerToDb } from "../../units/decibels.ts";
import { gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { firstDifferentBit, largestDifference, meanSquare } from "../contract/compare.ts";
import { RIG_RATE_HZ, Rig, take } from "../contract/rig.ts";
import { concatenate, noise, richSignal, signalOf, slice, type StereoSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { deEsser } from "./de-esser.params.ts";
import { deEsserFactory } from "./de-esser.ts";
import { deEsserTwin } from "./de-esser.twin.ts";

const subject = { declaration: deEsser, create: deEsserFactory.create };
const HELD = { detection: "absolute", thresholdDbfs: -70, maxReductionDb: 12 };

/** A low voice with a steady fundamental, and S sounds of noise above 5 kHz at the given level against it. */
function voice(
  frames: number,
  level: number,
  essDb: number,
): { readonly sound: StereoSignal; readonly isEss: (frame: number) => boolean } {
  const hiss = noise(frames, 1, 9);
  const isEss = (frame: number) => frame % 24000 > 14400 && frame % 24000 < 19200;
  let [one, two] = [0, 0];
  const sound = signalOf(frames, (frame) => {
    const x = hiss.left[frame] ?? 0;
    const high = x - 2 * one + two; // noise that rises by 12 dB per octave
    [two, one] = [one, x];
    let vowel = 0;
    for (let partial = 1; partial <= 20; partial++)
      vowel += Math.sin((2 * Math.PI * 130 * partial * frame) / RIG_RATE_HZ) / partial ** 1.5;
    const value = level * (isEss(frame) ? 0.3 * dbToGain(essDb) * high : 0.3 * vowel);
    return [value, value];
  });
  return { sound, isEss };
}

test("a voice without S passes bit for bit, bell and shelf", () => {
  const sound = concatenate(...Array.from({ length: 6 }, () => slice(voice(14400, 1, 0).sound, 0, 14400)));
  for (const mode of ["bell", "shelf"]) {
    const rig = new Rig(subject, { mode });
    rig.feed(slice(sound, 0, 72000)); // its beginning is a step like any other, and the release takes a second to end
    const output = rig.feed(slice(sound, 72000));
    expect(Math.min(...output.meterLow)).toBe(0);
    expect(firstDifferentBit(output, slice(sound, 72000)), mode).toBe(-1);
  }
});

test("S sounds go down, vowels do not, for soft and loud voices alike", () => {
  const traces = [0.5, 0.5 * dbToGain(-24)].map((level) => {
    const { sound, isEss } = voice(48000, level, 0);
    const output = take(subject, sound, { mode: "split", frequencyHz: 4000, maxReductionDb: 9 });
    const partDb = (from: number, to: number) => powerToDb(meanSquare(output, from, to) / meanSquare(sound, from, to));
    expect(isEss(15000) && isEss(19000)).toBe(true);
    return [partDb(16800, 19200), partDb(40800, 43200), partDb(1000, 14000), partDb(26400, 38000)];
  });
  for (const [first = NaN, second = NaN, ...vowels] of traces) {
    expect(first).toBeLessThan(-7.5);
    expect(second).toBeLessThan(-7.5);
    for (const vowel of vowels) expect(Math.abs(vowel)).toBeLessThan(0.02);
  }
  const [loud = [], soft = []] = traces;
  loud.forEach((value, index) => expect(Math.abs(value - (soft[index] ?? NaN))).toBeLessThan(0.1));
});

test.each([
  ["bell", 6500, -12],
  ["shelf", 6500, 10 * Math.log10((1 + dbToGain(-24)) / 2)], // where its poles are
  ["shelf", 18000, -11.9],
  ["split", 6500, gainToDb(0.5 + 0.5 * dbToGain(-12))], // both bands in phase, 6 dB down each
  ["split", 18000, -11.9],
  ["bell", 600, -0.05],
  ["shelf", 600, 0],
  ["split", 600, 0],
])("%s, 12 dB taken out: a tone of %d Hz comes out %d dB lower", (mode, hz, expected) => {
  // 12 dB at every one of these frequencies: the threshold lies far below what the filters leave of them
  const params = { ...HELD, mode, thresholdDbfs: -70, releaseMs: 300 };
  expect(steadyGainDb(subject, params, -1, hz)).toBeCloseTo(expected, 0);
});

test("the split's bands meet in phase: with nothing taken out the level is flat", () => {
  for (const hz of [500, 3000, 5500, 6500, 8000, 12000, 18000]) {
    expect(Math.abs(steadyGainDb(subject, { mode: "split", maxReductionDb: 0 }, -6, hz)), `${hz} Hz`).toBeLessThan(0.01);
  }
});

test("with an absolute threshold the band is held at it, up to the most reduction", () => {
  const params = { detection: "absolute", thresholdDbfs: -30, maxReductionDb: 15, releaseMs: 300, frequencyHz: 6500 };
  for (const [level, expected] of [
    [-40, 0],
    [-33, 0],
    [-30, -0.75], // the middle of a 6 dB knee
    [-24, -6],
    [-18, -12],
    [-6, -15],
  ] as const) {
    expect(steadyGainDb(subject, params, level, 6500), `${level} dBFS`).toBeCloseTo(expected, 0);
    expect(Math.abs(steadyGainDb(subject, params, level, 6500) - expected)).toBeLessThan(0.3);
  }
});

test.each([0.5, 2, 8])("an attack of %d ms takes that long for 63 percent, behind the detector's millisecond", (attackMs) => {
  const input = steppedTone([
    [0.3, -60],
    [0.4, -6],
  ]);
  const params = { detection: "absolute", frequencyHz: 5000, thresholdDbfs: -30, maxReductionDb: 12, attackMs };
  const gains = gainOverTimeDb(input.left, take(subject, input, params).left);
  const measured = timeConstantMs(gains, 14400, input.left.length);
  expect(measured).toBeGreaterThan(0.85 * attackMs);
  expect(measured).toBeLessThan(1.15 * attackMs + 1);
});

// Counted from where the gain sets out (2 % of its way): before that the detector's mean falls to the threshold, and the hold runs.
test.each([10, 20, 80, 300])("a release of %d ms takes that long for 63 percent, from where the gain sets out", (releaseMs) => {
  for (const maxReductionDb of [4, 12]) {
    const input = steppedTone([
      [0.3, -6],
      [2.5, -60],
    ]);
    const params = { detection: "absolute", frequencyHz: 5000, thresholdDbfs: -30, maxReductionDb, releaseMs };
    const gains = gainOverTimeDb(input.left, take(subject, input, params).left);
    const setOut = gains.findIndex((gain, frame) => frame > 14400 && gain > -0.98 * maxReductionDb);
    const measured = timeConstantMs(gains, 14400, input.left.length) - ((setOut - 14400) / RIG_RATE_HZ) * 1000;
    expect(measured).toBeGreaterThan(0.85 * releaseMs);
    expect(measured).toBeLessThan(1.15 * releaseMs);
    // the mean falls by 4.34 dB a millisecond, through 24 dB less what the reduction is limited to; then the hold
    const waitMs = (24 - maxReductionDb) / 4.34 + Math.min(10, releaseMs / 10);
    const lateMs = ((setOut - 14400) / RIG_RATE_HZ) * 1000 - waitMs;
    expect(lateMs).toBeGreaterThan(0);
    expect(lateMs).toBeLessThan(2 + 0.03 * releaseMs);
  }
});

test("linked sides move alike, unlinked ones each for itself", () => {
  const left = steppedTone([[0.4, -6]], 6500).left;
  const right = steppedTone([[0.4, -50]], 6500).left;
  const rightGain = (stereoLinkPercent: number) => {
    const params = { detection: "absolute", thresholdDbfs: -30, maxReductionDb: 8, stereoLinkPercent };
    return gainOverTimeDb(right, take(subject, { left, right }, params).right).at(-1);
  };
  expect(rightGain(100)).toBeCloseTo(-8, 1);
  expect(rightGain(0)).toBe(0);
});

const twinCases: ParamValues[] = [
  { relativeThresholdDb: -25 },
  { mode: "shelf", relativeThresholdDb: -20, stereoLinkPercent: 40, attackMs: 3, releaseMs: 30, frequencyHz: 4000 },
  { mode: "split", detection: "absolute", thresholdDbfs: -40, maxReductionDb: 20, stereoLinkPercent: 0 },
  { listen: true, mode: "split" },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(24000, RIG_RATE_HZ);
  expect(largestDifference(take(subject, input, params), deEsserTwin(input, params, RIG_RATE_HZ))).toBeLessThan(5e-6);
});

test("a real voice: the sharpest moments lose most, most of the time it is untouched", () => {
  const file = recording("stems/caesium/06_bgvox_main.flac");
  if (!file) return;
  const sung = decode(file, 10, 12);
  const params = deEsser.presets.find(({ name }) => name === "Female voice")?.params ?? {};
  const output = take(subject, sung, params, { sampleRateHz: 48000 });
  const frames = 480;
  const changed: number[] = [];
  for (let at = 0; at + frames < sung.left.length; at += frames) {
    const difference = signalOf(frames, (n) => [(output.left[at + n] ?? 0) - (sung.left[at + n] ?? 0), 0]);
    if (meanSquare(sung, at, at + frames) > 1e-6)
      changed.push(meanSquare(difference) > 0.01 * meanSquare(sung, at, at + frames) ? 1 : 0);
  }
  const share = changed.reduce((a, b) => a + b, 0) / changed.length;
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.4);
  expect(output.meterLow[0]).toBeGreaterThanOrEqual(-6);
});

test("writes the manual's plots", () => {
  const frequencies = Array.from({ length: 60 }, (_, index) => 500 * 40 ** (index / 59));
  writePlot("de-esser-modes", {
    names: "bottom",
    title: "De-esser: 10 dB taken out at 6.5 kHz",
    x: { label: "Hz", from: 500, to: 20000, ticks: [500, 1000, 2000, 5000, 10000, 20000], log: true },
    y: { label: "gain, dB", from: -12, to: 2, ticks: [-12, -9, -6, -3, 0] },
    curves: [
      ["bell, Q 1", { mode: "bell", q: 1 }],
      ["bell, Q 3", { mode: "bell", q: 3 }],
      ["shelf", { mode: "shelf" }],
      ["split", { mode: "split" }],
    ].map(([label, params]) => ({
      label: label as string,
      points: frequencies.map((hz) => {
        // a loud short tone at 6.5 kHz keeps the reduction full while a soft one is measured on the other side of the link
        const key = steppedTone([[0.15, -3]], 6500).left;
        const tone = steppedTone([[0.15, -60]], hz).left;
        const given = { ...(params as ParamValues), ...HELD, maxReductionDb: 10, thresholdDbfs: -40, releaseMs: 300 };
        const output = take(subject, { left: key, right: tone }, given);
        const part = (channel: Float32Array) => meanSquare({ left: channel.subarray(4800), right: channel.subarray(4800) });
        return [hz, powerToDb(part(output.right) / part(tone))] as const;
      }),
    })),
  });
  const { sound } = voice(24000, 0.5, 0);
  const output = take(subject, concatenate(sound, slice(sound, 0, 100)), { mode: "split", frequencyHz: 4000, maxReductionDb: 9 });
  const level = (signal: StereoSignal, at: number) => powerToDb(meanSquare(signal, at, at + 240) + 1e-9);
  const points = (signal: StereoSignal) => Array.from({ length: 99 }, (_, n) => [5 * n, level(signal, 240 * n)] as const);
  writePlot("de-esser-voice", {
    names: "bottom",
    title: "De-esser: vowel, S (300 to 400 ms), vowel; split at 4 kHz",
    x: { label: "ms", from: 0, to: 500, ticks: [0, 100, 200, 300, 400, 500] },
    y: { label: "level, dBFS", from: -40, to: 0, ticks: [-40, -30, -20, -10, 0] },
    curves: [
      { label: "in", points: points(sound) },
      { label: "out", points: points(output) },
    ],
  });
});
