// Diffusion in front of a reverb's network: dispersive all-passes (lows later than highs, as in a plate), then Schroeder all-passes,
// in series on each side. kernels/reverb-diffusion.ts runs them; the layout of their memory stands there.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { lineGain, nextPrime } from "./feedback-network.ts";
import type { DiffuserVoicing } from "./voicing.ts";

const SHORTEST_FRAMES = 5;
const ROOM = 8;
const STAGE_WORDS = 8;
const [DELAY, GAIN, KEEP, STEP, TARGET] = [0, 1, 2, 3, 4] as const;
const GLIDE = 4;
const POSITION = 2;
const GLIDE_S = 0.05;
const TILE = 4;
const DISPERSION_LENGTH = 36;
const DISPERSION_COUNT = 32;

interface Side {
  readonly chain: F32Block;
  readonly lines: F32Block;
  readonly dispersion: F32Block;
  readonly delays: readonly number[];
}

export class Diffusion {
  readonly #kernels: Kernels;
  readonly #stages: readonly DiffuserVoicing[];
  readonly #sampleRateHz: number;
  readonly #coefficient: number;
  readonly #sides: readonly Side[];
  #rt60S: number;

  constructor(
    kernels: Kernels,
    stages: readonly DiffuserVoicing[],
    dispersionFrames: number,
    sampleRateHz: number,
    rt60S: number,
  ) {
    this.#kernels = kernels;
    this.#stages = stages;
    this.#sampleRateHz = sampleRateHz;
    this.#rt60S = rt60S;
    const frames = (dispersionFrames * sampleRateHz) / 48_000;
    this.#coefficient = dispersionFrames === 0 ? 0 : (1 - frames) / (1 + frames);
    this.#sides = [0, 1].map((side) => {
      const delays = stages.map(({ ms }) => nextPrime(Math.max(((ms[side] as number) * sampleRateHz) / 1000, SHORTEST_FRAMES)));
      let length = 16;
      while (length < Math.max(...delays) + TILE) length *= 2;
      const chain = kernels.heap.f32(STAGE_WORDS * (1 + stages.length));
      const lines = kernels.heap.f32(stages.length * (length + ROOM));
      const words = new Int32Array(kernels.heap.memory.buffer, chain.ptr, chain.length);
      words.set([length - 1, 4 * (length + ROOM), 0, stages.length]);
      stages.forEach(({ gain }, stage) => {
        words[STAGE_WORDS * (1 + stage) + DELAY] = delays[stage] as number;
        chain.array[STAGE_WORDS * (1 + stage) + GAIN] = gain;
      });
      return { chain, lines, delays, dispersion: kernels.heap.f32(DISPERSION_LENGTH) };
    });
    this.reset();
  }

  /** How much power comes through: below 1, as what is inside decays. */
  get power(): number {
    const powers = this.#sides.map(({ delays }) =>
      delays.reduce((product, frames, stage) => {
        const { gain } = this.#stages[stage] as DiffuserVoicing;
        const square = gain * gain;
        const keep = lineGain(2 * frames, this.#rt60S, this.#sampleRateHz);
        return product * (square + (keep * (1 - square) * (1 - square)) / (1 - square * keep));
      }, 1),
    );
    return ((powers[0] as number) + (powers[1] as number)) / 2;
  }

  reset(): void {
    for (const { chain, lines, dispersion } of this.#sides) {
      lines.array.fill(0);
      dispersion.array.fill(0, 0, DISPERSION_COUNT + 1);
      chain.array[POSITION] = 0;
    }
    this.#aim(1);
    for (const { chain } of this.#sides) {
      const memory = chain.array;
      memory[GLIDE] = 0;
      for (let at = STAGE_WORDS; at < memory.length; at += STAGE_WORDS) memory[at + KEEP] = memory[at + TARGET] as number;
    }
  }

  /** Glides to another reverberation time: what rings in here decays as the network does. */
  setRt60S(rt60S: number): void {
    if (rt60S === this.#rt60S) return;
    this.#rt60S = rt60S;
    this.#aim(Math.round((GLIDE_S * this.#sampleRateHz) / TILE));
  }

  #aim(tiles: number): void {
    for (let side = 0; side < 2; side++) {
      const { chain, delays } = this.#sides[side] as Side;
      const memory = chain.array;
      memory[GLIDE] = tiles;
      for (let stage = 0; stage < delays.length; stage++) {
        const at = STAGE_WORDS * (1 + stage);
        const target = lineGain(delays[stage] as number, this.#rt60S, this.#sampleRateHz);
        memory[at + STEP] = (target - (memory[at + KEEP] as number)) / tiles;
        memory[at + TARGET] = target;
      }
    }
  }

  /** In place; both blocks have room for four frames more. */
  run(left: number, right: number, frames: number): void {
    for (let side = 0; side < 2; side++) {
      const { chain, lines, dispersion } = this.#sides[side] as Side;
      const samples = side === 0 ? left : right;
      if (this.#coefficient < 0) this.#kernels.call.disperse(dispersion.ptr, samples, this.#coefficient, frames);
      this.#kernels.call.diffuse(chain.ptr, lines.ptr, samples, frames);
    }
  }

  dispose(): void {
    for (const { chain, lines, dispersion } of this.#sides) {
      for (const piece of [chain, lines, dispersion]) this.#kernels.heap.release(piece);
    }
  }
}
