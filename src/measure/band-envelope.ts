// The largest amplitude that a frequency band reaches: its bins alone, moved down to 0 Hz, transformed back at a low rate, and the
// blocks overlapped to the band's complex envelope. For a steady sine that is its amplitude, wherever its crests fall.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Band } from "./band-edges.ts";
import { Fft } from "./fft.ts";
import { taperedWindow } from "./windows.ts";

const SMALLEST = 16;
/** Samples of the envelope for each bin of the band: between two of them it can rise by a fraction of a dB only. */
const OVERSAMPLING = 1.5;

/** One band of one channel. */
export class BandEnvelope {
  readonly band: Band;
  readonly #kernels: Kernels;
  readonly #fft: Fft;
  readonly #window: F32Block;
  readonly #tailRe: F32Block;
  readonly #tailIm: F32Block;
  readonly #base: number;
  #largestSquare = 0;

  /** `blockSize`: of the transforms that `add` is given, which overlap by a quarter. */
  constructor(kernels: Kernels, band: Band, blockSize: number) {
    const bins = band.lastBin - band.firstBin + 1;
    let size = SMALLEST;
    while (size < bins * OVERSAMPLING) size *= 2;
    this.band = band;
    this.#kernels = kernels;
    this.#fft = new Fft(kernels, size);
    // A block begins three quarters of its size after the one before: only bins that are multiples of 4 keep their phase over
    // that, so the band moves down by one of those.
    this.#base = band.firstBin - (band.firstBin % 4);
    this.#window = kernels.heap.f32(size);
    this.#window.array.set(taperedWindow(size).map((value) => (value * 2) / blockSize));
    this.#tailRe = kernels.heap.f32(size / 4);
    this.#tailIm = kernels.heap.f32(size / 4);
  }

  /** Largest amplitude so far, linear. */
  get amplitude(): number {
    return Math.sqrt(this.#largestSquare);
  }

  /** The bins of the next block, from 0 Hz. */
  add(spectrumRe: F32Block, spectrumIm: F32Block): void {
    const { call } = this.#kernels;
    const { re, im, size } = this.#fft;
    const { firstBin, firstBelow, lastBin, lastShare } = this.band;
    const lead = firstBin - this.#base;
    const count = lastBin - firstBin + 1;
    re.array.fill(0, 0, lead);
    im.array.fill(0, 0, lead);
    const firstGain = Math.sqrt(1 - firstBelow);
    const lastGain = Math.sqrt(lastShare);
    call.placeBins(spectrumRe.ptr + 4 * firstBin, count, firstGain, lastGain, re.ptr + 4 * lead, size - lead);
    call.placeBins(spectrumIm.ptr + 4 * firstBin, count, firstGain, lastGain, im.ptr + 4 * lead, size - lead);
    this.#fft.inverse();
    this.#largestSquare = call.overlapEnvelope(
      this.#fft.re.ptr,
      this.#fft.im.ptr,
      this.#window.ptr,
      this.#tailRe.ptr,
      this.#tailIm.ptr,
      size,
      this.#largestSquare,
    );
  }

  release(): void {
    this.#fft.release();
    for (const block of [this.#window, this.#tailRe, this.#tailIm]) this.#kernels.heap.release(block);
  }
}
