// What leaks in behind a curve: the other channel, and noise that stops in digital silence. Costs nothing while both are off.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { Ramps } from "../ramps.ts";
import { GLIDE_S, NOISE_FADE_S, NOISE_HOLD_S } from "./saturation.params.ts";
import { scramble } from "./scramble.ts";
import type { WetPath } from "./wet-path.ts";

export interface Leak {
  /** Linear. */
  readonly crosstalk: number;
  /** Linear, unweighted, up to half the rate. */
  readonly noiseRms: number;
  readonly seed: number;
}

const SILENCE_PLACE = 1;
const LONG_AGO = 1e9;

export class CrosstalkAndNoise {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #ramps: Ramps;
  readonly #state: F64Block;
  #seed: number;
  #framesToRun = 0; // while a glide to nothing lasts
  #on: boolean;

  constructor(kernels: Kernels, sampleRateHz: number, leak: Leak) {
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#ramps = new Ramps(kernels, rampsOf(leak));
    this.#state = kernels.heap.f64(2);
    this.#seed = leak.seed;
    this.#on = isOn(leak);
  }

  glideTo(leak: Leak): void {
    const frames = Math.round(GLIDE_S * this.#sampleRateHz);
    if (leak.seed !== this.#seed) this.#sow(leak.seed);
    this.#ramps.glide(rampsOf(leak), frames);
    if (this.#on && !isOn(leak)) this.#framesToRun = frames;
    this.#on = isOn(leak);
  }

  /** Behind the curve, before the mix: it looks at the dry signal for silence. */
  process(path: WetPath, left: number, right: number, frames: number): void {
    const count = this.#on ? frames : Math.min(frames, this.#framesToRun);
    if (count === 0) return;
    if (!this.#on) this.#framesToRun -= count;
    const hold = NOISE_HOLD_S * this.#sampleRateHz;
    const fade = NOISE_FADE_S * this.#sampleRateHz;
    const { call } = this.#kernels;
    const state = this.#state.ptr;
    call.addCrosstalkAndNoise(this.#ramps.ptr, state, path.dryPtr, path.strideBytes, left, right, count, hold, fade);
  }

  reset(): void {
    this.#ramps.jump();
    this.#framesToRun = 0;
    this.#state.array[SILENCE_PLACE] = LONG_AGO; // no noise before the first sound
    this.#sow(this.#seed);
  }

  #sow(seed: number): void {
    const state = this.#state.array;
    const seeds = new Int32Array(state.buffer, state.byteOffset, 2);
    this.#seed = seed;
    seeds[0] = scramble(seed) | 1;
    seeds[1] = scramble(seed + 77) | 1;
  }

  release(): void {
    this.#ramps.dispose();
    this.#kernels.heap.release(this.#state);
  }
}

function isOn({ crosstalk, noiseRms }: Leak): boolean {
  return crosstalk !== 0 || noiseRms !== 0;
}

/** Two uniform numbers have 2/3 of their peak's power. */
function rampsOf({ crosstalk, noiseRms }: Leak): number[] {
  return [crosstalk, noiseRms * Math.sqrt(1.5)];
}
