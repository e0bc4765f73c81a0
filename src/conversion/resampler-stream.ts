// What every resampler offers, and how long its result is.
import type { Kernels } from "../kernels/kernels.ts";

export interface ResamplerOptions {
  /** Whole rates, 8000-192000 Hz and beyond. */
  readonly fromHz: number;
  readonly toHz: number;
  readonly channels: 1 | 2;
  readonly kernels: Kernels;
}

export interface Resampler {
  /** Takes frames, one array a channel, and returns those of the new rate that are ready (possibly none). */
  push(planar: readonly Float32Array[]): Float32Array[];
  /** The rest, so that all frames together are `resampledFrames(...)`; gives the memory back. */
  finish(): Float32Array[];
}

/** Length of `frames` frames at the new rate: frames x toHz / fromHz rounded to the nearest whole number, halves up. */
export function resampledFrames(frames: number, fromHz: number, toHz: number): number {
  return Math.floor((2 * frames * toHz + fromHz) / (2 * fromHz));
}

export function empty(channels: number): Float32Array[] {
  return Array.from({ length: channels }, () => new Float32Array(0));
}

/** Throws unless there is one array for each channel, all of one length. Returns that length. */
export function framesOf(planar: readonly Float32Array[], channels: number): number {
  const frames = planar[0]?.length ?? 0;
  if (planar.length !== channels || planar.some((channel) => channel.length !== frames))
    throw new RangeError(`Resampler: ${planar.length} arrays for ${channels} channels of equal length.`);
  return frames;
}

/** The error of a stream that goes on after its end. */
export function pushedAfterEnd(): Error {
  return new Error("Resampler: push after finish. Create a new one for the next stream.");
}
