// Compressors that hear their own output: rectifier and closed loop (`FeedbackLoop`), the gain cell with its bend (`GainCell`).
// Their loops are kernels/crest-level.ts and kernels/feedback-cell.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";
import { Glide } from "./glide.ts";
import { framesOf, leftAfterFrame } from "./time-constants.ts";

/** Places in the glide. THRESHOLD_DBFS: behind IN_GAIN; LOOP_GAIN: ratio - 1; KNEE_DB behind the cell; BEND: part of a dB per dB squared; gains are linear; WET, ACTIVE, LINK: 0 to 1. */
export const CELL = {
  THRESHOLD_DBFS: 0,
  LOOP_GAIN: 1,
  KNEE_DB: 2,
  BEND: 3,
  LINK: 4,
  IN_GAIN: 5,
  OUT_GAIN: 6,
  WET: 7,
  CELL_SQUARE: 8,
  CELL_CUBE: 9,
  LINE_SQUARE: 10,
  LINE_CUBE: 11,
  LOWS: 12,
  ACTIVE: 13,
  PAIR_GAIN: 14,
} as const;

const PARAMETERS = 15;
const LINE_LENGTH = BLOCK_FRAMES + 8;
const STORE_LENGTH = 18;
const COEFFICIENTS = 5;
const CELL_LENGTH = 11;

/** A glide with these places. */
export function cellGlide(kernels: Kernels, sampleRateHz: number): Glide {
  return new Glide(kernels, sampleRateHz, PARAMETERS);
}

/** What the store does, in parts of the way a frame and frames. `release` is what is left after a frame. */
export interface StoreTimes {
  readonly attack: number;
  readonly release: number;
  readonly holdFrames: number;
  /** The store holds shares of IN_GAIN: when that moves, the gain stays. */
  readonly keepsGain?: boolean;
}

export function storeTimes(attackMs: number, releaseMs: number, holdMs: number, sampleRateHz: number): StoreTimes {
  return {
    attack: 1 - leftAfterFrame(attackMs, sampleRateHz),
    release: leftAfterFrame(releaseMs, sampleRateHz),
    holdFrames: framesOf(holdMs, sampleRateHz),
  };
}

/** A network in front of the store that must charge first, and the part of the reduction that drifts in after it. */
export interface StoreLag {
  readonly bias: number;
  readonly unbias: number;
  readonly drift: number;
  readonly drifting: number;
}

const NO_LAG: StoreLag = { bias: 0, unbias: 0, drift: 0, drifting: 0 };

/** Levels of the wave's crests, what the loop rests at, the store. Works in `left` and `right`, 32 bit. */
export class FeedbackLoop {
  readonly left: F32Block;
  readonly right: F32Block;
  readonly #kernels: Kernels;
  readonly #lines: readonly [F32Block, F32Block];
  readonly #store: F64Block;

  constructor(kernels: Kernels) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.left = heap.f32(BLOCK_FRAMES);
    this.right = heap.f32(BLOCK_FRAMES);
    this.#lines = [heap.f32(LINE_LENGTH), heap.f32(LINE_LENGTH)];
    this.#store = heap.f64(STORE_LENGTH);
  }

  /** Reductions in dB that the loop would rest at. */
  listen(heard: StereoBlock, glide: Glide, frames: number): void {
    const { call } = this.#kernels;
    const { left, right } = this;
    call.crestPower(this.#lines[0].ptr, heard.left, left.ptr, frames);
    call.crestPower(this.#lines[1].ptr, heard.right, right.ptr, frames);
    call.loopRest(glide.ptr, glide.remaining, left.ptr, right.ptr, frames);
  }

  /** In place: what the store gives. Returns the largest. */
  charge(glide: Glide, times: StoreTimes, lag: StoreLag | null, frames: number): number {
    const { bias, unbias, drift, drifting } = lag ?? NO_LAG;
    return this.#kernels.call.chargeStore(
      this.#store.ptr,
      glide.ptr,
      glide.remaining,
      this.left.ptr,
      this.right.ptr,
      times.attack,
      times.release,
      times.holdFrames,
      times.keepsGain ? 1 : 0,
      lag ? 1 : 0,
      bias,
      unbias,
      drift,
      drifting,
      frames,
    );
  }

  reset(): void {
    for (const piece of [...this.#lines, this.#store]) piece.array.fill(0);
  }

  release(): void {
    for (const piece of [this.left, this.right, ...this.#lines, this.#store]) this.#kernels.heap.release(piece);
  }
}

/** What is added lies below half the sample rate when what bends lies below this. */
const BAND_HZ = 8000;
/** Share of the rate; counts below 40 kHz only. */
const HIGHEST_BAND = 0.2;
/** A transformer's flux. */
const LOWS_HZ = 60;
const DC_BLOCK_HZ = 10;

/** A gain cell that bends, and a line amplifier: CELL_SQUARE to LOWS say how much. */
export class GainCell {
  readonly #kernels: Kernels;
  readonly #coefs: F64Block;
  readonly #state: F64Block;

  constructor(kernels: Kernels, sampleRateHz: number) {
    this.#kernels = kernels;
    this.#coefs = kernels.heap.f64(COEFFICIENTS);
    this.#coefs.array.set(cellCoefficients(sampleRateHz));
    this.#state = kernels.heap.f64(CELL_LENGTH);
  }

  /** In place; the gains are linear. */
  process(gainLeft: number, gainRight: number, glide: Glide, block: StereoBlock, frames: number): void {
    this.#kernels.call.runGainCell(
      this.#state.ptr,
      this.#coefs.ptr,
      glide.ptr,
      glide.remaining,
      gainLeft,
      gainRight,
      block.left,
      block.right,
      frames,
    );
  }

  reset(): void {
    this.#state.array.fill(0);
  }

  release(): void {
    this.#kernels.heap.release(this.#coefs);
    this.#kernels.heap.release(this.#state);
  }
}

/** Low-pass b0, a1, a2 (Butterworth, bilinear transform), share of the lows and of the DC block in a frame. */
export function cellCoefficients(sampleRateHz: number): readonly number[] {
  const g = tan((PI * Math.min(BAND_HZ, HIGHEST_BAND * sampleRateHz)) / sampleRateHz);
  const scale = 1 / (1 + Math.SQRT2 * g + g * g);
  const share = (hz: number) => 1 - leftAfterFrame(1000 / (2 * PI * hz), sampleRateHz);
  return [g * g * scale, 2 * (g * g - 1) * scale, (1 - Math.SQRT2 * g + g * g) * scale, share(LOWS_HZ), share(DC_BLOCK_HZ)];
}
