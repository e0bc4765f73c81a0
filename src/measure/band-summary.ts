// From the spectra of a stream to the fields of each band.
import { gainToDb } from "../units/decibels.ts";
import type { Band } from "./band-edges.ts";
import type { BandSpectra } from "./band-spectra.ts";
import { lufsToPower, powerToLufs, rangeOf } from "./loudness.ts";
import type { BandMeasurement } from "./measurement.ts";
import { finite } from "./nullable.ts";
import { balanceOf, correlationOf, foldLossOf, sideToMidOf, type StereoSums } from "./stereo.ts";
import { slotStart } from "./time-grid.ts";

/** Rounding inside the single-precision transform lies below -130 dB of a block; what is this far down is no signal. */
const ROUNDING_FLOOR = 1e-12;
/** As for the whole stream (summary.ts). */
const CORRELATION_GATE_LUFS = -70;
const CORRELATION_RANGE_LU = 20;

/** Sections (half a second each) of a stretch over which correlation and range are taken. */
const STRETCH_SECTIONS = 6;

const SILENT = {
  levelLufs: null,
  loudnessRangeLu: null,
  correlation: null,
  correlationMin: null,
  balanceDb: null,
  sideToMidDb: null,
  monoFoldLossDb: null,
  crestDb: null,
};

/** How much was measured. */
export interface Extent {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly frames: number;
}

/** All bands. `slotWeights`: what the loudness gates left (`loudness.ts`), so that the bands add up to the integrated loudness. */
export function bandsOf(spectra: BandSpectra, slotWeights: Uint8Array, extent: Extent): BandMeasurement[] {
  const total = totalEnergy(spectra);
  const blockWeights = weightsOfBlocks(spectra, slotWeights, extent.sampleRateHz);
  return spectra.bands.map((_, index) => bandOf(spectra, index, blockWeights, total, extent));
}

function bandOf(spectra: BandSpectra, index: number, blockWeights: Float64Array, total: number, extent: Extent): BandMeasurement {
  const { lowHz, highHz } = spectra.bands[index] as Band;
  const sums = withoutRounding(spectra.sums(index), total);
  const energy = sums.left + sums.right;
  if (energy === 0) return { lowHz, highHz, ...SILENT };
  const rms = Math.sqrt(energy / (extent.frames * extent.channels));
  const level = powerToLufs(gatedMean(spectra, index, blockWeights));
  const stereo = extent.channels === 2;
  const stretches = stretchesOf(spectra, index, extent.frames);
  return {
    lowHz,
    highHz,
    levelLufs: finite(level),
    loudnessRangeLu: rangeOf(stretches.powers),
    correlation: stereo ? correlationOf(sums) : null,
    correlationMin: stereo ? lowestCorrelation(stretches, level, total) : null,
    balanceDb: stereo ? balanceOf(sums) : null,
    sideToMidDb: stereo ? sideToMidOf(sums) : null,
    monoFoldLossDb: stereo ? foldLossOf(sums) : null,
    crestDb: finite(gainToDb(spectra.amplitude(index) / rms)),
  };
}

/** A band over time: of each stretch of about 3 s its K-weighted power and its sums. */
interface Stretches {
  readonly powers: Float64Array;
  readonly sums: readonly StereoSums[];
}

/** Stretches that lie within the stream, one every half second; the whole where it is shorter. */
function stretchesOf(spectra: BandSpectra, index: number, frames: number): Stretches {
  const blocks = spectra.sectionBlocks * STRETCH_SECTIONS;
  const whole = Math.floor(frames / (spectra.sectionBlocks * spectra.hop));
  const count = Math.max(1, whole - STRETCH_SECTIONS + 1);
  const first = (stretch: number): number => stretch * spectra.sectionBlocks;
  const stretchFrames = Math.min(blocks * spectra.hop, frames);
  const powers = Float64Array.from({ length: count }, (_, at) => kEnergy(spectra, index, first(at), blocks) / stretchFrames);
  return { powers, sums: Array.from(powers, (_, at) => spectra.sums(index, at, at + STRETCH_SECTIONS)) };
}

/** K-weighted energy of a band in `count` blocks. */
function kEnergy(spectra: BandSpectra, index: number, first: number, count: number): number {
  const energies = spectra.kEnergies.values;
  const step = spectra.bands.length;
  let energy = 0;
  for (let block = first; block < first + count; block++) energy += energies[block * step + index] ?? 0;
  return energy;
}

/** The same rule as for the whole stream: what is 20 LU under the band's own level is not held against a record. */
function lowestCorrelation({ powers, sums }: Stretches, levelLufs: number, total: number): number | null {
  const floor = lufsToPower(Math.max(CORRELATION_GATE_LUFS, levelLufs - CORRELATION_RANGE_LU));
  return sums.reduce<number | null>((lowest, one, at) => {
    const correlation = (powers[at] ?? 0) > floor ? correlationOf(withoutRounding(one, total / sums.length)) : null;
    return correlation === null || (lowest !== null && lowest <= correlation) ? lowest : correlation;
  }, null);
}

/** Sets to 0 what is only rounding: next to the whole stream, next to the other side, or the side of a mono signal. */
function withoutRounding(sums: StereoSums, total: number): StereoSums {
  const floor = Math.max(total, sums.left + sums.right) * ROUNDING_FLOOR;
  const left = sums.left > floor ? sums.left : 0;
  const right = sums.right > floor ? sums.right : 0;
  if (left === 0 || right === 0) return { left, right, products: 0 };
  const twice = left + right;
  if (twice - 2 * sums.products < twice * ROUNDING_FLOOR) return { left: twice / 2, right: twice / 2, products: twice / 2 };
  return { left, right, products: sums.products };
}

/** Mean K-weighted power of a band over the time that passed the loudness gates; 0 where none did. */
function gatedMean(spectra: BandSpectra, index: number, blockWeights: Float64Array): number {
  const energies = spectra.kEnergies.values;
  const bands = spectra.bands.length;
  let energy = 0;
  let time = 0;
  for (let block = 0; block * bands < energies.length; block++) {
    const weight = blockWeights[block] ?? 0;
    energy += (weight / spectra.hop) * (energies[block * bands + index] ?? 0);
    time += weight;
  }
  return time > 0 ? energy / time : 0;
}

/** How many frames of each block passed the loudness gates. */
function weightsOfBlocks(spectra: BandSpectra, slotWeights: Uint8Array, sampleRateHz: number): Float64Array {
  const weights = new Float64Array(spectra.kEnergies.length / spectra.bands.length);
  let slot = 0;
  for (let block = 0; block < weights.length; block++) {
    // Block energies count from the middle of the taper at their beginning to the middle of the one at their end.
    const from = block * spectra.hop - spectra.size / 8;
    const to = from + spectra.hop;
    while (slotStart(slot + 1, sampleRateHz) <= from) slot++;
    let weight = 0;
    for (let at = slot; at < slotWeights.length && slotStart(at, sampleRateHz) < to; at++) {
      const overlap = Math.min(to, slotStart(at + 1, sampleRateHz)) - Math.max(from, slotStart(at, sampleRateHz));
      weight += overlap * (slotWeights[at] ?? 0);
    }
    weights[block] = weight;
  }
  return weights;
}

/** Energy of the whole stream in all bands. */
function totalEnergy(spectra: BandSpectra): number {
  return spectra.bands.reduce((total, _, index) => {
    const { left, right } = spectra.sums(index);
    return total + left + right;
  }, 0);
}
