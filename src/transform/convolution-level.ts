// A stretch of an impulse response, cut into equal partitions and convolved by overlap-save. What a block of input gives is ready
// when the next block begins, so a level of blocks of B frames serves taps from B on.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { type RealFft, realFftRoom } from "./real-fft.ts";

export class ConvolutionLevel {
  readonly #kernels: Kernels;
  readonly #fft: RealFft;
  readonly #block: number; // frames
  readonly #room: number; // floats of one part of a spectrum
  readonly #partitions: number;
  readonly #filters: F32Block;
  readonly #ring: F32Block; // spectra of the latest blocks
  readonly #window: F32Block; // the block before and the one that fills
  readonly #sum: F32Block;
  readonly #result: F32Block; // in its second half what is heard during the block that fills
  #newest = 0;
  #filled = 0;

  /** `taps`: from the response's tap number fft.size / 2 on. The plan may be shared. */
  constructor(kernels: Kernels, fft: RealFft, taps: Float32Array) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#fft = fft;
    this.#block = fft.size / 2;
    this.#room = realFftRoom(fft.size);
    this.#partitions = Math.ceil(taps.length / this.#block);
    const spectrum = 2 * this.#room;
    this.#filters = heap.f32(this.#partitions * spectrum);
    this.#ring = heap.f32(this.#partitions * spectrum);
    this.#window = heap.f32(fft.size);
    this.#sum = heap.f32(spectrum);
    this.#result = heap.f32(fft.size);
    for (let partition = 0; partition < this.#partitions; partition++) {
      const part = taps.subarray(partition * this.#block, (partition + 1) * this.#block);
      this.#window.array.fill(0).set(part.map((tap) => tap / fft.size));
      this.#transform(this.#filters.ptr + 4 * partition * spectrum);
    }
    this.reset();
  }

  reset(): void {
    for (const { array } of [this.#ring, this.#window, this.#result]) array.fill(0);
    this.#newest = 0;
    this.#filled = 0;
  }

  /** Address of what this level adds to the output `ahead` frames after the last frame taken. */
  output(ahead: number): number {
    return this.#result.ptr + 4 * (this.#block + this.#filled + ahead);
  }

  /** Takes `frames` frames, a divisor of the block. */
  take(input: number, frames: number): void {
    const { call } = this.#kernels;
    call.copyFrames(input, this.#window.ptr + 4 * (this.#block + this.#filled), frames);
    this.#filled += frames;
    if (this.#filled < this.#block) return;
    this.#filled = 0;
    this.#newest = (this.#newest + 1) % this.#partitions;
    this.#transform(this.#ring.ptr + 8 * this.#newest * this.#room);
    call.multiplyPartitions(this.#ring.ptr, this.#filters.ptr, this.#room, this.#newest, this.#partitions, this.#sum.ptr);
    this.#fft.inverse(this.#sum.ptr, this.#sum.ptr + 4 * this.#room, this.#result.ptr);
    call.copyFrames(this.#window.ptr + 4 * this.#block, this.#window.ptr, this.#block);
  }

  release(): void {
    for (const block of [this.#filters, this.#ring, this.#window, this.#sum, this.#result]) this.#kernels.heap.release(block);
  }

  #transform(spectrum: number): void {
    this.#fft.forward(this.#window.ptr, spectrum, spectrum + 4 * this.#room);
  }
}
