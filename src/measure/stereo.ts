// Correlation, balance, width: all from three sums, squares of left, squares of right, and products.
import { powerToDb } from "../units/decibels.ts";

/** Sums over a stretch of stereo audio. */
export interface StereoSums {
  readonly left: number;
  readonly right: number;
  readonly products: number;
}

/** Correlation -1…+1; null where one side (or both) is silent: 0/0 is not +1. */
export function correlationOf({ left, right, products }: StereoSums): number | null {
  const scale = Math.sqrt(left * right);
  return scale > 0 ? Math.max(-1, Math.min(1, products / scale)) : null;
}

/** Left minus right in dB; null where a side is silent. */
export function balanceOf({ left, right }: StereoSums): number | null {
  return left > 0 && right > 0 ? powerToDb(left / right) : null;
}

/** Side over mid in dB; null where either is silent (a mono signal has no side). */
export function sideToMidOf({ left, right, products }: StereoSums): number | null {
  const mid = left + right + 2 * products;
  const side = left + right - 2 * products;
  return mid > 0 && side > 0 ? powerToDb(side / mid) : null;
}

/** How much weaker (left + right) / 2 on both speakers is than the stereo signal, in dB; null where either is silent. */
export function foldLossOf({ left, right, products }: StereoSums): number | null {
  const fold = 0.5 * (left + right + 2 * products);
  return left + right > 0 && fold > 0 ? powerToDb((left + right) / fold) : null;
}
