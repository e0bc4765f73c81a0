// Transient shaper: input → level (crests, held) → follower that rises slowly, follower that falls slowly → differences in dB → bounded gain,
// smoothed → × input (look-ahead), mixed with the delayed input → output. Loops: kernels/transient-shaper.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { COMMON_GLIDES, GLIDE, Glide } from "../dynamics/glide.ts";
import { LookAhead } from "../dynamics/look-ahead.ts";
import { framesOf, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { transientShaper } from "./transient-shaper.params.ts";

type Params = ParamsOf<typeof transientShaper.parameters>;

/** Places behind the common ones, in the order of kernels/transient-shaper.ts. */
const ATTACK_DB = COMMON_GLIDES;
const SUSTAIN_DB = COMMON_GLIDES + 1;
const LOWEST = 2;
const HIGHEST = 3;
/** Half a wave of 33 Hz: between its crests the level stays. */
const HOLD_MS = 15;
const FALL_DB_A_MS = 0.5;
/** Rounds the stairs that held crests make of a decay. */
const SETTLE_MS = 12;
/** Twice: the gain's own corner. */
const SMOOTH_MS = 0.4;

class TransientShaper implements Processor<Params> {
  readonly meters = new Float64Array(2);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #lookAhead!: LookAhead;
  #followers!: F64Block;
  #smoother!: F64Block;
  #blocks!: F32Block;
  #holdFrames = 0;
  #fall = 0;
  #rise = 0;
  #drop = 0;
  #settle = 0;
  #past = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz, COMMON_GLIDES + 2);
    this.#lookAhead = new LookAhead(this.#kernels, transientShaper.latencyFrames(params, sampleRateHz));
    this.#followers = heap.f64(5);
    this.#smoother = heap.f64(4);
    this.#blocks = heap.f32(4 * BLOCK_FRAMES);
    this.#holdFrames = framesOf(HOLD_MS, sampleRateHz);
    this.#fall = dbToGain((-1000 * FALL_DB_A_MS) / sampleRateHz);
    this.#settle = 1 - leftAfterFrame(SETTLE_MS, sampleRateHz);
    this.#past = leftAfterFrame(SMOOTH_MS, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#lookAhead.reset();
    this.#followers.array.fill(0);
    this.#smoother.array.fill(0);
    this.meters.fill(0);
  }

  update(params: Params): void {
    const { values } = this.#glide;
    this.#rise = 1 - leftAfterFrame(params.attackLengthMs, this.#sampleRateHz);
    this.#drop = 1 - leftAfterFrame(params.sustainLengthMs, this.#sampleRateHz);
    values[ATTACK_DB] = params.attackDb;
    values[SUSTAIN_DB] = params.sustainDb;
    values[GLIDE.MAKEUP_DB] = params.outputGainDb;
    values[GLIDE.MIX] = params.mixPercent / 100;
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const { left, right } = block;
    const level = this.#blocks.ptr;
    const riser = level + 4 * BLOCK_FRAMES;
    const faller = riser + 4 * BLOCK_FRAMES;
    const reduction = faller + 4 * BLOCK_FRAMES;
    this.#follow(left, right, level, riser, faller, frames);
    call.askTransients(ptr, remaining, level, riser, faller, reduction, frames);
    call.smoothTransients(this.#smoother.ptr, reduction, this.#past, frames);
    this.#lookAhead.process(block, frames);
    call.applyReduction(ptr, remaining, reduction, reduction, left, right, frames);
    this.#glide.advance(frames);
    this.meters[0] = 0 - (this.#smoother.array[HIGHEST] as number);
    this.meters[1] = 0 - (this.#smoother.array[LOWEST] as number);
  }

  dispose(): void {
    this.#glide.release();
    this.#lookAhead.release();
    for (const piece of [this.#followers, this.#smoother, this.#blocks]) this.#kernels.heap.release(piece);
  }

  #follow(left: number, right: number, level: number, riser: number, faller: number, frames: number): void {
    this.#kernels.call.followTransients(
      this.#followers.ptr,
      left,
      right,
      level,
      riser,
      faller,
      this.#holdFrames,
      this.#fall,
      this.#rise,
      this.#drop,
      this.#settle,
      frames,
    );
  }
}

export const transientShaperFactory: ProcessorFactory<typeof transientShaper.parameters> = {
  declaration: transientShaper,
  create: (kernels) => new TransientShaper(kernels),
};
