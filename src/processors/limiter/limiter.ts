// Limiter: input gain → true-peak detector (8x) → required reduction → sliding maximum → release → stereo link → three boxes → gain
// on the delayed signal. Every tap of the boxes sees at least the reduction that each peak needs, so nothing overshoots by construction.
// Source: ITU-R BS.1770-5 Annex 2 for the true peak; the structure is the look-ahead limiter's usual one.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { crestBound, detectorTaps, lastStageBound, stepWeights } from "./interpolator.ts";
import { type LookAhead, limiter, lookAheadFrames, truePeakDetectorFrames } from "./limiter.params.ts";

type Params = ParamsOf<typeof limiter.parameters>;

/**
 * Kept under the ceiling by this much: 0.08 dB is what the detector's interpolator may miss next to half the rate, the rest is what
 * meters with shorter filters (ffmpeg's) read too much on squared-off waves.
 */
const MARGIN_DB = 0.25;
/** Longer than half a period of 42 Hz: between the crests of a bass the gain stays where it is. */
const HOLD_S = 0.012;
/** Half a period of 20 Hz. */
const LONG_HOLD_S = 0.025;

/** What a release character is: the hold, and in what time sustained reduction builds up and goes (null: it is not kept apart). */
const CHARACTERS = {
  clean: { holdS: HOLD_S, slow: null },
  punchy: { holdS: 0, slow: null },
  auto: { holdS: HOLD_S, slow: { chargeS: 0.4, releaseS: 1.2 } },
  smooth: { holdS: LONG_HOLD_S, slow: { chargeS: 0.1, releaseS: 2.5 } },
} as const;

const INPUT_RAMP_S = 0.01;
const DETECTOR_REACH_FRAMES = 224;
const SCALE_ONE = 1073741824;

/** `isPruned` false makes the detector work everything out: the same samples, slower; for tests. */
export class Limiter implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #isPruned: boolean;
  #sampleRateHz = 0;
  #inputGain = 1;
  #lookAhead!: LookAhead;
  #input!: F64Block;
  #detector!: F64Block;
  #buffers!: F32Block;
  #taps!: F32Block;
  #peaks!: F32Block;
  #settings!: F64Block;
  #chains: F64Block[] = [];

  constructor(kernels: Kernels, { isPruned = true } = {}) {
    this.#kernels = kernels;
    this.#isPruned = isPruned;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    const look = lookAheadFrames(params.lookAheadMs, sampleRateHz);
    const latency = truePeakDetectorFrames + look.latency;
    const history = Math.ceil((Math.max(latency, 2 * DETECTOR_REACH_FRAMES) + 8) / 4) * 4;
    const capacity = Math.ceil((history + 8 * BLOCK_FRAMES) / 4) * 4;
    const dequeLength = powerOfTwoAbove(look.window + Math.ceil(LONG_HOLD_S * sampleRateHz) + 2);
    this.#sampleRateHz = sampleRateHz;
    this.#lookAhead = look;
    this.#input = heap.f64(4);
    this.#detector = heap.f64(11);
    // phases, pending peaks, steps, flags
    this.#buffers = heap.f32(8 * capacity + 8 + (2 * capacity) / 4 + Math.ceil(capacity / 16));
    const taps = [...detectorTaps(), 0, ...stepWeights()];
    this.#taps = heap.f32(taps.length);
    this.#peaks = heap.f32(2 * BLOCK_FRAMES);
    this.#settings = heap.f64(15);
    const chainLength = 8 + 2 * dequeLength + look.smoothing + 2;
    this.#chains = [heap.f64(chainLength), heap.f64(chainLength)];
    this.#taps.array.set(taps);
    const [box1, box2, box3] = look.boxes;
    const scale = 1 / (SCALE_ONE * box1 * box2 * box3);
    this.#settings.array.set([1, 1, 0, 0, 0, look.window, box1, box2, box3, dequeLength - 1, scale, latency, 0, 1, 1]);
    const bounds = [this.#taps.ptr, crestBound(), lastStageBound(), this.#buffers.ptr, this.#isPruned ? 1 : 0, 1];
    this.#detector.array.set([history, 0, 0, capacity, history, ...bounds]);
    this.#apply(params);
    this.reset();
  }

  reset(): void {
    const detector = this.#detector.array;
    detector[0] = detector[4] as number;
    detector[1] = 0;
    this.#buffers.array.fill(0);
    this.#settings.array[12] = 0;
    this.#settings.array[14] = 0;
    for (const chain of this.#chains) chain.array.fill(0);
    this.#kernels.call.setRampedGain(this.#input.ptr, this.#inputGain, 0);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const before = this.#inputGain;
    this.#apply(params);
    if (this.#inputGain === before) return;
    this.#kernels.call.setRampedGain(this.#input.ptr, this.#inputGain, Math.round(INPUT_RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const peaksLeft = this.#peaks.ptr;
    const peaksRight = peaksLeft + 4 * BLOCK_FRAMES;
    const [chainLeft, chainRight] = this.#chains as [F64Block, F64Block];
    call.applyRampedGain(this.#input.ptr, left, right, frames);
    call.detectTruePeaks(this.#detector.ptr, left, right, peaksLeft, peaksRight, frames);
    const detector = this.#detector.ptr;
    call.applyLimiter(
      this.#settings.ptr,
      chainLeft.ptr,
      chainRight.ptr,
      8 * chainLeft.array.length,
      detector,
      peaksLeft,
      peaksRight,
      left,
      right,
      frames,
    );
    this.meters[0] = gainToDb(this.#settings.array[13] as number);
  }

  dispose(): void {
    const { heap } = this.#kernels;
    for (const piece of [this.#input, this.#detector, this.#buffers, this.#taps, this.#peaks, this.#settings])
      heap.release(piece);
    for (const chain of this.#chains) heap.release(chain);
  }

  #apply(params: Params): void {
    const settings = this.#settings.array;
    const detector = this.#detector.array;
    const ceiling = dbToGain(params.ceilingDbtp - MARGIN_DB);
    this.#inputGain = dbToGain(params.inputGainDb);
    detector[10] = ceiling;
    settings[0] = ceiling;
    settings[1] = params.linkPercent / 100;
    settings[2] = keepAFrame(params.releaseMs / 1000, this.#sampleRateHz);
    const { holdS, slow } = CHARACTERS[params.release];
    settings[3] = slow ? 1 - keepAFrame(slow.chargeS, this.#sampleRateHz) : 0;
    settings[4] = slow ? 1 - keepAFrame(slow.releaseS, this.#sampleRateHz) : 1;
    settings[5] = this.#lookAhead.window + Math.ceil(holdS * this.#sampleRateHz);
  }
}

/** Part of a difference that is left after one frame when 63 % of it goes in `seconds`. */
function keepAFrame(seconds: number, sampleRateHz: number): number {
  return exp(-1 / (seconds * sampleRateHz));
}

function powerOfTwoAbove(length: number): number {
  let power = 1;
  while (power < length) power *= 2;
  return power;
}

export const limiterFactory: ProcessorFactory<typeof limiter.parameters> = {
  declaration: limiter,
  create: (kernels) => new Limiter(kernels),
};
