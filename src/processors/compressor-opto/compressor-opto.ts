// Opto compressor: key or input → emphasis → level of the louder channel's crests, held → minus the reduction (the lamp hears the attenuated
// signal) → light → photo-cell with a fast store, a slow store and a memory → attenuation of both channels → gain → tube → mix.
// Source: compressor-opto.params.ts; the cell law is derived at `exponentOf`.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, log10, PI, pow } from "../../units/exact-math.ts";
import { leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { compressorOpto } from "./compressor-opto.params.ts";

type Params = ParamsOf<typeof compressorOpto.parameters>;

/** Frames between two steps of the cell, as in the kernel. */
const GROUP_FRAMES = 16;
const GLIDE_S = 0.02;
/** With the group that the detector waits for and the straight line of the gain the attack takes 10 ms. */
const ATTACK_MS = 9.5;
/** The fast part of the release; with the hold and the fall of the level half of the way takes 60 ms. */
const FAST_RELEASE_MS = 25;
/** How long the slow store takes to fill. */
const SLOW_CHARGE_MS = 40;
/** The memory fills and empties. */
const MEMORY_CHARGE_MS = 12_000;
const MEMORY_LOSS_MS = 15_000;
/** Half a period of 40 Hz: the reduction does not breathe with a bass note's wave. */
const HOLD_MS = 12.5;
const FALL_DB_PER_MS = 2;
const EMPHASIS_HZ = 1000;
const MOST_EMPHASIS_DB = 10;
/** What bends in the tube lies below this: no harmonic folds back loudly. */
const TUBE_HZ = 4000;
const TUBE_DC_HZ = 10;
const SILENT_DBFS = -200;
/** The reduction that the control's reading stands for. */
const ONSET_DB = 1;

const STATE_LENGTH = 23;
const [GAIN, MIX, HELD_LEVEL, GAIN_AT_END, MIX_AT_END] = [6, 8, 12, 17, 18];

/**
 * The cell is the lower half of a divider: gain = 1 / (1 + light), light = (level behind it / threshold)^exponent. Its slope at d dB of
 * reduction is 1 + exponent (1 - 10^(-d/20)): 3.05 and 11.9 to 1 at 10 dB.
 */
export function exponentOf(mode: Params["mode"]): number {
  return mode === "compress" ? 3 : 16;
}

/** The law's threshold (where light = 1), placed so that a sine at -`peakReductionDb` dBFS is reduced by 1 dB in either mode. */
export function lawThresholdDbfs(peakReductionDb: number, exponent: number): number {
  return -peakReductionDb - ONSET_DB - (20 * log10(dbToGain(ONSET_DB) - 1)) / exponent;
}

class CompressorOpto implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #glideGroups = 0;
  #ramps!: Ramps;
  #constants!: F64Block;
  #state!: F64Block;
  #makeup = 1;
  #mix = 1;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const groupsHz = sampleRateHz / GROUP_FRAMES;
    const lowPass = (hz: number) => 1 - exp((-2 * PI * hz) / sampleRateHz);
    const part = (ms: number) => 1 - leftAfterFrame(ms, groupsHz);
    this.#glideGroups = Math.round(GLIDE_S * groupsHz);
    this.#ramps = new Ramps(this.#kernels, targetsOf(params));
    const constants = [lowPass(EMPHASIS_HZ), lowPass(TUBE_HZ), lowPass(TUBE_DC_HZ)];
    constants.push(part(ATTACK_MS), part(FAST_RELEASE_MS), part(SLOW_CHARGE_MS), 1 / groupsHz);
    constants.push(part(MEMORY_CHARGE_MS), part(MEMORY_LOSS_MS));
    constants.push(Math.round((HOLD_MS * groupsHz) / 1000), (1000 * FALL_DB_PER_MS) / groupsHz);
    this.#constants = this.#kernels.heap.f64(constants.length);
    this.#constants.array.set(constants);
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#ramps.jump();
    const state = this.#state.array;
    state.fill(0);
    state[HELD_LEVEL] = SILENT_DBFS;
    state[GAIN] = this.#makeup;
    state[GAIN_AT_END] = this.#makeup;
    state[MIX] = this.#mix;
    state[MIX_AT_END] = this.#mix;
    this.meters[0] = 0;
  }

  update(params: Params): void {
    this.#makeup = dbToGain(params.makeupDb);
    this.#mix = params.mixPercent / 100;
    this.#ramps.glide(targetsOf(params), this.#glideGroups);
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const heard = key ?? block;
    const { ptr } = this.#state;
    const most = this.#kernels.call.optoCompress(
      ptr,
      this.#ramps.ptr,
      this.#constants.ptr,
      block.left,
      block.right,
      heard.left,
      heard.right,
      frames,
    );
    this.meters[0] = 0 - most;
  }

  dispose(): void {
    this.#ramps.dispose();
    this.#kernels.heap.release(this.#constants);
    this.#kernels.heap.release(this.#state);
  }
}

/** What glides, in the kernel's order. */
function targetsOf(params: Params): number[] {
  const exponent = exponentOf(params.mode);
  const emphasis = (params.emphasisPercent / 100) * (1 - pow(10, -MOST_EMPHASIS_DB / 20));
  return [lawThresholdDbfs(params.peakReductionDb, exponent), exponent, emphasis, params.makeupDb, params.mixPercent / 100];
}

export const compressorOptoFactory: ProcessorFactory<typeof compressorOpto.parameters> = {
  declaration: compressorOpto,
  create: (kernels) => new CompressorOpto(kernels),
};
