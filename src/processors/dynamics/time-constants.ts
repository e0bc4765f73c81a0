// Times of dynamics processors. Convention everywhere: a time constant is what 63 % of a change in dB takes.
import { exp } from "../../units/exact-math.ts";

/** What is left of a difference after one frame; 0 ms leaves nothing. */
export function leftAfterFrame(timeMs: number, sampleRateHz: number): number {
  return timeMs > 0 ? exp(-1000 / (timeMs * sampleRateHz)) : 0;
}

/** Whole frames of a time. */
export function framesOf(timeMs: number, sampleRateHz: number): number {
  return Math.round((timeMs * sampleRateHz) / 1000);
}

/** Half a period of 50 Hz: the reduction does not breathe with a bass note's wave. */
export const LONGEST_HOLD_MS = 10;
/** How far what is held falls in as long a time as it was held, dB. */
export const FALL_DB_A_HOLD = 20;

/** How long a level is held before a release, so that hold and release together stay near the release's label. */
export function holdMs(releaseMs: number): number {
  return Math.min(LONGEST_HOLD_MS, releaseMs / 10);
}
