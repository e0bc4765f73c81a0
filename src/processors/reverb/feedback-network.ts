// The feedback delay network of a reverb: 32 lines whose gains, low-passes and low shelves give the decay that is asked for.
// kernels/feedback-network.ts runs it; the layout of its memory stands there. Sources: Jot and Chaigne, AES 90th Convention, 1991;
// for the swinging all-passes Werner, DAFx-20, 2020.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { cos, exp, LN10, log, PI, sin, tan } from "../../units/exact-math.ts";

export const NETWORK_LINES = 32;
const FIXED_WORDS = 912;
const WORDS_A_TILE = 128;
const PLACE = {
  glide: 3,
  swing: 4,
  holdMask: 7,
  middle: 9,
  shelfPole: 10,
  leads: 16,
  phases: 496,
  increments: 528,
  begins: 816,
  ends: 848,
  places: 880,
} as const;
const GAINS = 48;
const SHORT_GAINS = 144;
const POLES = 240;
const SHELVES = 336;
const LOW_STATES = 432;
const GROUP = NETWORK_LINES;
const TILE = 4;
const FLOAT_BYTES = 4;
/** Frames at 48 kHz by which the swinging all-passes delay, in the middle of the spectrum and on the average of the swing. */
const SWING_FRAMES = 7;
/** Behind each ring stands a copy of its first frames. */
const COPIED_FRAMES = 8;
/** Low-passes from this share of half the rate on are off. */
const OPEN_SHARE = 0.9;
/** Below this the bass ratio holds, above it the plain reverberation time; the way over takes an octave on each side. */
export const BASS_HZ = 250;
const GLIDE_S = 0.05;

export interface Decay {
  /** Seconds to -60 dB at middle frequencies. */
  readonly rt60S: number;
  /** Reverberation time of the lows, against that of the middle. */
  readonly bassRatio: number;
  /** Where the reverberation time is half of that of the middle; 0 is nowhere. */
  readonly dampingHz: number;
  /** What the reverberation time is multiplied by when the decay is shortened. */
  readonly shortened: number;
  /** 0..1: how far the all-passes swing. */
  readonly swing: number;
}

/** A network as it is built: what cannot change while it runs. */
export interface NetworkShape {
  /** Frames of each line, at least eight. */
  readonly delays: readonly number[];
  /** Rates of the swings, one for each line. */
  readonly swingsHz: readonly number[];
  /** Angle of the all-passes around which they swing, and by how much at most (radians). Negative angles delay lows more than highs. */
  readonly middleAngle: number;
  readonly swingAngle: number;
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

/** Pole of the shelves' low-pass. */
export function shelfPole(sampleRateHz: number): number {
  const g = tan((PI * BASS_HZ) / sampleRateHz);
  return (1 - g) / (1 + g);
}

/** What a line's shelf adds at DC to its gain. */
export function shelfGain(frames: number, { rt60S, bassRatio }: Decay, sampleRateHz: number): number {
  return lineGain(frames, rt60S * bassRatio, sampleRateHz) / lineGain(frames, rt60S, sampleRateHz) - 1;
}

/** Reverberation time at `hz` of lines of these lengths with the filters that belong to `decay`: the law of a network. */
export function networkRt60S(delays: readonly number[], decay: Decay, hz: number, sampleRateHz: number): number {
  const loss = delays.reduce((sum, frames) => sum + lineLoss(frames, decay, hz, sampleRateHz), 0);
  return (3 * LN10 * delays.reduce((sum, frames) => sum + frames, 0)) / (loss * sampleRateHz);
}

/** What a line of `frames` frames takes away at `hz`, in neper. */
function lineLoss(frames: number, decay: Decay, hz: number, sampleRateHz: number): number {
  const gain = lineGain(frames, decay.rt60S, sampleRateHz);
  const turn = (2 * PI * hz) / sampleRateHz;
  const low = onePole(dampingPole(gain, decay.dampingHz, sampleRateHz), turn);
  const bass = onePole(shelfPole(sampleRateHz), turn);
  const shelf = shelfGain(frames, decay, sampleRateHz);
  const re = 1 + shelf * bass.re;
  const im = shelf * bass.im;
  const power = (low.re * low.re + low.im * low.im) * (re * re + im * im);
  return -(log(gain) + 0.5 * log(power));
}

/** Response of y = x + pole (y' - x) at an angle on the unit circle. */
function onePole(pole: number, turn: number): { readonly re: number; readonly im: number } {
  const re = 1 - pole * cos(turn);
  const im = pole * sin(turn);
  const scale = (1 - pole) / (re * re + im * im);
  return { re: scale * re, im: -scale * im };
}

export class FeedbackNetwork {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #shape: NetworkShape;
  readonly #network: F32Block;
  readonly #lines: F32Block;
  readonly #glideTiles: number;
  /** Lengths that count for the decay: those of the lines and of what swings in them. */
  readonly #ways: readonly number[];
  #decay: Decay;

