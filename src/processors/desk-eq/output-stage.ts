// A desk equaliser's output stage: up (2×) → amplifier → down → transformer → band edge → amount → output gain.
// Only what the amplifier adds goes through the oversampler: the sound itself passes a plain delay, flat to the top.
// Source: signatures of desks as calibration goals; hysteresis after Lord Rayleigh (the third harmonic follows the flux).
import { Oversampler } from "../../conversion/oversampler.ts";
import { rbjHighPass } from "../../filters/rbj-design.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, PI } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { type outputStageParameters, outputStageLatencyFrames, STAGE_OVERSAMPLING } from "./output-stage.params.ts";

/** A stage as numbers. Levels are linear, 1 = full scale; the curves are in kernels/desk-stage.ts. */
export interface StageFigures {
  /** Where the amplifier's curve closes, for positive and for negative samples. */
  readonly ceilingAbove: number;
  readonly ceilingBelow: number;
  /** Weight of the square inside the amplifier's curve: third harmonic at all levels. */
  readonly cubic: number;
  /** Weight of x² : second harmonic at all levels. */
  readonly even: number;
  /** The transformer's flux: the sound behind a one-pole low-pass at `fluxHz`. */
  readonly fluxHz: number;
  readonly fluxCeiling: number;
  /** Rayleigh's part of the flux: third harmonic that rises as the level does. */
  readonly hysteresis: number;
  /** Band edge at the bottom, 12 dB per octave. */
  readonly lowHz: number;
  readonly lowQ: number;
}

export type OutputStageParams = ParamsOf<typeof outputStageParameters>;

const RAMP_S = 0.02;
const STATE_LENGTH = 12;

export class OutputStage {
  readonly #kernels: Kernels;
  readonly #figures: StageFigures;
  readonly #oversampler: Oversampler;
  readonly #amplifier: Ramps;
  readonly #transformer: Ramps;
  readonly #fixed: F64Block;
  readonly #state: F64Block;
  readonly #line: F32Block;
  readonly #delay: number;
  readonly #rampFrames: number;
  #moving = 0; // frames until amount, drive and gain stand
  #params: OutputStageParams;

  /** Takes memory: call it from prepare(). */
  constructor(kernels: Kernels, figures: StageFigures, sampleRateHz: number, params: OutputStageParams) {
    this.#kernels = kernels;
    this.#figures = figures;
    this.#delay = outputStageLatencyFrames(sampleRateHz);
    this.#rampFrames = Math.round(RAMP_S * sampleRateHz);
    this.#oversampler = new Oversampler(kernels, { factor: STAGE_OVERSAMPLING, form: "linear", rateHz: sampleRateHz });
    this.#amplifier = new Ramps(kernels, amplifierOf(figures, params));
    this.#transformer = new Ramps(kernels, transformerOf(figures, params));
    this.#fixed = kernels.heap.f64(4);
    const edge = rbjHighPass(figures.lowHz, figures.lowQ, sampleRateHz);
    this.#fixed.array.set([1 - exp((-2 * PI * figures.fluxHz) / sampleRateHz), edge.b0, edge.a1, edge.a2]);
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.#line = kernels.heap.f32(2 * (this.#delay + BLOCK_FRAMES));
    this.#params = { ...params };
    this.reset();
  }

  reset(): void {
    this.#amplifier.jump();
    this.#transformer.jump();
    this.#line.array.fill(0);
    this.#rest();
    this.#moving = 0;
  }

  update(params: OutputStageParams): void {
    if (this.#isIdle()) this.#rest();
    const { driveDb, colourPercent, outputGainDb } = this.#params;
    if (driveDb === params.driveDb && colourPercent === params.colourPercent && outputGainDb === params.outputGainDb) return;
    this.#params = { driveDb: params.driveDb, colourPercent: params.colourPercent, outputGainDb: params.outputGainDb };
    this.#moving = this.#rampFrames;
    this.#amplifier.glide(amplifierOf(this.#figures, params), this.#rampFrames);
    this.#transformer.glide(transformerOf(this.#figures, params), this.#rampFrames);
  }

  process({ left, right }: StereoBlock, frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = this.#moving > 0 ? Math.min(this.#moving, frames - done) : frames - done;
      this.#run(left + 4 * done, right + 4 * done, count);
      this.#moving = Math.max(0, this.#moving - count);
      done += count;
    }
  }

  dispose(): void {
    this.#oversampler.release();
    this.#amplifier.dispose();
    this.#transformer.dispose();
    for (const piece of [this.#fixed, this.#state, this.#line]) this.#kernels.heap.release(piece);
  }

  #run(left: number, right: number, frames: number): void {
    const { call } = this.#kernels;
    const line = this.#line.ptr;
    const delay = this.#delay;
    call.keepDry(line, 4 * (delay + BLOCK_FRAMES), delay, left, right, frames);
    if (this.#isIdle()) {
      call.passDeskDry(this.#transformer.ptr, line, delay, left, right, frames);
      return;
    }
    const high = this.#oversampler.up(left, right, frames);
    call.bendAmplifier(this.#amplifier.ptr, high.left, high.right, frames);
    this.#oversampler.down(left, right, frames);
    call.closeDeskStage(this.#transformer.ptr, this.#fixed.ptr, this.#state.ptr, line, delay, left, right, frames);
  }

  /** Without colour the stage stands still and costs nothing; it starts from rest when colour comes back. */
  #isIdle(): boolean {
    return this.#params.colourPercent === 0 && this.#moving === 0;
  }

  #rest(): void {
    this.#oversampler.reset();
    this.#state.array.fill(0);
  }
}

function amplifierOf({ ceilingAbove, ceilingBelow, cubic, even }: StageFigures, { driveDb }: OutputStageParams): number[] {
  const drive = dbToGain(driveDb);
  return [drive / ceilingAbove, drive / ceilingBelow, cubic, even * drive];
}

function transformerOf({ fluxCeiling, hysteresis }: StageFigures, params: OutputStageParams): number[] {
  const drive = dbToGain(params.driveDb);
  return [params.colourPercent / 100, dbToGain(params.outputGainDb), drive / fluxCeiling, hysteresis * drive];
}
