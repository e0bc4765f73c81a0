// The partials of a steady tone over its last second, in which every whole number of Hz fits: harmonics, and everything else.
import { gainToDb, powerToDb } from "../../units/decibels.ts";
import { cos, PI, sin } from "../../units/exact-math.ts";
import { RIG_RATE_HZ } from "./rig.ts";

/** Mean square of the partial at a whole number of Hz. */
function powerAt(channel: Float32Array, hz: number): number {
  const from = channel.length - RIG_RATE_HZ;
  let re = 0;
  let im = 0;
  for (let frame = 0; frame < RIG_RATE_HZ; frame++) {
    const angle = (2 * PI * ((hz * frame) % RIG_RATE_HZ)) / RIG_RATE_HZ;
    re += (channel[from + frame] ?? 0) * cos(angle);
    im += (channel[from + frame] ?? 0) * sin(angle);
  }
  const scale = hz === 0 ? 1 : 2;
  return (scale * (re * re + im * im)) / (RIG_RATE_HZ * RIG_RATE_HZ);
}

/** Harmonic `number` against the fundamental, dB. */
export function harmonicDb(channel: Float32Array, hz: number, number: number): number {
  return powerToDb(powerAt(channel, number * hz) / powerAt(channel, hz));
}

/** Harmonics 2 to 9 against the fundamental in percent. */
export function distortionPercent(channel: Float32Array, hz: number): number {
  let sum = 0;
  for (let number = 2; number <= 9 && number * hz < RIG_RATE_HZ / 2; number++) sum += powerAt(channel, number * hz);
  return 100 * Math.sqrt(sum / powerAt(channel, hz));
}

/** All that is neither DC nor a harmonic below half the rate, against the fundamental, dB. */
export function nonHarmonicDb(channel: Float32Array, hz: number): number {
  const from = channel.length - RIG_RATE_HZ;
  let rest = 0;
  for (const x of channel.subarray(from)) rest += x * x;
  rest /= RIG_RATE_HZ;
  for (let partial = 0; partial < RIG_RATE_HZ / 2; partial += hz) rest -= powerAt(channel, partial);
  return powerToDb(Math.max(rest, 1e-20) / powerAt(channel, hz));
}

/** Level of the fundamental as the sample peak of its sine, dBFS. */
export function fundamentalDbfs(channel: Float32Array, hz: number): number {
  return gainToDb(Math.sqrt(2 * powerAt(channel, hz)));
}
