// The room against theory: decay, density, ringing, stereo, ducking (what all reverbs have), and its first reflections.
import { expect, test } from "vitest";
import { describeReverb } from "../../../test/processors/reverb-behaviour.ts";
import { OPEN, powerOf, reverb } from "../../../test/processors/reverb-judges.ts";
import { reverbRoom } from "./reverb-room.params.ts";
import { roomVoicing } from "./reverb-room.ts";

describeReverb(reverbRoom, roomVoicing, {
  rt60S: [0.25, 0.6, 1.2],
  mixingMs: 36,
  tail: { rt60S: 1.2, fromS: 0.1, frames: 2 ** 14 },
  linesOverNoiseDb: 2,
  flatnessDb: -3,
  law: { rt60S: 1, bassRatio: 1.4, dampingHz: 5000 },
  spectrogramS: 1,
});

const { impulseResponse } = reverb(reverbRoom);

test("walls answer one by one between 4 and 50 ms, later in a larger room", () => {
  const onsetMs = (sizePercent: number) => {
    const { left } = impulseResponse({ ...OPEN, sizePercent, earlyDb: 12 }, 0.2);
    return left.findIndex((x) => Math.abs(x) > 0.05) / 48;
  };
  expect(onsetMs(100)).toBeGreaterThan(4);
  expect(onsetMs(100)).toBeLessThan(12);
  expect(onsetMs(150) / onsetMs(60)).toBeCloseTo(2.5, 1);
});

test("early sets the reflections alone: 6 dB more are 6 dB more", () => {
  const difference = (earlyDb: number) => {
    const [tail, all] = [-40, earlyDb].map((db) => impulseResponse({ ...OPEN, earlyDb: db }, 0.1));
    const only = {
      left: (all as { left: Float32Array }).left.map((x, i) => x - ((tail as { left: Float32Array }).left[i] as number)),
      right: (all as { right: Float32Array }).right.map((x, i) => x - ((tail as { right: Float32Array }).right[i] as number)),
    };
    return 10 * Math.log10(powerOf(only));
  };
  expect(difference(6) - difference(0)).toBeCloseTo(6, 3);
});

test("a source on the left is heard on the left first", () => {
  const { left, right } = impulseResponse({ ...OPEN }, 0.05, "left");
  const energy = (side: Float32Array) => side.subarray(0, 15 * 48).reduce((sum, x) => sum + x * x, 0);
  expect(10 * Math.log10(energy(left) / energy(right))).toBeGreaterThan(2);
});
