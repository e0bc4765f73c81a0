// The linear-phase oversampler's delay without making one: what declarations of processors need to know.
import { flatTopHz, halfBandTaps } from "./half-band-design.ts";

/** Frames of the base rate from up() to down() of an `Oversampler` of form "linear"; a test of the clipper holds the two together. */
export function oversamplerLatencyFrames(factor: number, rateHz: number): number {
  const flatHz = flatTopHz(rateHz);
  let delay = 0;
  for (let times = factor / 2; times >= 1; times /= 2) {
    const stageFrames = 2 * (2 * halfBandTaps(flatHz, rateHz * times).length - 1) + (delay % 2);
    delay = (delay + stageFrames) / 2;
  }
  return delay;
}
