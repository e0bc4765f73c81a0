// The transient shaper against its own words: level-independent, bounded, without clicks, a wire on steady sounds; against a plain
// TypeScript twin; and on real drums. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { decode, recording } from "../../../test/processors/judges.ts";
import { dbToGain, powerToDb } from "../../units/decibels.ts";
import { gainOverTimeDb } from "../contract/behaviour.ts";
import { firstDifferentBit, largestDifference, largestKink, meanSquare } from "../contract/compare.ts";
import { RIG_RATE_HZ, Rig, take } from "../contract/rig.ts";
import { noise, richSignal, signalOf, slice, type StereoSignal, tone } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { transientShaper } from "./transient-shaper.params.ts";
import { transientShaperFactory } from "./transient-shaper.ts";
import { transientShaperTwin } from "./transient-shaper.twin.ts";

const subject = { declaration: transientShaper, create: transientShaperFactory.create };
const BEAT = 24000;

/** A hit every half second: up in 2 ms, then 60 dB a second down, of a tone or of noise. */
function hits(frames: number, dbfs: number, hz = 2000): StereoSignal {
  return signalOf(frames, (frame) => {
    const since = frame % BEAT;
    const envelope = Math.min(1, since / 96) * dbToGain(dbfs - (60 * since) / RIG_RATE_HZ);
    const value = envelope * Math.sin((2 * Math.PI * hz * frame) / RIG_RATE_HZ);
    return [value, value];
  });
}

const gainsOf = (input: StereoSignal, params: ParamValues) => gainOverTimeDb(input.left, take(subject, input, params).left);

test("the gain is the same for loud and soft hits", () => {
  const params = { attackDb: 10, sustainDb: -12 };
  const loud = gainsOf(hits(96000, -6), params);
  const soft = gainsOf(hits(96000, -30), params);
  let most = 0;
  for (let frame = BEAT; frame < 96000; frame++) most = Math.max(most, Math.abs((loud[frame] ?? 0) - (soft[frame] ?? 0)));
  expect(most).toBeLessThan(0.1);
  expect(Math.max(...loud.subarray(BEAT))).toBeGreaterThan(5);
  expect(Math.min(...loud.subarray(BEAT))).toBeLessThan(-5);
});

test("attack works on the beginning only, sustain on the end only", () => {
  const input = hits(72000, -6);
  const attack = gainsOf(input, { attackDb: 12, sustainDb: 0, attackLengthMs: 10 });
  expect(attack[2 * BEAT + 144]).toBeGreaterThan(6);
  expect(Math.abs(attack[2 * BEAT + 4800] ?? NaN)).toBeLessThan(0.2);
  const sustain = gainsOf(input, { attackDb: 0, sustainDb: 12, sustainLengthMs: 300 });
  expect(Math.abs(sustain[2 * BEAT + 480] ?? NaN)).toBeLessThan(0.2);
  expect(sustain[2 * BEAT + 14400]).toBeGreaterThan(6);
});

test.each([
  [15, 24],
  [-15, -24],
  [15, -24],
  [-15, 24],
])("attack %d and sustain %d dB are bounds that no sound passes", (attackDb, sustainDb) => {
  for (const input of [richSignal(96000, RIG_RATE_HZ), hits(96000, 0), noise(48000, 1, 5)]) {
    const rig = new Rig(subject, { attackDb, sustainDb, attackLengthMs: 100, sustainLengthMs: 1500 });
    const output = rig.feed(input);
    expect(output.meterHigh[1]).toBeLessThanOrEqual(Math.max(0, attackDb) + Math.max(0, sustainDb));
    expect(output.meterLow[0]).toBeGreaterThanOrEqual(Math.min(0, attackDb) + Math.min(0, sustainDb));
  }
});

test.each([40, 100, 1000])("a steady tone of %d Hz comes through bit for bit once it stands", (hz) => {
  const rig = new Rig(subject, { attackDb: 15, sustainDb: 24, attackLengthMs: 20 });
  const input = tone(96000, RIG_RATE_HZ, hz, 0.5);
  rig.feed(slice(input, 0, 72000));
  expect(firstDifferentBit(rig.feed(slice(input, 72000)), slice(input, 72000))).toBe(-1);
});

test("a hit over a ringing tone leaves no click in the tone's gain", () => {
  const ring = tone(48000, RIG_RATE_HZ, 220, 0.1);
  const input = signalOf(48000, (frame) => {
    const x = frame - 24000;
    const knock = x > 0 ? 0.8 * (1 - Math.exp(-x / 96)) * Math.exp(-x / 2400) * Math.sin(x / 35) : 0;
    return [(ring.left[frame] ?? 0) + knock, (ring.right[frame] ?? 0) + knock];
  });
  const before = largestKink(input, 20000, 48000);
  const after = largestKink(take(subject, input, { attackDb: 15, sustainDb: 12 }), 20000, 48000);
  // no rougher than the hit itself, turned up by as much as the attack may
  expect(after).toBeLessThan(dbToGain(15) * before);
});

const twinCases: ParamValues[] = [
  {},
  { attackDb: -12, sustainDb: 18, attackLengthMs: 60, sustainLengthMs: 100, mixPercent: 60 },
  { attackDb: 15, sustainDb: -24, attackLengthMs: 3, sustainLengthMs: 900, outputGainDb: -6 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(48000, RIG_RATE_HZ);
  const theirs = transientShaperTwin(input, params, RIG_RATE_HZ);
  expect(largestDifference(take(subject, input, params), theirs)).toBeLessThan(1e-5);
});

test("real drums: the beginnings rise, the ends fall, the level between stays", () => {
  const file = recording("stems/caesium/11_kick.flac");
  if (!file) return;
  const kick = decode(file, 66, 6);
  const crestDb = (signal: StereoSignal) => {
    const peak = signal.left.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return 20 * Math.log10(peak) - powerToDb(meanSquare(signal));
  };
  const before = crestDb(kick);
  expect(crestDb(take(subject, kick, { attackDb: 9, attackLengthMs: 10, lookAheadMs: 1 }))).toBeGreaterThan(before + 1.5);
  expect(crestDb(take(subject, kick, { attackDb: -9, attackLengthMs: 40, lookAheadMs: 1 }))).toBeLessThan(before - 0.5);
  expect(crestDb(take(subject, kick, { attackDb: 0, sustainDb: -20 }))).toBeGreaterThan(before + 0.3);
});

test("writes the manual's plots", () => {
  const input = hits(72000, -6);
  const points = (params: ParamValues) => {
    const gains = gainsOf(input, params);
    return Array.from({ length: 250 }, (_, n) => [2 * n, gains[2 * BEAT + 96 * n + 48] ?? 0] as const);
  };
  writePlot("transient-shaper-gain", {
    names: "bottom",
    title: "Transient shaper: gain on a hit that falls by 60 dB a second",
    x: { label: "ms", from: 0, to: 500, ticks: [0, 100, 200, 300, 400, 500] },
    y: { label: "gain, dB", from: -15, to: 15, ticks: [-15, -10, -5, 0, 5, 10, 15] },
    curves: [
      { label: "attack +10, 20 ms", points: points({ attackDb: 10 }) },
      { label: "attack −10, 60 ms", points: points({ attackDb: -10, attackLengthMs: 60 }) },
      { label: "sustain +15, 250 ms", points: points({ attackDb: 0, sustainDb: 15 }) },
      { label: "sustain −15, 100 ms", points: points({ attackDb: 0, sustainDb: -15, sustainLengthMs: 100 }) },
    ],
  });
});
