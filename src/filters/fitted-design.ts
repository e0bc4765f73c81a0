// Biquads whose magnitude follows the analogue filter as closely as a second-order section can below 20 kHz: the designs for
// curves that stand still. fitted-design.test.ts holds what is reached. About 50 microseconds each.
import {
  analogueBandPass,
  analogueHighPass,
  analogueHighShelf,
  analogueLowPass,
  analogueLowShelf,
  analogueNotch,
  analoguePeak,
} from "./analogue.ts";
import { type Biquad, NEUTRAL } from "./biquad.ts";
import { fitMagnitude } from "./magnitude-fit.ts";
import { matchedBandPass, matchedHighPass, matchedLowPass, matchedPeak } from "./matched-design.ts";
import { rbjHighShelf, rbjLowShelf, rbjNotch } from "./rbj-design.ts";

/** Second-order low-pass; q = 0.7071 is Butterworth. */
export function fittedLowPass(hz: number, q: number, rateHz: number): Biquad {
  return fitMagnitude(analogueLowPass(hz, q), rateHz) ?? matchedLowPass(hz, q, rateHz);
}

/** Second-order high-pass. */
export function fittedHighPass(hz: number, q: number, rateHz: number): Biquad {
  return fitMagnitude(analogueHighPass(hz, q), rateHz) ?? matchedHighPass(hz, q, rateHz);
}

/** Band-pass with 0 dB at its centre. */
export function fittedBandPass(hz: number, q: number, rateHz: number): Biquad {
  return fitMagnitude(analogueBandPass(hz, q), rateHz) ?? matchedBandPass(hz, q, rateHz);
}

/** Notch: nothing at `hz`, 0 dB far from it. */
export function fittedNotch(hz: number, q: number, rateHz: number): Biquad {
  return fitMagnitude(analogueNotch(hz, q), rateHz) ?? rbjNotch(hz, q, rateHz);
}

/** Bell; q is the analogue Q of the boost, the same cut is its inverse. */
export function fittedPeak(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  return boostOrCut(
    gainDb,
    (boostDb) => fitMagnitude(analoguePeak(hz, boostDb, q), rateHz) ?? matchedPeak(hz, boostDb, q, rateHz),
  );
}

/** Low shelf; half its gain (in dB) at `hz`, q = 0.7071 is the steepest without overshoot. */
export function fittedLowShelf(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  return boostOrCut(
    gainDb,
    (boostDb) => fitMagnitude(analogueLowShelf(hz, boostDb, q), rateHz) ?? rbjLowShelf(hz, boostDb, q, rateHz),
  );
}

/** High shelf; half its gain (in dB) at `hz`. */
export function fittedHighShelf(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  return boostOrCut(
    gainDb,
    (boostDb) => fitMagnitude(analogueHighShelf(hz, boostDb, q), rateHz) ?? rbjHighShelf(hz, boostDb, q, rateHz),
  );
}

/** A cut is the exact inverse of the boost, so that the two cancel; 0 dB is neutral bit for bit. */
function boostOrCut(gainDb: number, design: (boostDb: number) => Biquad): Biquad {
  if (gainDb === 0) return NEUTRAL;
  const { b0, b1, b2, a1, a2 } = design(Math.abs(gainDb));
  if (gainDb > 0) return { b0, b1, b2, a1, a2 };
  return { b0: 1 / b0, b1: a1 / b0, b2: a2 / b0, a1: b1 / b0, a2: b2 / b0 };
}
