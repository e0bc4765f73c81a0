// Convolution of a stereo stream with an impulse response of any length, without latency.
// The first 128 taps directly, then partitions of 128, 1024 and 8192 frames
// (W. G. Gardner, Efficient convolution without input-output delay, JAES 43, 1995).
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { ConvolutionLevel } from "./convolution-level.ts";
import { RealFft } from "./real-fft.ts";

const HEAD_TAPS = BLOCK_FRAMES;
/** Frames of a partition, level by level; each begins at the tap of that number. */
const LEVELS: readonly number[] = [BLOCK_FRAMES, 8 * BLOCK_FRAMES, 64 * BLOCK_FRAMES];
const OVERHANG = 16; // frames that the kernel touches beyond a line

/** Impulse responses of both channels; may be one and the same array. */
export interface ImpulseResponses {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** The same samples however the stream is cut. For noise the error lies 133 dB below the output, that of single samples up to 118 dB. */
export class Convolver {
  readonly latencyFrames = 0;
  /** Frames that sound on after the input has ended. */
  readonly tailFrames: number;
  readonly #channels: readonly [Channel, Channel];
  readonly #plans: readonly RealFft[];

  /** Takes time and memory: outside the audio path. A response of no taps gives silence. */
  constructor(kernels: Kernels, { left, right }: ImpulseResponses) {
    const longest = Math.max(left.length, right.length);
    this.tailFrames = Math.max(0, longest - 1);
    this.#plans = LEVELS.filter((block) => block < longest).map((block) => new RealFft(kernels, 2 * block));
    this.#channels = [new Channel(kernels, this.#plans, left), new Channel(kernels, this.#plans, right)];
  }

  /** In place; any number of frames. Addresses of 32-bit floats. */
  process(left: number, right: number, frames: number): void {
    this.#channels[0].process(left, frames);
    this.#channels[1].process(right, frames);
  }

  /** Afterwards as if no sample had passed. */
  reset(): void {
    for (const channel of this.#channels) channel.reset();
  }

  release(): void {
    for (const part of [...this.#channels, ...this.#plans]) part.release();
  }
}

class Channel {
  readonly #kernels: Kernels;
  readonly #head: F32Block; // the first taps
  readonly #line: F32Block; // the block before and the one that fills
  readonly #out: F32Block;
  readonly #levels: readonly ConvolutionLevel[];
  #filled = 0;

  constructor(kernels: Kernels, plans: readonly RealFft[], response: Float32Array) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#head = heap.f32(HEAD_TAPS);
    this.#head.array.set(response.subarray(0, HEAD_TAPS));
    this.#line = heap.f32(2 * BLOCK_FRAMES + OVERHANG);
    this.#out = heap.f32(BLOCK_FRAMES + OVERHANG);
    this.#levels = plans
      .map((plan, index) => ({ plan, taps: response.subarray(LEVELS[index], LEVELS[index + 1]) }))
      .filter(({ taps }) => taps.length > 0)
      .map(({ plan, taps }) => new ConvolutionLevel(kernels, plan, taps));
  }

  process(signal: number, frames: number): void {
    const { call } = this.#kernels;
    const block = this.#line.ptr + 4 * BLOCK_FRAMES;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, BLOCK_FRAMES - this.#filled);
      const at = signal + 4 * done;
      const now = block + 4 * this.#filled;
      call.copyFrames(at, now, count);
      call.convolveHead(now, this.#head.ptr, HEAD_TAPS, this.#out.ptr, count);
      for (const level of this.#levels) call.addFrames(level.output(this.#filled), this.#out.ptr, count);
      call.copyFrames(this.#out.ptr, at, count);
      this.#filled += count;
      done += count;
      if (this.#filled === BLOCK_FRAMES) {
        for (const level of this.#levels) level.take(block, BLOCK_FRAMES);
        call.copyFrames(block, this.#line.ptr, BLOCK_FRAMES);
        this.#filled = 0;
      }
    }
  }

  reset(): void {
    this.#line.array.fill(0);
    this.#filled = 0;
    for (const level of this.#levels) level.reset();
  }

  release(): void {
    for (const block of [this.#head, this.#line, this.#out]) this.#kernels.heap.release(block);
    for (const level of this.#levels) level.release();
  }
}
