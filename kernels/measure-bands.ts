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
 * Adds each bin's squares and products to the f64 sums `squaresLeft`, `squaresRight`, `products`, and writes
 * gainLeft |L|^2 + gainRight |R|^2 to `weighted`. re and im need room for one more float behind them.
 */
export function spectraOfPair(
  re: usize,
  im: usize,
  size: i32,
  leftRe: usize,
  leftIm: usize,
  rightRe: usize,
  rightIm: usize,
  gainLeft: usize,
  gainRight: usize,
  squaresLeft: usize,
  squaresRight: usize,
  products: usize,
  weighted: usize,
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
    const lr = f32x4.mul(half, f32x4.add(zr, yr));
    const li = f32x4.mul(half, f32x4.sub(zi, yi));
    const rr = f32x4.mul(half, f32x4.add(zi, yi));
    const ri = f32x4.mul(half, f32x4.sub(yr, zr));
    v128.store(leftRe + at, lr);
    v128.store(leftIm + at, li);
    v128.store(rightRe + at, rr);
    v128.store(rightIm + at, ri);
    const squareLeft = f32x4.add(f32x4.mul(lr, lr), f32x4.mul(li, li));
    const squareRight = f32x4.add(f32x4.mul(rr, rr), f32x4.mul(ri, ri));
    addLanes(squaresLeft + 2 * at, squareLeft);
    addLanes(squaresRight + 2 * at, squareRight);
    addLanes(products + 2 * at, f32x4.add(f32x4.mul(lr, rr), f32x4.mul(li, ri)));
    const sum = f32x4.add(f32x4.mul(v128.load(gainLeft + at), squareLeft), f32x4.mul(v128.load(gainRight + at), squareRight));
    v128.store(weighted + at, sum);
  }
}

/** Sum of `count` 32-bit floats in double precision. */
function sumOf(values: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let index: i32 = 0;
  for (; index + 4 <= count; index += 4) {
    const four = v128.load(values + ((<usize>index) << 2));
    even = f64x2.add(even, f64x2.promote_low_f32x4(four));
    odd = f64x2.add(odd, f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 1)));
  }
  const both = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; index < count; index++) sum += <f64>load<f32>(values + ((<usize>index) << 2));
  return sum;
}

/**
 * K-weighted energy of `count` bands out of `weighted`, times `scale`, added to the f64 at `energies`. A band is four f64: first bin,
 * bins, and what of the first and of the last bin does not belong to it (0 to 1).
 */
export function bandEnergies(weighted: usize, bands: usize, count: i32, scale: f64, energies: usize): void {
  for (let band: i32 = 0; band < count; band++) {
    const bins = <i32>load<f64>(bands, 8);
    const from = weighted + (<usize>load<f64>(bands) << 2);
    const last = from + ((<usize>(bins - 1)) << 2);
    const full = sumOf(from, bins) - load<f64>(bands, 16) * <f64>load<f32>(from) - load<f64>(bands, 24) * <f64>load<f32>(last);
    store<f64>(energies, load<f64>(energies) + max<f64>(0, full) * scale);
    bands += 32;
    energies += 8;
  }
}
