// The bands of a desk's equaliser as one fused cascade, turned without a click: small turns glide; for a switch or a large turn a
// second cascade runs in unheard and is then faded over, because coefficients far apart have nothing good between them.
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import { BiquadCascade, PASSED, SILENT } from "../../filters/cascade.ts";
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import type { StereoBlock } from "../processor.ts";

const GLIDE_S = 0.02;
/** A cascade that starts from rest rings; it runs unheard for as long before its fade begins. */
const SETTLE_S = 0.02;
const LARGEST_GLIDE_DB = 3;

/** One section as it should stand. Sections of one family and near gains lie close enough to glide from one to the other. */
export interface Turned {
  readonly section: Biquad;
  /** Same number: same shape and frequency. 0 is out of the way. */
  readonly family: number;
  readonly gainDb: number;
  /** Lets hardly anything through somewhere: it starts best from rest, the others as if they had let everything through. */
  readonly isPass: boolean;
}

/** A section that is not in use. */
export const OUT: Turned = { section: NEUTRAL, family: 0, gainDb: 0, isPass: false };

export class TurnedCascade {
  readonly #kernels: Kernels;
  readonly #count: number;
  readonly #glideFrames: number;
  readonly #settleFrames: number;
  readonly #sections: Biquad[];
  readonly #pasts: Int32Array;
  readonly #fading: { readonly left: F32Block; readonly right: F32Block };
  #heard: BiquadCascade; // what sounds, or is being faded in
  #other: BiquadCascade; // what is being faded out, or idle
  #wanted: readonly Turned[] = [];
  #standing: readonly Turned[] = [];
  #fadeLeft = 0; // frames

  /** Takes memory: call it from prepare(). */
  constructor(kernels: Kernels, count: number, sampleRateHz: number, sections: readonly Turned[]) {
    this.#kernels = kernels;
    this.#count = count;
    this.#glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#settleFrames = Math.round(SETTLE_S * sampleRateHz);
    this.#heard = new BiquadCascade(kernels, count, { glideFrames: this.#glideFrames });
    this.#other = new BiquadCascade(kernels, count, { glideFrames: this.#glideFrames });
    this.#sections = sections.map(({ section }) => section);
    this.#pasts = new Int32Array(count);
    this.#fading = { left: kernels.heap.f32(BLOCK_FRAMES), right: kernels.heap.f32(BLOCK_FRAMES) };
    this.#wanted = sections;
    this.reset();
  }

  /** `count` sections, the same object for those that did not change. While a fade runs, turns wait for its end. */
  turn(sections: readonly Turned[]): void {
    this.#wanted = sections;
  }

  reset(): void {
    for (const [index, { section }] of this.#wanted.entries()) this.#heard.set(index, section);
    this.#standing = this.#wanted;
    this.#fadeLeft = 0;
    this.#heard.reset();
  }

  process({ left, right }: StereoBlock, frames: number): void {
    for (let done = 0; done < frames; ) {
      if (this.#wanted !== this.#standing && this.#fadeLeft === 0) this.#move();
      const count = this.#fadeLeft > 0 ? Math.min(frames - done, this.#fadeLeft) : frames - done;
      this.#filter(left + 4 * done, right + 4 * done, count);
      done += count;
    }
  }

  dispose(): void {
    this.#heard.release();
    this.#other.release();
    this.#kernels.heap.release(this.#fading.left);
    this.#kernels.heap.release(this.#fading.right);
  }

  #filter(left: number, right: number, frames: number): void {
    if (this.#fadeLeft === 0) {
      this.#heard.process(left, right, frames);
      return;
    }
    const before = this.#fading;
    this.#other.process(left, right, frames, before.left.ptr, before.right.ptr);
    this.#heard.process(left, right, frames);
    this.#kernels.call.fadeOver(before.left.ptr, before.right.ptr, left, right, this.#fadeLeft, this.#glideFrames, frames);
    this.#fadeLeft -= frames;
  }

  #move(): void {
    let isFaded = false;
    for (let index = 0; index < this.#count; index++) {
      const [from, to] = [this.#standing[index] as Turned, this.#wanted[index] as Turned];
      const small = isSmall(from, to);
      isFaded ||= !small;
      this.#sections[index] = to.section;
      this.#pasts[index] = small ? index : to.isPass ? SILENT : PASSED;
    }
    this.#standing = this.#wanted;
    if (!isFaded) {
      for (let index = 0; index < this.#count; index++) this.#heard.set(index, this.#sections[index] as Biquad);
      return;
    }
    const idle = this.#other;
    idle.become(this.#heard, this.#sections, this.#pasts, this.#count);
    this.#other = this.#heard;
    this.#heard = idle;
    this.#fadeLeft = this.#settleFrames + this.#glideFrames;
  }
}

function isSmall(from: Turned, to: Turned): boolean {
  return from.family === to.family && Math.abs(from.gainDb - to.gainDb) <= LARGEST_GLIDE_DB;
}
