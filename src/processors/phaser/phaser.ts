// Phaser: input → (+ feedback, without delay) → 4 to 12 first-order all-passes with a swinging corner → mix with the dry signal.
// Trapezoidal all-passes; the loop is solved in each frame. Source: see phaser.params.ts.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { exp, log, PI, tan } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { phaser } from "./phaser.params.ts";

type Params = ParamsOf<typeof phaser.parameters>;

const RAMP_S = 0.05;
/** Corners stay between these. */
const LOWEST_HZ = 20;
const HIGHEST_HZ = 18_000;

class Phaser implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #stages = 0;
  #ramps!: Ramps;
  #state!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#stages = Number(params.stages);
    this.#state = this.#kernels.heap.f64(2 + 2 * this.#stages);
    this.#ramps = new Ramps(this.#kernels, this.#values(params));
  }

  reset(): void {
    this.#ramps.jump();
    this.#state.array.fill(0);
  }

  update(params: Params): void {
    this.#ramps.glide(this.#values(params), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number): void {
    this.#kernels.call.runPhaser(this.#ramps.ptr, this.#state.ptr, this.#stages, block.left, block.right, frames);
  }

  dispose(): void {
    this.#ramps.dispose();
    this.#kernels.heap.release(this.#state);
  }

  #values(params: Params): number[] {
    const [lowest, highest] = cornersHz(params, this.#sampleRateHz).map(
      (hz) => log(tan((PI * hz) / this.#sampleRateHz)) / log(2),
    );
    const [low = 0, high = 0] = [lowest, highest];
    return [
      (low + high) / 2,
      (high - low) / 2,
      params.stereoDegrees / 360,
      params.shape === "sine" ? 1 : 0,
      params.rateHz / this.#sampleRateHz,
      params.feedbackPercent / 100,
      params.mixPercent / 100,
    ];
  }
}

/** Lowest and highest corner of the sweep. */
export function cornersHz(
  { centreHz, sweepOctaves }: Pick<Params, "centreHz" | "sweepOctaves">,
  sampleRateHz: number,
): [lowest: number, highest: number] {
  const ratio = exp((sweepOctaves * log(2)) / 2);
  return [Math.max(LOWEST_HZ, centreHz / ratio), Math.min(HIGHEST_HZ, 0.45 * sampleRateHz, centreHz * ratio)];
}

export const phaserFactory: ProcessorFactory<typeof phaser.parameters> = {
  declaration: phaser,
  create: (kernels) => new Phaser(kernels),
};
