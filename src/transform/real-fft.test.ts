// The transform of real signals against a plain one in double precision, Parseval's theorem, and there and back.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { RealFft, realFftRoom } from "./real-fft.ts";

const kernels = instantiateKernels();

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31);
}

/** Recursive radix-2 transform in double precision: the plain twin. */
function plainFft(re: Float64Array, im: Float64Array): [Float64Array, Float64Array] {
  const size = re.length;
  if (size === 1) return [re, im];
  const half = size / 2;
  const pick = (from: Float64Array, odd: number) => Float64Array.from({ length: half }, (_, n) => from[2 * n + odd] as number);
  const [evenRe, evenIm] = plainFft(pick(re, 0), pick(im, 0));
  const [oddRe, oddIm] = plainFft(pick(re, 1), pick(im, 1));
  const [outRe, outIm] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < half; k++) {
    const [c, s] = [Math.cos((2 * Math.PI * k) / size), -Math.sin((2 * Math.PI * k) / size)];
    const turnedRe = (oddRe[k] as number) * c - (oddIm[k] as number) * s;
    const turnedIm = (oddRe[k] as number) * s + (oddIm[k] as number) * c;
    outRe[k] = (evenRe[k] as number) + turnedRe;
    outIm[k] = (evenIm[k] as number) + turnedIm;
    outRe[k + half] = (evenRe[k] as number) - turnedRe;
    outIm[k + half] = (evenIm[k] as number) - turnedIm;
  }
  return [outRe, outIm];
}

describe.each([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])("real transform of %i", (size) => {
  const input = noise(size, size);
  const fft = new RealFft(kernels, size);
  const signal = kernels.heap.f32(size);
  const re = kernels.heap.f32(realFftRoom(size));
  const im = kernels.heap.f32(realFftRoom(size));
  signal.array.set(input);
  fft.forward(signal.ptr, re.ptr, im.ptr);

  test("bins are the plain twin's: on average to -136 dB of the noise's level, the worst to -121 dB", () => {
    const [plainRe, plainIm] = plainFft(Float64Array.from(input), new Float64Array(size));
    const level = Math.sqrt(size / 3);
    let worst = 0;
    let sum = 0;
    for (let k = 0; k <= size / 2; k++) {
      const error = Math.hypot(
        (re.array[k] as number) - (plainRe[k] as number),
        (im.array[k] as number) - (plainIm[k] as number),
      );
      worst = Math.max(worst, error);
      sum += error * error;
    }
    expect(Math.sqrt(sum / (size / 2 + 1)) / level).toBeLessThan(1.6e-7);
    expect(worst / level).toBeLessThan(9e-7);
    expect([im.array[0], im.array[size / 2]]).toEqual([0, 0]);
    expect(signal.array).toEqual(input);
  });

  test("Parseval: bins hold the energy of the samples", () => {
    const energy = input.reduce((sum, x) => sum + x * x, 0);
    let bins = 0;
    for (let k = 0; k <= size / 2; k++)
      bins += (k === 0 || k === size / 2 ? 1 : 2) * ((re.array[k] as number) ** 2 + (im.array[k] as number) ** 2);
    expect(Math.abs(bins / size / energy - 1)).toBeLessThan(1e-6);
  });

  test("there and back is the same, times the size", () => {
    const back = kernels.heap.f32(size);
    fft.inverse(re.ptr, im.ptr, back.ptr);
    let worst = 0;
    for (let n = 0; n < size; n++) worst = Math.max(worst, Math.abs((back.array[n] as number) / size - (input[n] as number)));
    expect(worst).toBeLessThan(1e-6);
    kernels.heap.release(back);
  });
});

test("inverse of bins that no forward transform made: one bin is one cosine", () => {
  const size = 256;
  const fft = new RealFft(kernels, size);
  const [re, im, signal] = [0, 0, 0].map(() => kernels.heap.f32(size)) as [
    ReturnType<typeof kernels.heap.f32>,
    ReturnType<typeof kernels.heap.f32>,
    ReturnType<typeof kernels.heap.f32>,
  ];
  im.array[5] = 1;
  fft.inverse(re.ptr, im.ptr, signal.ptr);
  for (let n = 0; n < size; n++) expect(signal.array[n]).toBeCloseTo(-2 * Math.sin((2 * Math.PI * 5 * n) / size), 6);
  fft.release();
});

test("sizes that are no power of two are refused", () => {
  for (const size of [0, 16, 100, 131072]) expect(() => new RealFft(kernels, size)).toThrow(/power of two from 32/);
});
