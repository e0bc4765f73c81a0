// Decibels and linear gain. Silence is -Infinity dB here; JSON and the session write it as null.
import { exp, LN10, log } from "./exact-math.ts";

const NEPER_PER_DB = LN10 / 20;

/** Linear gain of a level difference in dB; -Infinity gives 0. */
export function dbToGain(db: number): number {
  return db === -Infinity ? 0 : exp(db * NEPER_PER_DB);
}

/** dB of a linear amplitude ratio >= 0; 0 gives -Infinity. */
export function gainToDb(gain: number): number {
  return log(gain) / NEPER_PER_DB;
}

/** dB of a power ratio >= 0; 0 gives -Infinity. */
export function powerToDb(power: number): number {
  return (0.5 * log(power)) / NEPER_PER_DB;
}

/** Power ratio of a level difference in dB; -Infinity gives 0. */
export function dbToPower(db: number): number {
  return db === -Infinity ? 0 : exp(2 * db * NEPER_PER_DB);
}
