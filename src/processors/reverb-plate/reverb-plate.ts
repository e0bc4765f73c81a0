// Plate reverb: pre-delay → low and high cut → four all-passes a side → feedback network of 16 lines → width → mix with the dry signal.
// The all-passes' sound is also heard directly: a plate answers at once.
// Source: Dattorro 1997 for the diffusion, Jot 1991 for the network.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { exp, log, PI, tan } from "../../units/exact-math.ts";
import { type Decay, FeedbackNetwork, NETWORK_LINES, nextPrime } from "../feedback-network.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { reverbPlate } from "./reverb-plate.params.ts";

type Params = ParamsOf<typeof reverbPlate.parameters>;

const RAMP_S = 0.05;
const PRE_DELAY_GLIDE_S = 0.2;
const LONGEST_PRE_DELAY_S = 0.25;
/** Shortest and longest line at size 100 %. */
const LINES_MS = [17, 79] as const;
const DEEPEST_SWING_MS = 0.35;
const SWINGS_HZ = [0.31, 0.43, 0.53, 0.67, 0.37, 0.47, 0.61, 0.73] as const;
/** All-passes of the two sides: lengths in milliseconds (Dattorro's, and the right side's own) and gain. */
const DIFFUSION = [
  { ms: [4.77, 4.31], gain: 0.75 },
  { ms: [3.6, 3.97], gain: 0.75 },
  { ms: [12.73, 11.83], gain: 0.625 },
  { ms: [9.31, 10.13], gain: 0.625 },
] as const;
/** Sound straight from the all-passes, against the network's. */
const EARLY_SHARE = 0.4;

class ReverbPlate implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #inputMask = 0;
  #network!: FeedbackNetwork;
  #inputRamps!: Ramps;
  #mixRamps!: Ramps;
  #inputState!: F64Block;
  #inputLine!: F32Block;
  #places!: F64Block;
  #diffusers: { line: F32Block; length: number; gain: number }[][] = [];
  #early!: F32Block;
  #late!: F32Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    let length = 1;
    while (length < LONGEST_PRE_DELAY_S * sampleRateHz + 2) length *= 2;
    this.#inputMask = length - 1;
    const delays = lineFrames(params.sizePercent, sampleRateHz);
    this.#network = new FeedbackNetwork(this.#kernels, sampleRateHz, delays, SWINGS_HZ, decayOf(params));
    this.#inputRamps = new Ramps(this.#kernels, this.#inputValues(params));
    this.#mixRamps = new Ramps(this.#kernels, this.#mixValues(params));
    this.#inputState = heap.f64(10);
    this.#inputLine = heap.f32(2 * length);
    this.#places = heap.f64(2 * DIFFUSION.length);
    this.#diffusers = [0, 1].map((side) =>
      DIFFUSION.map(({ ms, gain }) => {
        const frames = nextPrime(((ms[side] as number) * sampleRateHz) / 1000);
        return { line: heap.f32(frames), length: frames, gain };
      }),
    );
    this.#early = heap.f32(2 * BLOCK_FRAMES);
    this.#late = heap.f32(2 * BLOCK_FRAMES);
  }

  reset(): void {
    this.#network.reset();
    this.#inputRamps.jump();
    this.#mixRamps.jump();
    for (const piece of [this.#inputState, this.#inputLine, this.#places]) piece.array.fill(0);
    for (const { line } of this.#diffusers.flat()) line.array.fill(0);
  }

  update(params: Params): void {
    this.#network.setDecay(decayOf(params));
    this.#inputRamps.glide(this.#inputValues(params), Math.round(PRE_DELAY_GLIDE_S * this.#sampleRateHz));
    this.#mixRamps.glide(this.#mixValues(params), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const { left, right } = block;
    const early = this.#early.ptr;
    const late = this.#late.ptr;
    const half = 4 * BLOCK_FRAMES;
    const state = this.#inputState.ptr;
    call.prepareReverbInput(
      this.#inputRamps.ptr,
      state,
      this.#inputLine.ptr,
      this.#inputMask,
      left,
      right,
      early,
      early + half,
      frames,
    );
    for (let side = 0; side < 2; side++) {
      const chain = this.#diffusers[side] as { line: F32Block; length: number; gain: number }[];
      for (let stage = 0; stage < chain.length; stage++) {
        const { line, length, gain } = chain[stage] as { line: F32Block; length: number; gain: number };
        const place = this.#places.ptr + 8 * (side * DIFFUSION.length + stage);
        call.diffuse(line.ptr, length, place, gain, early + side * half, frames);
      }
    }
    this.#network.run(early, early + half, late, late + half, frames);
    call.mixReverb(this.#mixRamps.ptr, left, right, early, late, frames);
  }

  dispose(): void {
    const { heap } = this.#kernels;
    this.#network.dispose();
    this.#inputRamps.dispose();
    this.#mixRamps.dispose();
    for (const piece of [this.#inputState, this.#inputLine, this.#places, this.#early, this.#late]) heap.release(piece);
    for (const { line } of this.#diffusers.flat()) heap.release(line);
  }

  #inputValues({ preDelayMs, lowCutHz, highCutHz }: Params): number[] {
    const gOf = (hz: number) => tan((PI * Math.min(hz, 0.45 * this.#sampleRateHz)) / this.#sampleRateHz);
    return [Math.round((preDelayMs / 1000) * this.#sampleRateHz), gOf(lowCutHz), gOf(highCutHz)];
  }

  /** Steady noise comes out of the network about as loud as it went in, however long the decay. */
  #mixValues({ wetPercent, widthPercent }: Params): number[] {
    const power = this.#network.loopPower;
    const level = Math.sqrt(((1 - EARLY_SHARE * EARLY_SHARE) * (1 - power)) / (8 * power));
    return [wetPercent / 100, widthPercent / 100, level, EARLY_SHARE];
  }
}

function decayOf({ rt60S, dampingHz, modulationPercent }: Params): Decay {
  return { rt60S, dampingHz: dampingHz >= 20_000 ? 0 : dampingHz, depthMs: (DEEPEST_SWING_MS * modulationPercent) / 100 };
}

/** Sixteen prime lengths, evenly spread in ratio, dealt out so that both sides and the swinging lines get short and long ones. */
export function lineFrames(sizePercent: number, sampleRateHz: number): number[] {
  const [shortest, longest] = LINES_MS;
  const sorted = Array.from({ length: NETWORK_LINES }, (_, index) => {
    const ms = shortest * exp((index / (NETWORK_LINES - 1)) * log(longest / shortest));
    return nextPrime((ms * sizePercent * sampleRateHz) / 100_000);
  });
  const order = [0, 7, 8, 15, 3, 4, 11, 12, 1, 6, 9, 14, 2, 5, 10, 13];
  return order.map((index) => sorted[index] as number);
}

export const reverbPlateFactory: ProcessorFactory<typeof reverbPlate.parameters> = {
  declaration: reverbPlate,
  create: (kernels) => new ReverbPlate(kernels),
};
