// One doubling of the rate and its way back, in kernel memory: the stages of the oversampler.
import type { F32Block, F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { allPassDelay, halfBandAllPasses, halfBandTaps } from "./half-band-design.ts";

const SLACK = 16; // the kernels work on sixteen frames at a time

export interface Stage {
  /** Blocks at the higher rate. */
  readonly left: number;
  readonly right: number;
  /** Up and down together, in frames of the higher rate. */
  readonly delayFrames: number;
  up(left: number, right: number, frames: number): void;
  down(left: number, right: number, frames: number): void;
  reset(): void;
  release(): void;
}

/** Linear phase. `oddInside`: what runs inside delays by an odd number of frames, so this stage adds one to come out even. */
export class FirStage implements Stage {
  readonly left: number;
  readonly right: number;
  readonly delayFrames: number;
  readonly #kernels: Kernels;
  readonly #late: number;
  readonly #n: number;
  readonly #taps: F32Block;
  readonly #sums: F32Block;
  readonly #high: readonly [F32Block, F32Block];
  readonly #lines: readonly F32Block[]; // up left, right; down filtered left, right; down delayed left, right

  constructor(kernels: Kernels, flatHz: number, lowRateHz: number, maxFrames: number, oddInside: boolean) {
    const taps = halfBandTaps(flatHz, lowRateHz);
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#n = taps.length;
    this.#late = oddInside ? 1 : 0;
    this.delayFrames = 2 * (2 * this.#n - 1) + this.#late;
    this.#taps = heap.f32(this.#n);
    this.#taps.array.set(taps);
    this.#sums = heap.f32(16);
    this.#high = [heap.f32(2 * (maxFrames + SLACK)), heap.f32(2 * (maxFrames + SLACK))];
    const line = () => heap.f32(2 * this.#n + maxFrames + 2 * SLACK);
    this.#lines = [line(), line(), line(), line(), line(), line()];
    this.left = this.#high[0].ptr;
    this.right = this.#high[1].ptr;
  }

  up(left: number, right: number, frames: number): void {
    const { call } = this.#kernels;
    call.halfBandUp(left, this.left, frames, this.#taps.ptr, this.#n, this.#line(0), this.#sums.ptr);
    call.halfBandUp(right, this.right, frames, this.#taps.ptr, this.#n, this.#line(1), this.#sums.ptr);
  }

  down(left: number, right: number, frames: number): void {
    const { call } = this.#kernels;
    const taps = this.#taps.ptr;
    const sums = this.#sums.ptr;
    call.halfBandDown(this.left, left, frames, taps, this.#n, this.#late, this.#line(2), this.#line(4), sums);
    call.halfBandDown(this.right, right, frames, taps, this.#n, this.#late, this.#line(3), this.#line(5), sums);
  }

  reset(): void {
    for (const block of [...this.#lines, ...this.#high]) block.array.fill(0);
  }

  release(): void {
    for (const block of [this.#taps, this.#sums, ...this.#high, ...this.#lines]) this.#kernels.heap.release(block);
  }

  #line(index: number): number {
    return (this.#lines[index] as F32Block).ptr;
  }
}

/** Two all-pass paths. */
export class AllPassStage implements Stage {
  readonly left: number;
  readonly right: number;
  readonly delayFrames: number;
  readonly #kernels: Kernels;
  readonly #first: number;
  readonly #second: number;
  readonly #coefs: F64Block;
  readonly #states: readonly [F64Block, F64Block]; // up, down
  readonly #high: readonly [F32Block, F32Block];

  constructor(kernels: Kernels, flatHz: number, lowRateHz: number, maxFrames: number) {
    const coefs = halfBandAllPasses(flatHz, lowRateHz);
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#first = Math.ceil(coefs.length / 2);
    this.#second = coefs.length - this.#first;
    // up adds one path's frame of delay, down takes the later of the two frames: together a frame less than two filters
    this.delayFrames = 2 * allPassDelay(coefs) - 1;
    this.#coefs = heap.f64(coefs.length);
    this.#coefs.array.set([...coefs.filter((_, index) => index % 2 === 0), ...coefs.filter((_, index) => index % 2 === 1)]);
    this.#states = [heap.f64(2 * (coefs.length + 3)), heap.f64(2 * (coefs.length + 3))];
    this.#high = [heap.f32(2 * maxFrames), heap.f32(2 * maxFrames)];
    this.left = this.#high[0].ptr;
    this.right = this.#high[1].ptr;
  }

  up(left: number, right: number, frames: number): void {
    const [state] = this.#states;
    this.#kernels.call.allPassUp(
      left,
      right,
      this.left,
      this.right,
      frames,
      this.#coefs.ptr,
      this.#first,
      this.#second,
      state.ptr,
    );
  }

  down(left: number, right: number, frames: number): void {
    const state = this.#states[1];
    this.#kernels.call.allPassDown(
      this.left,
      this.right,
      left,
      right,
      frames,
      this.#coefs.ptr,
      this.#first,
      this.#second,
      state.ptr,
    );
  }

  reset(): void {
    for (const block of [...this.#states, ...this.#high]) block.array.fill(0);
  }

  release(): void {
    for (const block of [this.#coefs, ...this.#states, ...this.#high]) this.#kernels.heap.release(block);
  }
}
