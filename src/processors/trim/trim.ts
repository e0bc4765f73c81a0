// Trim: input → ramped gain → output. The ramp takes 10 ms, so that a jump of the control does not click.
import { dbToGain } from "../../units/decibels.ts";
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { trim } from "./trim.params.ts";

type Params = ParamsOf<typeof trim.parameters>;

const RAMP_S = 0.01;
const GAIN_STATE_LENGTH = 4;

class Trim implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #rampFrames = 0;
  #targetGain = 1;
  #state!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#rampFrames = Math.round(RAMP_S * sampleRateHz);
    this.#state = this.#kernels.heap.f64(GAIN_STATE_LENGTH);
    this.#targetGain = signedGain(params);
    this.reset();
  }

  reset(): void {
    this.#kernels.call.setRampedGain(this.#state.ptr, this.#targetGain, 0);
  }

  update(params: Params): void {
    const gain = signedGain(params);
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#state.ptr, gain, this.#rampFrames);
  }

  process(block: StereoBlock, frames: number): void {
    this.#kernels.call.applyRampedGain(this.#state.ptr, block.left, block.right, frames);
  }

  dispose(): void {
    this.#kernels.heap.release(this.#state);
  }
}

function signedGain(params: Params): number {
  const gain = dbToGain(params.gainDb);
  return params.invertPolarity ? -gain : gain;
}

export const trimFactory: ProcessorFactory<typeof trim.parameters> = {
  declaration: trim,
  create: (kernels) => new Trim(kernels),
};
