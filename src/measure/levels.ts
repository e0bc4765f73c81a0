// Sample peak, RMS, DC offset, clipping, silence at the ends, and the sums behind balance and correlation.
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { GrowingList } from "./growing-list.ts";

/** A sample counts as clipped from the largest 16-bit value on: what a converter writes when it runs out of bits. */
export const FULL_SCALE = 32767 / 32768;
/** Under -80 dBFS a sample counts as silence at the ends of a file: above 16-bit dither, below any audible start. */
export const SILENCE_BELOW = 1e-4;

/** Running figures of a stream. */
export class Levels {
  /** Largest |sample|, linear. */
  samplePeak = 0;
  clippedFrames = 0;
  /** First and last frame above silence; -1 while there is none. */
  firstLoudFrame = -1;
  lastLoudFrame = -1;
  /** Per channel: sum of samples. */
  readonly sums: Float64Array;
  /** Per channel: sum of squares. */
  readonly squares: Float64Array;
  /** Per channel and slot of 100 ms: sum of squares, and largest |sample|. */
  readonly slotSquares: readonly GrowingList[];
  readonly slotPeaks: readonly GrowingList[];
  /** Per slot, for two channels: sum of products. */
  readonly slotProducts = new GrowingList();

  readonly #kernels: Kernels;
  readonly #channels: number;
  readonly #out: F64Block;

  constructor(kernels: Kernels, channels: number) {
    this.#kernels = kernels;
    this.#channels = channels;
    this.#out = kernels.heap.f64(8);
    this.sums = new Float64Array(channels);
    this.squares = new Float64Array(channels);
    this.slotSquares = Array.from({ length: channels }, () => new GrowingList());
    this.slotPeaks = Array.from({ length: channels }, () => new GrowingList());
  }

  /** One slot (the last may be shorter). `views` gives the same samples as `addresses` point to; `start`: its first frame. */
  addSlot(addresses: readonly number[], views: () => readonly Float32Array[], frames: number, start: number): void {
    const { call } = this.#kernels;
    let slotPeak = 0;
    let clipped = 0;
    for (let first = 0; first < this.#channels; first += 2) {
      const second = Math.min(first + 1, this.#channels - 1);
      call.levelSums(addresses[first] ?? 0, addresses[second] ?? 0, frames, FULL_SCALE, this.#out.ptr);
      const out = this.#out.array;
      const [maxLeft, maxRight] = [out[5] ?? 0, out[6] ?? 0];
      if (!(maxLeft < Infinity && maxRight < Infinity)) throw notANumber(views(), frames, start);
      this.#add(first, out[0] ?? 0, out[2] ?? 0, maxLeft);
      if (second > first) this.#add(second, out[1] ?? 0, out[3] ?? 0, maxRight);
      if (this.#channels === 2) this.slotProducts.push(out[4] ?? 0);
      slotPeak = Math.max(slotPeak, maxLeft, maxRight);
      clipped += out[7] ?? 0;
    }
    // Pairs do not know of each other's clipped frames; with more than one pair, count frames once.
    this.clippedFrames += this.#channels <= 2 || clipped === 0 ? clipped : countClipped(views(), frames);
    this.samplePeak = Math.max(this.samplePeak, slotPeak);
    if (slotPeak < SILENCE_BELOW) return;
    if (this.firstLoudFrame < 0) this.firstLoudFrame = start + firstLoud(views(), frames);
    this.lastLoudFrame = start + this.#lastLoud(addresses, frames);
  }

  release(): void {
    this.#kernels.heap.release(this.#out);
  }

  #add(channel: number, sum: number, squares: number, samplePeak: number): void {
    this.sums[channel] = (this.sums[channel] ?? 0) + sum;
    this.squares[channel] = (this.squares[channel] ?? 0) + squares;
    this.slotSquares[channel]?.push(squares);
    this.slotPeaks[channel]?.push(samplePeak);
  }

  #lastLoud(addresses: readonly number[], frames: number): number {
    let last = 0;
    for (let first = 0; first < this.#channels; first += 2) {
      const second = Math.min(first + 1, this.#channels - 1);
      const { call } = this.#kernels;
      last = Math.max(last, call.lastFrameAtLeast(addresses[first] ?? 0, addresses[second] ?? 0, frames, SILENCE_BELOW));
    }
    return last;
  }
}

function firstLoud(views: readonly Float32Array[], frames: number): number {
  let frame = 0;
  while (frame < frames && !views.some((view) => Math.abs(view[frame] ?? 0) >= SILENCE_BELOW)) frame++;
  return frame;
}

function countClipped(views: readonly Float32Array[], frames: number): number {
  let count = 0;
  for (let frame = 0; frame < frames; frame++)
    if (views.some((view) => Math.abs(view[frame] ?? 0) >= Math.fround(FULL_SCALE))) count++;
  return count;
}

/** A sample that is NaN or infinite; `frame` counts from the start of the stream. */
export class NonFiniteSampleError extends RangeError {
  readonly frame: number;

  constructor(frame: number, value: number | undefined, channel: number) {
    super(
      `measure: sample is ${value}: frame ${frame} of channel ${channel + 1}. Repair or re-export the audio; every sample must be finite.`,
    );
    this.frame = frame;
  }
}

function notANumber(views: readonly Float32Array[], frames: number, start: number): NonFiniteSampleError {
  const notFinite = (view: Float32Array, frame: number): boolean => !Number.isFinite(view[frame]);
  let frame = 0;
  while (frame < frames - 1 && !views.some((view) => notFinite(view, frame))) frame++;
  const channel = views.findIndex((view) => notFinite(view, frame));
  return new NonFiniteSampleError(start + frame, views[channel]?.[frame], channel);
}
