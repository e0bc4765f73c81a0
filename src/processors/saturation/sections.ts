// First-order sections that pass through given gains, and two of them as one: what saturators filter with besides src/filters.
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import { PI, sin } from "../../units/exact-math.ts";

/** Share of the rate up to which a curve is matched; counts below 41.7 kHz only. */
const HIGHEST_MATCH = 0.48;

/** The first-order section with gain 1 at DC that has these gains at two frequencies below half the rate. */
export function sectionThrough(gainAt: (hz: number) => number, rateHz: number, lowHz: number, highHz: number): Biquad {
  const fit = Math.min(1, (HIGHEST_MATCH * rateHz) / highHz);
  const [low, high] = [lowHz * fit, highHz * fit].map((hz) => {
    const half = sin((PI * hz) / rateHz);
    const gain = gainAt(hz);
    return { y: half * half, power: gain * gain };
  }) as [{ y: number; power: number }, { y: number; power: number }];
  // |H|² = (1 + B y) / (1 + A y), y = sin²(w/2)
  if (Math.abs(high.power - low.power) < 1e-9) return NEUTRAL;
  const wanted = ((low.power - 1) / low.y - (high.power - 1) / high.y) / (high.power - low.power);
  const a = Math.max(wanted, -0.999);
  const b = Math.max((high.power * (1 + a * high.y) - 1) / high.y, -0.999);
  const pole = Math.sqrt(1 + a);
  const zero = Math.sqrt(1 + b);
  const a1 = (1 - pole) / (1 + pole);
  return { b0: ((1 + a1) * (1 + zero)) / 2, b1: ((1 + a1) * (1 - zero)) / 2, b2: 0, a1, a2: 0 };
}

/** A one-pole low-pass as an analogue one is, to 20 kHz, also where its edge lies above half the rate. */
export function topEdge(hz: number, rateHz: number): Biquad {
  return sectionThrough((at) => 1 / Math.sqrt(1 + (at / hz) * (at / hz)), rateHz, 10_000, 20_000);
}

/** Two first-order sections as one. */
export function inSeries(a: Biquad, b: Biquad): Biquad {
  return { b0: a.b0 * b.b0, b1: a.b0 * b.b1 + a.b1 * b.b0, b2: a.b1 * b.b1, a1: a.a1 + b.a1, a2: a.a1 * b.a1 };
}
