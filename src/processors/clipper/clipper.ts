// Clipper: input gain → up (4–16×) → what the clip takes away, anti-aliased → down → taken from the delayed input → mix with the dry.
// Where nothing is clipped the residue is exactly 0, so the signal passes as a pure delay; and while a bound on the way up proves that nothing
// will be, there is no way up: before the next clip it is gone over the last frames, and holds what it would have held.
// Source: ADAA after Parker et al. 2016; the curve is a parabola from the knee to the ceiling.
import { Oversampler } from "../../conversion/oversampler.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { clipper, clipperLatencyFrames, oversamplingFactor } from "./clipper.params.ts";
import { type UpBound, upBound } from "./up-bound.ts";

type Params = ParamsOf<typeof clipper.parameters>;

const RAMP_S = 0.01;
const STATE_LENGTH = 3 + 2 * 17;

/** `rests` false makes it go up and down all the time: the same samples, slower; for tests. */
export class Clipper implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #rests: boolean;
  #rampFrames = 0;
  #latencyFrames = 0;
  #inputGain = 1;
  #oversampler!: Oversampler;
  #input!: F64Block;
  #shape!: Ramps;
  #mix!: Ramps;
  #state!: F64Block;
  #places!: F64Block;
  #dryLine!: F32Block;
  #drivenLine!: F32Block;
  #dry!: F32Block;
  #residue!: F32Block;
  #bound!: UpBound;
  #watch!: F64Block;
  #history!: F32Block;
  #isResting = false;

  constructor(kernels: Kernels, { rests = true } = {}) {
    this.#kernels = kernels;
    this.#rests = rests;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    this.#rampFrames = Math.round(RAMP_S * sampleRateHz);
    this.#latencyFrames = clipperLatencyFrames(params.oversampling, sampleRateHz);
    this.#oversampler = new Oversampler(this.#kernels, { factor, form: "linear", rateHz: sampleRateHz });
    this.#input = heap.f64(4);
    this.#shape = new Ramps(this.#kernels, shapeOf(params));
    this.#mix = new Ramps(this.#kernels, [params.mixPercent / 100]);
    this.#state = heap.f64(STATE_LENGTH);
    this.#places = heap.f64(2);
    this.#dryLine = heap.f32(2 * this.#latencyFrames);
    this.#drivenLine = heap.f32(2 * this.#latencyFrames);
    this.#dry = heap.f32(2 * BLOCK_FRAMES);
    this.#residue = heap.f32(2 * BLOCK_FRAMES + 16);
    this.#bound = upBound(factor, sampleRateHz);
    this.#watch = heap.f64(6);
    this.#history = heap.f32(2 * (this.#bound.memoryFrames + BLOCK_FRAMES));
    this.#inputGain = dbToGain(params.inputGainDb);
    this.reset();
  }

  reset(): void {
    this.#oversampler.reset();
    for (const piece of [this.#state, this.#places, this.#dryLine, this.#drivenLine, this.#watch, this.#history])
      piece.array.fill(0);
    this.#isResting = false;
    this.#shape.jump();
    this.#mix.jump();
    this.#kernels.call.setRampedGain(this.#input.ptr, this.#inputGain, 0);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    this.#shape.glide(shapeOf(params), this.#rampFrames);
    this.#mix.glide([params.mixPercent / 100], this.#rampFrames);
    const inputGain = dbToGain(params.inputGainDb);
    if (inputGain === this.#inputGain) return;
    this.#inputGain = inputGain;
    this.#kernels.call.setRampedGain(this.#input.ptr, inputGain, this.#rampFrames);
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const delay = this.#latencyFrames;
    const dry = this.#dry.ptr;
    const residue = this.#residue.ptr;
    const places = this.#places.ptr;
    call.delayStereo(this.#dryLine.ptr, delay, places, left, right, dry, dry + 4 * BLOCK_FRAMES, frames);
    call.applyRampedGain(this.#input.ptr, left, right, frames);
    this.#takeResidue(left, right, frames);
    call.delayStereo(this.#drivenLine.ptr, delay, places + 8, left, right, left, right, frames);
    call.mixClipped(this.#mix.ptr, dry, residue, residue + 4 * BLOCK_FRAMES, left, right, frames);
    this.meters[0] = Math.min(0, gainToDb(this.#state.array[0] || 1));
  }

  /** What the clip takes away, as late as the oversampler makes it. */
  #takeResidue(left: number, right: number, frames: number): void {
    const { call } = this.#kernels;
    const { factor } = this.#oversampler;
    const residue = this.#residue.ptr;
    const state = this.#state.ptr;
    const { memoryFrames, stepWeight } = this.#bound;
    const bound = call.watchDriven(this.#watch.ptr, this.#history.ptr, memoryFrames, left, right, stepWeight, frames);
    // once the filters' memory holds nothing but zeros, what they give is zeros
    const quietFrames = 2 * this.#latencyFrames + BLOCK_FRAMES;
    const isQuiet = (this.#state.array[2] as number) >= quietFrames;
    if (this.#rests && isQuiet && !this.#shape.isMoving && bound <= this.#shape.value(0) * this.#shape.value(1)) {
      call.skipResidue(state, frames, factor);
      if (!this.#isResting) this.#residue.array.fill(0);
      this.#isResting = true;
      return;
    }
    if (this.#isResting) this.#goUpAgain();
    const high = this.#oversampler.up(left, right, frames);
    const idle = call.clipResidue(this.#shape.ptr, state, high.left, high.right, frames, factor);
    if (idle < quietFrames) this.#oversampler.down(residue, residue + 4 * BLOCK_FRAMES, frames);
    else this.#residue.array.fill(0);
  }

  /** Fills the memory of the way up with the frames before this call's. */
  #goUpAgain(): void {
    const { memoryFrames } = this.#bound;
    const history = this.#history.ptr;
    const apart = 4 * (memoryFrames + BLOCK_FRAMES);
    for (let at = 0; at < memoryFrames; at += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, memoryFrames - at);
      const high = this.#oversampler.up(history + 4 * at, history + apart + 4 * at, count);
      this.#kernels.call.resumeResidue(this.#state.ptr, high.left, high.right, count * this.#oversampler.factor);
    }
    this.#isResting = false;
  }

  dispose(): void {
    const { heap } = this.#kernels;
    this.#oversampler.release();
    this.#shape.dispose();
    this.#mix.dispose();
    const pieces = [this.#input, this.#state, this.#places, this.#dryLine, this.#drivenLine, this.#dry, this.#residue];
    for (const piece of [...pieces, this.#watch, this.#history]) heap.release(piece);
  }
}

/** Ceiling (linear) and knee: the part of the ceiling from which on the curve bends. */
function shapeOf({ ceilingDbfs, softnessPercent }: Params): number[] {
  return [dbToGain(ceilingDbfs), 1 - softnessPercent / 100];
}

export const clipperFactory: ProcessorFactory<typeof clipper.parameters> = {
  declaration: clipper,
  create: (kernels) => new Clipper(kernels),
};
