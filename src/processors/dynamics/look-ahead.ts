// Delays the sound so that a detector hears it earlier. 0 frames cost nothing.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { StereoBlock } from "../processor.ts";

/** A stereo delay in place of a fixed number of frames. */
export class LookAhead {
  readonly #kernels: Kernels;
  readonly #frames: number;
  readonly #left: F32Block;
  readonly #right: F32Block;
  #position = 0;

  constructor(kernels: Kernels, delayFrames: number) {
    this.#kernels = kernels;
    this.#frames = delayFrames;
    this.#left = kernels.heap.f32(delayFrames);
    this.#right = kernels.heap.f32(delayFrames);
  }

  process(block: StereoBlock, frames: number): void {
    if (this.#frames === 0) return;
    const { call } = this.#kernels;
    call.lookAhead(this.#left.ptr, this.#frames, this.#position, block.left, frames);
    call.lookAhead(this.#right.ptr, this.#frames, this.#position, block.right, frames);
    this.#position = (this.#position + frames) % this.#frames;
  }

  reset(): void {
    this.#left.array.fill(0);
    this.#right.array.fill(0);
    this.#position = 0;
  }

  release(): void {
    this.#kernels.heap.release(this.#left);
    this.#kernels.heap.release(this.#right);
  }
}
