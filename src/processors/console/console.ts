// A console stage: (neighbour's sound) → up (2×) → amplifier → down → output transformer → band edges → crosstalk → noise → amount.
// Source: harmonic signatures of desks as calibration goals (H2/H3 balance at 0 VU, lows bend first); see the manual pages.
import { firstOrderHighPass } from "../../filters/first-order.ts";
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, PI } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { CrosstalkAndNoise, type Leak } from "../saturation/crosstalk-and-noise.ts";
import { GLIDE_S, oversamplingFactor, ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { scramble } from "../saturation/scramble.ts";
import { inSeries, topEdge } from "../saturation/sections.ts";
import { WetPath } from "../saturation/wet-path.ts";
import { type consoleParameters, DESKS, type DeskStage, NEIGHBOUR_OFF_DB } from "./console.params.ts";

/** A bus has no neighbour. */
export type ConsoleParams = ParamsOf<typeof consoleParameters> & { readonly neighbourCrosstalkDb?: number };

const STATE_LENGTH = 11;
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
  #glideFrames = 0;
  #path!: WetPath;
  #neighbour!: Ramps;
  #amplifier!: Ramps;
  #output!: Ramps;
  #noise!: CrosstalkAndNoise;
  #state!: F64Block;

  constructor(kernels: Kernels, stage: "channel" | "bus") {
    this.#kernels = kernels;
    this.#stage = stage;
  }

  prepare(sampleRateHz: number, params: ConsoleParams): void {
    const kernels = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#path = new WetPath(kernels, { factor, rateHz: sampleRateHz, share: params.amountPercent / 100 });
    this.#neighbour = new Ramps(kernels, [neighbourOf(params)]);
    this.#amplifier = new Ramps(kernels, this.#amplifierOf(params));
    this.#output = new Ramps(kernels, this.#outputOf(params));
    this.#noise = new CrosstalkAndNoise(kernels, sampleRateHz, this.#noiseOf(params));
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.reset();
  }

  reset(): void {
    this.#path.reset();
    this.#neighbour.jump();
    this.#amplifier.jump();
    this.#output.jump();
    this.#noise.reset();
    this.#state.array.fill(0);
  }

  update(params: ConsoleParams): void {
    const frames = this.#glideFrames;
    this.#path.glideTo(params.amountPercent / 100, frames);
    this.#neighbour.glide([neighbourOf(params)], frames);
    this.#amplifier.glide(this.#amplifierOf(params), frames);
    this.#output.glide(this.#outputOf(params), frames);
    this.#noise.glideTo(this.#noiseOf(params));
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const path = this.#path;
    path.keepDry(left, right, frames);
    if (key && this.#stage === "channel") call.addNeighbour(this.#neighbour.ptr, key.left, key.right, left, right, frames);
    const high = path.up(left, right, frames);
    call.runConsole(this.#amplifier.ptr, high.left, high.right, frames, path.factor);
    path.down(left, right, frames);
    call.runConsoleOutput(this.#output.ptr, this.#state.ptr, left, right, frames);
    this.#noise.process(path, left, right, frames);
    path.mixDry(left, right, frames);
  }

  dispose(): void {
    this.#path.release();
    this.#noise.release();
    for (const ramps of [this.#neighbour, this.#amplifier, this.#output]) ramps.dispose();
    this.#kernels.heap.release(this.#state);
  }

  #noiseOf({ desk, noise, seed, channel }: ConsoleParams): Leak {
    const { noiseDbfs } = DESKS[desk][this.#stage];
    return { crosstalk: 0, noiseRms: noise ? dbToGain(noiseDbfs) : 0, seed: 100_003 * Math.round(seed) + Math.round(channel) };
  }

  /** Pairs for left and right, in the kernel's order: into the curve, even share. */
  #amplifierOf(params: ConsoleParams): number[] {
    const stage = DESKS[params.desk][this.#stage];
    return this.#bothSides(params, (unit) => amplifierOf(stage, unit, dbToGain(params.driveDb)));
  }

  /** Pairs: flux pole, into the transformer, b0 b1 b2 a1 a2 of the band edges; then the crosstalk. */
  #outputOf(params: ConsoleParams): number[] {
    const stage = DESKS[params.desk][this.#stage];
    const drive = dbToGain(params.driveDb);
    const sides = this.#bothSides(params, (unit) => outputOf(stage, unit, drive, this.#sampleRateHz));
    return [...sides, dbToGain(stage.crosstalkDb)];
  }

  #bothSides(params: ConsoleParams, numbersOf: (unit: Unit) => number[]): number[] {
    const left = numbersOf(unitOf(params, this.#stage, 0));
    const right = numbersOf(unitOf(params, this.#stage, 1));
    return left.flatMap((value, index) => [value, right[index] as number]);
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

/** P(u) / into = x - into² x³ + …: a tone of amplitude A has a third harmonic of (into A)² / 4 of itself. */
function intoFor(third: number, amplitude: number): number {
  return (2 * Math.sqrt(third)) / amplitude;
}

function amplifierOf(stage: DeskStage, unit: Unit, drive: number): number[] {
  const zeroVu = dbToGain(ZERO_VU_DBFS);
  // x + s x² has a second harmonic of s A / 2
  const even = (2 * dbToGain(stage.secondDb) * unit.second) / zeroVu;
  return [drive * intoFor(dbToGain(stage.thirdDb) * unit.third, zeroVu), drive * even];
}

function outputOf(stage: DeskStage, unit: Unit, drive: number, rateHz: number): number[] {
  const third = (dbToGain(stage.thirdAt50HzDb) * unit.third) / FLUX_CUBED_AT_50_HZ;
  const pole = 1 - exp((-2 * PI * TRANSFORMER_HZ) / rateHz);
  const { b0, b1, b2, a1, a2 } = inSeries(
    firstOrderHighPass(stage.lowHz * unit.low, rateHz),
    topEdge(stage.highHz * unit.high, rateHz),
  );
  const { gain } = unit;
  return [pole, drive * intoFor(third, dbToGain(ZERO_VU_DBFS)), gain * b0, gain * b1, gain * b2, a1, a2];
}

/** Linear; the lowest setting is none. */
function neighbourOf({ neighbourCrosstalkDb = NEIGHBOUR_OFF_DB }: ConsoleParams): number {
  return neighbourCrosstalkDb > NEIGHBOUR_OFF_DB ? dbToGain(neighbourCrosstalkDb) : 0;
}
