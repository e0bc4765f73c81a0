// Decibels in the four-lane loops of gain computers: octaves (of log2 and exp2) to dB and back, and the level of a power.
import { log2x4 } from "./vector-math";

/** 20 log10(2). */
// @ts-ignore: decorator
@inline
export const DB_PER_OCTAVE: f32 = 6.02059991;
/** 10 log10(2). */
// @ts-ignore: decorator
@inline
export const DB_PER_OCTAVE_OF_POWER: f32 = 3.01029996;
// @ts-ignore: decorator
@inline
export const OCTAVES_PER_DB: f32 = 0.166096405;

/** Level in dBFS of four powers; -200 dBFS stands for silence. */
// @ts-ignore: decorator
@inline
export function powerToDbfsX4(power: v128): v128 {
  return f32x4.mul(log2x4(f32x4.pmax(power, f32x4.splat(1e-20))), f32x4.splat(DB_PER_OCTAVE_OF_POWER));
}
