// Streams audio through the K-weighting and keeps its energy: by slot for everything that is gated or shown over time, by hop
// for the momentary and short-term maxima.
import { type KWeighting, kWeighting } from "../filters/k-weighting.ts";
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { GrowingList } from "./growing-list.ts";
import { HOPS_PER_SLOT, hopStart } from "./time-grid.ts";

/** What `noteHops` (kernels/measure-loudness.ts) carries on: where the maxima are, and how much it is. */
const RING = { momentaryMax: 310, shortTermMax: 311, momentary: 312, length: 313 };
/** Behind the ten hops' energies of a slot. */
const FOLD = 10;

/** A pair of channels that share the two lanes of the kernel. */
interface Pair {
  readonly first: number;
  readonly second: number;
  readonly weightFirst: number;
  /** 0 where the pair is one channel. */
  readonly weightSecond: number;
  readonly state: F64Block;
}

/** K-weighted energy of a stream. Times are counted in whole hops of 10 ms; a last part of a hop is left out. */
export class KEnergy {
  /** Per slot of 100 ms: sum of squares, each channel by its weight. */
  readonly slotEnergies = new GrowingList();
  /** Per slot: the same of the mono fold (left + right) / 2 on both speakers. Empty unless there are two channels. */
  readonly slotFoldEnergies = new GrowingList();
  /** Per slot: its frames. */
  readonly slotFrames = new GrowingList();
  /** Per slot: mean square of the 400 ms that end with it; 0 until there are 400 ms. */
  readonly momentary = new GrowingList();
  readonly #kernels: Kernels;
  readonly #weights: readonly number[];
  readonly #sampleRateHz: number;
  readonly #pairs: Pair[] = [];
  readonly #coefficients: F64Block;
  readonly #sums: F64Block;
  readonly #energies: F64Block;
  readonly #ring: F64Block;
  #hops = 0;

  constructor(kernels: Kernels, sampleRateHz: number, weights: readonly number[]) {
    this.#kernels = kernels;
    this.#weights = weights;
    this.#sampleRateHz = sampleRateHz;
    for (let first = 0; first < weights.length; first += 2)
      this.#pairs.push({
        first,
        second: Math.min(first + 1, weights.length - 1),
        weightFirst: weights[first] ?? 0,
        weightSecond: weights[first + 1] ?? 0,
        state: kernels.heap.f64(8),
      });
    this.#coefficients = kernels.heap.f64(8);
    this.#coefficients.array.set(kernelCoefficients(kWeighting(sampleRateHz)));
    this.#sums = kernels.heap.f64(4);
    this.#energies = kernels.heap.f64(FOLD + 1);
    this.#ring = kernels.heap.f64(RING.length);
    this.#ring.array.fill(-1, RING.momentaryMax);
  }

  /** Largest mean square of any 400 ms, on the 10 ms grid; -1 while there are none. */
  get momentaryMax(): number {
    return this.#ring.array[RING.momentaryMax] ?? -1;
  }

  /** Largest mean square of any 3 s, on the 10 ms grid; -1 while there are none. */
  get shortTermMax(): number {
    return this.#ring.array[RING.shortTermMax] ?? -1;
  }

  /** One slot, or the whole hops of an unfinished last one. `addresses`: where each channel's slot begins. */
  addSlot(addresses: readonly number[], frames: number): void {
    const { call } = this.#kernels;
    const first = this.#hops;
    const rateHz = this.#sampleRateHz;
    const [coefficients, sums, energies] = [this.#coefficients.ptr, this.#sums.ptr, this.#energies.ptr];
    let hops = 0;
    for (const pair of this.#pairs) {
      const left = addresses[pair.first] ?? 0;
      const right = addresses[pair.second] ?? 0;
      const { state, weightFirst, weightSecond } = pair;
      hops = call.kWeightedHops(
        left,
        right,
        frames,
        first,
        rateHz,
        state.ptr,
        coefficients,
        weightFirst,
        weightSecond,
        sums,
        energies,
      );
    }
    const energy = call.noteHops(energies, hops, first, rateHz, this.#ring.ptr);
    this.#hops += hops;
    if (hops < HOPS_PER_SLOT) return; // an unfinished slot counts for the maxima of its whole hops, not for gating
    this.slotEnergies.push(energy);
    if (this.#weights.length === 2) this.slotFoldEnergies.push(this.#energies.array[FOLD] ?? 0);
    this.slotFrames.push(hopStart(this.#hops, rateHz) - hopStart(first, rateHz));
    this.momentary.push(Math.max(0, this.#ring.array[RING.momentary] ?? 0));
  }

  release(): void {
    const own = [this.#coefficients, this.#sums, this.#energies, this.#ring];
    for (const block of [...own, ...this.#pairs.map((pair) => pair.state)]) this.#kernels.heap.release(block);
  }
}

/** The seven numbers the kernel takes. */
function kernelCoefficients({ shelf, highPass }: KWeighting): number[] {
  return [shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, highPass.a1, highPass.a2];
}
