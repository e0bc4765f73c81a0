// The gate against its own words: hysteresis, times in dB, hold, range, look-ahead, key filters; against a plain TypeScript twin;
// and on real drums. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { decode, recording } from "../../../test/processors/judges.ts";
import { dbToGain, gainToDb, powerToDb } from "../../units/decibels.ts";
import { gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { firstDifferentBit, largestDifference, meanSquare } from "../contract/compare.ts";
import { RIG_RATE_HZ, Rig, take } from "../contract/rig.ts";
import { concatenate, noise, richSignal, signalOf, silence, slice, tone } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { gate } from "./gate.params.ts";
import { gateFactory } from "./gate.ts";
import { gateTwin } from "./gate.twin.ts";

const subject = { declaration: gate, create: gateFactory.create };
const ms = (frames: number) => (1000 * frames) / RIG_RATE_HZ;

test("opens at the threshold, stays open down to the hysteresis, and closes below it", () => {
  const levels = [-44, -41, -39.8, -42, -43.8, -44.2, -42, -41];
  const input = steppedTone(levels.map((level) => [0.3, level]));
  const output = take(subject, input, { thresholdDbfs: -40, hysteresisDb: 4, rangeDb: 30, holdMs: 10, releaseMs: 20 });
  const gains = gainOverTimeDb(input.left, output.left);
  const ends = levels.map((_, index) => Math.round(gains[Math.round(0.3 * (index + 1) * RIG_RATE_HZ) - 1] ?? NaN));
  expect(ends.map(Math.abs)).toEqual([30, 30, 0, 0, 0, 30, 30, 30]);
});

test.each([6, 20, 60, 90])("a range of %d dB is what a closed gate takes away", (rangeDb) => {
  expect(steadyGainDb(subject, { thresholdDbfs: -20, rangeDb }, -40)).toBeCloseTo(-rangeDb, 2);
});

test("open it is a wire: not one bit is changed", () => {
  const input = concatenate(tone(24000, RIG_RATE_HZ, 220, 0.5), noise(24000, 0.5, 3));
  const output = take(subject, input, { thresholdDbfs: -30, holdMs: 50 });
  expect(firstDifferentBit(slice(output, 12000), slice(input, 12000))).toBe(-1);
});

test.each([0.05, 0.5, 5, 50])("an attack of %d ms takes that long for 63 percent of the way up, for any range", (attackMs) => {
  for (const rangeDb of [12, 40, 80]) {
    const input = signalOf(48000, (frame) => (frame < 14400 ? [1e-4, 1e-4] : [0.5, 0.5]));
    const key = signalOf(48000, (frame) => (frame < 14400 ? [0, 0] : [Math.cos(frame), 0]));
    const output = take(subject, input, { thresholdDbfs: -30, rangeDb, attackMs }, { key });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, 14400 + 1000 + 48 * 10 * attackMs);
    expect(Math.abs(measured - attackMs), `${rangeDb} dB: ${measured} ms`).toBeLessThan(0.15 * attackMs + ms(1));
  }
});

test.each([10, 100, 500])("a release of %d ms takes that long for 63 percent of the way down, after the hold", (releaseMs) => {
  for (const [rangeDb, holdMs] of [
    [12, 20],
    [40, 100],
    [80, 1],
  ] as const) {
    const loud = 9600;
    const input = signalOf(loud + 48 * (holdMs + 12 * releaseMs), () => [0.5, 0.5]);
    const key = signalOf(input.left.length, (frame) => (frame < loud ? [0.5 * Math.cos(frame), 0] : [0, 0]));
    const output = take(subject, input, { thresholdDbfs: -30, rangeDb, holdMs, releaseMs, attackMs: 0.05 }, { key });
    const gains = gainOverTimeDb(input.left, output.left);
    const measured = timeConstantMs(gains, loud, input.left.length) - holdMs;
    expect(Math.abs(measured - releaseMs), `${rangeDb} dB: ${measured} ms`).toBeLessThan(0.05 * releaseMs + 0.2);
    expect(gains[loud + 48 * holdMs - 48]).toBe(0); // open to the end of the hold
  }
});

