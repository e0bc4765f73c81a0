// Complex FFT in single precision, sizes 16 to 65536 (powers of two), real and imaginary parts in arrays of their own.
// Stockham, radix 4 (and one radix 2 stage where log2 of the size is odd): no bit reversal, all loads and stores of four lanes.

/** Stores four vectors as the columns of a 4 x 4 block: lane p of vector r goes to out[4 p + r]. */
function storeTransposed(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(ab01, cd01, 0, 2), 0);
  v128.store(out, v128.shuffle<i64>(ab01, cd01, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(ab23, cd23, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(ab23, cd23, 1, 3), 48);
}

/** First stage: neighbouring butterflies in the four lanes. */
function firstStage(re: usize, im: usize, outRe: usize, outIm: usize, size: i32, twiddles: usize): void {
  const quarter = <usize>size; // bytes of size / 4 floats
  for (let at: usize = 0; at < quarter; at += 16) {
    const ar = v128.load(re + at);
    const ai = v128.load(im + at);
    const br = v128.load(re + at + quarter);
    const bi = v128.load(im + at + quarter);
    const cr = v128.load(re + at + 2 * quarter);
    const ci = v128.load(im + at + 2 * quarter);
    const dr = v128.load(re + at + 3 * quarter);
    const di = v128.load(im + at + 3 * quarter);
    const sumAcR = f32x4.add(ar, cr);
    const sumAcI = f32x4.add(ai, ci);
    const difAcR = f32x4.sub(ar, cr);
    const difAcI = f32x4.sub(ai, ci);
    const sumBdR = f32x4.add(br, dr);
    const sumBdI = f32x4.add(bi, di);
    const difBdR = f32x4.sub(br, dr);
    const difBdI = f32x4.sub(bi, di);
    const y1r = f32x4.add(difAcR, difBdI);
    const y1i = f32x4.sub(difAcI, difBdR);
    const y2r = f32x4.sub(sumAcR, sumBdR);
    const y2i = f32x4.sub(sumAcI, sumBdI);
    const y3r = f32x4.sub(difAcR, difBdI);
    const y3i = f32x4.add(difAcI, difBdR);
    const w1r = v128.load(twiddles, 0);
    const w1i = v128.load(twiddles, 16);
    const w2r = v128.load(twiddles, 32);
    const w2i = v128.load(twiddles, 48);
    const w3r = v128.load(twiddles, 64);
    const w3i = v128.load(twiddles, 80);
    twiddles += 96;
    storeTransposed(
      outRe + 4 * at,
      f32x4.add(sumAcR, sumBdR),
      f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)),
      f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)),
      f32x4.sub(f32x4.mul(y3r, w3r), f32x4.mul(y3i, w3i)),
    );
    storeTransposed(
      outIm + 4 * at,
      f32x4.add(sumAcI, sumBdI),
      f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)),
      f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)),
      f32x4.add(f32x4.mul(y3r, w3i), f32x4.mul(y3i, w3r)),
    );
  }
}

/** A later stage: `span` equal butterflies side by side (a multiple of 4), `blocks` different twiddles. */
function laterStage(re: usize, im: usize, outRe: usize, outIm: usize, blocks: i32, span: i32, twiddles: usize): void {
  const row = (<usize>span) << 2;
  const quarter = row * <usize>blocks;
  for (let block: i32 = 0; block < blocks; block++) {
    const w1r = v128.load32_splat(twiddles, 0);
    const w1i = v128.load32_splat(twiddles, 4);
    const w2r = v128.load32_splat(twiddles, 8);
    const w2i = v128.load32_splat(twiddles, 12);
    const w3r = v128.load32_splat(twiddles, 16);
    const w3i = v128.load32_splat(twiddles, 20);
    twiddles += 24;
    const end = re + row;
    while (re < end) {
      const ar = v128.load(re);
      const ai = v128.load(im);
      const br = v128.load(re + quarter);
      const bi = v128.load(im + quarter);
      const cr = v128.load(re + 2 * quarter);
      const ci = v128.load(im + 2 * quarter);
      const dr = v128.load(re + 3 * quarter);
      const di = v128.load(im + 3 * quarter);
      const sumAcR = f32x4.add(ar, cr);
      const sumAcI = f32x4.add(ai, ci);
      const difAcR = f32x4.sub(ar, cr);
      const difAcI = f32x4.sub(ai, ci);
      const sumBdR = f32x4.add(br, dr);
      const sumBdI = f32x4.add(bi, di);
      const difBdR = f32x4.sub(br, dr);
      const difBdI = f32x4.sub(bi, di);
      v128.store(outRe, f32x4.add(sumAcR, sumBdR));
      v128.store(outIm, f32x4.add(sumAcI, sumBdI));
      const y1r = f32x4.add(difAcR, difBdI);
      const y1i = f32x4.sub(difAcI, difBdR);
      v128.store(outRe + row, f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)));
      v128.store(outIm + row, f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)));
      const y2r = f32x4.sub(sumAcR, sumBdR);
      const y2i = f32x4.sub(sumAcI, sumBdI);
      v128.store(outRe + 2 * row, f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)));
      v128.store(outIm + 2 * row, f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)));
      const y3r = f32x4.sub(difAcR, difBdI);
      const y3i = f32x4.add(difAcI, difBdR);
      v128.store(outRe + 3 * row, f32x4.sub(f32x4.mul(y3r, w3r), f32x4.mul(y3i, w3i)));
      v128.store(outIm + 3 * row, f32x4.add(f32x4.mul(y3r, w3i), f32x4.mul(y3i, w3r)));
      re += 16;
      im += 16;
      outRe += 16;
      outIm += 16;
    }
    outRe += 3 * row;
    outIm += 3 * row;
  }
}

/** The last stage where log2 of the size is odd. */
function radix2Stage(re: usize, im: usize, outRe: usize, outIm: usize, size: i32): void {
  const half = (<usize>size) << 1; // bytes
  for (let at: usize = 0; at < half; at += 16) {
    const ar = v128.load(re + at);
    const ai = v128.load(im + at);
    const br = v128.load(re + at + half);
    const bi = v128.load(im + at + half);
    v128.store(outRe + at, f32x4.add(ar, br));
    v128.store(outIm + at, f32x4.add(ai, bi));
    v128.store(outRe + at + half, f32x4.sub(ar, br));
    v128.store(outIm + at + half, f32x4.sub(ai, bi));
  }
}

/**
 * Forward transform (e^-i) of `size` complex values, not normalised. Both pairs of arrays are overwritten. Returns 0 where the
 * result lies in re, im and 1 where it lies in workRe, workIm (which of both follows from the size alone).
 * For the inverse, swap re with im and workRe with workIm. Twiddles: src/measure/fft.ts.
 */
export function fftForward(re: usize, im: usize, workRe: usize, workIm: usize, size: i32, twiddles: usize): i32 {
  firstStage(re, im, workRe, workIm, size, twiddles);
  twiddles += <usize>size * 6;
  let inWork = true;
  let blocks = size >> 4;
  let span: i32 = 4;
  while (blocks >= 1) {
    if (inWork) laterStage(workRe, workIm, re, im, blocks, span, twiddles);
    else laterStage(re, im, workRe, workIm, blocks, span, twiddles);
    twiddles += <usize>blocks * 24;
    inWork = !inWork;
    blocks >>= 2;
    span <<= 2;
  }
  if (span < size) {
    if (inWork) radix2Stage(workRe, workIm, re, im, size);
    else radix2Stage(re, im, workRe, workIm, size);
    inWork = !inWork;
  }
  return inWork ? 1 : 0;
}
