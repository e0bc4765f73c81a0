// Parametric equaliser: input → up to 8 bands and one correction for all of them, fused, in double precision → output gain → output.
// The sections are src/filters/mapped-design.ts; what happens when bands move is ../equalisers/band-rack.ts.
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { BandRack } from "../equalisers/band-rack.ts";
import { MAX_BANDS, SECTIONS_A_BAND } from "../equalisers/bands.params.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { parametricEq } from "./parametric-eq.params.ts";

type Params = ParamsOf<typeof parametricEq.parameters>;

class ParametricEq implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #rack!: BandRack;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#rack = new BandRack(this.#kernels, MAX_BANDS, SECTIONS_A_BAND, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#rack.reset();
  }

  update(params: Params): void {
    this.#rack.aim(params.bands, dbToGain(params.outputGainDb));
  }

  process(block: StereoBlock, frames: number): void {
    this.#rack.process(block, frames);
  }

  dispose(): void {
    this.#rack.release();
  }
}

export const parametricEqFactory: ProcessorFactory<typeof parametricEq.parameters> = {
  declaration: parametricEq,
  create: (kernels) => new ParametricEq(kernels),
};
