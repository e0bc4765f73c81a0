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

  /** One slot (the last may be shorter). `views` are the same samples as `addresses` point to; `start`: its first frame. */
  addSlot(addresses: readonly number[], views: readonly Float32Array[], frames: number, start: number): void {
    let slotPeak = 0;
    let clipped = 0;
    for (let first = 0; first < this.#channels; first += 2) {
      const second = Math.min(first + 1, this.#channels - 1);
      this.#kernels.call.levelSums(addresses[first] ?? 0, addresses[second] ?? 0, frames, FULL_SCALE, this.#out.ptr);
      const [sumLeft = 0, sumRight = 0, ll = 0, rr = 0, lr = 0, maxLeft = 0, maxRight = 0, count = 0] = this.#out.array;
      if (!(maxLeft < Infinity && maxRight < Infinity)) throw notANumber(views, frames, start);
      this.#add(first, sumLeft, ll, maxLeft);
      if (second > first) this.#add(second, sumRight, rr, maxRight);
      if (this.#channels === 2) this.slotProducts.push(lr);
      slotPeak = Math.max(slotPeak, maxLeft, maxRight);
      clipped += count;
    }
    // Pairs do not know of each other's clipped frames; with more than one pair, count frames once.
    this.clippedFrames += this.#channels <= 2 || clipped === 0 ? clipped : countClipped(views, frames);
    this.samplePeak = Math.max(this.samplePeak, slotPeak);
    if (slotPeak >= SILENCE_BELOW) this.#noteLoud(views, frames, start);
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

  #noteLoud(views: readonly Float32Array[], frames: number, start: number): void {
    const loud = (frame: number): boolean => views.some((view) => Math.abs(view[frame] ?? 0) >= SILENCE_BELOW);
    if (this.firstLoudFrame < 0) {
      let frame = 0;
      while (frame < frames && !loud(frame)) frame++;
      this.firstLoudFrame = start + frame;
    }
    let frame = frames - 1;
    while (frame > 0 && !loud(frame)) frame--;
    this.lastLoudFrame = start + frame;
  }
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
