// Fast Fourier transform of real signals, power-of-two sizes, single precision (kernels/real-fft.ts): noise about -140 dB.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { cos, PI, sin } from "../units/exact-math.ts";
import { checkFftSize, twiddleTable } from "./fft.ts";

const SMALLEST = 32;
const LARGEST = 65536;

/** Floats that an array for the real or the imaginary parts must have: bins 0 to size / 2 and room for a last vector. */
export function realFftRoom(size: number): number {
  return size / 2 + 4;
}

/** A plan for one size. Works from and to arrays of the caller, given as kernel addresses. */
export class RealFft {
  readonly size: number;
  readonly #work: F32Block;
  readonly #twiddles: F32Block;
  readonly #turns: F32Block;
  readonly #kernels: Kernels;

  /** `size`: a power of two from 32 to 65536. */
  constructor(kernels: Kernels, size: number) {
    checkFftSize(size, SMALLEST, LARGEST);
    const { heap } = kernels;
    this.size = size;
    this.#kernels = kernels;
    this.#work = heap.f32(2 * size + 8);
    this.#twiddles = filled(kernels, twiddleTable(size / 2));
    this.#turns = filled(kernels, turnTable(size));
  }

  /**
   * X[k] = sum of x[n] e^(-2 pi i k n / size) for k = 0 to size / 2. `signal`: `size` floats, left as they are; `re` and `im`:
   * arrays of `realFftRoom(size)` floats. The imaginary parts of the first and the last bin are 0.
   */
  forward(signal: number, re: number, im: number): void {
    this.#kernels.call.realFftForward(signal, re, im, this.#work.ptr, this.size, this.#twiddles.ptr, this.#turns.ptr);
  }

  /** The signal whose transform `re`, `im` are, times `size`. The imaginary parts of the first and the last bin are set to 0. */
  inverse(re: number, im: number, signal: number): void {
    this.#kernels.call.realFftInverse(re, im, signal, this.#work.ptr, this.size, this.#twiddles.ptr, this.#turns.ptr);
  }

  release(): void {
    for (const block of [this.#work, this.#twiddles, this.#turns]) this.#kernels.heap.release(block);
  }
}

function filled(kernels: Kernels, values: Float32Array): F32Block {
  const block = kernels.heap.f32(values.length);
  block.array.set(values);
  return block;
}

/** For each group of four bins four cosines and four sines of 2 pi k / size. */
function turnTable(size: number): Float32Array {
  const table = new Float32Array(size / 2);
  for (let bin = 0; bin < size / 4; bin++) {
    const angle = (2 * PI * bin) / size;
    const at = 8 * Math.floor(bin / 4) + (bin % 4);
    table[at] = cos(angle);
    table[at + 4] = sin(angle);
  }
  return table;
}
