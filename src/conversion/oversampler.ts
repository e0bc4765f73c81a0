// Runs a piece of a processor at 2 to 16 times the rate: up() -> any shaping in place -> down(). Stereo, planar f32 in kernel memory.
// Stages of half-band filters: linear phase (exact whole latency) or two all-pass paths (hardly any latency, bent phase).
// Flat to 20 kHz from 44.1 kHz on, images and aliases 100 dB down.
import type { Kernels } from "../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { flatTopHz } from "./half-band-design.ts";
import { AllPassStage, FirStage, type Stage } from "./half-band-stages.ts";

export type OversamplingFactor = 1 | 2 | 4 | 8 | 16;

export interface OversamplerOptions {
  readonly factor: OversamplingFactor;
  /** "linear": linear phase. "minimum": least latency, the phase turns towards the top. */
  readonly form: "linear" | "minimum";
  /** Rate of the blocks that go in. */
  readonly rateHz: number;
}

/** Addresses of planar blocks at the higher rate. */
export interface StereoPointers {
  left: number;
  right: number;
}

export class Oversampler {
  readonly factor: OversamplingFactor;
  /** Frames of the base rate from up()'s input to down()'s output; exact for "linear", of low frequencies and rounded for "minimum". */
  readonly latencyFrames: number;
  readonly #kernels: Kernels;
  readonly #stages: Stage[] = []; // outermost (lowest rate) first
  readonly #pointers: StereoPointers = { left: 0, right: 0 };
  readonly #through: { readonly left: number; readonly right: number } | undefined;

  constructor(kernels: Kernels, { factor, form, rateHz }: OversamplerOptions) {
    if (![1, 2, 4, 8, 16].includes(factor)) throw new RangeError(`Oversampler: factor ${factor}. Take 1, 2, 4, 8 or 16.`);
    this.#kernels = kernels;
    this.factor = factor;
    const flatHz = flatTopHz(rateHz);
    let delay = 0; // of the stages inside, up and down, in frames of the rate they start from
    for (let times = factor / 2; times >= 1; times /= 2) {
      const stageRateHz = rateHz * times;
      const frames = BLOCK_FRAMES * times;
      const stage =
        form === "linear"
          ? new FirStage(kernels, flatHz, stageRateHz, frames, delay % 2 === 1)
          : new AllPassStage(kernels, flatHz, stageRateHz, frames);
      delay = (delay + stage.delayFrames) / 2;
      this.#stages.unshift(stage);
    }
    this.latencyFrames = Math.round(delay);
    if (factor === 1) {
      const block = kernels.heap.f32(2 * BLOCK_FRAMES);
      this.#through = { left: block.ptr, right: block.ptr + 4 * BLOCK_FRAMES };
    }
  }

  /** Reads `frames` (up to 128) frames and gives the addresses of factor x frames, to be worked on in place until down(). */
  up(left: number, right: number, frames: number): Readonly<StereoPointers> {
    const pointers = this.#pointers;
    if (this.#through) {
      this.#kernels.call.copyFrames(left, this.#through.left, frames);
      this.#kernels.call.copyFrames(right, this.#through.right, frames);
      pointers.left = this.#through.left;
      pointers.right = this.#through.right;
      return pointers;
    }
    pointers.left = left;
    pointers.right = right;
    let count = frames;
    for (const stage of this.#stages) {
      stage.up(pointers.left, pointers.right, count);
      pointers.left = stage.left;
      pointers.right = stage.right;
      count *= 2;
    }
    return pointers;
  }

  /** Filters what up() gave back down into `frames` frames at `left` and `right`. */
  down(left: number, right: number, frames: number): void {
    if (this.#through) {
      this.#kernels.call.copyFrames(this.#through.left, left, frames);
      this.#kernels.call.copyFrames(this.#through.right, right, frames);
      return;
    }
    for (let index = this.#stages.length - 1; index >= 0; index--) {
      const outer = this.#stages[index - 1];
      (this.#stages[index] as Stage).down(outer?.left ?? left, outer?.right ?? right, frames << index);
    }
  }

  /** As if no frame had passed. */
  reset(): void {
    for (const stage of this.#stages) stage.reset();
  }

  /** Gives the memory back. */
  release(): void {
    for (const stage of this.#stages) stage.release();
    if (this.#through) this.#kernels.heap.release({ ptr: this.#through.left });
  }
}
