// The largest amplitude that each frequency band reaches: its bins alone, moved down to 0 Hz, transformed back at a low rate, and
// the blocks overlapped to the band's complex envelope. For a steady sine that is its amplitude, wherever its crests fall.
import type { F32Block, F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Band } from "./band-edges.ts";
import { twiddleTable } from "../transform/fft.ts";
import { taperedWindow } from "./windows.ts";

const SMALLEST = 16;
/** Samples of the envelope for each bin of the band: between two of them it can rise by a fraction of a dB only. */
const OVERSAMPLING = 1.5;
/** Numbers a band has in the kernel's table (kernels/measure-band-envelope.ts), and where the largest square is among them. */
const DESCRIPTOR = 14;
const LARGEST_SQUARE = 11;

/** All bands of one channel. */
export class BandEnvelopes {
  readonly #kernels: Kernels;
  readonly #bands: number;
  readonly #descriptors: F64Block;
  readonly #blocks: F32Block[] = [];
  readonly #prune: number;

  /** `blockSize`: of the transforms that `add` is given, which overlap by a quarter. `prune` false: see the kernel; for tests. */
  constructor(kernels: Kernels, bands: readonly Band[], blockSize: number, prune = true) {
    this.#kernels = kernels;
    this.#bands = bands.length;
    this.#prune = prune ? 1 : 0;
    this.#descriptors = kernels.heap.f64(DESCRIPTOR * bands.length);
    const numbers = bands.flatMap((band) => this.#describe(band, blockSize));
    this.#descriptors.array.set(numbers);
  }

  /** Largest amplitude so far of the band at an index, linear. */
  amplitude(index: number): number {
    return Math.sqrt(this.#descriptors.array[DESCRIPTOR * index + LARGEST_SQUARE] ?? 0);
  }

  /** The bins of the next block from 0 Hz, and those of the block before. */
  add(re: F32Block, im: F32Block, lastRe: F32Block, lastIm: F32Block): void {
    const { call } = this.#kernels;
    call.bandEnvelopes(this.#descriptors.ptr, this.#bands, re.ptr, im.ptr, lastRe.ptr, lastIm.ptr, this.#prune);
  }

  release(): void {
    for (const block of [this.#descriptors, ...this.#blocks]) this.#kernels.heap.release(block);
  }

  #describe(band: Band, blockSize: number): number[] {
    const bins = band.lastBin - band.firstBin + 1;
    // A block begins three quarters of its size after the one before: only bins that are multiples of 4 keep their phase over
    // that, so the band moves down by one of those.
    const lead = band.firstBin % 4;
    let size = SMALLEST;
    while (size < lead + bins * OVERSAMPLING) size *= 2;
    const binGain = 2 / blockSize;
    const work = this.#zeros(4 * size);
    const twiddles = this.#block(twiddleTable(size));
    const window = this.#block(taperedWindow(size).map((value) => value * binGain));
    const tails = [this.#zeros(size / 4), this.#zeros(size / 4)];
    const edges = this.#block(edgeGains(band));
    const origin = band.firstBin - lead;
    return [band.firstBin, bins, origin, edges, size, work, twiddles, window, ...tails, binGain, 0, 0, 0];
  }

  #block(values: Float32Array): number {
    const ptr = this.#zeros(values.length);
    this.#blocks.at(-1)?.array.set(values);
    return ptr;
  }

  #zeros(length: number): number {
    const block = this.#kernels.heap.f32(length);
    this.#blocks.push(block);
    return block.ptr;
  }
}

/** Gains of the four bins around the first one and of the four around the last one: 0 outside of the band, by share at its edges. */
function edgeGains({ firstBin, firstBelow, lastBin, lastShare }: Band): Float32Array {
  const gains = new Float32Array(8).fill(1);
  gains.fill(0, 0, firstBin % 4);
  gains[firstBin % 4] = Math.sqrt(1 - firstBelow);
  gains[4 + (lastBin % 4)] = Math.sqrt(lastShare);
  gains.fill(0, 5 + (lastBin % 4));
  return gains;
}
