// FET compressor: key or input → level of the wave's crests → the reduction at which the feedback loop rests → store (attack, release) →
// input gain × cell (bends more, the more it reduces) → output gain → line amplifier, mixed with the input.
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import {
  CELL,
  cellGlide,
  FeedbackLoop,
  GainCell,
  type StoreLag,
  type StoreTimes,
  storeTimes,
} from "../dynamics/feedback-cell.ts";
import type { Glide } from "../dynamics/glide.ts";
import { leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { compressorFet } from "./compressor-fet.params.ts";

type Params = ParamsOf<typeof compressorFet.parameters>;

/** One row of buttons. The threshold is a sine's sample peak at 0 dB of input gain; the knee lies behind the cell. */
export interface FetRatio {
  readonly ratio: number;
  readonly thresholdDbfs: number;
  readonly kneeDb: number;
  /** How the slope grows above the threshold: dB per dB squared. */
  readonly bend: number;
  readonly square: number;
  readonly cube: number;
}

/** 7 dB from 4:1 to 20:1, in even steps of the ratio's logarithm. All buttons: from 12:1 at the threshold to 20:1 at 24 dB over it. */
export const FET_RATIOS: Readonly<Record<Params["ratio"], FetRatio>> = {
  4: { ratio: 4, thresholdDbfs: -16, kneeDb: 4.8, bend: 0, square: 0.014, cube: 0.01 },
  8: { ratio: 8, thresholdDbfs: -13, kneeDb: 1.2, bend: 0, square: 0.014, cube: 0.01 },
  12: { ratio: 12, thresholdDbfs: -11.2, kneeDb: 0.6, bend: 0, square: 0.014, cube: 0.01 },
  20: { ratio: 20, thresholdDbfs: -9, kneeDb: 0.2, bend: 0, square: 0.014, cube: 0.01 },
  all: { ratio: 12, thresholdDbfs: -13, kneeDb: 0.6, bend: (1 / 12 - 1 / 20) / 48, square: 0.07, cube: 0.06 },
};

/** The line amplifier's bend and how much more the lows drive the transformers. */
export const FET_LINE = { square: 0.004, cube: 0.01, lows: 0.2 } as const;
/** Half a period of 1 kHz: above, the rectifier reads the envelope; below, the wave. */
export const FET_HOLD_MS = 0.5;
/** All buttons: the bias must charge to its half (4 ms) before the store takes anything, then 15 % more reduction drift in. */
export const FET_LAG = { biasMs: 6, unbiasMs: 300, drift: 0.15, driftMs: 120 } as const;

class CompressorFet implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #loop!: FeedbackLoop;
  #cell!: GainCell;
  #times!: StoreTimes;
  #lag!: StoreLag;
  #isLate = false;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glide = cellGlide(this.#kernels, sampleRateHz);
    this.#loop = new FeedbackLoop(this.#kernels);
    this.#cell = new GainCell(this.#kernels, sampleRateHz);
    const part = (ms: number) => 1 - leftAfterFrame(ms, sampleRateHz);
    const { biasMs, unbiasMs, drift, driftMs } = FET_LAG;
    this.#lag = { bias: part(biasMs), unbias: part(unbiasMs), drift, drifting: part(driftMs) };
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#loop.reset();
    this.#cell.reset();
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const row = FET_RATIOS[params.ratio];
    this.#times = storeTimes(params.attackMs, params.releaseMs, FET_HOLD_MS, this.#sampleRateHz);
    this.#isLate = params.ratio === "all";
    const { values } = this.#glide;
    values[CELL.THRESHOLD_DBFS] = row.thresholdDbfs;
    values[CELL.LOOP_GAIN] = row.ratio - 1;
    values[CELL.KNEE_DB] = row.kneeDb;
    values[CELL.BEND] = row.bend;
    values[CELL.LINK] = params.stereoLinkPercent / 100;
    values[CELL.IN_GAIN] = dbToGain(params.inputDb);
    values[CELL.OUT_GAIN] = dbToGain(params.outputDb);
    values[CELL.WET] = params.mixPercent / 100;
    values[CELL.CELL_SQUARE] = row.square;
    values[CELL.CELL_CUBE] = row.cube;
    values[CELL.LINE_SQUARE] = FET_LINE.square;
    values[CELL.LINE_CUBE] = FET_LINE.cube;
    values[CELL.LOWS] = FET_LINE.lows;
    values[CELL.ACTIVE] = params.reducing ? 1 : 0;
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const left = this.#loop.left.ptr;
    const right = this.#loop.right.ptr;
    this.#loop.listen(key ?? block, this.#glide, frames);
    this.meters[0] = 0 - this.#loop.charge(this.#glide, this.#times, this.#isLate ? this.#lag : null, frames);
    this.#kernels.call.reductionToGain(left, right, frames);
    this.#cell.process(left, right, this.#glide, block, frames);
    this.#glide.advance(frames);
  }

  dispose(): void {
    this.#glide.release();
    this.#loop.release();
    this.#cell.release();
  }
}

export const compressorFetFactory: ProcessorFactory<typeof compressorFet.parameters> = {
  declaration: compressorFet,
  create: (kernels) => new CompressorFet(kernels),
};
