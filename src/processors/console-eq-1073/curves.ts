// The analogue curves of the British class-A equaliser, from its controls to transfer functions.
// Mid: a series inductor, capacitor and resistance hang on the wiper of a pot between the inputs of an amplifier («swinging
// input»):
//   H = (s² + s (r + a p(1-p) + b p) + 1) / (s² + s (r + a p(1-p) + b (1-p)) + 1), p = 1/2 flat, p = 1 full boost.
// At the middle of the pot its own resistance a p(1-p) damps the circuit most: small gains are wide, large ones narrow.
// Shelves: a damped LC low-pass (high-pass) in the same place of pot and amplifier,
//   H = (s² + d s + 1 + k p (1 + t s)) / (s² + d s + 1 + k (1-p) (1 + t s)); its turned phase makes the shallow dip beyond
// the corner.
import { pow } from "../../units/exact-math.ts";
import { LARGEST_MID_DB, LARGEST_SHELF_DB } from "./console-eq-1073.params.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";

/**
 * Q at full boost, centre / width at half of the gain in dB. Estimates run from 1.0 to 1.7; how they fall on the
 * positions is not confirmed.
 */
export const MID_QS = { "360": 1, "700": 1.1, "1600": 1.2, "3200": 1.35, "4800": 1.5, "7200": 1.7 } as const;

/** Damping and zero of the shelves' circuit: a dip of 1.1 dB at full boost, no overshoot. Not confirmed. */
const SHELF_DAMPING = 1.6;
const SHELF_ZERO = 0.2;
const HIGH_SHELF_HZ = 12000;

/** The bell with `gainDb` at `hz`; `q` holds at full boost and cut. */
export function midCurve(hz: number, gainDb: number, q: number): LaplaceSection {
  const full = pow(10, LARGEST_MID_DB / 20);
  const b = full - 1; // the amplifier's resistors; the pot, a, has the same value
  const g = pow(10, Math.abs(gainDb) / 20);
  const p = (g * b + g - 1) / (b + Math.sqrt(b * b + b * (g - 1) * (g * b + g - 1)));
  const r = 1 / (q * Math.sqrt(full));
  const pot = b * p * (1 - p);
  const wide: [number, number, number] = [1, r * (1 + pot + b * p), 1];
  const narrow: [number, number, number] = [1, r * (1 + pot + b * (1 - p)), 1];
  return gainDb < 0 ? { hz, n: narrow, d: wide } : { hz, n: wide, d: narrow };
}

/** Nominal frequency over the circuit's own, so that full boost is 3 dB below its plateau there: a root of |H|² = g²/2. */
function shelfRatio(): number {
  const g = pow(10, LARGEST_SHELF_DB / 20);
  const sum = SHELF_DAMPING + (g - 1) * SHELF_ZERO;
  const half = (g * g) / 2;
  const a = half - 1;
  const b = half * (SHELF_DAMPING * SHELF_DAMPING - 2) + 2 * g - sum * sum;
  return Math.sqrt((Math.sqrt(b * b + 4 * a * half) - b) / (2 * a));
}

function shelf(gainDb: number): Pick<LaplaceSection, "n" | "d"> {
  const k = pow(10, LARGEST_SHELF_DB / 20) - 1;
  const g = pow(10, gainDb / 20);
  const p = (g * (1 + k) - 1) / (k * (1 + g));
  const side = (share: number): [number, number, number] => [1 + k * share, SHELF_DAMPING + k * share * SHELF_ZERO, 1];
  return { n: side(p), d: side(1 - p) };
}

export function lowShelfCurve(hz: number, gainDb: number): LaplaceSection {
  return { hz: hz / shelfRatio(), ...shelf(gainDb) };
}

/** The same mirrored: s becomes 1/s. */
export function highShelfCurve(gainDb: number): LaplaceSection {
  const { n, d } = shelf(gainDb);
  return { hz: HIGH_SHELF_HZ * shelfRatio(), n: [n[2], n[1], n[0]], d: [d[2], d[1], d[0]] };
}
