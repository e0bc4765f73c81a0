// OTA compressor: input → up (2×) → differential pair → down → level of its crests (or the key's) → the reduction at which the feedback loop
// rests → store of the control current (attack, release) → current × pair, level, mixed with the delayed input.
import { Oversampler } from "../../conversion/oversampler.ts";
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { CELL, cellGlide, FeedbackLoop, type StoreTimes, storeTimes } from "../dynamics/feedback-cell.ts";
import type { Glide } from "../dynamics/glide.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { compressorOta, OTA_OVERSAMPLING } from "./compressor-ota.params.ts";

type Params = ParamsOf<typeof compressorOta.parameters>;

/** Twice the thermal voltage, over the 50 mV that full scale is. */
export const OTA_FULL_INPUT = (2 * 25.9) / 50;
/** The loop: what it holds the output to, and the knee behind the cell. */
export const OTA_LAW = { thresholdDbfs: -20, ratio: 10, kneeDb: 1, bend: 0 } as const;
/** Half a period of 125 Hz: above, the rectifier reads the envelope; below, the wave. */
export const OTA_HOLD_MS = 4;

class CompressorOta implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #latencyFrames = 0;
  #oversampler!: Oversampler;
  #glide!: Glide;
  #loop!: FeedbackLoop;
  #times!: StoreTimes;
  /** The delayed input, then the frames that wait. */
  #dryLeft!: F32Block;
  #dryRight!: F32Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#latencyFrames = compressorOta.latencyFrames(params, sampleRateHz);
    this.#oversampler = new Oversampler(this.#kernels, { factor: OTA_OVERSAMPLING, form: "linear", rateHz: sampleRateHz });
    this.#glide = cellGlide(this.#kernels, sampleRateHz);
    this.#loop = new FeedbackLoop(this.#kernels);
    this.#dryLeft = heap.f32(this.#latencyFrames + BLOCK_FRAMES);
    this.#dryRight = heap.f32(this.#latencyFrames + BLOCK_FRAMES);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#oversampler.reset();
    this.#glide.jump();
    this.#loop.reset();
    this.#dryLeft.array.fill(0);
    this.#dryRight.array.fill(0);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    this.#times = { ...storeTimes(params.attackMs, params.releaseMs, OTA_HOLD_MS, this.#sampleRateHz), keepsGain: true };
    const { values } = this.#glide;
    values[CELL.THRESHOLD_DBFS] = OTA_LAW.thresholdDbfs;
    values[CELL.LOOP_GAIN] = OTA_LAW.ratio - 1;
    values[CELL.KNEE_DB] = OTA_LAW.kneeDb;
    values[CELL.LINK] = params.stereoLinkPercent / 100;
    values[CELL.IN_GAIN] = dbToGain(params.sustainDb);
    values[CELL.OUT_GAIN] = dbToGain(params.makeupDb);
    values[CELL.WET] = params.mixPercent / 100;
    values[CELL.PAIR_GAIN] = dbToGain(params.driveDb);
    values[CELL.ACTIVE] = 1;
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const { left, right } = block;
    const dryLeft = this.#dryLeft.ptr;
    const dryRight = this.#dryRight.ptr;
    const waiting = 4 * this.#latencyFrames;
    const shareLeft = this.#loop.left.ptr;
    const shareRight = this.#loop.right.ptr;
    call.copyFrames(left, dryLeft + waiting, frames);
    call.copyFrames(right, dryRight + waiting, frames);
    const high = this.#oversampler.up(left, right, frames);
    call.differentialPair(ptr, remaining, OTA_FULL_INPUT, high.left, high.right, frames);
    this.#oversampler.down(left, right, frames);
    this.#loop.listen(key ?? block, this.#glide, frames);
    call.reductionToShare(shareLeft, shareRight, frames);
    const taken = this.#loop.charge(this.#glide, this.#times, null, frames);
    this.meters[0] = gainToDb(Math.max(1e-10, 1 - taken));
    call.steerCurrent(ptr, remaining, shareLeft, shareRight, dryLeft, dryRight, left, right, frames);
    call.copyFrames(dryLeft + 4 * frames, dryLeft, this.#latencyFrames);
    call.copyFrames(dryRight + 4 * frames, dryRight, this.#latencyFrames);
    this.#glide.advance(frames);
  }

  dispose(): void {
    this.#oversampler.release();
    this.#glide.release();
    this.#loop.release();
    this.#kernels.heap.release(this.#dryLeft);
    this.#kernels.heap.release(this.#dryRight);
  }
}

export const compressorOtaFactory: ProcessorFactory<typeof compressorOta.parameters> = {
  declaration: compressorOta,
  create: (kernels) => new CompressorOta(kernels),
};
