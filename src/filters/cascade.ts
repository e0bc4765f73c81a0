// Stereo biquads in series on blocks in kernel memory: fused f64 sections, coefficients that glide without clicks.
// in -> section 0 -> section 1 -> ... -> out. States are direct form I (kernels/biquad-cascade.ts says why).
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { type Biquad, NEUTRAL } from "./biquad.ts";

const VALUES_A_SECTION = 10; // b0 b1 b2 a1 a2, each left and right
const VALUES_A_STATE = 4;

/** Pasts for `become`. */
export const SILENT = -1;
export const PASSED = -2;

export interface CascadeOptions {
  /** How long coefficients take to reach new values once sound has passed; 0 jumps. Default 512. */
  readonly glideFrames?: number;
}

/** A fixed number of sections; those never set are neutral. Allocates in its constructor only. */
export class BiquadCascade {
  readonly sections: number;
  readonly #kernels: Kernels;
  readonly #glideFrames: number;
  readonly #coefs: F64Block;
  readonly #steps: F64Block;
  readonly #states: F64Block;
  readonly #scratch: F64Block;
  readonly #target: Float64Array;
  #framesToTarget = 0;
  /** Sections up to the last that is not neutral, now and at the target: those behind it are not run. At least 1. */
  #running = 1;
  #wanted = 1;
  #changed = false;
  #fresh = true;
  #phase = 0; // frames since the last flush: tails are flushed at fixed places in time, so block sizes change no bit

  constructor(kernels: Kernels, sections: number, options: CascadeOptions = {}) {
    if (!Number.isInteger(sections) || sections < 1)
      throw new RangeError(`BiquadCascade: ${sections} sections. Give a whole number from 1 on.`);
    this.sections = sections;
    this.#kernels = kernels;
    this.#glideFrames = options.glideFrames ?? 512;
    this.#coefs = kernels.heap.f64(sections * VALUES_A_SECTION);
    this.#steps = kernels.heap.f64(sections * VALUES_A_SECTION);
    this.#states = kernels.heap.f64((sections + 1) * VALUES_A_STATE);
    this.#scratch = kernels.heap.f64(sections > 5 ? BLOCK_FRAMES * 2 : 2);
    this.#target = new Float64Array(sections * VALUES_A_SECTION);
    for (let index = 0; index < sections; index++) this.set(index, NEUTRAL);
  }

  /** Where section `index` goes. Before the first frame (and after reset) at once, later within `glideFrames`. */
  set(index: number, left: Biquad, right: Biquad = left): void {
    const at = index * VALUES_A_SECTION;
    this.#put(at, left.b0, right.b0);
    this.#put(at + 2, left.b1, right.b1);
    this.#put(at + 4, left.b2, right.b2);
    this.#put(at + 6, left.a1, right.a1);
    this.#put(at + 8, left.a2, right.a2);
  }

  /** Sections from 0 on; the rest becomes neutral. */
  setAll(list: readonly Biquad[]): void {
    for (let index = 0; index < this.sections; index++) this.set(index, list[index] ?? NEUTRAL);
  }

  /**
   * Becomes a cascade of these `count` sections, at their coefficients at once, that continues another one's sound; the others turn
   * neutral. `pasts[n]` is the section of `from` whose past section n takes on, or SILENT, or PASSED (as if it had let everything
   * through: fits sections that leave most of the spectrum alone, and rings less). For cascades that are faded in.
   */
  become(from: BiquadCascade, sections: readonly Biquad[], pasts: Int32Array, count: number): void {
    for (let index = 0; index < this.sections; index++) this.set(index, index < count ? (sections[index] as Biquad) : NEUTRAL);
    this.#coefs.array.set(this.#target);
    const states = this.#states.array;
    const past = from.#states.array;
    for (let at = 0; at < VALUES_A_STATE; at++) states[at] = past[at] as number;
    for (let index = 0; index < this.sections; index++) {
      const source = index < count ? (pasts[index] as number) : PASSED;
      const at = (index + 1) * VALUES_A_STATE;
      for (let value = 0; value < VALUES_A_STATE; value++) {
        if (source === SILENT) states[at + value] = 0;
        else if (source === PASSED) states[at + value] = states[at + value - VALUES_A_STATE] as number;
        else states[at + value] = past[(source + 1) * VALUES_A_STATE + value] as number;
      }
    }
    this.#framesToTarget = 0;
    this.#changed = false;
    this.#fresh = false;
    this.#phase = from.#phase;
    this.#wanted = this.#lastActive();
    this.#running = this.#wanted;
  }

