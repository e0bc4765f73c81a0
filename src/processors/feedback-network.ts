// The feedback delay network of a reverb: 16 lines whose gains and low-passes give the decay that is asked for.
// kernels/feedback-network.ts runs it; the layout of its memory stands there. Source: Jot and Chaigne, AES 90th Convention, 1991.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { cos, exp, LN10, log, PI } from "../units/exact-math.ts";

export const NETWORK_LINES = 16;
const MOVING_LINES = 8;
const NETWORK_WORDS = 160;
const PLACE = { glide: 3, depth: 4, delays: 16, gains: 32, poles: 80, phases: 144, increments: 152 } as const;
const GROUP = NETWORK_LINES;
/** Lines lie this many floats further apart than they are long, so that their writes do not fall into one set of the cache. */
const STAGGER = 80;
/** Low-passes from this share of half the rate on are off. */
const OPEN_SHARE = 0.9;

export interface Decay {
  /** Seconds to -60 dB at low frequencies. */
  readonly rt60S: number;
  /** Where the reverberation time is half of that; 0 is nowhere. */
  readonly dampingHz: number;
  /** Swing of the moving lines in milliseconds. */
  readonly depthMs: number;
}

/** Gain of a line of `frames` frames for a reverberation time. */
export function lineGain(frames: number, rt60S: number, sampleRateHz: number): number {
  return exp((-3 * LN10 * frames) / (rt60S * sampleRateHz));
}

/** Pole of the one-pole low-pass (unity at DC) that lets through `gain` at `hz`: there the line then loses twice its decibels. */
export function dampingPole(gain: number, hz: number, sampleRateHz: number): number {
  if (hz <= 0 || hz >= (OPEN_SHARE * sampleRateHz) / 2) return 0;
  const a = 1 - gain * gain;
  const b = 1 - gain * gain * cos((2 * PI * hz) / sampleRateHz);
  return a === 0 ? 0 : a / (b + Math.sqrt(b * b - a * a));
}

/** Reverberation time at `hz` that a line with this gain and pole gives. */
export function lineRt60S(frames: number, gain: number, pole: number, hz: number, sampleRateHz: number): number {
  const power = ((1 - pole) * (1 - pole)) / (1 - 2 * pole * cos((2 * PI * hz) / sampleRateHz) + pole * pole);
  const neper = log(gain) + 0.5 * log(power);
  return (-3 * LN10 * frames) / (neper * sampleRateHz);
}

export class FeedbackNetwork {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #delays: readonly number[];
  readonly #network: F32Block;
  readonly #lines: F32Block;
  readonly #glideFrames: number;
  #decay: Decay;

  /**
   * @param delays Frames of each line; the first eight belong to the left. Lines 4-7 and 12-15 swing.
   * @param swingsHz Rates of the eight swinging lines.
   */
  constructor(kernels: Kernels, sampleRateHz: number, delays: readonly number[], swingsHz: readonly number[], decay: Decay) {
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#delays = delays;
    this.#decay = decay;
    this.#glideFrames = Math.round(0.05 * sampleRateHz);
    let length = 1;
    while (length < Math.max(...delays) + 0.002 * sampleRateHz + 8) length *= 2;
    this.#network = kernels.heap.f32(NETWORK_WORDS);
    this.#lines = kernels.heap.f32(NETWORK_LINES * (length + STAGGER));
    const words = this.#words();
    words[0] = length - 1;
    words[1] = 4 * (length + STAGGER);
    words.set(delays, PLACE.delays);
    words.set(
      swingsHz.map((hz) => Math.round((hz / sampleRateHz) * 4294967296)),
      PLACE.increments,
    );
    this.reset();
  }

  /** Mean power gain of the lines: what steady input piles up to is 1 / (1 - this). */
  get loopPower(): number {
    const powers = this.#delays.map((frames) => lineGain(frames, this.#decay.rt60S, this.#sampleRateHz));
    return powers.reduce((sum, gain) => sum + gain * gain, 0) / NETWORK_LINES;
  }

  reset(): void {
    const words = this.#words();
    const memory = this.#network.array;
    this.#lines.array.fill(0);
    memory.fill(0, PLACE.poles + 3 * GROUP, PLACE.phases);
    words[2] = 0;
    for (let line = 0; line < MOVING_LINES; line++) words[PLACE.phases + line] = startPhase(line);
    this.#aim(1);
    memory[PLACE.glide] = 0;
    memory[PLACE.depth] = memory[PLACE.depth + 2] as number;
    for (let line = 0; line < GROUP; line++) {
      memory[PLACE.gains + line] = memory[PLACE.gains + 2 * GROUP + line] as number;
      memory[PLACE.poles + line] = memory[PLACE.poles + 2 * GROUP + line] as number;
    }
  }

  /** Glides to another decay. */
  setDecay(decay: Decay): void {
    const now = this.#decay;
    if (decay.rt60S === now.rt60S && decay.dampingHz === now.dampingHz && decay.depthMs === now.depthMs) return;
    this.#decay = decay;
    this.#aim(this.#glideFrames);
  }

  /** Sets off towards the decay that is asked for. */
  #aim(frames: number): void {
    const decay = this.#decay;
    const memory = this.#network.array;
    memory[PLACE.glide] = frames;
    aim(memory, PLACE.depth, 1, (decay.depthMs * this.#sampleRateHz) / 1000, frames);
    for (let line = 0; line < GROUP; line++) {
      const gain = lineGain(this.#delays[line] as number, decay.rt60S, this.#sampleRateHz);
      aim(memory, PLACE.gains + line, GROUP, gain, frames);
      aim(memory, PLACE.poles + line, GROUP, dampingPole(gain, decay.dampingHz, this.#sampleRateHz), frames);
    }
  }

  /** Addresses of four blocks: the input's two, the output's two. */
  run(inLeft: number, inRight: number, outLeft: number, outRight: number, frames: number): void {
    this.#kernels.call.runFeedbackNetwork(this.#network.ptr, this.#lines.ptr, inLeft, inRight, outLeft, outRight, frames);
  }

  dispose(): void {
    this.#kernels.heap.release(this.#network);
    this.#kernels.heap.release(this.#lines);
  }

  #words(): Int32Array {
    return new Int32Array(this.#kernels.heap.memory.buffer, this.#network.ptr, NETWORK_WORDS);
  }
}

/** Sets the step and the target of a value that lies `stride` before its step. */
function aim(memory: Float32Array, at: number, stride: number, target: number, frames: number): void {
  memory[at + stride] = (target - (memory[at] as number)) / frames;
  memory[at + 2 * stride] = target;
}

/** Spread evenly over the turn, in an order without pattern: multiples of the golden section. */
function startPhase(line: number): number {
  return Math.imul(line + 1, 0x9e3779b9) | 0;
}

/** The first prime number from `from` on: lines whose lengths share no factor do not ring together. */
export function nextPrime(from: number): number {
  for (let candidate = Math.max(2, Math.round(from)); ; candidate++) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate && isPrime; factor++) isPrime = candidate % factor !== 0;
    if (isPrime) return candidate;
  }
}
