// From float to 8-24 bit steps: triangular dither, noise shaping, or plain rounding. The last thing before a file is written.
// in -> minus shaped past errors -> + dither -> round -> clip -> out, on blocks in kernel memory.
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";

/**
 * Error-feedback curves for 44.1 kHz (Lipshitz, Vanderkooy, Wannamaker 1991-92): noise goes where hearing is dull.
 * H(z) = 1 - sum of c_k z^-k.
 */
export const NOISE_SHAPES = {
  "f-weighted-3": [1.623, -0.982, 0.109],
  "f-weighted-9": [2.412, -3.37, 3.937, -4.174, 3.353, -2.205, 1.281, -0.569, 0.0847],
  "modified-e-9": [1.662, -1.263, 0.4827, -0.2913, 0.1268, -0.1124, 0.03252, -0.01265, -0.03524],
  "improved-e-5": [2.033, -2.165, 1.959, -1.59, 0.6149],
  "improved-e-9": [2.847, -4.685, 6.214, -7.184, 6.639, -5.032, 3.263, -1.632, 0.4191],
  "simple-2": [1.0, -0.5],
} as const satisfies Record<string, readonly number[]>;

export type NoiseShape = keyof typeof NOISE_SHAPES;

/** "none" rounds, "tpdf" adds triangular dither of 2 steps from peak to peak, a noise shape does so inside its error feedback. */
export type DitherKind = "none" | "tpdf" | NoiseShape;

/** What the command line's «shaped» stands for: the shapes hold at 44.1 kHz only, elsewhere plain triangular dither is right. */
export function shapedDither(rateHz: number): DitherKind {
  return rateHz === 44_100 ? "f-weighted-9" : "tpdf";
}

export interface DitherOptions {
  /** 8-24. */
  readonly bits: number;
  readonly kind: DitherKind;
  /** Needed to refuse shapes at rates they are not made for. */
  readonly rateHz: number;
  readonly channels: 1 | 2;
  /** Whole number; the same seed gives the same file. Default 1. */
  readonly seed?: number;
}

const BYTES_OF_STATE = 16 + 9 * 8;

/** Digital silence (1024 frames of zeros, or from the start) stays digital silence: no dither there. */
export class Dither {
  readonly #kernels: Kernels;
  readonly #scale: number;
  readonly #amplitude: number;
  readonly #order: number;
  readonly #shape: F64Block;
  readonly #states: readonly F64Block[];
  readonly #seeds: readonly number[];

  constructor(kernels: Kernels, { bits, kind, rateHz, channels, seed = 1 }: DitherOptions) {
    if (!Number.isInteger(bits) || bits < 8 || bits > 24)
      throw new RangeError(`Dither: ${bits} bits. Whole word lengths from 8 to 24 are possible.`);
    if (kind !== "none" && kind !== "tpdf" && rateHz !== 44_100)
      throw new RangeError(`Dither: «${kind}» is made for 44100 Hz, not ${rateHz} Hz. Take tpdf.`);
    const coefs: readonly number[] = kind === "none" || kind === "tpdf" ? [] : NOISE_SHAPES[kind];
    this.#kernels = kernels;
    this.#scale = 2 ** (bits - 1);
    this.#amplitude = kind === "none" ? 0 : 1;
    this.#order = coefs.length;
    this.#shape = kernels.heap.f64(9);
    this.#shape.array.set(coefs);
    this.#states = Array.from({ length: channels }, () => kernels.heap.f64(BYTES_OF_STATE / 8));
    // far apart in the generator's sequence, and never the same for two channels
    this.#seeds = this.#states.map((_, channel) => Math.imul(seed + channel * 0x51ed27, 0x2545f491) | 0);
    this.reset();
  }

  /** Samples clipped since the start or reset, all channels. Full scale is -1 ... 1 minus one step. */
  get clippedSamples(): number {
    return this.#states.reduce((sum, state) => sum + (this.#integers(state)[2] as number), 0);
  }

  /** In place, one address a channel; any number of frames. Afterwards every sample is k / 2^(bits - 1) with a whole k. */
  process(channels: readonly number[], frames: number): void {
    for (let index = 0; index < this.#states.length; index++) {
      const state = this.#states[index] as F64Block;
      const seed = this.#seeds[index] as number;
      const channel = channels[index] as number;
      this.#kernels.call.reduceWordLength(
        channel,
        frames,
        this.#scale,
        this.#amplitude,
        seed,
        this.#shape.ptr,
        this.#order,
        state.ptr,
      );
    }
  }

  /** As if no frame had passed: the same random numbers again. */
  reset(): void {
    for (const state of this.#states) {
      state.array.fill(0);
      this.#integers(state)[1] = 1024; // silence from the start is silence
    }
  }

  /** Gives the memory back. */
  release(): void {
    for (const block of [this.#shape, ...this.#states]) this.#kernels.heap.release(block);
  }

  #integers(state: F64Block): Int32Array {
    return new Int32Array(this.#kernels.heap.memory.buffer, state.ptr, 4);
  }
}
