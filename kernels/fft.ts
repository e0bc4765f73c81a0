// Complex FFT in single precision, sizes 16 to 65536 (powers of two). Stockham, radix 4 and, where log2 of the size is odd, one last
// radix 8: no bit reversal, all loads and stores of four lanes. Between stages four real parts lie beside their four imaginary parts,
// so that one address serves both. Real signals: kernels/real-fft.ts.
import { storeTransposed } from "./transpose";

const ROOT_HALF: f32 = 0.7071067811865476;

/** Where a last stage puts its results. */
const SPLIT: i32 = 0; // real and imaginary parts in arrays of their own
const PAIRS: i32 = 1; // second part first: what the inverse of a real signal's transform wants
const ENVELOPE: i32 = 2; // nowhere: only the largest square is wanted (kernels/measure-band-envelope.ts)

/** Parts of an envelope's block, which overlaps with its neighbours by a quarter. */
const HEAD: i32 = 0;
const MIDDLE: i32 = 1;
const TAIL: i32 = 2;

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

/**
 * One result of a last stage. `outRe` and `outIm` count in floats of one array, pairs begin at `outRe`; of an envelope they are its
 * tails, `at` counts from the beginning of the part, and the larger of `largest` and the square of the size comes back.
 */
// @ts-ignore: decorator
@inline
function put(layout: i32, part: i32, outRe: usize, outIm: usize, at: usize, re: v128, im: v128, window: usize, largest: v128): v128 {
  if (layout == SPLIT) {
    v128.store(outRe + at, re);
    v128.store(outIm + at, im);
    return largest;
  }
  if (layout == PAIRS) {
    const to = outRe + 2 * at;
    v128.store(to, v128.shuffle<i32>(im, re, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<i32>(im, re, 2, 6, 3, 7), 16);
    return largest;
  }
  if (part == TAIL) {
    const w = v128.load(window + at);
    v128.store(outRe + at, f32x4.mul(re, w));
    v128.store(outIm + at, f32x4.mul(im, w));
    return largest;
  }
  let r = re;
  let i = im;
  if (part == HEAD) {
    const w = v128.load(window + at);
    r = f32x4.add(f32x4.mul(re, w), v128.load(outRe + at));
    i = f32x4.add(f32x4.mul(im, w), v128.load(outIm + at));
  }
  return f32x4.pmax(largest, f32x4.add(f32x4.mul(r, r), f32x4.mul(i, i)));
}

/** Of an envelope: the window is flat in the middle, a power of two, which is taken in here. */
// @ts-ignore: decorator
@inline
function largestOf(layout: i32, head: v128, middle: v128, window: usize, size: i32): v128 {
  if (layout != ENVELOPE) return head;
  const gain = v128.load32_splat(window + (<usize>size << 1));
  return f32x4.pmax(head, f32x4.mul(middle, f32x4.mul(gain, gain)));
}

// @ts-ignore: decorator
@inline
function lastRadix4(layout: i32, from: usize, outRe: usize, outIm: usize, size: i32, window: usize): v128 {
  const quarter = <usize>size; // bytes of size / 4 floats
  const last = window + 3 * quarter;
  let head = f32x4.splat(0);
  let middle = f32x4.splat(0);
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
    head = put(layout, HEAD, outRe, outIm, at, f32x4.add(sumAcR, sumBdR), f32x4.add(sumAcI, sumBdI), window, head);
    const at1 = at + quarter;
    middle = put(layout, MIDDLE, outRe, outIm, at1, f32x4.add(difAcR, difBdI), f32x4.sub(difAcI, difBdR), window, middle);
    const at2 = at1 + quarter;
    middle = put(layout, MIDDLE, outRe, outIm, at2, f32x4.sub(sumAcR, sumBdR), f32x4.sub(sumAcI, sumBdI), window, middle);
    const at3 = layout == ENVELOPE ? at : at2 + quarter;
    put(layout, TAIL, outRe, outIm, at3, f32x4.sub(difAcR, difBdI), f32x4.add(difAcI, difBdR), last, middle);
  }
  return largestOf(layout, head, middle, window, size);
}

