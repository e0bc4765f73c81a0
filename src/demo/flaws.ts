// Faults a real session has and a mix should mend: mains hum and rumble, only while a take is running.
import { dbToGain } from "../units/decibels.ts";
import { StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { fadeIn, fadeOut, frameAt, type Take } from "./take.ts";
import type { Stretch } from "./takes-of.ts";

export const MAINS_HZ = 50;
/** Against the highest sample of the part. */
const HUM_DB = -46;
const RUMBLE_DB = -27;

/** Mains hum: the fundamental and its odd and even harmonics, falling. */
export function addHum(take: Take, channel: Float32Array, stretches: readonly Stretch[]): void {
  const gain = dbToGain(HUM_DB) * highestSample(channel);
  eachFrame(take, channel, stretches, (i, ramp) => {
    const phase = ((i / take.sampleRateHz) * MAINS_HZ) % 1;
    const wave =
      sineOf(phase) + 0.7 * sineOf(phase * 2) + 0.5 * sineOf(phase * 3) + 0.25 * sineOf(phase * 5) + 0.2 * sineOf(phase * 7);
    channel[i]! += gain * wave * ramp;
  });
}

/** Footsteps and traffic through the microphone stand: noise around 32 Hz. */
export function addRumble(take: Take, channel: Float32Array, stretches: readonly Stretch[]): void {
  const first = new StateVariable(take.sampleRateHz, 32, 1.1);
  const second = new StateVariable(take.sampleRateHz, 38, 0.8);
  // Two band-passes leave little of white noise: the factor brings its highest samples to about 1.
  const gain = dbToGain(RUMBLE_DB) * highestSample(channel) * 22;
  eachFrame(take, channel, stretches, (i, ramp) => {
    first.step(take.random.bipolar());
    second.step(first.band);
    channel[i]! += gain * second.band * ramp;
  });
}

function eachFrame(
  take: Take,
  channel: Float32Array,
  stretches: readonly Stretch[],
  add: (frame: number, ramp: number) => void,
): void {
  const ramp = take.sampleRateHz * 0.05;
  for (const stretch of stretches) {
    const start = frameAt(take, stretch.startS);
    const end = Math.min(frameAt(take, stretch.endS), channel.length);
    for (let i = start; i < end; i++) add(i, fadeIn(i - start, ramp) * fadeOut(i - start, end - start, ramp));
  }
}

export function highestSample(channel: Float32Array): number {
  let highest = 0;
  for (let i = 0; i < channel.length; i++) highest = Math.max(highest, Math.abs(channel[i]!));
  return highest;
}
