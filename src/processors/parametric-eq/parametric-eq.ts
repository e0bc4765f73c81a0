// Parametric EQ: input → up to 8 bands of up to 4 sections, all in one fused cascade in double precision → output gain → output.
// Coefficients and gain glide to new values; the designs are src/filters/fitted-design.ts.
import { BiquadCascade } from "../../filters/cascade.ts";
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { paddedSections, SECTIONS_A_BAND } from "./band-design.ts";
import { type Band, parametricEq } from "./parametric-eq.params.ts";

type Params = ParamsOf<typeof parametricEq.parameters>;

const MAX_BANDS = parametricEq.parameters.bands.maxItems;
const GLIDE_S = 0.02;
const GAIN_STATE_LENGTH = 4;

class ParametricEq implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #bands: (Band | undefined)[] = [];
  #sampleRateHz = 0;
  #glideFrames = 0;
  #targetGain = 1;
  #cascade!: BiquadCascade;
  #gain!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#cascade = new BiquadCascade(this.#kernels, MAX_BANDS * SECTIONS_A_BAND, { glideFrames: this.#glideFrames });
    this.#gain = this.#kernels.heap.f64(GAIN_STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#cascade.reset();
    this.#kernels.call.setRampedGain(this.#gain.ptr, this.#targetGain, 0);
  }

  update(params: Params): void {
    for (let index = 0; index < MAX_BANDS; index++) this.#setBand(index, params.bands[index]);
    const gain = dbToGain(params.outputGainDb);
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#gain.ptr, gain, this.#glideFrames);
  }

  process(block: StereoBlock, frames: number): void {
    this.#cascade.process(block.left, block.right, frames);
    this.#kernels.call.applyRampedGain(this.#gain.ptr, block.left, block.right, frames);
  }

  dispose(): void {
    this.#cascade.release();
    this.#kernels.heap.release(this.#gain);
  }

  /** A design takes some 50 µs: only bands that moved get a new one. */
  #setBand(index: number, band: Band | undefined): void {
    if (sameBand(this.#bands[index], band)) return;
    this.#bands[index] = band && { ...band };
    const sections = paddedSections(band, this.#sampleRateHz);
    // Every band's first section comes before all second ones: gentle bands then fill the front of the cascade, which is all that runs.
    sections.forEach((section, step) => this.#cascade.set(step * MAX_BANDS + index, section));
  }
}

function sameBand(one: Band | undefined, other: Band | undefined): boolean {
  if (!one || !other) return one === other;
  return (
    one.hz === other.hz &&
    one.gainDb === other.gainDb &&
    one.q === other.q &&
    one.shape === other.shape &&
    one.slopeDbPerOctave === other.slopeDbPerOctave &&
    one.enabled === other.enabled
  );
}

export const parametricEqFactory: ProcessorFactory<typeof parametricEq.parameters> = {
  declaration: parametricEq,
  create: (kernels) => new ParametricEq(kernels),
};
