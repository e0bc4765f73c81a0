// A desk's equaliser: bands in one cascade (double precision, base rate) → output stage, which stays when the bands are out.
import type { Kernels } from "../../kernels/kernels.ts";
import type { Processor, StereoBlock } from "../processor.ts";
import { OutputStage, type OutputStageParams, type StageFigures } from "./output-stage.ts";
import { OUT, type Turned, TurnedCascade } from "./turned-cascade.ts";

/** One control of the desk: which sections it makes. */
export interface DeskBand<Params> {
  readonly sections: number;
  /** What the sections depend on: designs cost some 50 µs, so only bands that were touched get new ones. */
  setting(params: Params): string;
  design(params: Params, sampleRateHz: number): readonly Turned[];
}

export interface Desk<Params> {
  readonly figures: StageFigures;
  readonly bands: readonly DeskBand<Params>[];
}

/** `eqIn` takes the bands out, never the output stage. */
export type DeskEqParams = OutputStageParams & { eqIn: boolean };

interface Standing {
  setting: string;
  sections: readonly Turned[];
}

export class DeskEq<Params extends DeskEqParams> implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #desk: Desk<Params>;
  readonly #standing: Standing[];
  #sampleRateHz = 0;
  #cascade!: TurnedCascade;
  #stage!: OutputStage;

  constructor(kernels: Kernels, desk: Desk<Params>) {
    this.#kernels = kernels;
    this.#desk = desk;
    this.#standing = desk.bands.map(() => ({ setting: "", sections: [] }));
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    const count = this.#desk.bands.reduce((sum, { sections }) => sum + sections, 0);
    this.#cascade = new TurnedCascade(this.#kernels, count, sampleRateHz, this.#sections(params));
    this.#stage = new OutputStage(this.#kernels, this.#desk.figures, sampleRateHz, params);
  }

  reset(): void {
    this.#cascade.reset();
    this.#stage.reset();
  }

  update(params: Params): void {
    this.#cascade.turn(this.#sections(params));
    this.#stage.update(params);
  }

  process(block: StereoBlock, frames: number): void {
    this.#cascade.process(block, frames);
    this.#stage.process(block, frames);
  }

  dispose(): void {
    this.#cascade.dispose();
    this.#stage.dispose();
  }

  #sections(params: Params): readonly Turned[] {
    return this.#desk.bands.flatMap((band, index) => {
      const standing = this.#standing[index] as Standing;
      const setting = band.setting(params);
      if (setting !== standing.setting) {
        standing.setting = setting;
        standing.sections = band.design(params, this.#sampleRateHz);
      }
      return params.eqIn ? standing.sections : Array.from({ length: band.sections }, () => OUT);
    });
  }
}
