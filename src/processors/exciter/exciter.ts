// Exciter: high-pass (4th order) → up (8×) → harmonics alone → down → high-pass (8th order), so that no difference tone falls below the
// crossover → added to the untouched signal, delayed to be in step.
import { butterworthHighPass } from "../../filters/butterworth.ts";
import { BiquadCascade } from "../../filters/cascade.ts";
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { GLIDE_S, oversamplingFactor, ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { WetPath } from "../saturation/wet-path.ts";
import { exciter } from "./exciter.params.ts";

type Params = ParamsOf<typeof exciter.parameters>;

const BEFORE_ORDER = 4;
const BEHIND_ORDER = 8;
/** The curve's input for a sine's peak at 0 VU: the highs of music lie some 20 dB below. */
const INTO_AT_0_VU = 1;
/** Gains of the square and the cube: a tone 20 dB under 0 VU gets a second harmonic of -20 dB or a third of -28 dB. */
const EVEN = 2;
const ODD = 16;

/** How fast the cube's own tone is taken out again. */
const MEAN_SQUARE_S = 0.004;
const STATE_LENGTH = 5;

class Exciter implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glideFrames = 0;
  #path!: WetPath;
  #before!: BiquadCascade;
  #behind!: BiquadCascade;
  #curve!: Ramps;
  #state!: F64Block;
  #step = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const kernels = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    const glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = glideFrames;
    this.#path = new WetPath(kernels, { factor, rateHz: sampleRateHz, share: params.amountPercent / 100 });
    this.#before = new BiquadCascade(kernels, BEFORE_ORDER / 2, { glideFrames });
    this.#behind = new BiquadCascade(kernels, BEHIND_ORDER / 2, { glideFrames });
    this.#curve = new Ramps(kernels, curveOf(params));
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.#step = 1 - exp(-1 / (MEAN_SQUARE_S * sampleRateHz));
    this.#filter(params);
    this.reset();
  }

  reset(): void {
    for (const part of [this.#path, this.#before, this.#behind]) part.reset();
    this.#curve.jump();
    this.#state.array.fill(0);
  }

  update(params: Params): void {
    this.#path.glideTo(params.amountPercent / 100, this.#glideFrames);
    this.#curve.glide(curveOf(params), this.#glideFrames);
    this.#filter(params);
  }

  process(block: StereoBlock, frames: number): void {
    const { left, right } = block;
    const path = this.#path;
    path.keepDry(left, right, frames);
    this.#before.process(left, right, frames);
    const high = path.up(left, right, frames);
    this.#kernels.call.makeHarmonics(this.#curve.ptr, this.#state.ptr, this.#step, high.left, high.right, frames, path.factor);
    path.down(left, right, frames);
    this.#behind.process(left, right, frames);
    path.addDry(left, right, frames);
  }

  dispose(): void {
    for (const part of [this.#path, this.#before, this.#behind]) part.release();
    this.#curve.dispose();
    this.#kernels.heap.release(this.#state);
  }

  #filter({ crossoverHz }: Params): void {
    this.#before.setAll(butterworthHighPass(crossoverHz, BEFORE_ORDER, this.#sampleRateHz));
    this.#behind.setAll(butterworthHighPass(crossoverHz, BEHIND_ORDER, this.#sampleRateHz));
  }
}

function curveOf({ driveDb, evenPercent }: Params): number[] {
  const even = evenPercent / 100;
  return [INTO_AT_0_VU * dbToGain(driveDb - ZERO_VU_DBFS), EVEN * even, ODD * (1 - even)];
}

export const exciterFactory: ProcessorFactory<typeof exciter.parameters> = {
  declaration: exciter,
  create: (kernels) => new Exciter(kernels),
};