// @ts-ignore: decorator
@inline
function lastRadix8(layout: i32, from: usize, outRe: usize, outIm: usize, size: i32, window: usize): v128 {
  const eighth = <usize>size >> 1; // bytes of size / 8 floats
  const step: usize = 2 * eighth;
  const root = f32x4.splat(ROOT_HALF);
  const last = window + 6 * eighth;
  let head = f32x4.splat(0);
  let middle = f32x4.splat(0);
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
    head = put(layout, HEAD, outRe, outIm, at, f32x4.add(evenR, oddR), f32x4.add(evenI, oddI), window, head);
    middle = put(layout, MIDDLE, outRe, outIm, at + 4 * eighth, f32x4.sub(evenR, oddR), f32x4.sub(evenI, oddI), window, middle);
    const e1r = f32x4.sub(s04r, s26r);
    const e1i = f32x4.sub(s04i, s26i);
    const o1r = f32x4.sub(s15r, s37r);
    const o1i = f32x4.sub(s15i, s37i);
    middle = put(layout, MIDDLE, outRe, outIm, at + 2 * eighth, f32x4.add(e1r, o1i), f32x4.sub(e1i, o1r), window, middle);
    put(layout, TAIL, outRe, outIm, layout == ENVELOPE ? at : at + 6 * eighth, f32x4.sub(e1r, o1i), f32x4.add(e1i, o1r), last, middle);
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
    head = put(layout, HEAD, outRe, outIm, at + eighth, f32x4.add(p0r, p2r), f32x4.add(p0i, p2i), window, head);
    middle = put(layout, MIDDLE, outRe, outIm, at + 5 * eighth, f32x4.sub(p0r, p2r), f32x4.sub(p0i, p2i), window, middle);
    middle = put(layout, MIDDLE, outRe, outIm, at + 3 * eighth, f32x4.add(p1r, p3i), f32x4.sub(p1i, p3r), window, middle);
    put(layout, TAIL, outRe, outIm, layout == ENVELOPE ? at + eighth : at + 7 * eighth, f32x4.sub(p1r, p3i), f32x4.add(p1i, p3r), last, middle);
  }
  return largestOf(layout, head, middle, window, size);
}

/**
 * Everything after the first stage, whose results lie in `work`; `other` is room of the same 2 x size floats. Twiddles begin with
 * those of the second stage. The last stage writes to `outRe` and `outIm`, or as pairs (imaginary part first) to `outRe`; see `put`.
 */
// @ts-ignore: decorator
@inline
function laterStages(
  layout: i32,
  work: usize,
  other: usize,
  outRe: usize,
  outIm: usize,
  size: i32,
  twiddles: usize,
  window: usize,
): v128 {
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
  if (blocks == 2) return lastRadix8(layout, work, outRe, outIm, size, window);
  return lastRadix4(layout, work, outRe, outIm, size, window);
}

/** Later stages with the results in two arrays. */
export function fftLaterStages(work: usize, other: usize, outRe: usize, outIm: usize, size: i32, twiddles: usize): void {
  laterStages(SPLIT, work, other, outRe, outIm, size, twiddles, 0);
}

/**
 * A whole transform of re, im with the results as pairs, imaginary part first. `work`: 4 x size floats; `re`, `im` may lie in its
 * upper half.
 */
export function fftToPairs(re: usize, im: usize, pairs: usize, work: usize, size: i32, twiddles: usize): void {
  firstStage(re, im, work, size, twiddles);
  laterStages(PAIRS, work, work + (<usize>size << 3), pairs, 0, size, twiddles + <usize>size * 6, 0);
}

/**
 * Forward transform (e^-i) of `size` complex values in place, not normalised. `work`: 4 x size floats.
 * For the inverse, swap re with im. Twiddles: src/transform/fft.ts.
 */
export function fftForward(re: usize, im: usize, work: usize, size: i32, twiddles: usize): void {
  firstStage(re, im, work, size, twiddles);
  fftLaterStages(work, work + (<usize>size << 3), re, im, size, twiddles + <usize>size * 6);
}

/** A first stage of which only `used` values (a multiple of 4; one to three quarters) are there; the rest is 0. */
function firstStageOfSome(re: usize, im: usize, used: usize, out: usize, size: i32, twiddles: usize): void {
  const quarter = <usize>size; // bytes of size / 4 floats
  const half = quarter << 1;
  const end = used << 2;
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < quarter; at += 16) {
    let br = zero;
    let bi = zero;
    let cr = zero;
    let ci = zero;
    if (at + quarter < end) {
      br = v128.load(re + at + quarter);
      bi = v128.load(im + at + quarter);
    }
    if (at + half < end) {
      cr = v128.load(re + at + half);
      ci = v128.load(im + at + half);
    }
    firstButterflies(v128.load(re + at), v128.load(im + at), br, bi, cr, ci, zero, zero, twiddles, out);
    out += 128;
    twiddles += 96;
  }
}

/**
 * A block of an envelope: transforms `used` values (as above), windows them and adds the last block's tail, of which size / 4 values lie
 * at `tailRe` and `tailIm` and which this block's tail replaces. Four lanes of which the largest is the square of the largest size in
 * the block without its tail. `work`: 4 x size floats. `window`: flat from size / 4 to 3 size / 4, there a power of two.
 */
export function fftToEnvelope(
  re: usize,
  im: usize,
  used: usize,
  work: usize,
  size: i32,
  twiddles: usize,
  window: usize,
  tailRe: usize,
  tailIm: usize,
): v128 {
  firstStageOfSome(re, im, used, work, size, twiddles);
  return laterStages(ENVELOPE, work, work + (<usize>size << 3), tailRe, tailIm, size, twiddles + <usize>size * 6, window);
}
