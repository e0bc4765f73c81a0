// Parameters that glide in a straight line to new values within 20 ms, so that no jump of a control is heard as a click.
// kernels/glide.ts reads what this writes, in the order of GLIDE.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";

/** Places in `values`. SLOPE: 1 - 1/ratio, or ratio - 1 in a feedback loop; HIGH_PASS_G: tan(pi f / rate); ATTACK: part a frame. */
export const GLIDE = {
  THRESHOLD_DBFS: 0,
  SLOPE: 1,
  KNEE_DB: 2,
  MAKEUP_DB: 3,
  MIX: 4,
  HIGH_PASS_G: 5,
  RMS_AMOUNT: 6,
  LINK: 7,
  ATTACK: 8,
} as const;

/** How many places GLIDE names; a processor may have more of its own behind them. */
export const COMMON_GLIDES = 9;
const GLIDE_S = 0.02;

/** One set of gliding parameters. Write `values`, then `aim` or `jump`. */
export class Glide {
  /** Where the parameters should go. */
  readonly values: Float64Array;
  /** Frames until they are there. */
  remaining = 0;
  readonly #kernels: Kernels;
  readonly #pairs: F32Block;
  readonly #frames: number;

  constructor(kernels: Kernels, sampleRateHz: number, count = COMMON_GLIDES) {
    this.#kernels = kernels;
    this.values = new Float64Array(count);
    this.#pairs = kernels.heap.f32(2 * count);
    this.#frames = Math.round(GLIDE_S * sampleRateHz);
  }

  get ptr(): number {
    return this.#pairs.ptr;
  }

  /** Stand at `values` at once. */
  jump(): void {
    const pairs = this.#pairs.array;
    for (let index = 0; index < this.values.length; index++) {
      pairs[2 * index] = this.values[index] as number;
      pairs[2 * index + 1] = 0;
    }
    this.remaining = 0;
  }

  /** Set off to `values` from wherever the parameters are. */
  aim(): void {
    const pairs = this.#pairs.array;
    if (this.values.every((value, index) => Math.fround(value) === pairs[2 * index])) return;
    for (let index = 0; index < this.values.length; index++) {
      const now = (pairs[2 * index] as number) - this.remaining * (pairs[2 * index + 1] as number);
      const target = this.values[index] as number;
      pairs[2 * index] = target;
      pairs[2 * index + 1] = (target - now) / this.#frames;
    }
    this.remaining = this.#frames;
  }

  /** `frames` frames have passed. */
  advance(frames: number): void {
    this.remaining = Math.max(0, this.remaining - frames);
  }

  release(): void {
    this.#kernels.heap.release(this.#pairs);
  }
}
