// How far the oversampler's way up can rise above its input: so that the clipper knows, without going up, that nothing will be clipped.
import { flatTopHz, halfBandTaps } from "../../conversion/half-band-design.ts";

export interface UpBound {
  /** Frames before a frame that its oversampled ones are made of. */
  readonly memoryFrames: number;
  /** No oversampled sample is higher than the highest sample of that memory plus this times the largest step between two of them. */
  readonly stepWeight: number;
}

/** Room for rounding in 32-bit sums, in the largest step. */
const ROUNDING = 1e-4;

/** What a half-band stage makes of a sequence: twice as many, causally, as kernels/half-band.ts does. */
function doubled(sequence: readonly number[], outerTaps: readonly number[]): number[] {
  const n = outerTaps.length;
  const taps = [...outerTaps, ...outerTaps.toReversed()];
  const out = Array.from({ length: 2 * (sequence.length + 2 * n) }, () => 0);
  sequence.forEach((value, at) => {
    for (let k = 0; k < 2 * n; k++) out[2 * (at + k)] = (out[2 * (at + k)] ?? 0) + value * (taps[k] ?? 0);
    out[2 * (at + n - 1) + 1] = value;
  });
  return out;
}

/**
 * The bound of the linear-phase oversampler. Each oversampled sample is v = Σ w x with Σ w = 1, so v minus any one x is a weighted sum of the
 * steps in between; the x with the least sum of weights is taken.
 */
export function upBound(factor: number, rateHz: number): UpBound {
  let response: readonly number[] = [1];
  for (let times = 1; times < factor; times *= 2) response = doubled(response, halfBandTaps(flatTopHz(rateHz), rateHz * times));
  const memoryFrames = Math.ceil(response.length / factor);
  let stepWeight = 0;
  for (let phase = 0; phase < factor; phase++) {
    const weights = Array.from({ length: memoryFrames }, (_, delay) => response[factor * delay + phase] ?? 0);
    stepWeight = Math.max(stepWeight, leastStepSum(weights));
  }
  return { memoryFrames, stepWeight: stepWeight + ROUNDING };
}

function leastStepSum(weights: readonly number[]): number {
  const before: number[] = []; // |sum of all weights up to and including|
  let sum = 0;
  for (const weight of weights) before.push(Math.abs((sum += weight)));
  const behind: number[] = []; // |sum of all weights after|
  let rest = sum;
  for (const weight of weights) behind.push(Math.abs((rest -= weight)));
  let least = Infinity;
  for (let at = 0; at < weights.length; at++) {
    let total = 0;
    for (let step = 0; step < weights.length; step++) total += (step < at ? before[step] : behind[step]) ?? 0;
    least = Math.min(least, total);
  }
  return least;
}
