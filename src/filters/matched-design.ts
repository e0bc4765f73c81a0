// Biquads in closed form whose magnitude follows the analogue filter up to half the sample rate (M. Vicanek, «Matched
// Second Order Digital Filters», 2016): poles by impulse invariance, zeros by the magnitude at DC, at `hz` and in between.
// About a microsecond each, so right for curves that move (dynamic equalisers). Curves that stand: fitted-design.ts.
import { cos, cosh, exp, PI, pow, sin } from "../units/exact-math.ts";
import type { Biquad } from "./biquad.ts";

/** Poles and the magnitude polynomials at the corner: index 0 belongs to DC, 1 to half the rate, 2 to what lies between. */
interface Frame {
  readonly a1: number;
  readonly a2: number;
  readonly p0: number;
  readonly p1: number;
  readonly A0: number;
  readonly A1: number;
  readonly D: number;
  readonly E: number;
}

function frame(hz: number, damping: number, rateHz: number): Frame {
  const w = (2 * PI * hz) / rateHz;
  const decay = exp(-damping * w);
  const turn = damping <= 1 ? cos(Math.sqrt(1 - damping * damping) * w) : cosh(Math.sqrt(damping * damping - 1) * w);
  const a1 = -2 * decay * turn;
  const a2 = decay * decay;
  const half = sin(w / 2);
  const p1 = half * half;
  const p0 = 1 - p1;
  const A0 = (1 + a1 + a2) * (1 + a1 + a2);
  const A1 = (1 - a1 + a2) * (1 - a1 + a2);
  const A2 = -4 * a2;
  return { a1, a2, p0, p1, A0, A1, D: A0 * p0 + A1 * p1 + A2 * 4 * p0 * p1, E: A1 - A0 + 4 * (p0 - p1) * A2 };
}

function root(x: number): number {
  return Math.sqrt(Math.max(0, x));
}

/** Second-order low-pass; q = 0.7071 is Butterworth. */
export function matchedLowPass(hz: number, q: number, rateHz: number): Biquad {
  const { a1, a2, p0, p1, A0, D } = frame(hz, 1 / (2 * q), rateHz);
  const b = root((D * q * q - A0 * p0) / p1);
  const b0 = (Math.sqrt(A0) + b) / 2;
  return { b0, b1: Math.sqrt(A0) - b0, b2: 0, a1, a2 };
}

/** Second-order high-pass. */
export function matchedHighPass(hz: number, q: number, rateHz: number): Biquad {
  const { a1, a2, p1, D } = frame(hz, 1 / (2 * q), rateHz);
  const b0 = (q * root(D)) / (4 * p1);
  return { b0, b1: -2 * b0, b2: b0, a1, a2 };
}

/** Band-pass with 0 dB at its centre. */
export function matchedBandPass(hz: number, q: number, rateHz: number): Biquad {
  const { a1, a2, p0, p1, D, E } = frame(hz, 1 / (2 * q), rateHz);
  const B2 = (D - E * p1) / (4 * p1 * p1);
  const B1 = E + 4 * (p1 - p0) * B2;
  const b1 = -root(B1) / 2;
  const b0 = (root(B2 + b1 * b1) - b1) / 2;
  return { b0, b1, b2: -b0 - b1, a1, a2 };
}

/** Bell with the analogue shape (s^2 + sA/Q + 1) / (s^2 + s/(AQ) + 1), A = sqrt(gain). */
export function matchedPeak(hz: number, gainDb: number, q: number, rateHz: number): Biquad {
  const amplitude = pow(10, gainDb / 40);
  const { a1, a2, p0, p1, A0, D, E } = frame(hz, 1 / (2 * amplitude * q), rateHz);
  const power = amplitude * amplitude * amplitude * amplitude;
  const R1 = D * power;
  const R2 = E * power;
  const B2 = (R1 - R2 * p1 - A0) / (4 * p1 * p1);
  const B1 = R2 + A0 + 4 * (p1 - p0) * B2;
  const W = (Math.sqrt(A0) + root(B1)) / 2;
  const b0 = (W + root(W * W + B2)) / 2;
  return { b0, b1: (Math.sqrt(A0) - root(B1)) / 2, b2: -B2 / (4 * b0), a1, a2 };
}
