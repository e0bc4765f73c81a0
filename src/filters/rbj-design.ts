// Biquads by the bilinear transform (R. Bristow-Johnson's «Audio EQ Cookbook»). Exact complements and all-passes, but their
// curves are squeezed towards half the sample rate: for equalisers take matched-design.ts, for crossovers these.
import { cos, PI, pow, sin } from "../units/exact-math.ts";
import type { Biquad } from "./biquad.ts";

interface Angle {
  readonly cosine: number;
  readonly alpha: number;
}

function angle(hz: number, q: number, rateHz: number): Angle {
  const w = (2 * PI * hz) / rateHz;
  return { cosine: cos(w), alpha: sin(w) / (2 * q) };
}

function normalised(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): Biquad {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

/** Second-order low-pass; q = 0.7071 is Butterworth. `hz` below half the rate. */
export function rbjLowPass(hz: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  const b1 = 1 - cosine;
  return normalised(b1 / 2, b1, b1 / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Second-order high-pass. */
export function rbjHighPass(hz: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  const b1 = 1 + cosine;
  return normalised(b1 / 2, -b1, b1 / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Band-pass with 0 dB at its centre. */
export function rbjBandPass(hz: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  return normalised(alpha, 0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Notch: nothing at `hz`, 0 dB at DC and at half the rate. */
export function rbjNotch(hz: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  return normalised(1, -2 * cosine, 1, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Second-order all-pass: 0 dB everywhere, phase -180 degrees at `hz`. */
export function rbjAllPass(hz: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  return normalised(1 - alpha, -2 * cosine, 1 + alpha, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Bell; a boost and the same cut cancel exactly. */
export function rbjPeak(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  const a = pow(10, gainDb / 40);
  return normalised(1 + alpha * a, -2 * cosine, 1 - alpha * a, 1 + alpha / a, -2 * cosine, 1 - alpha / a);
}

/** Low shelf; half its gain (in dB) at `hz`, q = 0.7071 is the steepest without overshoot. */
export function rbjLowShelf(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  const a = pow(10, gainDb / 40);
  const slope = 2 * Math.sqrt(a) * alpha;
  const up = a + 1;
  const down = a - 1;
  return normalised(
    a * (up - down * cosine + slope),
    2 * a * (down - up * cosine),
    a * (up - down * cosine - slope),
    up + down * cosine + slope,
    -2 * (down + up * cosine),
    up + down * cosine - slope,
  );
}

/** High shelf; half its gain (in dB) at `hz`. */
export function rbjHighShelf(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  const { cosine, alpha } = angle(hz, q, rateHz);
  const a = pow(10, gainDb / 40);
  const slope = 2 * Math.sqrt(a) * alpha;
  const up = a + 1;
  const down = a - 1;
  return normalised(
    a * (up + down * cosine + slope),
    -2 * a * (down + up * cosine),
    a * (up + down * cosine - slope),
    up - down * cosine + slope,
    2 * (down - up * cosine),
    up - down * cosine - slope,
  );
}
