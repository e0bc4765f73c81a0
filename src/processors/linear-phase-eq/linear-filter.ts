// A symmetric filter as spectra of its partitions, drawn from a magnitude curve in kernel memory without taking any of it.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";
import { RealFft, realFftRoom } from "../../transform/real-fft.ts";
import { cos, PI } from "../../units/exact-math.ts";

const VALUES_A_SECTION = 7;
/** Beyond this part of the half length the taps are faded out. */
const FLAT_PART = 0.5;

/** Draws filters of one length. In two steps, so that neither takes long. */
export class FilterDesigner {
  readonly #kernels: Kernels;
  readonly #rateHz: number;
  readonly #length: number;
  readonly #partitions: number;
  readonly #fft: RealFft;
  readonly #partFft: RealFft;
  readonly #sections: F64Block;
  readonly #magnitudes: F32Block; // and imaginary parts of 0
  readonly #response: F32Block;
  readonly #window: F32Block;
  readonly #part: F32Block;
  #count = 0;

  /** `partFft`: of twice the frames of a partition. `maxSections` in series. */
  constructor(kernels: Kernels, length: number, partFft: RealFft, maxSections: number, rateHz: number) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#rateHz = rateHz;
    this.#length = length;
    this.#partitions = (2 * length) / partFft.size;
    this.#fft = new RealFft(kernels, length);
    this.#partFft = partFft;
    this.#sections = heap.f64(maxSections * VALUES_A_SECTION);
    this.#magnitudes = heap.f32(2 * realFftRoom(length));
    this.#response = heap.f32(length);
    this.#window = heap.f32(length / 2 + 4);
    this.#part = heap.f32(partFft.size);
    const flat = FLAT_PART * (length / 2);
    for (let distance = 0; distance < length / 2; distance++) {
      const faded = Math.max(0, (distance - flat) / (length / 2 - flat));
      this.#window.array[distance] = (0.5 + 0.5 * cos(PI * faded)) / length;
    }
  }

  /** What the next curve shall be. */
  take(sections: readonly LaplaceSection[]): void {
    const memory = this.#sections.array;
    this.#count = sections.length;
    for (let index = 0; index < sections.length; index++) {
      const { hz, n, d } = sections[index] as LaplaceSection;
      const at = index * VALUES_A_SECTION;
      memory[at] = 1 / (hz * hz);
      memory[at + 1] = n[0];
      memory[at + 2] = n[1] * n[1];
      memory[at + 3] = n[2];
      memory[at + 4] = d[0];
      memory[at + 5] = d[1] * d[1];
      memory[at + 6] = d[2];
    }
  }

  /** First step: the curve over the bins and its inverse transform. */
  drawResponse(): void {
    const room = realFftRoom(this.#length);
    const bins = this.#length / 2 + 1;
    const magnitudes = this.#magnitudes.ptr;
    this.#magnitudes.array.fill(0, room);
    this.#kernels.call.magnitudeCurve(this.#sections.ptr, this.#count, this.#rateHz / this.#length, magnitudes, bins);
    this.#fft.inverse(magnitudes, magnitudes + 4 * room, this.#response.ptr);
  }

  /** Second step: the spectra of the partitions, into `filters`. */
  drawPartitions(filters: F32Block): void {
    const frames = this.#partFft.size / 2;
    const room = realFftRoom(this.#partFft.size);
    for (let partition = 0; partition < this.#partitions; partition++) {
      const from = partition * frames;
      const scale = 1 / this.#partFft.size;
      const { call } = this.#kernels;
      call.symmetricTaps(this.#response.ptr, this.#window.ptr, this.#length, from, frames, scale, this.#part.ptr);
      const spectrum = filters.ptr + 8 * room * partition;
      this.#partFft.forward(this.#part.ptr, spectrum, spectrum + 4 * room);
    }
  }

  release(): void {
    this.#fft.release();
    for (const piece of [this.#sections, this.#magnitudes, this.#response, this.#window, this.#part])
      this.#kernels.heap.release(piece);
  }
}