  /** Filters `frames` frames of planar f32, any number; `out` pointers default to in place. */
  process(left: number, right: number, frames: number, outLeft: number = left, outRight: number = right): void {
    if (this.#changed) this.#aim();
    this.#fresh = false;
    let done = 0;
    while (done < frames) {
      let count = Math.min(frames - done, BLOCK_FRAMES - this.#phase);
      if (this.#framesToTarget > 0) count = Math.min(count, this.#framesToTarget);
      const at = done * 4;
      this.#run(left + at, right + at, count, outLeft + at, outRight + at);
      done += count;
      this.#phase += count;
      if (this.#phase === BLOCK_FRAMES) {
        this.#phase = 0;
        this.#kernels.call.flushTinyStates(this.#states.ptr, (this.sections + 1) * 2);
      }
    }
  }

  /** As if no frame had passed; coefficients stand at their targets. */
  reset(): void {
    this.#states.array.fill(0);
    this.#phase = 0;
    this.#fresh = true;
    this.#changed = true;
    this.#framesToTarget = 0;
  }

  /** Gives the memory back. */
  release(): void {
    for (const piece of [this.#coefs, this.#steps, this.#states, this.#scratch]) this.#kernels.heap.release(piece);
  }

  #put(at: number, left: number, right: number): void {
    if (this.#target[at] === left && this.#target[at + 1] === right) return;
    this.#target[at] = left;
    this.#target[at + 1] = right;
    this.#changed = true;
  }

  #aim(): void {
    this.#changed = false;
    this.#wanted = this.#lastActive();
    this.#wake();
    if (this.#fresh || this.#glideFrames === 0) {
      this.#coefs.array.set(this.#target);
      this.#framesToTarget = 0;
      this.#running = this.#wanted;
      return;
    }
    const coefs = this.#coefs.array;
    const steps = this.#steps.array;
    for (let at = 0; at < steps.length; at++)
      steps[at] = ((this.#target[at] as number) - (coefs[at] as number)) / this.#glideFrames;
    this.#framesToTarget = this.#glideFrames;
  }

  #run(left: number, right: number, count: number, outLeft: number, outRight: number): void {
    const { call } = this.#kernels;
    const coefs = this.#coefs.ptr;
    const states = this.#states.ptr;
    if (this.#framesToTarget === 0) {
      const running = this.#running;
      if (running === 6) call.biquadSix(left, right, outLeft, outRight, count, coefs, states);
      else call.biquadCascade(left, right, outLeft, outRight, count, running, coefs, states, this.#scratch.ptr);
      return;
    }
    call.biquadCascadeGlide(left, right, outLeft, outRight, count, this.#running, coefs, states, this.#steps.ptr);
    this.#framesToTarget -= count;
    if (this.#framesToTarget > 0) return;
    this.#coefs.array.set(this.#target);
    this.#running = this.#wanted;
  }

  /** Sections that were not run join in with the past that they would have if they had passed the sound through. */
  #wake(): void {
    if (this.#wanted <= this.#running) return;
    const states = this.#states.array;
    const last = this.#running * VALUES_A_STATE;
    for (let at = last + VALUES_A_STATE; at < states.length; at++) states[at] = states[at - VALUES_A_STATE] as number;
    this.#running = this.#wanted;
  }

  #lastActive(): number {
    const target = this.#target;
    for (let at = target.length - 1; at >= VALUES_A_SECTION; at--) {
      if (target[at] !== (at % VALUES_A_SECTION < 2 ? 1 : 0)) return Math.floor(at / VALUES_A_SECTION) + 1;
    }
    return 1;
  }
}
