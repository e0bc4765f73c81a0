// Transformer: weight of the flux (lows up) → up → smooth odd curve, a little even → down → the weight taken back, edges → mix.
// The curve is the console amplifier's (kernels/console.ts): no harmonic above the seventh below its ceiling.
import { BiquadCascade } from "../../filters/cascade.ts";
import { firstOrderLowShelf } from "../../filters/first-order.ts";
import { matchedHighPass } from "../../filters/matched-design.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { GLIDE_S, oversamplingFactor, ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { inSeries, topEdge } from "../saturation/sections.ts";
import { WetPath } from "../saturation/wet-path.ts";
import { CORES, saturatorTransformer, SECOND_AT_50_HZ_DB } from "./saturator-transformer.params.ts";

type Params = ParamsOf<typeof saturatorTransformer.parameters>;

/** The weight (s + 2π 600) / (s + 2π 30): with it THD grows two- to fourfold an octave down. */
const WEIGHT_LOW_HZ = 30;
const WEIGHT_HIGH_HZ = 600;
const WEIGHT_MIDDLE_HZ = Math.sqrt(WEIGHT_LOW_HZ * WEIGHT_HIGH_HZ);
const WEIGHT_DB = 26.0206; // 600 / 30

class Transformer implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glideFrames = 0;
  #path!: WetPath;
  #weight!: BiquadCascade;
  #back!: BiquadCascade;
  #curve!: Ramps;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const kernels = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    const glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = glideFrames;
    this.#path = new WetPath(kernels, { factor, rateHz: sampleRateHz, share: params.mixPercent / 100 });
    this.#weight = new BiquadCascade(kernels, 1, { glideFrames });
    this.#back = new BiquadCascade(kernels, 2, { glideFrames });
    this.#curve = new Ramps(kernels, curveOf(params));
    this.#weight.set(0, firstOrderLowShelf(WEIGHT_MIDDLE_HZ, WEIGHT_DB, sampleRateHz));
    this.#filter(params);
    this.reset();
  }

  reset(): void {
    for (const part of [this.#path, this.#weight, this.#back]) part.reset();
    this.#curve.jump();
  }

  update(params: Params): void {
    this.#path.glideTo(params.mixPercent / 100, this.#glideFrames);
    this.#curve.glide(curveOf(params), this.#glideFrames);
    this.#filter(params);
  }

  process(block: StereoBlock, frames: number): void {
    const { left, right } = block;
    const path = this.#path;
    path.keepDry(left, right, frames);
    this.#weight.process(left, right, frames);
    const high = path.up(left, right, frames);
    this.#kernels.call.runConsole(this.#curve.ptr, high.left, high.right, frames, path.factor);
    path.down(left, right, frames);
    this.#back.process(left, right, frames);
    path.mixDry(left, right, frames);
  }

  dispose(): void {
    for (const part of [this.#path, this.#weight, this.#back]) part.release();
    this.#curve.dispose();
  }

  #filter({ lowHz, lowResonanceDb, highHz }: Params): void {
    const rateHz = this.#sampleRateHz;
    this.#back.set(0, inSeries(firstOrderLowShelf(WEIGHT_MIDDLE_HZ, -WEIGHT_DB, rateHz), topEdge(highHz, rateHz)));
    this.#back.set(1, matchedHighPass(lowHz, qOfPeak(lowResonanceDb), rateHz));
  }
}

/** Gain of the weight. */
function weightAt(hz: number): number {
  return Math.sqrt((hz * hz + WEIGHT_HIGH_HZ * WEIGHT_HIGH_HZ) / (hz * hz + WEIGHT_LOW_HZ * WEIGHT_LOW_HZ));
}

/** Q of a second-order high-pass that rises by so many dB. */
function qOfPeak(db: number): number {
  const power = dbToGain(2 * db);
  return Math.sqrt((power + Math.sqrt(Math.max(0, power * power - power))) / 2);
}

/** Pairs, as the kernel has them: into the curve, even share. A tone's harmonics are made under the weight and divided by it. */
function curveOf({ driveDb, core, magnetisationPercent }: Params): number[] {
  const level = dbToGain(driveDb - ZERO_VU_DBFS); // x of a sine at 0 VU has the amplitude 1 / level
  const weight = weightAt(50);
  const into = level * 2 * Math.sqrt((dbToGain(CORES[core].thirdAt50HzDb) * weightAt(150)) / (weight * weight * weight));
  const even = (level * 2 * (magnetisationPercent / 100) * dbToGain(SECOND_AT_50_HZ_DB) * weightAt(100)) / (weight * weight);
  return [into, into, even, even];
}

export const saturatorTransformerFactory: ProcessorFactory<typeof saturatorTransformer.parameters> = {
  declaration: saturatorTransformer,
  create: (kernels) => new Transformer(kernels),
};
