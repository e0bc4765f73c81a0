// Multiband image: left/right → mid/side → four bands (all in phase) → width, guard and solo of each → added → mono
// crossover (side
// high-passed, mid through its all-pass) → left/right. Nothing to do is nothing done: then the input passes untouched.
import { type BandPointers, Crossover } from "../../filters/crossover.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { gainToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { BAND_NAMES, LOWEST_MONO_HZ, multibandImage } from "./multiband-image.params.ts";

type Params = ParamsOf<typeof multibandImage.parameters>;

const BANDS = BAND_NAMES.length;
const PERIOD = 32; // frames, as in the kernel
const RAMP_S = 0.02;
/** Share of the rate: at 8 kHz a crossover of 6 kHz does not exist. */
const HIGHEST_CROSSOVER = 0.45;
/** Crossovers move this slowly: a soloed band is far below the sound around it, where a faster move would be heard. */
const FILTER_GLIDE_S = 0.1;
const GUARD_S = 0.1;
const STATE_LENGTH = 40;
const PARTS_AT = 34;
const MONO_STATE_LENGTH = 8;
const STRIDE_FRAMES = BLOCK_FRAMES + 4;

class MultibandImage implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #bands: BandPointers[] = [];
  #sampleRateHz = 0;
  #crossover!: Crossover;
  #mono!: Ramps;
  #share!: Ramps; // of the bands against the input
  #monoState!: F64Block;
  #ramps!: Ramps;
  #guard!: F64Block;
  #state!: F64Block;
  #pieces!: F32Block; // mid, side, then mid and side of each band
  #isOn = false;
  #framesToRest = 0; // after everything was set to neutral

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    const glideFrames = Math.round(FILTER_GLIDE_S * sampleRateHz);
    this.#crossover = new Crossover(this.#kernels, BANDS, { glideFrames });
    this.#share = new Ramps(this.#kernels, [hasWork(params) ? 1 : 0]);
    this.#mono = new Ramps(this.#kernels, monoValuesOf(params, sampleRateHz));
    this.#monoState = heap.f64(MONO_STATE_LENGTH);
    this.#guard = heap.f64(2);
    this.#state = heap.f64(STATE_LENGTH);
    this.#pieces = heap.f32(2 * (BANDS + 1) * STRIDE_FRAMES);
    for (let band = 0; band < BANDS; band++) {
      const left = this.#pieces.ptr + 4 * STRIDE_FRAMES * 2 * (band + 1);
      this.#bands[band] = { left, right: left + 4 * STRIDE_FRAMES };
    }
    this.#ramps = new Ramps(this.#kernels, valuesOf(params));
    this.#isOn = hasWork(params);
    this.#setFilters(params);
    this.reset();
  }

  reset(): void {
    this.#ramps.jump();
    this.#mono.jump();
    this.#share.jump();
    this.#rest();
    this.#framesToRest = 0;
  }

  update(params: Params): void {
    const isOn = hasWork(params);
    const rampFrames = Math.round(RAMP_S * this.#sampleRateHz);
    if (isOn && this.#isAtRest()) this.#rest();
    if (this.#isOn && !isOn) this.#framesToRest = rampFrames + 2 * PERIOD;
    this.#isOn = isOn;
    this.#ramps.glide(valuesOf(params), Math.ceil(rampFrames / PERIOD));
    this.#share.glide([isOn ? 1 : 0], rampFrames);
    this.#mono.glide(monoValuesOf(params, this.#sampleRateHz), rampFrames);
    this.#setFilters(params);
  }

  process({ left, right }: StereoBlock, frames: number): void {
    for (let done = 0; done < frames && !this.#isAtRest(); ) {
      const count = this.#isOn ? frames - done : Math.min(frames - done, this.#framesToRest);
      this.#run(left + 4 * done, right + 4 * done, count);
      if (!this.#isOn) this.#framesToRest -= count;
      done += count;
    }
    const parts = this.#state.array;
    let least = 1;
    for (let at = PARTS_AT; at < PARTS_AT + BANDS; at++) least = Math.min(least, parts[at] as number);
    this.meters[0] = this.#isAtRest() ? 0 : Math.max(-120, gainToDb(least));
  }

  dispose(): void {
    this.#crossover.release();
    this.#mono.dispose();
    this.#share.dispose();
    this.#ramps.dispose();
    for (const piece of [this.#guard, this.#state, this.#monoState, this.#pieces]) this.#kernels.heap.release(piece);
  }

  #run(left: number, right: number, frames: number): void {
    const { call } = this.#kernels;
    const mid = this.#pieces.ptr;
    const side = mid + 4 * STRIDE_FRAMES;
    const bands = (this.#bands[0] as BandPointers).left;
    call.splitMidSide(left, right, mid, side, frames);
    this.#crossover.process(mid, side, frames, this.#bands);
    call.joinBandImage(this.#ramps.ptr, this.#guard.ptr, this.#state.ptr, bands, 4 * STRIDE_FRAMES, mid, side, frames);
    call.narrowLows(this.#mono.ptr, this.#monoState.ptr, mid, side, frames);
    call.closeBandImage(this.#share.ptr, mid, side, left, right, frames);
  }

  #isAtRest(): boolean {
    return !this.#isOn && this.#framesToRest <= 0;
  }

  /** Filters and guard without a past, weights where they stand. */
  #rest(): void {
    this.#crossover.reset();
    this.#monoState.array.fill(0);
    this.#state.array.fill(0);
    this.#state.array.fill(1, PARTS_AT, PARTS_AT + BANDS);
    this.#kernels.call.settleBandImage(this.#ramps.ptr, this.#guard.ptr, this.#state.ptr);
  }

  #setFilters({ lowCrossoverHz, midCrossoverHz, highCrossoverHz, correlationFloor }: Params): void {
    const rateHz = this.#sampleRateHz;
    const below = (hz: number) => Math.min(hz, HIGHEST_CROSSOVER * rateHz);
    this.#crossover.set([lowCrossoverHz, midCrossoverHz, highCrossoverHz].map(below), rateHz);
    const guard = this.#guard.array;
    guard[0] = correlationFloor <= -1 ? -1 : (1 - correlationFloor) / (1 + correlationFloor);
    guard[1] = 1 - exp(-PERIOD / (GUARD_S * rateHz));
  }
}

/** g of the mono crossover and its share. Switched off, the corner glides out of the way as the share goes. */
function monoValuesOf({ monoBelowHz }: Params, sampleRateHz: number): number[] {
  return [tan((PI * Math.max(LOWEST_MONO_HZ, monoBelowHz)) / sampleRateHz), monoBelowHz >= LOWEST_MONO_HZ ? 1 : 0];
}

function widthsOf(params: Params): number[] {
  return [params.lowWidthPercent, params.lowMidWidthPercent, params.highMidWidthPercent, params.highWidthPercent];
}

/** Widths and gains of the bands. */
function valuesOf(params: Params): number[] {
  const gains = BAND_NAMES.map((name) => (params.solo === "off" || params.solo === name ? 1 : 0));
  return [...widthsOf(params).map((percent) => percent / 100), ...gains];
}

function hasWork(params: Params): boolean {
  const { monoBelowHz, correlationFloor, solo } = params;
  return monoBelowHz >= LOWEST_MONO_HZ || correlationFloor > -1 || solo !== "off" || widthsOf(params).some((one) => one !== 100);
}

export const multibandImageFactory: ProcessorFactory<typeof multibandImage.parameters> = {
  declaration: multibandImage,
  create: (kernels) => new MultibandImage(kernels),
};
