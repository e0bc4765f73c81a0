// De-esser: input → band (bell, shelf or split) → its mean power, against the whole's or a level → reduction in dB → hold, release,
// attack → the band is taken out of the input by that much → output. Loops: kernels/de-esser.ts, kernels/dynamics.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { log, PI, tan } from "../../units/exact-math.ts";
import { COMMON_GLIDES, GLIDE, Glide } from "../dynamics/glide.ts";
import { framesOf, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { deEsser } from "./de-esser.params.ts";

type Params = ParamsOf<typeof deEsser.parameters>;

/** Places behind the common ones, in the order of kernels/de-esser.ts. */
const LOG_G: number = COMMON_GLIDES;
const DAMPING = LOG_G + 1;
const BELL = LOG_G + 2;
const SHELF = LOG_G + 3;
const SPLIT = LOG_G + 4;
const MOST_DB = LOG_G + 5;
const LISTEN = LOG_G + 6;
const GLIDES = LOG_G + 7;
const FILTER_STATE_LENGTH = 16;
const STATE_OF_LOG_G = 14;
const SMOOTHER_LENGTH = 10;
/** The detectors' mean. */
const MEAN_MS = 1;
/** How the whole's level falls: slow enough not to dip between the pulses of a low voice, fast enough for an S behind a vowel. */
const WHOLE_FALL_MS = 5;
const FREQUENCY_LAG_MS = 3;
const LONGEST_HOLD_MS = 10;
const FALL_DB_A_HOLD = 20;
/** Part of the rate that the frequency may reach. */
const HIGHEST = 0.45;
const BLOCK_BYTES = 4 * BLOCK_FRAMES;

class DeEsser implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #filters!: F64Block;
  #smoother!: F64Block;
  #blocks!: F32Block;
  #decay = 0;
  #lag = 0;
  #thresholdDb = 0;
  #isRelative = 0;
  #fall = 0;
  #release = 0;
  #holdFrames = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz, GLIDES);
    this.#filters = heap.f64(FILTER_STATE_LENGTH);
    this.#smoother = heap.f64(SMOOTHER_LENGTH);
    this.#blocks = heap.f32(10 * BLOCK_FRAMES);
    this.#decay = leftAfterFrame(MEAN_MS, sampleRateHz);
    this.#lag = leftAfterFrame(FREQUENCY_LAG_MS, sampleRateHz);
    this.#fall = leftAfterFrame(WHOLE_FALL_MS, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#filters.array.fill(0);
    this.#filters.array[STATE_OF_LOG_G] = Math.fround(this.#glide.values[LOG_G] as number);
    this.#smoother.array.fill(0);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    const { values } = this.#glide;
    const isRelative = params.detection === "relative";
    this.#release = leftAfterFrame(params.releaseMs, rateHz);
    this.#holdFrames = Math.max(1, framesOf(Math.min(LONGEST_HOLD_MS, params.releaseMs / 10), rateHz));
    this.#isRelative = isRelative ? 1 : 0;
    this.#thresholdDb = isRelative ? params.relativeThresholdDb : params.thresholdDbfs;
    values[GLIDE.LINK] = params.stereoLinkPercent / 100;
    values[GLIDE.ATTACK] = 1 - leftAfterFrame(params.attackMs, rateHz);
    const half = PI * Math.min(params.frequencyHz / rateHz, HIGHEST);
    const isBell = params.mode === "bell";
    // the bilinear transform narrows a bell; this keeps its lower side where it is at every rate
    values[LOG_G] = log(tan(half));
    values[DAMPING] = isBell ? tan(half) / half / params.q : Math.SQRT2;
    values[BELL] = isBell ? 1 : 0;
    values[SHELF] = params.mode === "shelf" ? 1 : 0;
    values[SPLIT] = params.mode === "split" ? 1 : 0;
    values[MOST_DB] = params.maxReductionDb;
    values[LISTEN] = params.listen ? 1 : 0;
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { ptr, remaining, values } = this.#glide;
    const { left, right } = block;
    const band = this.#blocks.ptr;
    const tilt = band + 2 * BLOCK_BYTES;
    const bandPower = band + 4 * BLOCK_BYTES;
    const wholePower = band + 6 * BLOCK_BYTES;
    const lessLeft = band + 8 * BLOCK_BYTES;
    const lessRight = band + 9 * BLOCK_BYTES;
    call.findSibilance(
      this.#filters.ptr,
      ptr,
      remaining,
      left,
      right,
      band,
      tilt,
      bandPower,
      wholePower,
      this.#decay,
      this.#fall,
      this.#lag,
      frames,
    );
    call.askSibilance(ptr, remaining, bandPower, wholePower, lessLeft, lessRight, this.#thresholdDb, this.#isRelative, frames);
    const deepestDb = this.#smooth(lessLeft, lessRight, frames);
    if (deepestDb > 0 || remaining > 0 || values[LISTEN] === 1) {
      call.removeSibilance(ptr, remaining, band, tilt, lessLeft, left, frames);
      call.removeSibilance(ptr, remaining, band + BLOCK_BYTES, tilt + BLOCK_BYTES, lessRight, right, frames);
    }
    this.#glide.advance(frames);
    this.meters[0] = 0 - deepestDb;
  }

  dispose(): void {
    this.#glide.release();
    for (const piece of [this.#filters, this.#smoother, this.#blocks]) this.#kernels.heap.release(piece);
  }

  #smooth(left: number, right: number, frames: number): number {
    return this.#kernels.call.smoothReduction(
      this.#smoother.ptr,
      this.#glide.ptr,
      this.#glide.remaining,
      left,
      right,
      this.#release,
      this.#holdFrames,
      FALL_DB_A_HOLD / this.#holdFrames,
      0,
      0,
      0,
      frames,
    );
  }
}

export const deEsserFactory: ProcessorFactory<typeof deEsser.parameters> = {
  declaration: deEsser,
  create: (kernels) => new DeEsser(kernels),
};
