// Loudness from K-weighted energy: momentary, short-term, gated (ITU-R BS.1770-5) and range (EBU Tech 3342).
// Pure arithmetic on the energies of slots of 100 ms; nothing here sees a sample.
import { dbToPower, powerToDb } from "../units/decibels.ts";

/** The constant of BS.1770: a 997 Hz sine at full scale in one front channel reads -3.01 LKFS. */
const OFFSET_LU = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const RANGE_GATE_LU = -20;
const RANGE_LOW = 0.1;
const RANGE_HIGH = 0.95;
/** A gating block is 400 ms, four slots; the next one starts a slot later (75 % overlap). */
export const BLOCK_SLOTS = 4;
/** The short-term window is 3 s. */
export const SHORT_TERM_SLOTS = 30;

/** LUFS of a weighted mean square; 0 gives -Infinity. */
export function powerToLufs(meanSquare: number): number {
  return OFFSET_LU + powerToDb(meanSquare);
}

/** Weighted mean square of a loudness in LUFS. */
export function lufsToPower(lufs: number): number {
  return dbToPower(lufs - OFFSET_LU);
}

/** Means of `span` neighbouring slots, one for each slot at which such a stretch begins. */
export function slidingMeans(energies: Float64Array, frames: Float64Array, span: number): Float64Array {
  const means = new Float64Array(Math.max(0, energies.length - span + 1));
  for (let start = 0; start < means.length; start++) {
    let energy = 0;
    let count = 0;
    for (let slot = start; slot < start + span; slot++) {
      energy += energies[slot] ?? 0;
      count += frames[slot] ?? 0;
    }
    means[start] = energy / count;
  }
  return means;
}

/** What the two gates leave of a programme. */
export interface Gated {
  /** Integrated loudness; -Infinity where nothing passes (silence, or shorter than one block). */
  readonly integratedLufs: number;
  /** For each slot, in how many passing blocks it lies: 0 to 4. Weights for anything to be averaged as loudness is. */
  readonly slotWeights: Uint8Array;
}

/** Integrated loudness (BS.1770-5 Annex 1): absolute gate -70 LUFS, then 10 LU under what passed it. */
export function gate(energies: Float64Array, frames: Float64Array): Gated {
  const blocks = slidingMeans(energies, frames, BLOCK_SLOTS);
  const threshold = Math.max(lufsToPower(ABSOLUTE_GATE_LUFS), relativeThreshold(blocks, RELATIVE_GATE_LU));
  const slotWeights = new Uint8Array(energies.length);
  let sum = 0;
  let count = 0;
  blocks.forEach((power, start) => {
    if (power <= threshold) return;
    sum += power;
    count++;
    for (let slot = start; slot < start + BLOCK_SLOTS; slot++) slotWeights[slot] = (slotWeights[slot] ?? 0) + 1;
  });
  return { integratedLufs: count === 0 ? -Infinity : powerToLufs(sum / count), slotWeights };
}

/** Mean power of everything above the absolute gate, `offsetLu` lower; Infinity where nothing is. */
function relativeThreshold(powers: Float64Array, offsetLu: number): number {
  const absolute = lufsToPower(ABSOLUTE_GATE_LUFS);
  let sum = 0;
  let count = 0;
  for (const power of powers) {
    if (power <= absolute) continue;
    sum += power;
    count++;
  }
  return count === 0 ? Infinity : (sum / count) * dbToPower(offsetLu);
}

/**
 * Loudness range in LU (EBU Tech 3342): from the 10th to the 95th percentile of the short-term loudness above -70 LUFS and above
 * 20 LU under its mean. Null where nothing passes. Says little under 60 s.
 */
export function loudnessRange(energies: Float64Array, frames: Float64Array): number | null {
  return rangeOf(slidingMeans(energies, frames, SHORT_TERM_SLOTS));
}

/** The same of short-term powers. */
export function rangeOf(shortTerm: Float64Array): number | null {
  const threshold = Math.max(lufsToPower(ABSOLUTE_GATE_LUFS), relativeThreshold(shortTerm, RANGE_GATE_LU));
  const passing = shortTerm.filter((power) => power >= threshold).sort();
  const at = (share: number): number => passing[Math.round((passing.length - 1) * share)] ?? 0;
  return passing.length === 0 ? null : powerToDb(at(RANGE_HIGH)) - powerToDb(at(RANGE_LOW));
}

/** The loudest stretch of `slots` slots (or the whole, where it is shorter): first slot and mean power. Ties: the first. */
export function loudestStretch(energies: Float64Array, frames: Float64Array, slots: number): { first: number; power: number } {
  const means = slidingMeans(energies, frames, Math.min(slots, energies.length));
  let first = 0;
  means.forEach((power, start) => {
    if (power > (means[first] ?? 0)) first = start;
  });
  return { first, power: energies.length === 0 ? 0 : (means[first] ?? 0) };
}
