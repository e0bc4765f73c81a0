// The filtered key of gate and expander: high-pass and low-pass, for the detector and for listening. Loops: kernels/key-filter.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";
import { COMMON_GLIDES, GLIDE, type Glide } from "./glide.ts";

/** The places of gate and expander behind the common ones, in the order of kernels/key-filter.ts, kernels/gate.ts and kernels/expander.ts. */
export const KEY_GLIDE = { ...GLIDE, LOW_PASS_G: COMMON_GLIDES, RANGE_DB: COMMON_GLIDES + 1, LISTEN: COMMON_GLIDES + 2 } as const;
/** How many they are. */
export const KEY_GLIDES: number = COMMON_GLIDES + 3;

const STATE_LENGTH = 38;
/** Part of the rate that a filter's frequency may reach. */
const HIGHEST = 0.45;

/** The parameters that glide in both. */
export interface KeyParams {
  readonly keyHighPassHz: number;
  readonly keyLowPassHz: number;
  readonly keyListen: boolean;
  readonly stereoLinkPercent: number;
  readonly mixPercent: number;
  readonly rangeDb: number;
}

/** Writes where the common parameters should glide. */
export function aimKey(values: Float64Array, params: KeyParams, sampleRateHz: number): void {
  const g = (hz: number) => tan(PI * Math.min(hz / sampleRateHz, HIGHEST));
  values[KEY_GLIDE.HIGH_PASS_G] = g(params.keyHighPassHz);
  values[KEY_GLIDE.LOW_PASS_G] = g(params.keyLowPassHz);
  values[KEY_GLIDE.LINK] = params.stereoLinkPercent / 100;
  values[KEY_GLIDE.MIX] = params.mixPercent / 100;
  values[KEY_GLIDE.RANGE_DB] = params.rangeDb;
  values[KEY_GLIDE.LISTEN] = params.keyListen ? 1 : 0;
}

/** The filtered key, and what puts it into the sound's place for listening. */
export class KeyFilter {
  readonly left: number;
  readonly right: number;
  readonly #kernels: Kernels;
  readonly #block: F32Block;
  readonly #state: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#block = kernels.heap.f32(2 * BLOCK_FRAMES);
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.left = this.#block.ptr;
    this.right = this.#block.ptr + 4 * BLOCK_FRAMES;
  }

  hear(heard: StereoBlock, glide: Glide, frames: number): void {
    const { left, right } = heard;
    this.#kernels.call.filterKey(this.#state.ptr, glide.ptr, glide.remaining, left, right, this.left, this.right, frames);
  }

  /** Behind the detector: while it is listened to, puts the key in the place of `block` and no reduction in that of `reduction`. */
  listen(block: StereoBlock, reduction: StereoBlock, glide: Glide, frames: number): void {
    if (glide.remaining === 0 && glide.values[KEY_GLIDE.LISTEN] === 0) return;
    this.#kernels.call.listenToKey(
      glide.ptr,
      glide.remaining,
      this.left,
      this.right,
      reduction.left,
      reduction.right,
      block.left,
      block.right,
      frames,
    );
  }

  reset(): void {
    this.#state.array.fill(0);
  }

  release(): void {
    this.#kernels.heap.release(this.#block);
    this.#kernels.heap.release(this.#state);
  }
}
