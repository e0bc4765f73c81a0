// Tilt equaliser: input → six pairs of a pole and a zero that make a straight line (../equalisers/tilt-line.ts) → low cut → output
// gain → output, fused, in double precision. What happens when knobs move is ../equalisers/band-rack.ts.
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { BandRack } from "../equalisers/band-rack.ts";
import type { Band } from "../equalisers/bands.params.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { tiltEq } from "./tilt-eq.params.ts";

type Params = ParamsOf<typeof tiltEq.parameters>;
type Place = { -readonly [Field in keyof Band]: Band[Field] };

const SECTIONS_OF_A_LINE = 3;

class TiltEq implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #line: Place = { shape: "tilt", hz: 650, gainDb: 0, q: 1, slopeDbPerOctave: 12, enabled: true };
  readonly #lowCut: Place = { shape: "high-pass", hz: 30, gainDb: 0, q: Math.SQRT1_2, slopeDbPerOctave: 12, enabled: false };
  readonly #places: readonly Place[] = [this.#line, this.#lowCut];
  #rack!: BandRack;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#rack = new BandRack(this.#kernels, this.#places.length, SECTIONS_OF_A_LINE, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#rack.reset();
  }

  update(params: Params): void {
    this.#line.gainDb = params.tiltDb;
    this.#line.hz = params.pivotHz;
    this.#lowCut.enabled = params.lowCut;
    this.#lowCut.hz = params.lowCutHz;
    this.#rack.aim(this.#places, dbToGain(params.outputGainDb));
  }

  process(block: StereoBlock, frames: number): void {
    this.#rack.process(block, frames);
  }

  dispose(): void {
    this.#rack.release();
  }
}

export const tiltEqFactory: ProcessorFactory<typeof tiltEq.parameters> = {
  declaration: tiltEq,
  create: (kernels) => new TiltEq(kernels),
};
