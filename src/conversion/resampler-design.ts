// The taps of the resampler: a Kaiser-windowed sinc, flat to 0.907 of half the lower rate (20 kHz at 44.1 kHz), stop band from half
// the lower rate on.
import { PI, sin } from "../units/exact-math.ts";
import { besselI0, kaiserBeta } from "./kaiser.ts";

const STOP_BAND_DB = 155;
/** How far the flat part reaches into the window's transition: at 0.72 of its half width it is 0.009 dB down. */
const FLAT_REACH = 0.72;
const FLAT_PART = 20_000 / 22_050;
const MOST_ROWS = 65_536; // enough for any whole rate to 48 kHz (40 MB of taps at the worst)
const MOST_KEPT_TAPS = 1_000_000; // larger tables belong to rare rates and are made again when needed

export interface ResamplerDesign {
  /** Taps a row, a multiple of 16. */
  readonly taps: number;
  readonly rows: number;
  /** rows x taps, in the order in which output frames meet the rows. */
  readonly table: Float32Array;
  /** Input frames to go forward after each row. */
  readonly steps: Int32Array;
  /** Output frames for every `inFrames` input frames, in lowest terms. */
  readonly outFrames: number;
  readonly inFrames: number;
}

const designs = new Map<string, ResamplerDesign>();

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Whole rates in Hz. Kept once made: a design takes about 10 ms, for odd ratios up to seconds. */
export function designResampler(fromHz: number, toHz: number): ResamplerDesign {
  const key = `${fromHz}>${toHz}`;
  const known = designs.get(key);
  if (known) return known;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const design = makeDesign(fromHz, toHz, toHz / divisor, fromHz / divisor);
  if (design.table.length <= MOST_KEPT_TAPS) designs.set(key, design);
  return design;
}

function makeDesign(fromHz: number, toHz: number, outFrames: number, inFrames: number): ResamplerDesign {
  if (outFrames > MOST_ROWS)
    throw new RangeError(
      `Resampler: ${fromHz} Hz to ${toHz} Hz has no simple ratio (${outFrames}:${inFrames}). Convert by way of 48000 Hz.`,
    );
  const nyquistHz = Math.min(fromHz, toHz) / 2;
  const transition = (nyquistHz * (1 - FLAT_PART)) / fromHz;
  const halfWidth = transition / (1 + FLAT_REACH);
  const taps = 16 * Math.ceil((STOP_BAND_DB - 7.95) / (14.36 * 2 * halfWidth) / 16);
  const cutoff = 2 * (nyquistHz / fromHz - halfWidth); // in parts of half the input rate
  const table = new Float32Array(outFrames * taps);
  const steps = new Int32Array(outFrames);
  for (let row = 0; row < outFrames; row++) {
    const position = row * inFrames;
    const whole = Math.floor(position / outFrames);
    steps[row] = Math.floor((position + inFrames) / outFrames) - whole;
    fillRow(table.subarray(row * taps, (row + 1) * taps), (position - whole * outFrames) / outFrames, cutoff);
  }
  return { taps, rows: outFrames, table, steps, outFrames, inFrames };
}

/** Taps for an output frame `fraction` of a frame after the input frame number taps/2 - 1 of the row. */
function fillRow(row: Float32Array, fraction: number, cutoff: number): void {
  const half = row.length / 2;
  const beta = kaiserBeta(STOP_BAND_DB);
  const values = new Float64Array(row.length);
  let sum = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const distance = fraction + half - 1 - tap;
    const place = distance / half;
    const window = place <= -1 || place >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - place * place));
    const value = window * (distance === 0 ? 1 : sin(PI * cutoff * distance) / (PI * cutoff * distance));
    values[tap] = value;
    sum += value;
  }
  for (let tap = 0; tap < row.length; tap++) row[tap] = (values[tap] as number) / sum;
}
