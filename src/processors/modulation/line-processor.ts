// A processor that is one swinging line and nothing else: chorus and flanger differ in what their parameters mean.
import type { Kernels } from "../../kernels/kernels.ts";
import type { ParameterSpecs, ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorDeclaration, ProcessorFactory, StereoBlock } from "../processor.ts";
import { ModulatedLine, type Swing } from "./modulated-line.ts";

/** What makes a line a chorus or a flanger. */
export interface LineDesign<Specs extends ParameterSpecs> {
  readonly declaration: ProcessorDeclaration<Specs>;
  /** The longest way a head can be from the newest sample. */
  readonly longestMs: number;
  readonly swingOf: (params: ParamsOf<Specs>) => Swing;
}

class LineProcessor<Specs extends ParameterSpecs> implements Processor<ParamsOf<Specs>> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #design: LineDesign<Specs>;
  #line!: ModulatedLine;

  constructor(kernels: Kernels, design: LineDesign<Specs>) {
    this.#kernels = kernels;
    this.#design = design;
  }

  /** The dry sound waits for as long as the declaration says. */
  prepare(sampleRateHz: number, params: ParamsOf<Specs>): void {
    const { declaration, longestMs, swingOf } = this.#design;
    const dryFrames = declaration.latencyFrames(params, sampleRateHz);
    this.#line = new ModulatedLine(this.#kernels, sampleRateHz, longestMs, dryFrames, swingOf(params));
  }

  reset(): void {
    this.#line.reset();
  }

  update(params: ParamsOf<Specs>): void {
    this.#line.update(this.#design.swingOf(params));
  }

  process(block: StereoBlock, frames: number): void {
    this.#line.process(block, frames);
  }

  dispose(): void {
    this.#line.dispose();
  }
}

export function lineFactory<Specs extends ParameterSpecs>(design: LineDesign<Specs>): ProcessorFactory<Specs> {
  return { declaration: design.declaration, create: (kernels) => new LineProcessor(kernels, design) };
}
