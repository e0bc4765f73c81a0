// The plate against theory: decay, density, ringing, stereo, ducking (what all reverbs have), and that it answers at once, highs first.
import { expect, test } from "vitest";
import { describeReverb } from "../../../test/processors/reverb-behaviour.ts";
import { echoDensity, OPEN, reverb } from "../../../test/processors/reverb-judges.ts";
import { reverbPlate } from "./reverb-plate.params.ts";
import { plateVoicing } from "./reverb-plate.ts";

describeReverb(reverbPlate, plateVoicing, {
  rt60S: [0.4, 1.8, 5],
  mixingMs: 18,
  tail: { rt60S: 2.5, fromS: 0.3, frames: 2 ** 15 },
  linesOverNoiseDb: 1.5,
  flatnessDb: -2.9,
  law: { rt60S: 2, bassRatio: 1.4, dampingHz: 5000 },
  spectrogramS: 2,
});

const { impulseResponse } = reverb(reverbPlate);

test("answers within 2 ms and is dense after 5", () => {
  const { left, right } = impulseResponse({ ...OPEN, rt60S: 2 }, 0.2);
  for (const side of [left, right]) {
    expect(side.findIndex((x) => Math.abs(x) > 1e-3)).toBeLessThan(96);
    expect(echoDensity(side, 10)[5]).toBeGreaterThan(0.6);
  }
});

test("highs come first: a plate's bending waves are dispersive", () => {
  const { left } = impulseResponse({ ...OPEN, rt60S: 2 }, 0.1);
  /** Milliseconds until a tenth of the first 30 ms' energy around `hz` has come. */
  const arrivalMs = (hz: number) => {
    const band = new Float64Array(1440);
    let [re, im] = [0, 0];
    for (let i = 0; i < band.length; i++) {
      const turn = (2 * Math.PI * hz * i) / 48000;
      re += 0.03 * ((left[i] as number) * Math.cos(turn) - re);
      im += 0.03 * ((left[i] as number) * Math.sin(turn) - im);
      band[i] = re * re + im * im;
    }
    const whole = band.reduce((a, b) => a + b, 0);
    let sum = 0;
    return band.findIndex((power) => (sum += power) > 0.1 * whole) / 48;
  };
  expect(arrivalMs(800) - arrivalMs(8000)).toBeGreaterThan(0.8);
});
