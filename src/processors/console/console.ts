// A console stage: drive → up (2×) → transformer → amplifier → band edges → down → crosstalk, noise → amount.
// Source: harmonic signatures of desks as calibration goals (H2/H3 balance at 0 VU, lows bend first); see the manual pages.
import { Oversampler } from "../../conversion/oversampler.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, PI } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import {
  CONSOLE_OVERSAMPLING,
  type consoleParameters,
  consoleLatencyFrames,
  DESKS,
  type DeskStage,
  NOISE_FADE_S,
  NOISE_HOLD_S,
  ZERO_VU_DBFS,
} from "./console.params.ts";

export type ConsoleParams = ParamsOf<typeof consoleParameters>;

const RAMP_S = 0.02;
const STATE_LENGTH = 24;
const SEEDS_WORD = 44; // byte 176
const TRANSFORMER_HZ = 60;
/** |H| of the transformer's flux at 50 Hz, cubed: what its third harmonic there is made of. */
const FLUX_CUBED_AT_50_HZ = 0.4539;
const GAIN_TOLERANCE_DB = 0.2;
const EDGE_TOLERANCE = 0.1;
const HARMONIC_TOLERANCE = 0.2;

export class Console implements Processor<ConsoleParams> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #stage: "channel" | "bus";
  #sampleRateHz = 0;
  #seed = 1;
  #oversampler!: Oversampler;
  #coefficients!: Ramps;
  #mix!: Ramps;
  #state!: F64Block;
  #place!: F64Block;
  #dryLine!: F32Block;
  #dry!: F32Block;

  constructor(kernels: Kernels, stage: "channel" | "bus") {
    this.#kernels = kernels;
    this.#stage = stage;
  }

  prepare(sampleRateHz: number, params: ConsoleParams): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#seed = noiseSeed(params);
    this.#oversampler = new Oversampler(this.#kernels, { factor: CONSOLE_OVERSAMPLING, form: "linear", rateHz: sampleRateHz });
    this.#coefficients = new Ramps(this.#kernels, this.#coefficientsOf(params));
    this.#mix = new Ramps(this.#kernels, this.#mixOf(params));
    this.#state = heap.f64(STATE_LENGTH);
    this.#place = heap.f64(1);
    this.#dryLine = heap.f32(2 * consoleLatencyFrames(sampleRateHz));
    this.#dry = heap.f32(2 * BLOCK_FRAMES);
    this.reset();
  }

  reset(): void {
    this.#oversampler.reset();
    this.#coefficients.jump();
    this.#mix.jump();
    for (const piece of [this.#state, this.#place, this.#dryLine]) piece.array.fill(0);
    const state = this.#state.array;
    state[STATE_LENGTH - 1] = 1e9; // silent for ever: no noise before the first sound
    const words = new Int32Array(state.buffer, state.byteOffset, 2 * STATE_LENGTH);
    words[SEEDS_WORD] = scramble(this.#seed) | 1;
    words[SEEDS_WORD + 1] = scramble(this.#seed + 77) | 1;
  }

  update(params: ConsoleParams): void {
    const frames = Math.round(RAMP_S * this.#sampleRateHz);
    this.#seed = noiseSeed(params);
    this.#coefficients.glide(this.#coefficientsOf(params), frames);
    this.#mix.glide(this.#mixOf(params), frames);
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const dry = this.#dry.ptr;
    const state = this.#state.ptr;
    const hold = NOISE_HOLD_S * this.#sampleRateHz;
    const fade = NOISE_FADE_S * this.#sampleRateHz;
    const delay = this.#dryLine.length / 2;
    call.delayStereo(this.#dryLine.ptr, delay, this.#place.ptr, left, right, dry, dry + 4 * BLOCK_FRAMES, frames);
    const high = this.#oversampler.up(left, right, frames);
    call.runConsole(this.#coefficients.ptr, state, high.left, high.right, frames, CONSOLE_OVERSAMPLING);
    this.#oversampler.down(left, right, frames);
    call.mixConsole(this.#mix.ptr, state, dry, left, right, frames, hold, fade);
  }

  dispose(): void {
    this.#oversampler.release();
    this.#coefficients.dispose();
    this.#mix.dispose();
    for (const piece of [this.#state, this.#place, this.#dryLine, this.#dry]) this.#kernels.heap.release(piece);
  }

  #mixOf({ desk, amountPercent, noise }: ConsoleParams): number[] {
    const stage = DESKS[desk][this.#stage];
    // two uniform numbers have 2/3 of their peak's power; a stage's figure is its RMS
    const level = noise ? dbToGain(stage.noiseDbfs) * Math.sqrt(1.5) : 0;
    return [amountPercent / 100, level, dbToGain(stage.crosstalkDb)];
  }

  /** Pairs for left and right, in the kernel's order. */
  #coefficientsOf(params: ConsoleParams): number[] {
    const sides = [0, 1].map((side) => {
      const unit = unitOf(params, this.#stage, side);
      return coefficientsOf(DESKS[params.desk][this.#stage], unit, params.driveDb, this.#sampleRateHz * CONSOLE_OVERSAMPLING);
    }) as [number[], number[]];
    return sides[0].flatMap((value, index) => [value, sides[1][index] as number]);
  }
}

/** How one unit differs from the drawing: factors around 1. */
interface Unit {
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly second: number;
  readonly third: number;
}

function unitOf({ channel, seed, tolerancePercent }: ConsoleParams, stage: "channel" | "bus", side: number): Unit {
  const base = (stage === "bus" ? 500_000 : 0) + 4096 * Math.round(seed) + 2 * Math.round(channel) + side;
  const draw = (index: number) => (scramble(base * 8 + index) / 2147483648) * (tolerancePercent / 100); // -1..1
  return {
    gain: dbToGain(GAIN_TOLERANCE_DB * draw(1)),
    low: 1 + EDGE_TOLERANCE * draw(2),
    high: 1 + EDGE_TOLERANCE * draw(3),
    second: 1 + HARMONIC_TOLERANCE * draw(4),
    third: 1 + HARMONIC_TOLERANCE * draw(5),
  };
}

/** The kernel's eight numbers: input gain, gain through the stage, flux pole, transformer and amplifier 1/c², even share, high-pass, low-pass. */
function coefficientsOf(stage: DeskStage, unit: Unit, driveDb: number, rateHz: number): number[] {
  const zeroVu = dbToGain(ZERO_VU_DBFS);
  const drive = dbToGain(driveDb);
  // x / sqrt(1 + (x/c)²) = x - x³/(2c²) + …: a tone of amplitude A has a third harmonic of A² / (8 c²) of itself
  const amplifier = (8 * dbToGain(stage.thirdDb) * unit.third) / (zeroVu * zeroVu);
  const transformer = (8 * dbToGain(stage.thirdAt50HzDb) * unit.third) / (FLUX_CUBED_AT_50_HZ * zeroVu * zeroVu);
  // x + s x² has a second harmonic of s A / 2
  const even = (2 * dbToGain(stage.secondDb) * unit.second) / zeroVu;
  const pole = (hz: number) => 1 - exp((-2 * PI * hz) / rateHz);
  const band = [pole(stage.lowHz * unit.low), pole(stage.highHz * unit.high)];
  return [drive, unit.gain, pole(TRANSFORMER_HZ), transformer, amplifier, even, ...band];
}

function noiseSeed({ seed, channel }: ConsoleParams): number {
  return 100_003 * Math.round(seed) + Math.round(channel);
}

/** A whole number to a signed 32-bit number without visible pattern. */
function scramble(value: number): number {
  let x = Math.imul(value ^ 0x5bd1e995, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}
