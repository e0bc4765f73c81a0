// Fourth-order Linkwitz-Riley crossover: two Butterworth sections a side, low + high = an all-pass.
import type { Biquad } from "./biquad.ts";
import { rbjAllPass, rbjHighPass, rbjLowPass } from "./rbj-design.ts";

const BUTTERWORTH_Q = 0.7071067811865476;

export interface LinkwitzRiley4 {
  /** -6.02 dB at `hz`, 24 dB per octave above it. */
  readonly low: readonly [Biquad, Biquad];
  /** -6.02 dB at `hz`, 24 dB per octave below it. */
  readonly high: readonly [Biquad, Biquad];
  /** What low + high amounts to: bands that do not pass this crossover pass this all-pass instead, to stay in phase. */
  readonly allPass: Biquad;
}

/** `hz` below half the rate. Bilinear on purpose: only then is the sum of both bands exactly flat. */
export function linkwitzRiley4(hz: number, rateHz: number): LinkwitzRiley4 {
  const low = rbjLowPass(hz, BUTTERWORTH_Q, rateHz);
  const high = rbjHighPass(hz, BUTTERWORTH_Q, rateHz);
  return { low: [low, low], high: [high, high], allPass: rbjAllPass(hz, BUTTERWORTH_Q, rateHz) };
}
