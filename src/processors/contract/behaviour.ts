// Measures what dynamics processors do to a tone: gain over time, times, distortion. Numbers of theory are the tests' business.
import { dbToGain, gainToDb, powerToDb } from "../../units/decibels.ts";
import { cos, PI, sin } from "../../units/exact-math.ts";
import type { ParamValues } from "../parameters.ts";
import { RIG_RATE_HZ, type Subject, take } from "./rig.ts";
import { signalOf, type StereoSignal } from "./signals.ts";

/** A tone whose level in dBFS (sample peak) steps: [seconds, level in dBFS] one after the other. */
export function steppedTone(steps: readonly (readonly [seconds: number, dbfs: number])[], hz = 5000): StereoSignal {
  const ends: { readonly end: number; readonly amplitude: number }[] = [];
  let end = 0;
  for (const [seconds, dbfs] of steps) {
    end += Math.round(seconds * RIG_RATE_HZ);
    ends.push({ end, amplitude: dbToGain(dbfs) });
  }
  return signalOf(end, (frame) => {
    const amplitude = ends.find((step) => frame < step.end)?.amplitude ?? 0;
    const value = amplitude * sin((2 * PI * ((hz * frame) % RIG_RATE_HZ)) / RIG_RATE_HZ);
    return [value, value];
  });
}

/** Gain in dB over time, read off where the input is far from 0 and held in between. */
export function gainOverTimeDb(input: Float32Array, output: Float32Array): Float64Array {
  const gains = new Float64Array(input.length);
  let gainDb = 0;
  let recent = 0;
  for (let frame = 0; frame < input.length; frame++) {
    const x = input[frame] ?? 0;
    recent = Math.max(Math.abs(x), recent * 0.98);
    if (Math.abs(x) > 0.5 * recent && recent > 1e-6) gainDb = gainToDb(Math.abs((output[frame] ?? 0) / x));
    gains[frame] = gainDb;
  }
  return gains;
}

/** Milliseconds from frame `from` until the gain has made 63.2 % of its way to what it is at frame `to`. */
export function timeConstantMs(gains: Float64Array, from: number, to: number): number {
  const start = gains[from - 1] ?? NaN;
  const end = gains[to - 1] ?? NaN;
  const goal = start + 0.632 * (end - start);
  for (let frame = from; frame < to; frame++) {
    const gain = gains[frame] ?? NaN;
    if (end < start ? gain <= goal : gain >= goal) return ((frame - from) / RIG_RATE_HZ) * 1000;
  }
  return NaN;
}

/** Gain in dB that a steady tone at `dbfs` ends up with. */
export function steadyGainDb(subject: Subject, params: ParamValues, dbfs: number, hz = 1000): number {
  const input = steppedTone([[0.3, dbfs]], hz);
  const output = take(subject, input, params);
  return powerToDb(power(output.left, 9600) / power(input.left, 9600));
}

function power(channel: Float32Array, from: number): number {
  let sum = 0;
  for (let frame = from; frame < channel.length; frame++) {
    const x = channel[frame] ?? 0;
    sum += x * x;
  }
  return sum;
}

/** Harmonics 2 to 30 against the fundamental, dB, over the last second of a signal that is at least that long. */
export function distortionDb(channel: Float32Array, hz: number): number {
  const from = channel.length - RIG_RATE_HZ;
  const partial = (harmonic: number) => {
    let re = 0;
    let im = 0;
    for (let frame = 0; frame < RIG_RATE_HZ; frame++) {
      const angle = (2 * PI * ((harmonic * hz * frame) % RIG_RATE_HZ)) / RIG_RATE_HZ;
      re += (channel[from + frame] ?? 0) * cos(angle);
      im += (channel[from + frame] ?? 0) * sin(angle);
    }
    return re * re + im * im;
  };
  let harmonics = 0;
  for (let harmonic = 2; harmonic <= 30 && harmonic * hz < 0.45 * RIG_RATE_HZ; harmonic++) harmonics += partial(harmonic);
  return powerToDb(harmonics / partial(1));
}
