// What every instrument is handed to play from, and how it lays sounds into its channels.
import { cos, PI, sin } from "../units/exact-math.ts";
import type { Random } from "./random.ts";
import type { Score } from "./score.types.ts";

/** One recording: who plays gets the score, the clock and its own stream of chance. */
export interface Take {
  readonly score: Score;
  readonly sampleRateHz: number;
  readonly frames: number;
  readonly random: Random;
}

/** Plays its part of the score; one array of `frames` samples per channel, level free (the stem's table sets it). */
export type Instrument = (take: Take) => Float32Array[];

/** Empty channels as long as the song. */
export function emptyChannels(take: Take, channels: 1 | 2): Float32Array[] {
  return Array.from({ length: channels }, () => new Float32Array(take.frames));
}

/** First frame of a time. The same second at every rate, to half a frame. */
export function frameAt(take: Take, seconds: number): number {
  return Math.round(seconds * take.sampleRateHz);
}

/** Equal-power gains of left and right for a place from -1 to +1. */
export function placed(pan: number): readonly [left: number, right: number] {
  const angle = ((pan + 1) * PI) / 4;
  return [cos(angle), sin(angle)];
}

/** Rise from 0 to 1 over `ramp` frames, shaped so that it begins and ends without a corner. */
export function fadeIn(frame: number, ramp: number): number {
  if (frame >= ramp) return 1;
  const x = frame / ramp;
  return x * x * (3 - 2 * x);
}

/** Fall from 1 to 0 over the last `ramp` of `length` frames. */
export function fadeOut(frame: number, length: number, ramp: number): number {
  return fadeIn(length - frame, ramp);
}
