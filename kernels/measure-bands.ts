// Loops around the FFT that measure frequency bands: window, spectra of two channels out of one transform, sums of bins.

/** re = left * window, im = right * window. Returns the largest |value| written. `size`: a multiple of 4. */
export function windowPair(left: usize, right: usize, window: usize, size: i32, re: usize, im: usize): f32 {
  let largest = f32x4.splat(0);
  const bytes = (<usize>size) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const w = v128.load(window + at);
    const l = f32x4.mul(v128.load(left + at), w);
    const r = f32x4.mul(v128.load(right + at), w);
    v128.store(re + at, l);
    v128.store(im + at, r);
    largest = f32x4.pmax(largest, f32x4.pmax(f32x4.abs(l), f32x4.abs(r))); // finite: `max` would take eight instructions
  }
  const half = f32x4.max(largest, v128.shuffle<f64>(largest, largest, 1, 0));
  return max<f32>(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

/** Adds the four lanes of `values` to four f64 at `sums`. */
function addLanes(sums: usize, values: v128): void {
  const high = v128.shuffle<f64>(values, values, 1, 1);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(values)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * Takes the transform of left + i right apart: bins 0 to size / 2 - 1 of left to leftRe, leftIm and of right to rightRe, rightIm.
 * re and im need room for one more float behind them.
 */
export function spectraApart(
  re: usize,
  im: usize,
  size: i32,
  leftRe: usize,
  leftIm: usize,
  rightRe: usize,
  rightIm: usize,
): void {
  const half = f32x4.splat(0.5);
  const bytes = (<usize>size) << 1;
  const end = (<usize>size) << 2;
  store<f32>(re + end, load<f32>(re)); // bin `size` is bin 0
  store<f32>(im + end, load<f32>(im));
  for (let at: usize = 0; at < bytes; at += 16) {
    const zr = v128.load(re + at);
    const zi = v128.load(im + at);
    const backR = v128.load(re + end - at - 12);
    const backI = v128.load(im + end - at - 12);
    const yr = v128.shuffle<i32>(backR, backR, 3, 2, 1, 0);
    const yi = v128.shuffle<i32>(backI, backI, 3, 2, 1, 0);
    v128.store(leftRe + at, f32x4.mul(half, f32x4.add(zr, yr)));
    v128.store(leftIm + at, f32x4.mul(half, f32x4.sub(zi, yi)));
    v128.store(rightRe + at, f32x4.mul(half, f32x4.add(zi, yi)));
    v128.store(rightIm + at, f32x4.mul(half, f32x4.sub(yr, zr)));
  }
}

/** The same, and adds each bin's squares and products to the f64 sums `squaresLeft`, `squaresRight`, `products`. */
export function spectraOfPair(
  re: usize,
  im: usize,
  size: i32,
  leftRe: usize,
  leftIm: usize,
  rightRe: usize,
  rightIm: usize,
  squaresLeft: usize,
  squaresRight: usize,
  products: usize,
): void {
  spectraApart(re, im, size, leftRe, leftIm, rightRe, rightIm);
  const bytes = (<usize>size) << 1;
  for (let at: usize = 0; at < bytes; at += 16) {
    const lr = v128.load(leftRe + at);
    const li = v128.load(leftIm + at);
    const rr = v128.load(rightRe + at);
    const ri = v128.load(rightIm + at);
    addLanes(squaresLeft + 2 * at, f32x4.add(f32x4.mul(lr, lr), f32x4.mul(li, li)));
    addLanes(squaresRight + 2 * at, f32x4.add(f32x4.mul(rr, rr), f32x4.mul(ri, ri)));
    addLanes(products + 2 * at, f32x4.add(f32x4.mul(lr, rr), f32x4.mul(li, ri)));
  }
}

// @ts-ignore: decorator
@inline
function lowHalf(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

// @ts-ignore: decorator
@inline
function highHalf(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1));
}

// @ts-ignore: decorator
@inline
function total(even: v128, odd: v128): f64 {
  const both = f64x2.add(even, odd);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/**
 * Sums over the bins of `count` bands, times `scale`. Adds the K-weighted energy, gainLeft |L|^2 + gainRight |R|^2, to the f64 at
 * `energies`, one a band; squares of left, of right and products to the f64 at `sums`, three a band. A band is four f64: first bin, bins, and
 * what of the first and of the last bin does not belong to it (0 to 1).
 */
export function bandSums(
  leftRe: usize,
  leftIm: usize,
  rightRe: usize,
  rightIm: usize,
  gainLeft: usize,
  gainRight: usize,
  bands: usize,
  count: i32,
  scale: f64,
  energies: usize,
  sums: usize,
): void {
  for (let band: i32 = 0; band < count; band++) {
    let at = <usize>load<f64>(bands) << 2;
    const end = at + (<usize>load<f64>(bands, 8) << 2);
    const first = at;
    let weightedEven = f64x2.splat(0);
    let weightedOdd = f64x2.splat(0);
    let leftEven = f64x2.splat(0);
    let leftOdd = f64x2.splat(0);
    let rightEven = f64x2.splat(0);
    let rightOdd = f64x2.splat(0);
    let productsEven = f64x2.splat(0);
    let productsOdd = f64x2.splat(0);
    for (; at + 16 <= end; at += 16) {
      const lr = v128.load(leftRe + at);
      const li = v128.load(leftIm + at);
      const rr = v128.load(rightRe + at);
      const ri = v128.load(rightIm + at);
      const left = f32x4.add(f32x4.mul(lr, lr), f32x4.mul(li, li));
      const right = f32x4.add(f32x4.mul(rr, rr), f32x4.mul(ri, ri));
      const both = f32x4.add(f32x4.mul(lr, rr), f32x4.mul(li, ri));
      const weighted = f32x4.add(f32x4.mul(v128.load(gainLeft + at), left), f32x4.mul(v128.load(gainRight + at), right));
      weightedEven = f64x2.add(weightedEven, lowHalf(weighted));
      weightedOdd = f64x2.add(weightedOdd, highHalf(weighted));
      leftEven = f64x2.add(leftEven, lowHalf(left));
      leftOdd = f64x2.add(leftOdd, highHalf(left));
      rightEven = f64x2.add(rightEven, lowHalf(right));
      rightOdd = f64x2.add(rightOdd, highHalf(right));
      productsEven = f64x2.add(productsEven, lowHalf(both));
      productsOdd = f64x2.add(productsOdd, highHalf(both));
    }
    let weightedSum = total(weightedEven, weightedOdd);
    let leftSum = total(leftEven, leftOdd);
    let rightSum = total(rightEven, rightOdd);
    let productsSum = total(productsEven, productsOdd);
    // The bins that are left over, then what does not belong to the band of its first and of its last.
    for (; at <= end + 4; at += 4) {
      const bin = at < end ? at : at == end ? first : end - 4;
      const part = at < end ? 1.0 : at == end ? -load<f64>(bands, 16) : -load<f64>(bands, 24);
      const lr = load<f32>(leftRe + bin);
      const li = load<f32>(leftIm + bin);
      const rr = load<f32>(rightRe + bin);
      const ri = load<f32>(rightIm + bin);
      const left = lr * lr + li * li;
      const right = rr * rr + ri * ri;
      weightedSum += part * <f64>(load<f32>(gainLeft + bin) * left + load<f32>(gainRight + bin) * right);
      leftSum += part * <f64>left;
      rightSum += part * <f64>right;
      productsSum += part * <f64>(lr * rr + li * ri);
    }
    store<f64>(energies, load<f64>(energies) + max<f64>(0, weightedSum) * scale);
    store<f64>(sums, load<f64>(sums) + max<f64>(0, leftSum) * scale);
    store<f64>(sums, load<f64>(sums, 8) + max<f64>(0, rightSum) * scale, 8);
    store<f64>(sums, load<f64>(sums, 16) + productsSum * scale, 16);
    bands += 32;
    energies += 8;
    sums += 24;
  }
}