test("hold keeps a low note from chattering", () => {
  const input = steppedTone([[1, -20]], 50);
  const changes = (holdMs: number) => {
    const gains = gainOverTimeDb(input.left, take(subject, input, { thresholdDbfs: -24, holdMs, releaseMs: 20 }).left);
    return Math.min(...gains.subarray(4800));
  };
  expect(changes(12)).toBe(0);
  expect(changes(2)).toBeLessThan(-1);
});

test("with look-ahead it is open when the hit comes out", () => {
  const input = signalOf(14400, (frame) => (frame < 9600 ? [0, 0] : [0.5, 0.5]));
  const firstGainDb = (lookAheadMs: number) => {
    const delay = 48 * lookAheadMs;
    const output = take(subject, input, { thresholdDbfs: -30, attackMs: 0.5, lookAheadMs });
    return gainToDb((output.left[9600 + delay] ?? 0) / 0.5);
  };
  expect(firstGainDb(0)).toBeLessThan(-50);
  expect(firstGainDb(4)).toBeGreaterThan(-0.05);
});

test("the key's filters decide what opens it; what is heard stays whole", () => {
  const times = { holdMs: 15, releaseMs: 10 };
  const kick = { thresholdDbfs: -30, keyHighPassHz: 40, keyLowPassHz: 120, ...times };
  expect(steadyGainDb(subject, kick, -20, 80)).toBeCloseTo(0, 2);
  // 12 dB per octave: log2(1000 / 120) * 12 = 37 dB less at 1 kHz
  expect(steadyGainDb(subject, kick, -1, 1000)).toBeCloseTo(-60, 1);
  expect(steadyGainDb(subject, { thresholdDbfs: -30, keyHighPassHz: 1000, ...times }, -6, 100)).toBeCloseTo(-60, 1);
});

test("listening plays the filtered key at its own level", () => {
  const params = { keyListen: true, keyHighPassHz: 1000, thresholdDbfs: 0 };
  expect(steadyGainDb(subject, params, -10, 1000)).toBeCloseTo(-3.01, 1); // the corner of a Butterworth filter
  expect(steadyGainDb(subject, params, -10, 100)).toBeCloseTo(-40, 1);
});

test("linked sides move alike, unlinked ones each for itself, half linked hears the other side 6 dB lower", () => {
  const input = signalOf(24000, (frame) => [0.5 * Math.sin(frame), 0.001 * Math.sin(frame)]);
  const rightGain = (params: ParamValues) =>
    gainOverTimeDb(input.right, take(subject, input, { rangeDb: 40, ...params }).right).at(-1) ?? NaN;
  expect(rightGain({ stereoLinkPercent: 100, thresholdDbfs: -8 })).toBe(0);
  expect(rightGain({ stereoLinkPercent: 50, thresholdDbfs: -11 })).toBeCloseTo(-40, 1);
  expect(rightGain({ stereoLinkPercent: 50, thresholdDbfs: -13 })).toBe(0);
  expect(rightGain({ stereoLinkPercent: 0, thresholdDbfs: -40 })).toBeCloseTo(-40, 1);
});

test("the meters show how far down and whether open", () => {
  const rig = new Rig(subject, { thresholdDbfs: -30, rangeDb: 40, holdMs: 10, releaseMs: 10 });
  rig.feed(silence(4800));
  expect(rig.feed(silence(128)).meterLow).toEqual([-40, 0].map((value) => expect.closeTo(value, 5)));
  rig.feed(tone(4800, RIG_RATE_HZ, 1000, 0.5));
  const open = rig.feed(tone(4800, RIG_RATE_HZ, 1000, 0.5));
  expect([open.meterHigh[0], open.meterLow[1]]).toEqual([0, 1]);
});

