// Stereo image: left/right → mid/side → crossover (side high-passed, mid through the same crossover's all-pass) → width → left/right →
// balance. Nothing in the way is nothing done: neutral settings do not touch the samples.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { LOWEST_MONO_HZ, stereoImage } from "./stereo-image.params.ts";

type Params = ParamsOf<typeof stereoImage.parameters>;

const RAMP_S = 0.02;
const STATE_LENGTH = 6;

class StereoImage implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #ramps!: Ramps;
  #state!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#ramps = new Ramps(this.#kernels, this.#values(params));
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
  }

  reset(): void {
    this.#ramps.jump();
    this.#state.array.fill(0);
  }

  update(params: Params): void {
    this.#ramps.glide(this.#values(params), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number): void {
    this.#kernels.call.applyStereoImage(this.#ramps.ptr, this.#state.ptr, block.left, block.right, frames);
  }

  dispose(): void {
    this.#ramps.dispose();
    this.#kernels.heap.release(this.#state);
  }

  /** Width, left gain, right gain, the crossover's g and its share. Switched off, the corner glides out of the way as the share goes. */
  #values({ widthPercent, monoBelowHz, balanceDb }: Params): number[] {
    const isOn = monoBelowHz >= LOWEST_MONO_HZ;
    const g = tan((PI * Math.max(LOWEST_MONO_HZ, monoBelowHz)) / this.#sampleRateHz);
    return [widthPercent / 100, dbToGain(Math.min(0, -balanceDb)), dbToGain(Math.min(0, balanceDb)), g, isOn ? 1 : 0];
  }
}

export const stereoImageFactory: ProcessorFactory<typeof stereoImage.parameters> = {
  declaration: stereoImage,
  create: (kernels) => new StereoImage(kernels),
};
