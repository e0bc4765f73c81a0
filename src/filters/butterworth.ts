// Butterworth low- and high-passes of 6 to 48 dB per octave as sections in series.
import { cos, PI } from "../units/exact-math.ts";
import type { Biquad } from "./biquad.ts";
import { firstOrderHighPass, firstOrderLowPass } from "./first-order.ts";
import { fittedHighPass, fittedLowPass } from "./fitted-design.ts";

/** Section Qs of an order 1-8 Butterworth filter; an odd order has one first-order section besides. */
export function butterworthQs(order: number): number[] {
  if (!Number.isInteger(order) || order < 1 || order > 8)
    throw new RangeError(`Butterworth order ${order}: whole numbers 1 to 8 (6 to 48 dB per octave) are possible.`);
  const qs: number[] = [];
  for (let pair = 0; pair < Math.floor(order / 2); pair++) qs.push(1 / (2 * cos((PI * (order - 1 - 2 * pair)) / (2 * order))));
  return qs.reverse();
}

/** Low-pass, -3.01 dB at `hz`; `order` x 6 dB per octave, order 1-8. Follows the analogue curve (even orders). */
export function butterworthLowPass(hz: number, order: number, rateHz: number): Biquad[] {
  const sections = butterworthQs(order).map((q) => fittedLowPass(hz, q, rateHz));
  return order % 2 === 1 ? [firstOrderLowPass(hz, rateHz), ...sections] : sections;
}

/** High-pass, -3.01 dB at `hz`; `order` x 6 dB per octave, order 1-8. */
export function butterworthHighPass(hz: number, order: number, rateHz: number): Biquad[] {
  const sections = butterworthQs(order).map((q) => fittedHighPass(hz, q, rateHz));
  return order % 2 === 1 ? [firstOrderHighPass(hz, rateHz), ...sections] : sections;
}
