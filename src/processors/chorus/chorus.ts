// Chorus: input → high cut 24 dB/oct → bucket-brigade bend → low cut 12 dB/oct → delay line with 1, 2 or 4 swinging heads a side →
// mix with the dry signal. Heads read between the samples by a third-order Hermite curve; the oscillator of the right side leads.
// Source: see chorus.params.ts.
import type { Kernels } from "../../kernels/kernels.ts";
import { equalPower } from "../modulation/blend.ts";
import { ModulatedLine, type Swing } from "../modulation/modulated-line.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { chorus, LONGEST_MS } from "./chorus.params.ts";

type Params = ParamsOf<typeof chorus.parameters>;

/** The nearest a head comes to the newest sample. */
const NEAREST_MS = 0.2;

class Chorus implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #line!: ModulatedLine;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#line = new ModulatedLine(this.#kernels, sampleRateHz, LONGEST_MS, 0, swingOf(params));
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

/** Where a deep swing around a short delay would reach into the future, its near end stands still and its far end keeps the depth. */
export function swingOf(params: Params): Swing {
  const fromMs = Math.max(NEAREST_MS, params.delayMs - params.depthMs / 2);
  const level = equalPower(params.mixPercent / 100);
  return {
    fromMs,
    toMs: fromMs + params.depthMs,
    rateHz: params.rateHz,
    shape: params.shape,
    stereoDegrees: params.stereoDegrees,
    heads: Number(params.voices),
    bendShare: params.colourPercent / 100,
    lowCutHz: params.lowCutHz,
    highCutHz: params.highCutHz,
    feedback: 0,
    dryGain: level.dry,
    wetGain: level.wet,
  };
}

export const chorusFactory: ProcessorFactory<typeof chorus.parameters> = {
  declaration: chorus,
  create: (kernels) => new Chorus(kernels),
};
