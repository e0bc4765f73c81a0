// Fast Fourier transform of power-of-two sizes in kernel memory (kernels/fft.ts), single precision: noise about -140 dB.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { cos, PI, sin } from "../units/exact-math.ts";

const SMALLEST = 16;
const LARGEST = 65536;
/** Floats of room behind each array, for loops that read the spectrum backwards from bin `size`, which is bin 0. */
const ROOM = 4;

/** A plan for one size. Owns the arrays it transforms. */
export class Fft {
  readonly size: number;
  /** Real parts: input before a transform, result after it. */
  readonly re: F32Block;
  /** Imaginary parts. */
  readonly im: F32Block;
  readonly #work: F32Block;
  readonly #twiddles: F32Block;
  readonly #kernels: Kernels;

  /** `size`: a power of two from 16 to 65536. */
  constructor(kernels: Kernels, size: number) {
    checkFftSize(size, SMALLEST, LARGEST);
    this.size = size;
    this.#kernels = kernels;
    this.re = kernels.heap.f32(size + ROOM);
    this.im = kernels.heap.f32(size + ROOM);
    this.#work = kernels.heap.f32(4 * size);
    const table = twiddleTable(size);
    this.#twiddles = kernels.heap.f32(table.length);
    this.#twiddles.array.set(table);
  }

  /** X[k] = sum of x[n] e^(-2 pi i k n / size). */
  forward(): void {
    this.#kernels.call.fftForward(this.re.ptr, this.im.ptr, this.#work.ptr, this.size, this.#twiddles.ptr);
  }

  /** x[n] = sum of X[k] e^(+2 pi i k n / size): not divided by the size. */
  inverse(): void {
    this.#kernels.call.fftForward(this.im.ptr, this.re.ptr, this.#work.ptr, this.size, this.#twiddles.ptr);
  }

  release(): void {
    for (const block of [this.re, this.im, this.#work, this.#twiddles]) this.#kernels.heap.release(block);
  }
}

/** Throws unless `size` is a power of two in the range. */
export function checkFftSize(size: number, smallest: number, largest: number): void {
  if (!Number.isInteger(size) || (size & (size - 1)) !== 0 || size < smallest || size > largest)
    throw new RangeError(`fft: size is ${size}: a power of two from ${smallest} to ${largest} is needed.`);
}

/**
 * Twiddles in the order in which the kernel reads them: the first stage in groups of four lanes, w^p w^2p w^3p each as four real
 * and four imaginary parts; then stage by stage six numbers for each p. The last stage, radix 4 or 8, has none.
 */
export function twiddleTable(size: number): Float32Array {
  const table: number[] = [];
  for (let group = 0; group < size / 4; group += 4)
    for (const power of [1, 2, 3])
      for (const part of [cos, sin])
        for (let lane = 0; lane < 4; lane++) table.push(rotation(part, power * (group + lane), size));
  for (let length = size / 4; length > 8; length /= 4)
    for (let p = 0; p < length / 4; p++)
      for (const power of [1, 2, 3]) table.push(rotation(cos, power * p, length), rotation(sin, power * p, length));
  return Float32Array.from(table);
}

function rotation(part: (x: number) => number, turns: number, length: number): number {
  return part((-2 * PI * turns) / length);
}
