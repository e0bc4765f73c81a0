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
