// The hall against theory: decay, density, ringing, stereo, ducking (what all reverbs have), and that it grows.
import { expect, test } from "vitest";
import { describeReverb } from "../../../test/processors/reverb-behaviour.ts";
import { OPEN, powerOf, reverb } from "../../../test/processors/reverb-judges.ts";
import { reverbHall } from "./reverb-hall.params.ts";
import { hallVoicing } from "./reverb-hall.ts";

describeReverb(reverbHall, hallVoicing, {
  rt60S: [1.2, 2.4, 5],
  mixingMs: 80,
  tail: { rt60S: 3, fromS: 0.4, frames: 2 ** 15 },
  linesOverNoiseDb: 0.8,
  flatnessDb: -2.8,
  law: { rt60S: 2, bassRatio: 1.3, dampingHz: 4000 },
  spectrogramS: 3,
});

const { impulseResponse } = reverb(reverbHall);

test("grows for 60 to 200 ms before it falls, and later in a larger hall", () => {
  const summitMs = (sizePercent: number) => {
    const response = impulseResponse({ ...OPEN, rt60S: 2.4, sizePercent }, 0.5);
    const steps = Array.from({ length: 45 }, (_, step) => powerOf(response, step * 480, step * 480 + 960));
    return 10 * steps.indexOf(Math.max(...steps)) + 10;
  };
  expect(summitMs(100)).toBeGreaterThan(60);
  expect(summitMs(100)).toBeLessThan(200);
  expect(summitMs(150)).toBeGreaterThan(summitMs(60));
});
