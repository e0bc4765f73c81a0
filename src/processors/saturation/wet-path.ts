// What the coloured processors share: the oversampler around a curve, the untouched signal kept exactly as late, and the mix of both.
import { Oversampler, type StereoPointers } from "../../conversion/oversampler.ts";
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { Ramps } from "../ramps.ts";

const BYTES_A_FRAME = 4;

/** keepDry → up → (curve) → down → mixDry, on stereo blocks of up to BLOCK_FRAMES. Allocates in its constructor only. */
export class WetPath {
  readonly factor: 2 | 4 | 8;
  /** Delay of the wet path and of the dry signal that is mixed with it. */
  readonly latencyFrames: number;
  readonly #kernels: Kernels;
  readonly #oversampler: Oversampler;
  readonly #mix: Ramps;
  readonly #line: F32Block;
  readonly #strideBytes: number;

  constructor(kernels: Kernels, { factor, rateHz, share }: { factor: 2 | 4 | 8; rateHz: number; share: number }) {
    this.factor = factor;
    this.#kernels = kernels;
    this.#oversampler = new Oversampler(kernels, { factor, form: "linear", rateHz });
    this.latencyFrames = this.#oversampler.latencyFrames;
    this.#mix = new Ramps(kernels, [share]);
    const frames = this.latencyFrames + BLOCK_FRAMES;
    this.#line = kernels.heap.f32(2 * frames);
    this.#strideBytes = BYTES_A_FRAME * frames;
  }

  /** Where the dry signal of this block lies from keepDry() to mixDry(): left, and `strideBytes` behind it right. */
  get dryPtr(): number {
    return this.#line.ptr;
  }

  get strideBytes(): number {
    return this.#strideBytes;
  }

  /** Takes the untouched input; call it before anything else works in place. */
  keepDry(left: number, right: number, frames: number): void {
    this.#kernels.call.keepDry(this.#line.ptr, this.#strideBytes, this.latencyFrames, left, right, frames);
  }

  up(left: number, right: number, frames: number): Readonly<StereoPointers> {
    return this.#oversampler.up(left, right, frames);
  }

  down(left: number, right: number, frames: number): void {
    this.#oversampler.down(left, right, frames);
  }

  /** The last word: dry and wet by their shares, in place of the wet. */
  mixDry(left: number, right: number, frames: number): void {
    this.#kernels.call.mixDry(this.#mix.ptr, this.#line.ptr, this.#strideBytes, this.latencyFrames, left, right, frames);
  }

  /** The last word instead of mixDry: the dry signal and, on top, the wet one by its share. */
  addDry(left: number, right: number, frames: number): void {
    this.#kernels.call.addDry(this.#mix.ptr, this.#line.ptr, this.#strideBytes, this.latencyFrames, left, right, frames);
  }

  /** Share of the wet signal, 0 to 1. */
  glideTo(share: number, frames: number): void {
    this.#mix.glide([share], frames);
  }

  reset(): void {
    this.#oversampler.reset();
    this.#mix.jump();
    this.#line.array.fill(0);
  }

  release(): void {
    this.#oversampler.release();
    this.#mix.dispose();
    this.#kernels.heap.release(this.#line);
  }
}
