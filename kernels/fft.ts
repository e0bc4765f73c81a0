// Complex FFT in single precision, sizes 16 to 65536 (powers of two). Stockham, radix 4 and, where log2 of the size is odd, one last
// radix 8: no bit reversal, all loads and stores of four lanes. Between stages four real parts lie beside their four imaginary parts,
// so that one address serves both. Real signals: kernels/real-fft.ts.
import { storeTransposed } from "./transpose";

const ROOT_HALF: f32 = 0.7071067811865476;

/** Where a last stage puts its results. */
const SPLIT: i32 = 0; // real and imaginary parts in arrays of their own
const PAIRS: i32 = 1; // second part first: what the inverse of a real signal's transform wants

/** Four neighbouring butterflies of the first stage, whose results lie side by side. */
// @ts-ignore: decorator
@inline
function firstButterflies(
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
  twiddles: usize,
  out: usize,
): void {
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
  storeTransposed(
    out,
    f32x4.add(sumAcR, sumBdR),
    f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)),
    f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)),
    f32x4.sub(f32x4.mul(y3r, w3r), f32x4.mul(y3i, w3i)),
  );
  storeTransposed(
    out + 16,
    f32x4.add(sumAcI, sumBdI),
    f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)),
    f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)),
    f32x4.add(f32x4.mul(y3r, w3i), f32x4.mul(y3i, w3r)),
  );
}

function firstStage(re: usize, im: usize, out: usize, size: i32, twiddles: usize): void {
  const quarter = <usize>size; // bytes of size / 4 floats
  const end = re + quarter;
  while (re < end) {
    firstButterflies(
      v128.load(re),
      v128.load(im),
      v128.load(re + quarter),
      v128.load(im + quarter),
      v128.load(re + 2 * quarter),
      v128.load(im + 2 * quarter),
      v128.load(re + 3 * quarter),
      v128.load(im + 3 * quarter),
      twiddles,
      out,
    );
    re += 16;
    im += 16;
    out += 128;
    twiddles += 96;
  }
}

/** The same from pairs of real and imaginary part. */
export function fftFirstStageOfPairs(pairs: usize, out: usize, size: i32, twiddles: usize): void {
  const quarter = <usize>size << 1;
  const end = pairs + quarter;
  while (pairs < end) {
    const b = pairs + quarter;
    const c = b + quarter;
    const d = c + quarter;
    const a0 = v128.load(pairs);
    const a1 = v128.load(pairs, 16);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const c0 = v128.load(c);
    const c1 = v128.load(c, 16);
    const d0 = v128.load(d);
    const d1 = v128.load(d, 16);
    firstButterflies(
      v128.shuffle<i32>(a0, a1, 0, 2, 4, 6),
      v128.shuffle<i32>(a0, a1, 1, 3, 5, 7),
      v128.shuffle<i32>(b0, b1, 0, 2, 4, 6),
      v128.shuffle<i32>(b0, b1, 1, 3, 5, 7),
      v128.shuffle<i32>(c0, c1, 0, 2, 4, 6),
      v128.shuffle<i32>(c0, c1, 1, 3, 5, 7),
      v128.shuffle<i32>(d0, d1, 0, 2, 4, 6),
      v128.shuffle<i32>(d0, d1, 1, 3, 5, 7),
      twiddles,
      out,
    );
    pairs += 32;
    out += 128;
    twiddles += 96;
  }
}

/** A stage between: `span` equal butterflies side by side (a multiple of 4), `blocks` different twiddles. */
function middleStage(from: usize, out: usize, blocks: i32, span: i32, twiddles: usize): void {
  const row = <usize>span << 3;
  const quarter = row * <usize>blocks;
  for (let block: i32 = 0; block < blocks; block++) {
    const w1r = v128.load32_splat(twiddles, 0);
    const w1i = v128.load32_splat(twiddles, 4);
    const w2r = v128.load32_splat(twiddles, 8);
    const w2i = v128.load32_splat(twiddles, 12);
    const w3r = v128.load32_splat(twiddles, 16);
    const w3i = v128.load32_splat(twiddles, 20);
    twiddles += 24;
    const end = from + row;
    while (from < end) {
      const b = from + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(b);
      const bi = v128.load(b, 16);
      const cr = v128.load(c);
      const ci = v128.load(c, 16);
      const dr = v128.load(d);
      const di = v128.load(d, 16);
      const sumAcR = f32x4.add(ar, cr);
      const sumAcI = f32x4.add(ai, ci);
      const difAcR = f32x4.sub(ar, cr);
      const difAcI = f32x4.sub(ai, ci);
      const sumBdR = f32x4.add(br, dr);
      const sumBdI = f32x4.add(bi, di);
      const difBdR = f32x4.sub(br, dr);
      const difBdI = f32x4.sub(bi, di);
      v128.store(out, f32x4.add(sumAcR, sumBdR));
      v128.store(out, f32x4.add(sumAcI, sumBdI), 16);
      const y1r = f32x4.add(difAcR, difBdI);
      const y1i = f32x4.sub(difAcI, difBdR);
      const out1 = out + row;
      v128.store(out1, f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)));
      v128.store(out1, f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)), 16);
      const y2r = f32x4.sub(sumAcR, sumBdR);
      const y2i = f32x4.sub(sumAcI, sumBdI);
      const out2 = out1 + row;
      v128.store(out2, f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)));
      v128.store(out2, f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)), 16);
      const y3r = f32x4.sub(difAcR, difBdI);
      const y3i = f32x4.add(difAcI, difBdR);
      const out3 = out2 + row;
      v128.store(out3, f32x4.sub(f32x4.mul(y3r, w3r), f32x4.mul(y3i, w3i)));
      v128.store(out3, f32x4.add(f32x4.mul(y3r, w3i), f32x4.mul(y3i, w3r)), 16);
      from += 32;
      out += 32;
    }
    out += 3 * row;
  }
}

