// From the spectra of a stream to the fields of each band.
import { gainToDb } from "../units/decibels.ts";
import type { Band } from "./band-edges.ts";
import type { BandSpectra } from "./band-spectra.ts";
import { powerToLufs } from "./loudness.ts";
import type { BandMeasurement } from "./measurement.ts";
import { finite } from "./nullable.ts";
import { correlationOf, sideToMidOf, type StereoSums } from "./stereo.ts";
import { slotStart } from "./time-grid.ts";

/** Rounding inside the single-precision transform lies below -130 dB of a block; what is this far down is no signal. */
const ROUNDING_FLOOR = 1e-12;

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
  const band = spectra.bands[index] as Band;
  const { lowHz, highHz } = band;
  const sums = withoutRounding(spectra.sums(band), total);
  const energy = sums.left + sums.right;
  const silent = { lowHz, highHz, levelLufs: null, correlation: null, sideToMidDb: null, crestDb: null };
  if (energy === 0) return silent;
  const rms = Math.sqrt(energy / (extent.frames * extent.channels));
  return {
    lowHz,
    highHz,
    levelLufs: finite(powerToLufs(gatedMean(spectra, index, blockWeights))),
    correlation: extent.channels === 2 ? correlationOf(sums) : null,
    sideToMidDb: extent.channels === 2 ? sideToMidOf(sums) : null,
    crestDb: finite(gainToDb(spectra.amplitude(index) / rms)),
  };
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
  return spectra.bands.reduce((total, band) => {
    const { left, right } = spectra.sums(band);
    return total + left + right;
  }, 0);
}
