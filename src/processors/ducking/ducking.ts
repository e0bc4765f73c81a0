// Ducking: the dry sound turns the wet one down while it plays, and shortens a reverb's decay. kernels/reverb-duck.ts listens; the
// layout of its state stands there.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";

const STATE_LENGTH = 20;
const STEP_FRAMES_AT_48K = 32;
const LEVEL_MS = 8;
/** Time constant of the decay's way back: 95 % after three of them. */
const RESTORE_MS = 100;
const PARAMETER_MS = 15;
const PLACE = { gain: 5, depth: 9, settings: 11 } as const;

export interface Ducking {
  readonly duckDb: number;
  readonly duckThresholdDbfs: number;
  readonly duckAttackMs: number;
  readonly duckReleaseMs: number;
}

export class Duck {
  readonly #kernels: Kernels;
  readonly #stepFrames: number;
  readonly #stepsAMs: number;
  readonly #state: F64Block;
  readonly #gains: F32Block;
  readonly #shortening: F32Block;

  constructor(kernels: Kernels, sampleRateHz: number, ducking: Ducking) {
    this.#kernels = kernels;
    this.#stepFrames = Math.round((STEP_FRAMES_AT_48K * sampleRateHz) / 48_000);
    this.#stepsAMs = sampleRateHz / 1000 / this.#stepFrames;
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.#gains = kernels.heap.f32(BLOCK_FRAMES + 4);
    this.#shortening = kernels.heap.f32(BLOCK_FRAMES + 4);
    this.set(ducking);
    this.reset();
  }

  /** Address of the gain of each frame. */
  get gains(): number {
    return this.#gains.ptr;
  }

  /** Address of the shortening (0..1) of the decay at each frame. */
  get shortening(): number {
    return this.#shortening.ptr;
  }

  set({ duckDb, duckThresholdDbfs, duckAttackMs, duckReleaseMs }: Ducking): void {
    const share = (ms: number) => 1 - exp(-1 / (ms * this.#stepsAMs));
    const times = [LEVEL_MS, duckAttackMs, duckReleaseMs, RESTORE_MS, PARAMETER_MS].map(share);
    this.#state.array.set([this.#stepFrames, ...times, duckDb, duckThresholdDbfs], PLACE.settings);
  }

  reset(): void {
    const state = this.#state.array;
    state.fill(0, 0, PLACE.settings);
    state[PLACE.gain] = 1;
    state[PLACE.depth] = state[PLACE.settings + 6] as number;
    state[PLACE.depth + 1] = state[PLACE.settings + 7] as number;
  }

  /** Listens and answers with the greatest reduction, in dB <= 0. */
  listen(key: StereoBlock, frames: number): number {
    const least = this.#kernels.call.duckReverb(this.#state.ptr, key.left, key.right, this.gains, this.shortening, frames);
    return least < 1 ? gainToDb(least) : 0;
  }

  dispose(): void {
    for (const piece of [this.#state, this.#gains, this.#shortening]) this.#kernels.heap.release(piece);
  }
}
