// The transform against the definition, in double precision.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { Fft } from "./fft.ts";

const kernels = instantiateKernels();

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31);
}

/** Bin k of the transform by its definition; the angle is reduced exactly before it becomes a number. */
function definition(re: Float32Array, im: Float32Array, k: number): [number, number] {
  let sumRe = 0;
  let sumIm = 0;
  for (let n = 0; n < re.length; n++) {
    const angle = (-2 * Math.PI * ((n * k) % re.length)) / re.length;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    sumRe += (re[n] ?? 0) * c - (im[n] ?? 0) * s;
    sumIm += (re[n] ?? 0) * s + (im[n] ?? 0) * c;
  }
  return [sumRe, sumIm];
}

describe.each([16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])("transform of %i", (size) => {
  const re = noise(size, 1);
  const im = noise(size, 2);

  test("bins are what the definition says, to -125 dB of the noise's level", () => {
    const fft = new Fft(kernels, size);
    fft.re.array.set(re);
    fft.im.array.set(im);
    fft.forward();
    const bins =
      size <= 256 ? Array.from({ length: size }, (_, k) => k) : [0, 1, 2, 3, 5, size / 4 + 1, size / 2, size - 7, size - 1];
    const level = Math.sqrt((2 / 3) * size);
    for (const k of bins) {
      const [wantedRe, wantedIm] = definition(re, im, k);
      expect(Math.hypot((fft.re.array[k] ?? NaN) - wantedRe, (fft.im.array[k] ?? NaN) - wantedIm) / level).toBeLessThan(6e-7);
    }
    fft.release();
  });

  test("there and back is the same, times the size", () => {
    const fft = new Fft(kernels, size);
    fft.re.array.set(re);
    fft.im.array.set(im);
    fft.forward();
    fft.inverse();
    let worst = 0;
    for (let n = 0; n < size; n++)
      worst = Math.max(
        worst,
        Math.hypot((fft.re.array[n] ?? NaN) / size - (re[n] ?? 0), (fft.im.array[n] ?? NaN) / size - (im[n] ?? 0)),
      );
    expect(worst).toBeLessThan(1e-6);
    fft.release();
  });
});

test("sizes that are no power of two are refused", () => {
  for (const size of [0, 8, 48, 100.5, 131072]) expect(() => new Fft(kernels, size)).toThrow(/power of two/);
});
