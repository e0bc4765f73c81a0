// What a processor does to a steady tone, harmonic by harmonic, and what lies between: the colour of dynamics processors.
import { powerToDb } from "../../units/decibels.ts";
import { cos, PI } from "../../units/exact-math.ts";
import { RIG_RATE_HZ } from "./rig.ts";

/** A whole number of periods of every whole Hz. */
const WINDOW = RIG_RATE_HZ;

export interface Harmonics {
  /** dB relative to the tone: [2] is the second harmonic. */
  readonly db: readonly number[];
  /** All harmonics together, relative to the tone. */
  readonly thdPercent: number;
  /** All that is neither tone nor harmonic, dB relative to the tone. DC is left out. */
  readonly elseDb: number;
}

/** Of the last second at 48 kHz, for a tone of whole Hz: no window is needed, every harmonic has its own line. */
export function harmonicsOf(channel: Float32Array, hz: number): Harmonics {
  const from = channel.length - WINDOW;
  let total = 0;
  let mean = 0;
  for (let frame = 0; frame < WINDOW; frame++) {
    const x = channel[from + frame] ?? NaN;
    total += x * x;
    mean += x;
  }
  const power = (line: number) => {
    // Goertzel's recursion for one line of the spectrum
    const turn = 2 * cos((2 * PI * line) / WINDOW);
    let [before, now] = [0, 0];
    for (let frame = 0; frame < WINDOW; frame++) [before, now] = [now, (channel[from + frame] ?? 0) + turn * now - before];
    return (2 * (now * now + before * before - turn * now * before)) / WINDOW;
  };
  const tone = power(hz);
  const powers = [NaN, tone];
  for (let order = 2; order <= 16 && order * hz < WINDOW / 2; order++) powers.push(power(order * hz));
  const harmonic = powers.slice(2).reduce((sum, one) => sum + one, 0);
  return {
    db: powers.map((one) => powerToDb(one / tone)),
    thdPercent: 100 * Math.sqrt(harmonic / tone),
    elseDb: powerToDb(Math.max(1e-30, total - (mean * mean) / WINDOW - tone - harmonic) / tone),
  };
}

/** How far, in dB of the whole, the last `periods` periods of a tone's output differ from their mean: what is no harmonic of the tone. */
export function besideHarmonicsDb(channel: Float32Array, periodFrames: number, periods: number): number {
  const from = channel.length - periods * periodFrames;
  const mean = new Float64Array(periodFrames);
  for (let frame = from; frame < channel.length; frame++)
    mean[(frame - from) % periodFrames] = (mean[(frame - from) % periodFrames] as number) + (channel[frame] ?? NaN) / periods;
  let [beside, whole] = [0, 0];
  for (let frame = from; frame < channel.length; frame++) {
    const x = channel[frame] ?? NaN;
    const rest = x - (mean[(frame - from) % periodFrames] as number);
    beside += rest * rest;
    whole += x * x;
  }
  return powerToDb(Math.max(1e-30, beside / whole));
}
