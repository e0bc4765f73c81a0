// How much the loudest moments stand out: peak to short-term loudness, and the DR figure of the music trade.
import { gainToDb } from "../units/decibels.ts";
import type { KEnergy } from "./k-energy.ts";
import type { Levels } from "./levels.ts";
import { powerToLufs, SHORT_TERM_SLOTS, slidingMeans } from "./loudness.ts";
import { finite } from "./nullable.ts";

/** DR looks at blocks of 3 s and at the loudest fifth of them. */
const DR_BLOCK_SLOTS = 30;
const DR_LOUDEST_SHARE = 0.2;
/** Windows quieter than this say nothing of dynamics. */
const PSR_GATE_LUFS = -70;

/** Two figures of a stream; null for silence and for streams of less than 3 s. */
export interface Dynamics {
  /**
   * Lowest peak-to-short-term-loudness ratio: sample peak of 3 s minus their loudness. Under 8 dB music sounds squeezed.
   * Taken from sample peaks; a true peak would read up to some tenths more.
   */
  readonly psrMinDb: number | null;
  /** DR: second-highest sample peak of any 3 s over the RMS (of a sine: its peak) of the loudest fifth; mean of the channels. */
  readonly drDb: number | null;
}

/** Dynamics of an ended stream. */
export function dynamicsOf(energy: KEnergy, levels: Levels): Dynamics {
  return { psrMinDb: lowestPsr(energy, levels), drDb: meanDr(energy, levels) };
}

function lowestPsr(energy: KEnergy, levels: Levels): number | null {
  let lowest = Infinity;
  slidingMeans(energy.slotEnergies.values, energy.slotFrames.values, SHORT_TERM_SLOTS).forEach((power, slot) => {
    const loudness = powerToLufs(power);
    if (loudness <= PSR_GATE_LUFS) return;
    lowest = Math.min(lowest, gainToDb(largestPeak(levels, slot, slot + SHORT_TERM_SLOTS)) - loudness);
  });
  return finite(lowest);
}

function largestPeak(levels: Levels, from: number, to: number): number {
  let largest = 0;
  for (const peaks of levels.slotPeaks) for (let slot = from; slot < to; slot++) largest = Math.max(largest, peaks.at(slot));
  return largest;
}

function meanDr(energy: KEnergy, levels: Levels): number | null {
  const blocks = Math.floor(energy.slotFrames.length / DR_BLOCK_SLOTS);
  const figures = levels.slotSquares.map((squares, channel) => {
    const means: number[] = [];
    const peaks: number[] = [];
    for (let block = 0; block < blocks; block++) {
      const from = block * DR_BLOCK_SLOTS;
      const to = from + DR_BLOCK_SLOTS;
      means.push(squares.sum(from, to) / energy.slotFrames.sum(from, to));
      let peak = 0;
      for (let slot = from; slot < to; slot++) peak = Math.max(peak, levels.slotPeaks[channel]?.at(slot) ?? 0);
      peaks.push(peak);
    }
    const descending = (a: number, b: number): number => b - a;
    means.sort(descending);
    peaks.sort(descending);
    const loudest = means.slice(0, Math.max(1, Math.round(blocks * DR_LOUDEST_SHARE)));
    const rms = Math.sqrt((2 * loudest.reduce((sum, mean) => sum + mean, 0)) / loudest.length);
    return gainToDb((peaks[1] ?? peaks[0] ?? 0) / rms);
  });
  const sounding = figures.filter(Number.isFinite);
  return sounding.length === 0 ? null : sounding.reduce((sum, figure) => sum + figure, 0) / sounding.length;
}
