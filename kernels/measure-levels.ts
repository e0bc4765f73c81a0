// Sums and extremes of two channels in one pass: what RMS, offset, balance, correlation and clipping are made of.

/**
 * Over `frames` frames writes to out (f64): [0] sum of left, [1] of right, [2] squares of left, [3] of right, [4] products,
 * [5] largest |left|, [6] largest |right| (NaN if any sample is NaN), [7] frames in which either reaches `fullScale`.
 * Four running sums each, added at the end in a fixed order. One channel alone: give its address twice.
 */
export function levelSums(left: usize, right: usize, frames: i32, fullScale: f32, out: usize): void {
  let sumLeft = f64x2.splat(0);
  let sumRight = f64x2.splat(0);
  let squaresLeft = f64x2.splat(0);
  let squaresRight = f64x2.splat(0);
  let products = f64x2.splat(0);
  let peakLeft = f32x4.splat(0);
  let peakRight = f32x4.splat(0);
  let clipped = i32x4.splat(0);
  const limit = f32x4.splat(fullScale);
  const whole = frames & ~3;
  let index: i32 = 0;
  for (; index < whole; index += 4) {
    const at = (<usize>index) << 2;
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const absLeft = f32x4.abs(l);
    const absRight = f32x4.abs(r);
    peakLeft = f32x4.pmax(peakLeft, absLeft);
    peakRight = f32x4.pmax(peakRight, absRight);
    clipped = i32x4.sub(clipped, f32x4.ge(f32x4.pmax(absLeft, absRight), limit)); // a true lane is -1
    const l01 = f64x2.promote_low_f32x4(l);
    const l23 = f64x2.promote_low_f32x4(v128.shuffle<f64>(l, l, 1, 1));
    const r01 = f64x2.promote_low_f32x4(r);
    const r23 = f64x2.promote_low_f32x4(v128.shuffle<f64>(r, r, 1, 1));
    sumLeft = f64x2.add(sumLeft, f64x2.add(l01, l23));
    sumRight = f64x2.add(sumRight, f64x2.add(r01, r23));
    squaresLeft = f64x2.add(squaresLeft, f64x2.add(f64x2.mul(l01, l01), f64x2.mul(l23, l23)));
    squaresRight = f64x2.add(squaresRight, f64x2.add(f64x2.mul(r01, r01), f64x2.mul(r23, r23)));
    products = f64x2.add(products, f64x2.add(f64x2.mul(l01, r01), f64x2.mul(l23, r23)));
  }
  let sumL = f64x2.extract_lane(sumLeft, 0) + f64x2.extract_lane(sumLeft, 1);
  let sumR = f64x2.extract_lane(sumRight, 0) + f64x2.extract_lane(sumRight, 1);
  let ll = f64x2.extract_lane(squaresLeft, 0) + f64x2.extract_lane(squaresLeft, 1);
  let rr = f64x2.extract_lane(squaresRight, 0) + f64x2.extract_lane(squaresRight, 1);
  let lr = f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1);
  let maxL = largestLane(peakLeft);
  let maxR = largestLane(peakRight);
  let count =
    i32x4.extract_lane(clipped, 0) +
    i32x4.extract_lane(clipped, 1) +
    i32x4.extract_lane(clipped, 2) +
    i32x4.extract_lane(clipped, 3);
  for (; index < frames; index++) {
    const at = (<usize>index) << 2;
    const l = load<f32>(left + at);
    const r = load<f32>(right + at);
    maxL = max<f32>(maxL, abs<f32>(l));
    maxR = max<f32>(maxR, abs<f32>(r));
    if (max<f32>(abs<f32>(l), abs<f32>(r)) >= fullScale) count++;
    sumL += <f64>l;
    sumR += <f64>r;
    ll += <f64>l * <f64>l;
    rr += <f64>r * <f64>r;
    lr += <f64>l * <f64>r;
  }
  // `pmax` takes one instruction where `max` takes eight, but it forgets a NaN: the squares do not.
  if (isNaN(ll)) maxL = NaN;
  if (isNaN(rr)) maxR = NaN;
  store<f64>(out, sumL, 0);
  store<f64>(out, sumR, 8);
  store<f64>(out, ll, 16);
  store<f64>(out, rr, 24);
  store<f64>(out, lr, 32);
  store<f64>(out, <f64>maxL, 40);
  store<f64>(out, <f64>maxR, 48);
  store<f64>(out, <f64>count, 56);
}

function largestLane(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** The last of `frames` frames in which either channel reaches `limit`; -1 where none does. */
export function lastFrameAtLeast(left: usize, right: usize, frames: i32, limit: f64): i32 {
  let frame = frames - 1;
  for (; frame >= 0; frame--) {
    const at = (<usize>frame) << 2;
    if (<f64>abs<f32>(load<f32>(left + at)) >= limit || <f64>abs<f32>(load<f32>(right + at)) >= limit) break;
  }
  return frame;
}
