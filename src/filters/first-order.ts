// First-order sections (6 dB per octave) by the bilinear transform, pre-warped so that `hz` is exact.
import { PI, pow, tan } from "../units/exact-math.ts";
import type { Biquad } from "./biquad.ts";

/** Share of the rate that a corner may have: at low rates a corner above it would make a section that grows without end. */
const HIGHEST = 0.49;

function halfAngle(hz: number, rateHz: number): number {
  return tan((PI * Math.min(hz, HIGHEST * rateHz)) / rateHz);
}

function firstOrder(b0: number, b1: number, a0: number, a1: number): Biquad {
  return { b0: b0 / a0, b1: b1 / a0, b2: 0, a1: a1 / a0, a2: 0 };
}

/** Low-pass, -3.01 dB at `hz`. */
export function firstOrderLowPass(hz: number, rateHz: number): Biquad {
  const k = halfAngle(hz, rateHz);
  return firstOrder(k, k, k + 1, k - 1);
}

/** High-pass, -3.01 dB at `hz`. */
export function firstOrderHighPass(hz: number, rateHz: number): Biquad {
  const k = halfAngle(hz, rateHz);
  return firstOrder(1, -1, k + 1, k - 1);
}

/** All-pass: 0 dB everywhere, phase -90 degrees at `hz`. */
export function firstOrderAllPass(hz: number, rateHz: number): Biquad {
  const k = halfAngle(hz, rateHz);
  return firstOrder(k - 1, k + 1, k + 1, k - 1);
}

/** Low shelf: `gainDb` at DC, half of it (in dB) at `hz`. */
export function firstOrderLowShelf(hz: number, gainDb: number, rateHz: number): Biquad {
  const k = halfAngle(hz, rateHz);
  const a = pow(10, gainDb / 40);
  return firstOrder(k * a + 1, k * a - 1, k / a + 1, k / a - 1);
}

/** High shelf: `gainDb` at half the rate, half of it (in dB) at `hz`. */
export function firstOrderHighShelf(hz: number, gainDb: number, rateHz: number): Biquad {
  const k = halfAngle(hz, rateHz);
  const a = pow(10, gainDb / 40);
  return firstOrder(k + a, k - a, k + 1 / a, k - 1 / a);
}
