// The side-chain up to the power that a detector sees: high-pass, then the square or the mean square of each channel.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";
import type { Glide } from "./glide.ts";
import { leftAfterFrame } from "./time-constants.ts";

const STATE_LENGTH = 10;
/** Time constant of the mean square: short enough to follow drums, long enough not to follow a bass string's wave. */
const RMS_MS = 10;

/** Kernel value of a high-pass frequency: GLIDE.HIGH_PASS_G. */
export function highPassG(hz: number, sampleRateHz: number): number {
  return tan((PI * hz) / sampleRateHz);
}

/** Turns a block into powers, 32 bit, which the following stages work on in place. */
export class SideChain {
  readonly left: F32Block;
  readonly right: F32Block;
  readonly #kernels: Kernels;
  readonly #state: F64Block;
  readonly #rmsDecay: number;

  constructor(kernels: Kernels, sampleRateHz: number, rmsMs: number = RMS_MS) {
    this.#kernels = kernels;
    this.left = kernels.heap.f32(BLOCK_FRAMES);
    this.right = kernels.heap.f32(BLOCK_FRAMES);
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.#rmsDecay = leftAfterFrame(rmsMs, sampleRateHz);
  }

  listen(heard: StereoBlock, glide: Glide, frames: number): void {
    const { left, right } = this;
    this.#kernels.call.sideChainPower(
      this.#state.ptr,
      glide.ptr,
      glide.remaining,
      heard.left,
      heard.right,
      left.ptr,
      right.ptr,
      this.#rmsDecay,
      frames,
    );
  }

  reset(): void {
    this.#state.array.fill(0);
  }

  release(): void {
    for (const piece of [this.left, this.right, this.#state]) this.#kernels.heap.release(piece);
  }
}