  constructor(kernels: Kernels, sampleRateHz: number, shape: NetworkShape, decay: Decay) {
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#shape = shape;
    this.#decay = decay;
    this.#ways = shape.delays.map((frames) => frames + Math.round((SWING_FRAMES * sampleRateHz) / 48_000));
    this.#glideTiles = Math.round((GLIDE_S * sampleRateHz) / TILE);
    // rings of whole tiles: what is read must not lie in the tile that is written
    const rings = shape.delays.map((frames) => TILE * (Math.ceil(frames / TILE) + 1));
    // the all-passes are four frames long at 48 kHz, and as long in time at higher rates
    const tiles = sampleRateHz > 144_000 ? 4 : sampleRateHz > 72_000 ? 2 : 1;
    this.#network = kernels.heap.f32(FIXED_WORDS + WORDS_A_TILE * tiles);
    this.#lines = kernels.heap.f32(rings.reduce((sum, frames) => sum + frames + COPIED_FRAMES, 0));
    const words = this.#words();
    words[PLACE.holdMask] = tiles - 1;
    let begin = 0;
    for (let line = 0; line < NETWORK_LINES; line++) {
      const ring = rings[line] as number;
      words[PLACE.leads + line] = FLOAT_BYTES * (ring - (shape.delays[line] as number));
      words[PLACE.begins + line] = FLOAT_BYTES * begin;
      words[PLACE.ends + line] = FLOAT_BYTES * (begin + ring);
      begin += ring + COPIED_FRAMES;
    }
    words.set(
      shape.swingsHz.map((hz) => Math.round(((hz * TILE) / sampleRateHz) * 4294967296)),
      PLACE.increments,
    );
    this.reset();
  }

  /** Mean power gain of the lines: what steady input piles up to is 1 / (1 - this). */
  get loopPower(): number {
    const powers = this.#ways.map((frames) => lineGain(frames, this.#decay.rt60S, this.#sampleRateHz));
    return powers.reduce((sum, gain) => sum + gain * gain, 0) / NETWORK_LINES;
  }

