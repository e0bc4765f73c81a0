// Fast Fourier transform of power-of-two sizes in kernel memory (kernels/fft.ts), single precision: noise about -140 dB.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { PI, sin } from "../units/exact-math.ts";

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
 * and four imaginary parts; then stage by stage six numbers for each p. The last stage, radix 4 or 8, has none. Shared: read only.
 */
export function twiddleTable(size: number): Float32Array {
  const known = tables.get(size);
  if (known) return known;
  const table = makeTwiddles(size);
  if (size <= LARGEST_KEPT) tables.set(size, table);
  return table;
}

/** Plans of a few sizes are made again and again: for every channel and every meter. */
const tables = new Map<number, Float32Array>();
const LARGEST_KEPT = 8192;

function makeTwiddles(size: number): Float32Array {
  const wave = sineWave(size);
  const quarter = size / 4;
  let length = 6 * quarter;
  for (let stage = quarter; stage > 8; stage /= 4) length += (6 * stage) / 4;
  const table = new Float32Array(length);
  let at = 0;
  for (let group = 0; group < quarter; group += 4)
    for (let power = 1; power <= 3; power++, at += 8)
      for (let lane = 0; lane < 4; lane++) {
        const turn = power * (group + lane);
        table[at + lane] = wave[(turn + quarter) & (size - 1)] ?? 0;
        table[at + 4 + lane] = -(wave[turn] ?? 0);
      }
  for (let stage = quarter, step = 4; stage > 8; stage /= 4, step *= 4)
    for (let p = 0; p < stage / 4; p++)
      for (let power = 1; power <= 3; power++, at += 2) {
        const turn = power * p * step;
        table[at] = wave[(turn + quarter) & (size - 1)] ?? 0;
        table[at + 1] = -(wave[turn] ?? 0);
      }
  return table;
}

/** One turn of a sine in `size` steps; a quarter of a turn further on it is the cosine. */
function sineWave(size: number): Float64Array {
  const wave = new Float64Array(size);
  const half = size / 2;
  for (let step = 0; step <= size / 4; step++) {
    const value = sin((2 * PI * step) / size);
    wave[step] = value;
    wave[(half - step) % size] = value;
    wave[half + step] = -value;
    wave[(size - step) % size] = -value;
  }
  wave[0] = wave[half] = 0;
  return wave;
}
