// From running figures to the fields of a measurement. Linear in, decibels out; silence becomes null here and nowhere else.
import { gainToDb, powerToDb } from "../units/decibels.ts";
import { bandsOf, type Extent } from "./band-summary.ts";
import type { BandSpectra } from "./band-spectra.ts";
import type { KEnergy } from "./k-energy.ts";
import type { Levels } from "./levels.ts";
import { difference, finite } from "./nullable.ts";
import { gate, loudestStretch, loudnessRange, lufsToPower, powerToLufs, SHORT_TERM_SLOTS, slidingMeans } from "./loudness.ts";
import type { Measurement, MeasurementHistory } from "./measurement.ts";
import { balanceOf, correlationOf, sideToMidOf, type StereoSums } from "./stereo.ts";
import { SLOTS_PER_SECOND, slotStart } from "./time-grid.ts";
import type { TruePeakScan } from "./true-peak.ts";

const LOUDEST_SECTION_S = 10;
/** Correlation over time looks at windows of 3 s, like short-term loudness, and only where that is above -70 LUFS. */
const CORRELATION_GATE_LUFS = -70;
/** A window this far under the integrated loudness is not held against a record. */
const CORRELATION_RANGE_LU = 20;

/** A stretch of the stream, in seconds, and its loudness without gating. */
export interface LoudStretch {
  readonly fromS: number;
  readonly toS: number;
  readonly lufs: number | null;
}

/** All figures of an ended stream. */
export function measurementOf(
  energy: KEnergy,
  levels: Levels,
  truePeak: TruePeakScan,
  spectra: BandSpectra | undefined,
  extent: Extent,
): Measurement {
  const { sampleRateHz, channels, frames } = extent;
  const slotEnergies = energy.slotEnergies.values;
  const slotFrames = energy.slotFrames.values;
  const gated = gate(slotEnergies, slotFrames);
  const integratedLufs = finite(gated.integratedLufs);
  const truePeakDbtp = finite(gainToDb(Math.max(truePeak.largest, levels.samplePeak)));
  const samplePeakDbfs = finite(gainToDb(levels.samplePeak));
  const squares = levels.squares.reduce((sum, one) => sum + one, 0);
  const rmsDbfs = frames === 0 ? null : finite(powerToDb(squares / (frames * channels)));
  const stereo = channels === 2 ? stereoSums(levels, 0, levels.slotProducts.length) : undefined;
  return {
    sampleRateHz,
    channels,
    frames,
    durationS: frames / sampleRateHz,
    integratedLufs,
    momentaryMaxLufs: finite(powerToLufs(Math.max(0, energy.momentaryMax))),
    shortTermMaxLufs: finite(powerToLufs(Math.max(0, energy.shortTermMax))),
    loudnessRangeLu: loudnessRange(slotEnergies, slotFrames),
    truePeakDbtp,
    samplePeakDbfs,
    rmsDbfs,
    crestDb: difference(samplePeakDbfs, rmsDbfs),
    plrDb: difference(truePeakDbtp, integratedLufs),
    dcOffset: dcOffset(levels, frames),
    clippedFrames: levels.clippedFrames,
    correlation: stereo ? correlationOf(stereo) : null,
    correlationMin: correlationMin(energy, levels, channels, integratedLufs),
    balanceDb: stereo ? balanceOf(stereo) : null,
    sideToMidDb: stereo ? sideToMidOf(stereo) : null,
    monoFoldLossLu: channels === 2 ? monoFoldLoss(energy, integratedLufs) : null,
    bands: spectra ? bandsOf(spectra, gated.slotWeights, extent) : [],
    silentHeadS: (levels.firstLoudFrame < 0 ? frames : levels.firstLoudFrame) / sampleRateHz,
    silentTailS: (levels.lastLoudFrame < 0 ? frames : frames - 1 - levels.lastLoudFrame) / sampleRateHz,
  };
}

