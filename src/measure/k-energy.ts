// Streams audio through the K-weighting and keeps its energy: by slot for everything that is gated or shown over time, by hop
// for the momentary and short-term maxima.
import { type KWeighting, kWeighting } from "../filters/k-weighting.ts";
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { GrowingList } from "./growing-list.ts";
import { HOPS_PER_SLOT, hopStart } from "./time-grid.ts";

const MOMENTARY_HOPS = 40;
const SHORT_TERM_HOPS = 300;

/** A pair of channels that share the two lanes of the kernel. */
interface Pair {
  readonly first: number;
  readonly second: number;
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
  /** Largest mean square of any 400 ms, on the 10 ms grid; -1 while there are none. */
  momentaryMax = -1;
  /** Largest mean square of any 3 s, on the 10 ms grid; -1 while there are none. */
  shortTermMax = -1;

  readonly #kernels: Kernels;
  readonly #weights: readonly number[];
  readonly #sampleRateHz: number;
  readonly #pairs: Pair[] = [];
  readonly #coefficients: F64Block;
  readonly #sums: F64Block;
  /** The last ten hops' energies, and for each of the last 300 hops the sum of the ten that end with it. */
  readonly #hopEnergies = new Float64Array(HOPS_PER_SLOT);
  readonly #tenHopEnergies = new Float64Array(SHORT_TERM_HOPS);
  #hops = 0;

  constructor(kernels: Kernels, sampleRateHz: number, weights: readonly number[]) {
    this.#kernels = kernels;
    this.#weights = weights;
    this.#sampleRateHz = sampleRateHz;
    for (let first = 0; first < weights.length; first += 2)
      this.#pairs.push({ first, second: Math.min(first + 1, weights.length - 1), state: kernels.heap.f64(8) });
    this.#coefficients = kernels.heap.f64(8);
    this.#coefficients.array.set(kernelCoefficients(kWeighting(sampleRateHz)));
    this.#sums = kernels.heap.f64(4);
  }

  /** One slot, or the whole hops of an unfinished last one. `addresses`: where each channel's slot begins. */
  addSlot(addresses: readonly number[], frames: number): void {
    const firstHop = this.#hops;
    const origin = hopStart(firstHop, this.#sampleRateHz);
    let energy = 0;
    let foldEnergy = 0;
    for (let hop = firstHop; hop < firstHop + HOPS_PER_SLOT; hop++) {
      const from = hopStart(hop, this.#sampleRateHz) - origin;
      const to = hopStart(hop + 1, this.#sampleRateHz) - origin;
      if (to > frames) return; // an unfinished slot counts for the maxima of its whole hops, not for gating
      const hopEnergy = this.#hopEnergy(addresses, from, to - from);
      energy += hopEnergy;
      foldEnergy += this.#foldEnergy();
      this.#noteHop(hop, hopEnergy);
      this.momentaryMax = Math.max(this.momentaryMax, this.#windowMean(MOMENTARY_HOPS));
      this.shortTermMax = Math.max(this.shortTermMax, this.#windowMean(SHORT_TERM_HOPS));
    }
    this.slotEnergies.push(energy);
    if (this.#weights.length === 2) this.slotFoldEnergies.push(foldEnergy);
    this.slotFrames.push(hopStart(this.#hops, this.#sampleRateHz) - origin);
    this.momentary.push(Math.max(0, this.#windowMean(MOMENTARY_HOPS)));
  }

  release(): void {
    for (const block of [this.#coefficients, this.#sums, ...this.#pairs.map((pair) => pair.state)])
      this.#kernels.heap.release(block);
  }

  #hopEnergy(addresses: readonly number[], from: number, frames: number): number {
    let energy = 0;
    for (const { first, second, state } of this.#pairs) {
      const left = (addresses[first] ?? 0) + 4 * from;
      const right = (addresses[second] ?? 0) + 4 * from;
      this.#kernels.call.kWeightedSums(left, right, frames, state.ptr, this.#coefficients.ptr, this.#sums.ptr);
      const sums = this.#sums.array;
      energy += (this.#weights[first] ?? 0) * (sums[0] ?? 0);
      if (second > first) energy += (this.#weights[second] ?? 0) * (sums[1] ?? 0);
    }
    return energy;
  }

  /** The fold of the pair that was summed last. */
  #foldEnergy(): number {
    const sums = this.#sums.array;
    return Math.max(0, 0.5 * ((sums[0] ?? 0) + (sums[1] ?? 0) + 2 * (sums[2] ?? 0)));
  }

  #noteHop(hop: number, energy: number): void {
    this.#hopEnergies[hop % HOPS_PER_SLOT] = energy;
    let ten = 0;
    for (const one of this.#hopEnergies) ten += one;
    this.#tenHopEnergies[hop % SHORT_TERM_HOPS] = ten;
    this.#hops = hop + 1;
  }

  /** Mean square of the last `hops` hops (a multiple of ten); -1 while there are fewer. */
  #windowMean(hops: number): number {
    if (this.#hops < hops) return -1;
    let energy = 0;
    for (let back = 1; back <= hops; back += HOPS_PER_SLOT)
      energy += this.#tenHopEnergies[(this.#hops - back) % SHORT_TERM_HOPS] ?? 0;
    return energy / (hopStart(this.#hops, this.#sampleRateHz) - hopStart(this.#hops - hops, this.#sampleRateHz));
  }
}

/** The seven numbers the kernel takes. */
function kernelCoefficients({ shelf, highPass }: KWeighting): number[] {
  return [shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, highPass.a1, highPass.a2];
}
