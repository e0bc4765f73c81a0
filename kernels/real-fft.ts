// FFT of real signals: even and odd samples as one complex signal of half the length, its transform taken apart.
import { fftFirstStageOfPairs, fftLaterStages, fftToPairs } from "./fft";

// @ts-ignore: decorator
@inline
function reversed(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 3, 2, 1, 0);
}

/**
 * Bins 0 to size / 2 of `size` real values; the imaginary parts of the first and last are 0. Not normalised. `re`, `im`: room for
 * size / 2 + 4 floats. `work`: 2 x size + 8 floats. `twiddles`: those of the half size. `turns`: for each group of four bins below size / 4
 * four cosines and four sines of 2 pi k / size.
 */
export function realFftForward(
  signal: usize,
  re: usize,
  im: usize,
  work: usize,
  size: i32,
  twiddles: usize,
  turns: usize,
): void {
  const half = size >> 1;
  fftFirstStageOfPairs(signal, work, half, twiddles);
  fftLaterStages(work, work + (<usize>half << 3), re, im, half, twiddles + <usize>half * 6);
  const end = <usize>half << 2;
  store<f32>(re + end, load<f32>(re)); // bin `half` of the complex transform is its bin 0
  store<f32>(im + end, load<f32>(im));
  const point5 = f32x4.splat(0.5);
  let back = end - 12;
  for (let at: usize = 0; at < end >> 1; at += 16) {
    const zr = v128.load(re + at);
    const zi = v128.load(im + at);
    const yr = reversed(v128.load(re + back));
    const yi = reversed(v128.load(im + back));
    const c = v128.load(turns);
    const s = v128.load(turns, 16);
    turns += 32;
    const evenR = f32x4.mul(point5, f32x4.add(zr, yr));
    const evenI = f32x4.mul(point5, f32x4.sub(zi, yi));
    const oddR = f32x4.mul(point5, f32x4.sub(zr, yr));
    const oddI = f32x4.mul(point5, f32x4.add(zi, yi));
    const turnedR = f32x4.sub(f32x4.mul(c, oddI), f32x4.mul(s, oddR));
    const turnedI = f32x4.add(f32x4.mul(c, oddR), f32x4.mul(s, oddI)); // minus the imaginary part
    v128.store(re + at, f32x4.add(evenR, turnedR));
    v128.store(im + at, f32x4.sub(evenI, turnedI));
    v128.store(re + back, reversed(f32x4.sub(evenR, turnedR)));
    v128.store(im + back, reversed(f32x4.sub(f32x4.neg(evenI), turnedI)));
    back -= 16;
  }
  const middle = im + (end >> 1);
  store<f32>(middle, -load<f32>(middle));
  store<f32>(im, 0);
  store<f32>(im + end, 0);
}

/** Real values of bins 0 to size / 2, times `size`. Bins stay as they are; the first and last count as real. Room as above. */
export function realFftInverse(
  re: usize,
  im: usize,
  signal: usize,
  work: usize,
  size: i32,
  twiddles: usize,
  turns: usize,
): void {
  const half = size >> 1;
  const end = <usize>half << 2;
  const outRe = work + 2 * end;
  const outIm = outRe + end + 16;
  store<f32>(im, 0);
  store<f32>(im + end, 0);
  let back = end - 12;
  for (let at: usize = 0; at < end >> 1; at += 16) {
    const xr = v128.load(re + at);
    const xi = v128.load(im + at);
    const yr = reversed(v128.load(re + back));
    const yi = reversed(v128.load(im + back));
    const c = v128.load(turns);
    const s = v128.load(turns, 16);
    turns += 32;
    const sumR = f32x4.add(xr, yr);
    const sumI = f32x4.sub(xi, yi);
    const difR = f32x4.sub(xr, yr);
    const difI = f32x4.add(xi, yi);
    const turnedR = f32x4.add(f32x4.mul(s, difR), f32x4.mul(c, difI)); // minus the real part
    const turnedI = f32x4.sub(f32x4.mul(c, difR), f32x4.mul(s, difI));
    v128.store(outRe + at, f32x4.sub(sumR, turnedR));
    v128.store(outIm + at, f32x4.add(sumI, turnedI));
    v128.store(outRe + back, reversed(f32x4.add(sumR, turnedR)));
    v128.store(outIm + back, reversed(f32x4.sub(turnedI, sumI)));
    back -= 16;
  }
  const middle = end >> 1;
  store<f32>(outRe + middle, 2 * load<f32>(re + middle));
  store<f32>(outIm + middle, -2 * load<f32>(im + middle));
  fftToPairs(outIm, outRe, signal, work, half, twiddles); // parts swapped: the inverse
}
