// Parametric EQ: input → up to 8 bands of up to 4 sections, all in one fused cascade in double precision → output gain → output.
// Small moves of a band glide; for large ones a second cascade is faded in, because coefficients far apart have nothing good
// between them. The designs are src/filters/fitted-design.ts.
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import { BiquadCascade } from "../../filters/cascade.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { bandSections, isSmallMove, SECTIONS_A_BAND, sameBand } from "./band-design.ts";
import { type Band, parametricEq } from "./parametric-eq.params.ts";

type Params = ParamsOf<typeof parametricEq.parameters>;

const MAX_BANDS = parametricEq.parameters.bands.maxItems;
const SECTIONS = MAX_BANDS * SECTIONS_A_BAND;
const GLIDE_S = 0.02;
/** A cascade that starts from rest rings; it runs unheard for as long before its fade begins. */
const SETTLE_S = 0.02;
const GAIN_STATE_LENGTH = 4;
const BYTES_A_FRAME = 4;

/** A band and its sections, designed once. */
interface Designed {
  readonly band: Band | undefined;
  readonly sections: readonly Biquad[];
}

const ABSENT: Designed = { band: undefined, sections: [] };

class ParametricEq implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #wanted = Array.from({ length: MAX_BANDS }, () => ABSENT);
  readonly #standing = Array.from({ length: MAX_BANDS }, () => ABSENT);
  #sampleRateHz = 0;
  #glideFrames = 0;
  #settleFrames = 0;
  #targetGain = 1;
  #changed = false;
  #fadeLeft = 0; // frames
  #heard!: BiquadCascade; // what sounds, or is being faded in
  #other!: BiquadCascade; // what is being faded out, or idle
  #fading!: { readonly left: F32Block; readonly right: F32Block };
  #gain!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#settleFrames = Math.round(SETTLE_S * sampleRateHz);
    this.#heard = new BiquadCascade(this.#kernels, SECTIONS, { glideFrames: this.#glideFrames });
    this.#other = new BiquadCascade(this.#kernels, SECTIONS, { glideFrames: this.#glideFrames });
    this.#fading = { left: heap.f32(BLOCK_FRAMES), right: heap.f32(BLOCK_FRAMES) };
    this.#gain = heap.f64(GAIN_STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#wanted.forEach((designed, index) => {
      for (let step = 0; step < SECTIONS_A_BAND; step++) this.#heard.set(place(index, step), designed.sections[step] ?? NEUTRAL);
      this.#standing[index] = designed;
    });
    this.#changed = false;
    this.#fadeLeft = 0;
    this.#heard.reset();
    this.#kernels.call.setRampedGain(this.#gain.ptr, this.#targetGain, 0);
  }

  update(params: Params): void {
    for (let index = 0; index < MAX_BANDS; index++) {
      const band = params.bands[index];
      if (sameBand(this.#wanted[index]?.band, band)) continue; // a design takes some 50 µs: only bands that moved get a new one
      this.#wanted[index] = band ? { band: { ...band }, sections: bandSections(band, this.#sampleRateHz) } : ABSENT;
      this.#changed = true;
    }
    const gain = dbToGain(params.outputGainDb);
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#gain.ptr, gain, this.#glideFrames);
  }

  process(block: StereoBlock, frames: number): void {
    for (let done = 0; done < frames; ) {
      if (this.#changed && this.#fadeLeft === 0) this.#move();
      const count = this.#fadeLeft > 0 ? Math.min(frames - done, this.#fadeLeft) : frames - done;
      this.#filter(block.left + done * BYTES_A_FRAME, block.right + done * BYTES_A_FRAME, count);
      done += count;
    }
    this.#kernels.call.applyRampedGain(this.#gain.ptr, block.left, block.right, frames);
  }

  dispose(): void {
    this.#heard.release();
    this.#other.release();
    for (const piece of [this.#fading.left, this.#fading.right, this.#gain]) this.#kernels.heap.release(piece);
  }

  #filter(left: number, right: number, frames: number): void {
    if (this.#fadeLeft === 0) {
      this.#heard.process(left, right, frames);
      return;
    }
    const { call } = this.#kernels;
    const before = this.#fading;
    this.#other.process(left, right, frames, before.left.ptr, before.right.ptr);
    this.#heard.process(left, right, frames);
    call.fadeOver(before.left.ptr, before.right.ptr, left, right, this.#fadeLeft, this.#glideFrames, frames);
    this.#fadeLeft -= frames;
  }

  /** Sets out from the bands as they stand to those wanted; while a fade runs, moves wait for its end. */
  #move(): void {
    this.#changed = false;
    for (let index = 0; index < MAX_BANDS; index++) {
      const from = this.#standing[index] ?? ABSENT;
      const to = this.#wanted[index] ?? ABSENT;
      if (from === to) continue;
      const small = isSmallMove(from.band, to.band);
      if (!small && this.#fadeLeft === 0) this.#fadeIn();
      for (let step = 0; step < SECTIONS_A_BAND; step++) {
        const section = to.sections[step] ?? NEUTRAL;
        if (small) this.#heard.set(place(index, step), section);
        else if (section !== (from.sections[step] ?? NEUTRAL)) this.#heard.jump(place(index, step), section, pastOf(to.band));
      }
      this.#standing[index] = to;
    }
  }

  #fadeIn(): void {
    const idle = this.#other;
    idle.takeOver(this.#heard);
    this.#other = this.#heard;
    this.#heard = idle;
    this.#fadeLeft = this.#settleFrames + this.#glideFrames;
  }
}

/** Bells, notches and shelves start best as if they had let everything through, the others from rest. */
function pastOf(band: Band | undefined): "silent" | "passed" {
  const shape = band?.shape;
  return shape === "high-pass" || shape === "low-pass" || shape === "band-pass" ? "silent" : "passed";
}

/** Every band's first section comes before all second ones: the cascade runs up to the last section at work, mostly its front. */
function place(band: number, step: number): number {
  return step * MAX_BANDS + band;
}

export const parametricEqFactory: ProcessorFactory<typeof parametricEq.parameters> = {
  declaration: parametricEq,
  create: (kernels) => new ParametricEq(kernels),
};