const twinCases: ParamValues[] = [
  { thresholdDbfs: -20 },
  { thresholdDbfs: -30, stereoLinkPercent: 0, keyHighPassHz: 200, keyLowPassHz: 3000, attackMs: 2, holdMs: 5, releaseMs: 15 },
  { thresholdDbfs: -12, hysteresisDb: 10, stereoLinkPercent: 60, mixPercent: 70, rangeDb: 20, releaseMs: 60 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(48000, RIG_RATE_HZ);
  expect(largestDifference(take(subject, input, params), gateTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("real drums: between the hits it is quiet, the hits themselves stay as they are", () => {
  const file = recording("stems/caesium/11_kick.flac");
  if (!file) return;
  const kick = decode(file, 66, 6);
  const bleed = noise(kick.left.length, dbToGain(-50), 2);
  const dirty = {
    left: kick.left.map((x, n) => x + (bleed.left[n] ?? 0)),
    right: kick.right.map((x, n) => x + (bleed.right[n] ?? 0)),
  };
  const preset = gate.presets.find(({ name }) => name === "Kick, close mic")?.params ?? {};
  const latency = gate.latencyFrames(resolveParams("gate", gate.parameters, preset), 48000);
  const output = take(subject, concatenate(dirty, silence(latency)), preset, { sampleRateHz: 48000 });
  const delayed = slice(output, latency);
  const frames = 480;
  const changes: { readonly isHit: boolean; readonly changeDb: number }[] = [];
  for (let at = 0; at + frames < kick.left.length; at += frames) {
    const level = powerToDb(meanSquare(kick, at, at + frames));
    const changeDb = powerToDb(meanSquare(delayed, at, at + frames) / meanSquare(dirty, at, at + frames));
    if (level > -24 || level < -80) changes.push({ isHit: level > -24, changeDb });
  }
  const hits = changes.filter(({ isHit }) => isHit);
  const gaps = changes.filter(({ isHit }) => !isHit);
  expect(hits.length).toBeGreaterThan(10);
  expect(Math.min(...hits.map(({ changeDb }) => changeDb))).toBeGreaterThan(-0.5);
  expect(gaps.length).toBeGreaterThan(10);
  expect(Math.min(...gaps.map(({ changeDb }) => changeDb))).toBeLessThan(-40);
});

test("writes the manual's plots", () => {
  const input = steppedTone([
    [0.1, -50],
    [0.15, -12],
    [0.65, -50],
  ]);
  writePlot("gate-times", {
    names: "bottom",
    title: "Gate: −50 → −12 → −50 dBFS, threshold −30, hold 100 ms",
    x: { label: "ms", from: 0, to: 900, ticks: [0, 100, 250, 350, 500, 700, 900] },
    y: { label: "gain, dB", from: -90, to: 5, ticks: [-80, -60, -40, -20, 0] },
    curves: [
      ["range 80, attack 0.1, release 50 ms", { rangeDb: 80, attackMs: 0.1, releaseMs: 50 }],
      ["range 40, attack 5, release 100 ms", { rangeDb: 40, attackMs: 5, releaseMs: 100 }],
      ["range 12, attack 20, release 250 ms", { rangeDb: 12, attackMs: 20, releaseMs: 250 }],
    ].map(([label, params]) => {
      const output = take(subject, input, { thresholdDbfs: -30, holdMs: 100, ...(params as ParamValues) });
      const gains = gainOverTimeDb(input.left, output.left);
      return {
        label: label as string,
        points: Array.from({ length: 300 }, (_, index) => [3 * index, gains[144 * index] ?? 0] as const),
      };
    }),
  });
  const rising = Array.from({ length: 61 }, (_, index) => -60 + index);
  const levels = [...rising, ...rising.slice(0, -1).reverse()];
  const ramp = steppedTone(levels.map((level) => [0.06, level]));
  const output = take(subject, ramp, { thresholdDbfs: -30, hysteresisDb: 6, rangeDb: 30, holdMs: 5, releaseMs: 5 });
  const gains = gainOverTimeDb(ramp.left, output.left);
  const points = levels.map((level, index) => [level, level + (gains[2880 * (index + 1) - 1] ?? 0)] as const);
  writePlot("gate-static", {
    names: "bottom",
    title: "Gate: threshold −30, hysteresis 6, range 30 dB",
    x: { label: "input, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -90, to: 0, ticks: [-90, -60, -30, 0] },
    curves: [
      { label: "rising", points: points.slice(0, 61) },
      { label: "falling", points: points.slice(60) },
    ],
  });
});
