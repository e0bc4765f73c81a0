// The reverb behind the plate, the room and the hall: pre-delay and send filters → first reflections, and diffusion → feedback network
// → ducking, width → mix with the dry signal. What differs is a voicing.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { Processor, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { Diffusion } from "./diffusion.ts";
import { Duck, type Ducking } from "../ducking/ducking.ts";
import { type Decay, FeedbackNetwork, lineFrames } from "./feedback-network.ts";
import { FirstReflections, reflectionsOf } from "./first-reflections.ts";
import type { Voicing } from "./voicing.ts";

export interface ReverbParams extends Ducking {
  readonly rt60S: number;
  readonly preDelayMs: number;
  readonly sizePercent: number;
  readonly lowCutHz: number;
  readonly highCutHz: number;
  readonly sendSlope: "12 dB/oct" | "18 dB/oct";
  readonly bassRatio: number;
  readonly dampingHz: number;
  readonly modulationPercent: number;
  readonly earlyDb?: number;
  readonly widthPercent: number;
  readonly decayDuckPercent: number;
  readonly wetPercent: number;
}

const RAMP_S = 0.05;
const PRE_DELAY_GLIDE_S = 0.2;
const LONGEST_PRE_DELAY_S = 0.25;
const INPUT_STATE_LENGTH = 14;
/** Kernels work in tiles of four frames and may read that much further. */
const SIDE_FLOATS = BLOCK_FRAMES + 8;

export class Reverb implements Processor<ReverbParams> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #voicing: Voicing;
  #sampleRateHz = 0;
  #inputMask = 0;
  #inputRamps!: Ramps;
  #mixRamps!: Ramps;
  #inputState!: F64Block;
  #inputLine!: F32Block;
  #duck!: Duck;
  #reflections: FirstReflections | null = null;
  #diffusion!: Diffusion;
  #network!: FeedbackNetwork;
  #sent!: F32Block;
  #early!: F32Block;
  #late!: F32Block;

  constructor(kernels: Kernels, voicing: Voicing) {
    this.#kernels = kernels;
    this.#voicing = voicing;
  }

  prepare(sampleRateHz: number, params: ReverbParams): void {
    const { heap } = this.#kernels;
    const { linesMs, diffusion, dispersionFrames, shoebox, middleAngle, swingAngle, swingsHz } = this.#voicing;
    this.#sampleRateHz = sampleRateHz;
    let length = 1;
    while (length < LONGEST_PRE_DELAY_S * sampleRateHz + 2) length *= 2;
    this.#inputMask = length - 1;
    const [shortest, longest] = linesMs.map((ms) => (ms * params.sizePercent) / 100) as [number, number];
    const delays = lineFrames(shortest, longest, sampleRateHz);
    this.#network = new FeedbackNetwork(
      this.#kernels,
      sampleRateHz,
      { delays, swingsHz, middleAngle, swingAngle },
      decayOf(params),
    );
    this.#diffusion = new Diffusion(this.#kernels, diffusion, dispersionFrames, sampleRateHz, params.rt60S);
    if (shoebox) {
      const taps = reflectionsOf(shoebox, params.sizePercent, sampleRateHz);
      this.#reflections = new FirstReflections(this.#kernels, taps, sampleRateHz);
    }
    this.#duck = new Duck(this.#kernels, sampleRateHz, params);
    this.#inputRamps = new Ramps(this.#kernels, this.#inputValues(params));
    this.#mixRamps = new Ramps(this.#kernels, this.#mixValues(params));
    this.#inputState = heap.f64(INPUT_STATE_LENGTH);
    this.#inputLine = heap.f32(2 * length);
    this.#sent = heap.f32(2 * SIDE_FLOATS);
    this.#early = heap.f32(2 * SIDE_FLOATS);
    this.#late = heap.f32(2 * SIDE_FLOATS);
  }

  reset(): void {
    this.#inputRamps.jump();
    this.#mixRamps.jump();
    for (const piece of [this.#inputState, this.#inputLine]) piece.array.fill(0);
    for (const part of [this.#duck, this.#reflections, this.#diffusion, this.#network]) part?.reset();
    this.meters[0] = 0;
  }

  update(params: ReverbParams): void {
    this.#network.setDecay(decayOf(params));
    this.#diffusion.setRt60S(params.rt60S);
    this.#duck.set(params);
    this.#inputRamps.glide(this.#inputValues(params), Math.round(PRE_DELAY_GLIDE_S * this.#sampleRateHz));
    this.#mixRamps.glide(this.#mixValues(params), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const side = 4 * SIDE_FLOATS;
    const sent = this.#sent.ptr;
    const late = this.#late.ptr;
    const state = this.#inputState.ptr;
    this.meters[0] = this.#duck.listen(key ?? block, frames);
    call.prepareReverbInput(
      this.#inputRamps.ptr,
      state,
      this.#inputLine.ptr,
      this.#inputMask,
      left,
      right,
      sent,
      sent + side,
      frames,
    );
    const early = this.#reflections ? this.#early.ptr : sent;
    const { reflectsDiffused } = this.#voicing;
    if (!reflectsDiffused) this.#reflections?.run(sent, sent + side, early, early + side, frames);
    this.#diffusion.run(sent, sent + side, frames);
    if (reflectsDiffused) this.#reflections?.run(sent, sent + side, early, early + side, frames);
    this.#network.run(sent, sent + side, late, late + side, this.#duck.shortening, frames);
    call.mixReverb(this.#mixRamps.ptr, left, right, early, late, side, this.#duck.gains, frames);
  }

  dispose(): void {
    const { heap } = this.#kernels;
    for (const part of [this.#network, this.#diffusion, this.#reflections, this.#duck]) part?.dispose();
    for (const ramps of [this.#inputRamps, this.#mixRamps]) ramps.dispose();
    for (const piece of [this.#inputState, this.#inputLine, this.#sent, this.#early, this.#late]) heap.release(piece);
  }

  #inputValues({ preDelayMs, lowCutHz, highCutHz, sendSlope }: ReverbParams): number[] {
    const gOf = (hz: number) => tan((PI * Math.min(hz, 0.45 * this.#sampleRateHz)) / this.#sampleRateHz);
    const isSteep = sendSlope === "18 dB/oct";
    const delayFrames = Math.round((preDelayMs / 1000) * this.#sampleRateHz);
    return [delayFrames, gOf(lowCutHz), gOf(highCutHz), isSteep ? 1 : Math.SQRT2, isSteep ? 1 : 0];
  }

  /** Steady noise comes out about as loud as it went in, however long the decay. */
  #mixValues({ wetPercent, widthPercent, earlyDb = 0 }: ReverbParams): number[] {
    const { earlyShare, shoebox, reflectsDiffused } = this.#voicing;
    const power = this.#network.loopPower;
    const diffused = this.#diffusion.power;
    const late = Math.sqrt(((1 - earlyShare * earlyShare) * (1 - power)) / (32 * power * diffused));
    const share = shoebox && !reflectsDiffused ? earlyShare : earlyShare / Math.sqrt(diffused);
    const early = earlyDb <= -40 ? 0 : share * dbToGain(earlyDb);
    return [wetPercent / 100, widthPercent / 100, late, early];
  }
}

function decayOf({ rt60S, bassRatio, dampingHz, decayDuckPercent, modulationPercent }: ReverbParams): Decay {
  return {
    rt60S,
    bassRatio,
    dampingHz: dampingHz >= 20_000 ? 0 : dampingHz,
    shortened: 1 - decayDuckPercent / 100,
    swing: modulationPercent / 100,
  };
}