/** One result of a last stage; `outRe` and `outIm` count in floats of one array, pairs begin at `outRe`. */
// @ts-ignore: decorator
@inline
function put(layout: i32, outRe: usize, outIm: usize, at: usize, re: v128, im: v128): void {
  if (layout == SPLIT) {
    v128.store(outRe + at, re);
    v128.store(outIm + at, im);
  } else {
    const to = outRe + 2 * at;
    v128.store(to, v128.shuffle<i32>(im, re, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<i32>(im, re, 2, 6, 3, 7), 16);
  }
}

// @ts-ignore: decorator
@inline
function lastRadix4(layout: i32, from: usize, outRe: usize, outIm: usize, size: i32): void {
  const quarter = <usize>size; // bytes of size / 4 floats
  for (let at: usize = 0; at < quarter; at += 16) {
    const a = from + 2 * at;
    const b = a + 2 * quarter;
    const c = b + 2 * quarter;
    const d = c + 2 * quarter;
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.load(b);
    const bi = v128.load(b, 16);
    const cr = v128.load(c);
    const ci = v128.load(c, 16);
    const dr = v128.load(d);
    const di = v128.load(d, 16);
    const sumAcR = f32x4.add(ar, cr);
    const sumAcI = f32x4.add(ai, ci);
    const difAcR = f32x4.sub(ar, cr);
    const difAcI = f32x4.sub(ai, ci);
    const sumBdR = f32x4.add(br, dr);
    const sumBdI = f32x4.add(bi, di);
    const difBdR = f32x4.sub(br, dr);
    const difBdI = f32x4.sub(bi, di);
    put(layout, outRe, outIm, at, f32x4.add(sumAcR, sumBdR), f32x4.add(sumAcI, sumBdI));
    put(layout, outRe, outIm, at + quarter, f32x4.add(difAcR, difBdI), f32x4.sub(difAcI, difBdR));
    put(layout, outRe, outIm, at + 2 * quarter, f32x4.sub(sumAcR, sumBdR), f32x4.sub(sumAcI, sumBdI));
    put(layout, outRe, outIm, at + 3 * quarter, f32x4.sub(difAcR, difBdI), f32x4.add(difAcI, difBdR));
  }
}

// @ts-ignore: decorator
@inline
function lastRadix8(layout: i32, from: usize, outRe: usize, outIm: usize, size: i32): void {
  const eighth = <usize>size >> 1; // bytes of size / 8 floats
  const step: usize = 2 * eighth;
  const root = f32x4.splat(ROOT_HALF);
  for (let at: usize = 0; at < eighth; at += 16) {
    const a0 = from + 2 * at;
    const a1 = a0 + step;
    const a2 = a1 + step;
    const a3 = a2 + step;
    const a4 = a3 + step;
    const a5 = a4 + step;
    const a6 = a5 + step;
    const a7 = a6 + step;
    // even results: a transform of four of the sums
    const s04r = f32x4.add(v128.load(a0), v128.load(a4));
    const s04i = f32x4.add(v128.load(a0, 16), v128.load(a4, 16));
    const s26r = f32x4.add(v128.load(a2), v128.load(a6));
    const s26i = f32x4.add(v128.load(a2, 16), v128.load(a6, 16));
    const s15r = f32x4.add(v128.load(a1), v128.load(a5));
    const s15i = f32x4.add(v128.load(a1, 16), v128.load(a5, 16));
    const s37r = f32x4.add(v128.load(a3), v128.load(a7));
    const s37i = f32x4.add(v128.load(a3, 16), v128.load(a7, 16));
    const evenR = f32x4.add(s04r, s26r);
    const evenI = f32x4.add(s04i, s26i);
    const oddR = f32x4.add(s15r, s37r);
    const oddI = f32x4.add(s15i, s37i);
    put(layout, outRe, outIm, at, f32x4.add(evenR, oddR), f32x4.add(evenI, oddI));
    put(layout, outRe, outIm, at + 4 * eighth, f32x4.sub(evenR, oddR), f32x4.sub(evenI, oddI));
    const e1r = f32x4.sub(s04r, s26r);
    const e1i = f32x4.sub(s04i, s26i);
    const o1r = f32x4.sub(s15r, s37r);
    const o1i = f32x4.sub(s15i, s37i);
    put(layout, outRe, outIm, at + 2 * eighth, f32x4.add(e1r, o1i), f32x4.sub(e1i, o1r));
    put(layout, outRe, outIm, at + 6 * eighth, f32x4.sub(e1r, o1i), f32x4.add(e1i, o1r));
    // odd results: of the differences, each turned by an eighth more
    const b0r = f32x4.sub(v128.load(a0), v128.load(a4));
    const b0i = f32x4.sub(v128.load(a0, 16), v128.load(a4, 16));
    const d2r = f32x4.sub(v128.load(a2), v128.load(a6));
    const d2i = f32x4.sub(v128.load(a2, 16), v128.load(a6, 16));
    const d1r = f32x4.sub(v128.load(a1), v128.load(a5));
    const d1i = f32x4.sub(v128.load(a1, 16), v128.load(a5, 16));
    const d3r = f32x4.sub(v128.load(a3), v128.load(a7));
    const d3i = f32x4.sub(v128.load(a3, 16), v128.load(a7, 16));
    const b1r = f32x4.mul(root, f32x4.add(d1r, d1i));
    const b1i = f32x4.mul(root, f32x4.sub(d1i, d1r));
    const b3r = f32x4.mul(root, f32x4.sub(d3i, d3r));
    const c3i = f32x4.mul(root, f32x4.add(d3i, d3r)); // minus the imaginary part
    const p0r = f32x4.add(b0r, d2i);
    const p0i = f32x4.sub(b0i, d2r);
    const p1r = f32x4.sub(b0r, d2i);
    const p1i = f32x4.add(b0i, d2r);
    const p2r = f32x4.add(b1r, b3r);
    const p2i = f32x4.sub(b1i, c3i);
    const p3r = f32x4.sub(b1r, b3r);
    const p3i = f32x4.add(b1i, c3i);
    put(layout, outRe, outIm, at + eighth, f32x4.add(p0r, p2r), f32x4.add(p0i, p2i));
    put(layout, outRe, outIm, at + 5 * eighth, f32x4.sub(p0r, p2r), f32x4.sub(p0i, p2i));
    put(layout, outRe, outIm, at + 3 * eighth, f32x4.add(p1r, p3i), f32x4.sub(p1i, p3r));
    put(layout, outRe, outIm, at + 7 * eighth, f32x4.sub(p1r, p3i), f32x4.add(p1i, p3r));
  }
}

/**
 * Everything after the first stage, whose results lie in `work`; `other` is room of the same 2 x size floats. Twiddles begin with
 * those of the second stage. The last stage writes to `outRe` and `outIm`, or as pairs (imaginary part first) to `outRe`.
 */
// @ts-ignore: decorator
@inline
function laterStages(layout: i32, work: usize, other: usize, outRe: usize, outIm: usize, size: i32, twiddles: usize): void {
  let blocks = size >> 4;
  let span: i32 = 4;
  while (blocks > 2) {
    middleStage(work, other, blocks, span, twiddles);
    twiddles += <usize>blocks * 24;
    const swap = work;
    work = other;
    other = swap;
    blocks >>= 2;
    span <<= 2;
  }
  if (blocks == 2) lastRadix8(layout, work, outRe, outIm, size);
  else lastRadix4(layout, work, outRe, outIm, size);
}

/** Later stages with the results in two arrays. */
export function fftLaterStages(work: usize, other: usize, outRe: usize, outIm: usize, size: i32, twiddles: usize): void {
  laterStages(SPLIT, work, other, outRe, outIm, size, twiddles);
}

/**
 * A whole transform of re, im with the results as pairs, imaginary part first. `work`: 4 x size floats; `re`, `im` may lie in its
 * upper half.
 */
export function fftToPairs(re: usize, im: usize, pairs: usize, work: usize, size: i32, twiddles: usize): void {
  firstStage(re, im, work, size, twiddles);
  laterStages(PAIRS, work, work + (<usize>size << 3), pairs, 0, size, twiddles + <usize>size * 6);
}

/**
 * Forward transform (e^-i) of `size` complex values in place, not normalised. `work`: 4 x size floats.
 * For the inverse, swap re with im. Twiddles: src/transform/fft.ts.
 */
export function fftForward(re: usize, im: usize, work: usize, size: i32, twiddles: usize): void {
  firstStage(re, im, work, size, twiddles);
  fftLaterStages(work, work + (<usize>size << 3), re, im, size, twiddles + <usize>size * 6);
}