  reset(): void {
    const words = this.#words();
    const memory = this.#network.array;
    this.#lines.array.fill(0);
    memory.fill(0, LOW_STATES, PLACE.phases);
    memory.fill(0, FIXED_WORDS);
    words[2] = 0;
    for (let line = 0; line < NETWORK_LINES; line++) words[PLACE.places + line] = words[PLACE.begins + line] as number;
    memory[8] = 0;
    memory[PLACE.middle] = this.#shape.middleAngle;
    memory[PLACE.shelfPole] = shelfPole(this.#sampleRateHz);
    for (let line = 0; line < GROUP; line++) words[PLACE.phases + line] = startPhase(line);
    this.#aim(1);
    memory[PLACE.glide] = 0;
    memory[PLACE.swing] = memory[PLACE.swing + 2] as number;
    for (let line = 0; line < GROUP; line++) {
      for (const kind of [GAINS, SHORT_GAINS, POLES, SHELVES]) {
        memory[kind + line] = memory[kind + 2 * GROUP + line] as number;
      }
    }
  }

  /** Glides to another decay. */
  setDecay(decay: Decay): void {
    const now = this.#decay;
    const isSame =
      decay.rt60S === now.rt60S &&
      decay.bassRatio === now.bassRatio &&
      decay.dampingHz === now.dampingHz &&
      decay.shortened === now.shortened &&
      decay.swing === now.swing;
    if (isSame) return;
    this.#decay = decay;
    this.#aim(this.#glideTiles);
  }

  /** Sets off towards the decay that is asked for. */
  #aim(tiles: number): void {
    const decay = this.#decay;
    const rateHz = this.#sampleRateHz;
    const memory = this.#network.array;
    memory[PLACE.glide] = tiles;
    aim(memory, PLACE.swing, 1, decay.swing * this.#shape.swingAngle, tiles);
    for (let line = 0; line < GROUP; line++) {
      const frames = this.#ways[line] as number;
      const gain = lineGain(frames, decay.rt60S, rateHz);
      aim(memory, GAINS + line, GROUP, gain, tiles);
      aim(memory, SHORT_GAINS + line, GROUP, lineGain(frames, decay.rt60S * decay.shortened, rateHz), tiles);
      aim(memory, POLES + line, GROUP, dampingPole(gain, decay.dampingHz, rateHz), tiles);
      aim(memory, SHELVES + line, GROUP, shelfGain(frames, decay, rateHz), tiles);
    }
  }

  /**
   * Addresses: the input's two blocks, the output's two (each with room for four frames more), and how far the decay is shortened (0..1)
   * at each frame.
   */
  run(inLeft: number, inRight: number, outLeft: number, outRight: number, shortening: number, frames: number): void {
    const { call } = this.#kernels;
    call.runFeedbackNetwork(this.#network.ptr, this.#lines.ptr, inLeft, inRight, outLeft, outRight, shortening, frames);
  }

  dispose(): void {
    this.#kernels.heap.release(this.#network);
    this.#kernels.heap.release(this.#lines);
  }

  #words(): Int32Array {
    return new Int32Array(this.#kernels.heap.memory.buffer, this.#network.ptr, this.#network.length);
  }
}

/** Sets the step and the target of a value that lies `stride` before its step. */
function aim(memory: Float32Array, at: number, stride: number, target: number, tiles: number): void {
  memory[at + stride] = (target - (memory[at] as number)) / tiles;
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

/** Of each sixteen lines these take the left input, the others the right (see the kernel's signs). */
const LEFT_OF_SIXTEEN = [1, 3, 5, 7, 8, 10, 12, 14];

/**
 * Different prime lengths from `shortestMs` to `longestMs`, evenly spread in ratio, dealt out so that both sides and all groups of four
 * get short and long ones.
 */
export function lineFrames(shortestMs: number, longestMs: number, sampleRateHz: number): number[] {
  const frames = Array.from({ length: NETWORK_LINES }, () => 0);
  const isLeft = (line: number) => LEFT_OF_SIXTEEN.includes(line % 16);
  const lines = Array.from(frames.keys());
  const sides = [lines.filter(isLeft), lines.filter((line) => !isLeft(line))] as const;
  let last = 0;
  for (let index = 0; index < NETWORK_LINES; index++) {
    const ms = shortestMs * exp((index / (NETWORK_LINES - 1)) * log(longestMs / shortestMs));
    last = nextPrime(Math.max((ms * sampleRateHz) / 1000, last + 1));
    const turn = index >> 1;
    const side = sides[(index + turn) % 2 === 0 ? 0 : 1];
    frames[side[(5 * turn) % 16] as number] = last;
  }
  return frames;
}
