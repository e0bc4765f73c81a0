// Flanger: input → high cut → low cut → + feedback → delay line with one swinging head a side → mix with the dry signal, which comes
// later by `throughZeroMs`, so that the head can pass it. Source: see flanger.params.ts.
import type { Kernels } from "../../kernels/kernels.ts";
import { ModulatedLine, type Swing } from "../modulation/modulated-line.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { flanger, LONGEST_MS } from "./flanger.params.ts";

type Params = ParamsOf<typeof flanger.parameters>;

class Flanger implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #line!: ModulatedLine;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const dryFrames = flanger.latencyFrames(params, sampleRateHz);
    this.#line = new ModulatedLine(this.#kernels, sampleRateHz, LONGEST_MS, dryFrames, swingOf(params));
  }

  reset(): void {
    this.#line.reset();
  }

  update(params: Params): void {
    this.#line.update(swingOf(params));
  }

  process(block: StereoBlock, frames: number): void {
    this.#line.process(block, frames);
  }

  dispose(): void {
    this.#line.dispose();
  }
}

function swingOf(params: Params): Swing {
  return {
    fromMs: params.delayMs,
    toMs: params.delayMs + params.depthMs,
    rateHz: params.rateHz,
    shape: params.shape,
    stereoDegrees: params.stereoDegrees,
    heads: 1,
    bendShare: 0,
    lowCutHz: params.lowCutHz,
    highCutHz: params.highCutHz,
    feedback: params.feedbackPercent / 100,
    dryGain: 1 - params.mixPercent / 100,
    wetGain: params.mixPercent / 100,
  };
}

export const flangerFactory: ProcessorFactory<typeof flanger.parameters> = {
  declaration: flanger,
  create: (kernels) => new Flanger(kernels),
};