/** Loudness and correlation over time. */
export function historyOf(energy: KEnergy, levels: Levels, sampleRateHz: number, frames: number): MeasurementHistory {
  const shortTerm = slidingMeans(energy.slotEnergies.values, energy.slotFrames.values, SHORT_TERM_SLOTS);
  const correlations = windowCorrelations(energy, levels);
  const { fromS, toS } = loudestSection(energy, sampleRateHz, frames, LOUDEST_SECTION_S);
  return {
    momentaryLufs: Array.from(energy.momentary.values, (power) => finite(powerToLufs(power))),
    shortTermLufs: Array.from(shortTerm, (power) => finite(powerToLufs(power))),
    correlation: correlations.filter((_, window) => window % SLOTS_PER_SECOND === 0),
    loudest: { fromS, toS },
  };
}

/** The loudest stretch of `seconds`, found on the 100 ms grid. A stream of less than 100 ms is its own loudest stretch. */
export function loudestSection(energy: KEnergy, sampleRateHz: number, frames: number, seconds: number): LoudStretch {
  const slots = Math.max(1, Math.round(seconds * SLOTS_PER_SECOND));
  const { first, power } = loudestStretch(energy.slotEnergies.values, energy.slotFrames.values, slots);
  const whole = energy.slotEnergies.length <= slots;
  const end = whole ? frames : slotStart(first + Math.min(slots, energy.slotEnergies.length), sampleRateHz);
  return { fromS: slotStart(first, sampleRateHz) / sampleRateHz, toS: end / sampleRateHz, lufs: finite(powerToLufs(power)) };
}

/** The mean of the channel that is furthest off, with its sign; 1 is full scale. */
function dcOffset(levels: Levels, frames: number): number {
  let furthest = 0;
  for (const sum of levels.sums) if (Math.abs(sum) > Math.abs(furthest)) furthest = sum;
  return frames === 0 ? 0 : furthest / frames;
}

function stereoSums(levels: Levels, from: number, to: number): StereoSums {
  const [left = 0, right = 0] = levels.slotSquares.map((squares) => squares.sum(from, to));
  return { left, right, products: levels.slotProducts.sum(from, to) };
}

/** Correlation of every 3 s, hop 100 ms; null where it is undefined or the stretch is under the gate. */
function windowCorrelations(energy: KEnergy, levels: Levels, gateLufs = CORRELATION_GATE_LUFS): (number | null)[] {
  if (levels.slotProducts.length === 0) return [];
  const powers = slidingMeans(energy.slotEnergies.values, energy.slotFrames.values, SHORT_TERM_SLOTS);
  const floor = lufsToPower(gateLufs);
  return Array.from(powers, (power, slot) =>
    power > floor ? correlationOf(stereoSums(levels, slot, slot + SHORT_TERM_SLOTS)) : null,
  );
}

/** Lowest correlation of any 3 s that is heard beside the rest; of the whole where it is shorter. A dying tail says nothing of a record. */
function correlationMin(energy: KEnergy, levels: Levels, channels: number, integratedLufs: number | null): number | null {
  if (channels !== 2) return null;
  const gateLufs = Math.max(CORRELATION_GATE_LUFS, (integratedLufs ?? CORRELATION_GATE_LUFS) - CORRELATION_RANGE_LU);
  const windows = windowCorrelations(energy, levels, gateLufs);
  if (windows.length === 0) return correlationOf(stereoSums(levels, 0, levels.slotProducts.length));
  return windows.reduce((lowest, one) => (one === null || (lowest !== null && lowest <= one) ? lowest : one), null);
}

/** How much quieter (left + right) / 2 on both speakers is than the stereo signal, in LU; null where either is silent. */
function monoFoldLoss(energy: KEnergy, integratedLufs: number | null): number | null {
  const fold = gate(energy.slotFoldEnergies.values, energy.slotFrames.values);
  return difference(integratedLufs, finite(fold.integratedLufs));
}
