// Measures the response of linear processors through their sound: the transform of what an impulse gives.
import { powerToDb } from "../../units/decibels.ts";
import { cos, exp, log, PI, sin } from "../../units/exact-math.ts";
import type { ParamValues } from "../parameters.ts";
import { RIG_RATE_HZ, type Subject, take } from "./rig.ts";
import { signalOf } from "./signals.ts";

/** `count` frequencies in even ratios. */
export function logFrequencies(count: number, fromHz = 20, toHz = 20000): number[] {
  return Array.from({ length: count }, (_, index) => fromHz * exp((index / (count - 1)) * log(toHz / fromHz)));
}

/** What an impulse of 1 in both channels gives on the left, `seconds` of it. */
export function impulseResponse(subject: Subject, params: ParamValues, sampleRateHz = RIG_RATE_HZ, seconds = 0.5): Float32Array {
  const input = signalOf(Math.round(seconds * sampleRateHz), (frame) => (frame === 0 ? [1, 1] : [0, 0]));
  return take(subject, input, params, { sampleRateHz }).left;
}

/** Gain in dB of an impulse response at each frequency. */
export function gainsDb(response: Float32Array, frequencies: readonly number[], sampleRateHz = RIG_RATE_HZ): number[] {
  return frequencies.map((hz) => {
    const turn = (2 * PI * hz) / sampleRateHz;
    const [stepRe, stepIm] = [cos(turn), -sin(turn)];
    let [re, im, sumRe, sumIm] = [1, 0, 0, 0];
    for (const sample of response) {
      sumRe += sample * re;
      sumIm += sample * im;
      [re, im] = [re * stepRe - im * stepIm, re * stepIm + im * stepRe];
    }
    return powerToDb(sumRe * sumRe + sumIm * sumIm);
  });
}
