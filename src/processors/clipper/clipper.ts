// Clipper: input gain → up (4–16×) → what the clip takes away, anti-aliased → down → taken from the delayed input → mix with the dry.
// Where nothing is clipped the residue is exactly 0, so the signal passes as a pure delay.
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

type Params = ParamsOf<typeof clipper.parameters>;

const RAMP_S = 0.01;
const STATE_LENGTH = 3 + 2 * 17;

class Clipper implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
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

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
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
    this.#inputGain = dbToGain(params.inputGainDb);
    this.reset();
  }

  reset(): void {
    this.#oversampler.reset();
    for (const piece of [this.#state, this.#places, this.#dryLine, this.#drivenLine]) piece.array.fill(0);
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
    const high = this.#oversampler.up(left, right, frames);
    const idle = call.clipResidue(this.#shape.ptr, this.#state.ptr, high.left, high.right, frames, this.#oversampler.factor);
    // once the filters' memory holds nothing but zeros, what they give is zeros
    if (idle < 2 * delay + BLOCK_FRAMES) this.#oversampler.down(residue, residue + 4 * BLOCK_FRAMES, frames);
    else this.#residue.array.fill(0);
    call.delayStereo(this.#drivenLine.ptr, delay, places + 8, left, right, left, right, frames);
    call.mixClipped(this.#mix.ptr, dry, residue, residue + 4 * BLOCK_FRAMES, left, right, frames);
    this.meters[0] = Math.min(0, gainToDb(this.#state.array[0] || 1));
  }

  dispose(): void {
    const { heap } = this.#kernels;
    this.#oversampler.release();
    this.#shape.dispose();
    this.#mix.dispose();
    const pieces = [this.#input, this.#state, this.#places, this.#dryLine, this.#drivenLine, this.#dry, this.#residue];
    for (const piece of pieces) heap.release(piece);
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
