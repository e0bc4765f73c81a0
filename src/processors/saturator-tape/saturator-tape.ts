// Tape: record equaliser → up → anhysteretic curve with its hysteresis loop → down → equaliser back, low edge → head losses → head bump
// → crosstalk, hiss → mix with the untouched signal.
// Source: Jiles, Atherton 1986; Chowdhury, DAFx 2019; the manual page says what is left out and which numbers are ours.
import { BiquadCascade } from "../../filters/cascade.ts";
import { firstOrderHighPass, firstOrderHighShelf } from "../../filters/first-order.ts";
import { matchedPeak } from "../../filters/matched-design.ts";
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, pow } from "../../units/exact-math.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { GLIDE_S, oversamplingFactor, ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { CrosstalkAndNoise } from "../saturation/crosstalk-and-noise.ts";
import { inSeries } from "../saturation/sections.ts";
import { WetPath } from "../saturation/wet-path.ts";
import { CROSSTALK_OFF_DB, saturatorTape, SPEEDS } from "./saturator-tape.params.ts";
import { lossSection } from "./tape-losses.ts";

type Params = ParamsOf<typeof saturatorTape.parameters>;

/** Field (in units of the anhysteretic curve) of a sine's peak at 0 VU: puts 3 % of third harmonic 9.5 dB above. */
export const FIELD_AT_0_VU = 0.484;
/** Coercive field of the loop, against the field of 0 VU. */
export const LOOP_WIDTH = 0.3;
/** Share of the loop in the magnetisation at 100 % of bias and hysteresis. */
const LOOP_SHARE = 0.01;
/** It doubles with every so much less bias, up to a limit. */
const BIAS_PERCENT_TWICE = 12.5;
const MOST_LOOP_SHARE = 0.5;
/** Bias draws the magnetisation onto the curve within this time, so nothing stays magnetised. */
const RELAX_S = 0.03;
const BUMP_Q = 2;
const STATE_LENGTH = 5;

class Tape implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glideFrames = 0;
  #path!: WetPath;
  #record!: BiquadCascade;
  #replay!: BiquadCascade;
  #magnetic!: Ramps;
  #leak!: CrosstalkAndNoise;
  #state!: F64Block;
  #relax = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const kernels = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    const glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = glideFrames;
    this.#path = new WetPath(kernels, { factor, rateHz: sampleRateHz, share: params.mixPercent / 100 });
    this.#record = new BiquadCascade(kernels, 1, { glideFrames });
    this.#replay = new BiquadCascade(kernels, 3, { glideFrames });
    this.#magnetic = new Ramps(kernels, magneticOf(params));
    this.#leak = new CrosstalkAndNoise(kernels, sampleRateHz, leakOf(params));
    this.#state = kernels.heap.f64(STATE_LENGTH);
    this.#relax = 1 - exp(-1 / (RELAX_S * sampleRateHz * factor));
    this.#filter(params);
    this.reset();
  }

  reset(): void {
    this.#path.reset();
    this.#record.reset();
    this.#replay.reset();
    this.#magnetic.jump();
    this.#leak.reset();
    this.#state.array.fill(0);
  }

  update(params: Params): void {
    this.#filter(params);
    this.#path.glideTo(params.mixPercent / 100, this.#glideFrames);
    this.#magnetic.glide(magneticOf(params), this.#glideFrames);
    this.#leak.glideTo(leakOf(params));
  }

  process(block: StereoBlock, frames: number): void {
    const { left, right } = block;
    const path = this.#path;
    path.keepDry(left, right, frames);
    this.#record.process(left, right, frames);
    const high = path.up(left, right, frames);
    const [magnetic, state] = [this.#magnetic.ptr, this.#state.ptr];
    this.#kernels.call.runTape(
      magnetic,
      state,
      high.left,
      high.right,
      frames,
      path.factor,
      1 / (LOOP_WIDTH * FIELD_AT_0_VU),
      this.#relax,
    );
    path.down(left, right, frames);
    this.#replay.process(left, right, frames);
    this.#leak.process(path, left, right, frames);
    path.mixDry(left, right, frames);
  }

  dispose(): void {
    for (const part of [this.#path, this.#record, this.#replay, this.#leak]) part.release();
    this.#magnetic.dispose();
    this.#kernels.heap.release(this.#state);
  }

  #filter({ speedIps, lossPercent, biasPercent, headBumpDb }: Params): void {
    const rateHz = this.#sampleRateHz;
    const { ips, bumpHz, emphasisDb, emphasisHz, lowHz } = SPEEDS[speedIps];
    this.#record.set(0, firstOrderHighShelf(emphasisHz, emphasisDb, rateHz));
    this.#replay.set(0, inSeries(firstOrderHighShelf(emphasisHz, -emphasisDb, rateHz), firstOrderHighPass(lowHz, rateHz)));
    this.#replay.set(1, lossSection(lossPercent, biasPercent, ips, rateHz));
    this.#replay.set(2, matchedPeak(bumpHz, headBumpDb, BUMP_Q, rateHz));
  }
}

/** Drive into the field, share of the loop. */
function magneticOf({ driveDb, biasPercent, hysteresisPercent }: Params): number[] {
  const share = LOOP_SHARE * (hysteresisPercent / 100) * pow(2, (100 - biasPercent) / BIAS_PERCENT_TWICE);
  return [FIELD_AT_0_VU * dbToGain(driveDb - ZERO_VU_DBFS), Math.min(MOST_LOOP_SHARE, share)];
}

function leakOf({ crosstalkDb, hiss, speedIps, seed }: Params) {
  return {
    crosstalk: crosstalkDb > CROSSTALK_OFF_DB ? dbToGain(crosstalkDb) : 0,
    noiseRms: hiss ? dbToGain(SPEEDS[speedIps].hissDbfs) : 0,
    seed: Math.round(seed),
  };
}

export const saturatorTapeFactory: ProcessorFactory<typeof saturatorTape.parameters> = {
  declaration: saturatorTape,
  create: (kernels) => new Tape(kernels),
};
