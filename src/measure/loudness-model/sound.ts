// What the loudness model listens to: a list of lines (Hz, dB SPL). Noise, bands and measured spectra become lines here.
import { powerToDb } from "../../units/decibels.ts";
import { log10, pow } from "../../units/exact-math.ts";
import type { Spectrum, SpectrumBand } from "../spectrum.ts";

/** A sine or a narrow slice of noise. Lines outside 20 Hz to 20 kHz are not heard. */
export interface SoundLine {
  readonly hz: number;
  /** Level re 20 µPa; -Infinity is silence. */
  readonly dbSpl: number;
}

/** A steady sound; no lines at all is silence. */
export type Sound = readonly SoundLine[];

/** Sound pressure level that a signal of -18 dBFS RMS is played at, mean of its channels: 83 in studios, 79 to 80 in small rooms. */
export const STUDIO_DB_SPL = 83;
const CALIBRATION_DBFS = -18;

/** Noise as lines in the middle of slices about 10 Hz wide (ISO 532-2, 5.3); its density may change with the frequency. */
export function noiseLines(
  lowHz: number,
  highHz: number,
  dbSplPerHz: number | ((hz: number) => number),
  sliceHz = 10,
): SoundLine[] {
  const count = Math.max(1, Math.round((highHz - lowHz) / sliceHz));
  const widthHz = (highHz - lowHz) / count;
  const widthDb = 10 * log10(widthHz);
  return Array.from({ length: count }, (_, slice) => {
    const hz = lowHz + widthHz * (slice + 0.5);
    return { hz, dbSpl: (typeof dbSplPerHz === "number" ? dbSplPerHz : dbSplPerHz(hz)) + widthDb };
  });
}

/** Below this a filter of the ear is only a few times 10 Hz wide: bands are cut finer. */
const FINE_BELOW_HZ = 160;

/** Nominal centres of the third octaves of ISO 532-2, 5.5. */
const THIRD_OCTAVES_HZ = [
  25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000,
  6300, 8000, 10000, 12500, 16000,
];

/** Sound of 29 third-octave levels, 25 Hz to 16 kHz (ISO 532-2, 5.5): flat noise in each, in lines 1 Hz apart up to 125 Hz, then 10. */
export function thirdOctaveLines(levelsDbSpl: readonly number[]): SoundLine[] {
  if (levelsDbSpl.length !== THIRD_OCTAVES_HZ.length)
    throw new RangeError(
      `loudness: ${levelsDbSpl.length} third octaves were given, but the model takes 29, 25 Hz to 16 kHz. Use -Infinity for empty ones.`,
    );
  const half = pow(2, 1 / 6);
  return THIRD_OCTAVES_HZ.flatMap((centreHz, index) => {
    const level = levelsDbSpl[index] ?? -Infinity;
    const density = level - 10 * log10(centreHz * (half - 1 / half));
    return noiseLines(centreHz / half, centreHz * half, density, centreHz < FINE_BELOW_HZ ? 1 : 10);
  });
}

/** Sound of measured bands (`thirdOctaves`, `erbBands`): flat noise in each, keeping its energy. */
export function bandLines(bands: readonly SpectrumBand[], dbSplAtMinus18Dbfs = STUDIO_DB_SPL): SoundLine[] {
  return bands.flatMap(({ lowHz, highHz, dbfs }) => {
    if (dbfs === null) return [];
    const density = dbfs - CALIBRATION_DBFS + dbSplAtMinus18Dbfs - 10 * log10(highHz - lowHz);
    return noiseLines(lowHz, highHz, density, lowHz < FINE_BELOW_HZ ? 1 : 10);
  });
}

/** Sound of a long-term spectrum (`SpectrumMeter`): a line for every bin between 20 Hz and 20 kHz. */
export function spectrumLines(spectrum: Spectrum, dbSplAtMinus18Dbfs = STUDIO_DB_SPL): SoundLine[] {
  const lines: SoundLine[] = [];
  const { left, right, binHz } = spectrum;
  const stereo = right.length > 0;
  for (let bin = Math.ceil(20 / binHz); bin < left.length && bin * binHz <= 20_000; bin++) {
    const power = stereo ? 0.5 * ((left[bin] ?? 0) + (right[bin] ?? 0)) : (left[bin] ?? 0);
    if (power > 0) lines.push({ hz: bin * binHz, dbSpl: powerToDb(power) - CALIBRATION_DBFS + dbSplAtMinus18Dbfs });
  }
  return lines;
}
