// Reading between the samples of a delay line, for lines that swing. A line holds mask + 1 floats and three more that repeat its
// first ones, so that four neighbours lie side by side wherever a reading falls.

/** Floats that a line needs beyond mask + 1. */
// @ts-ignore: decorator
@inline
export const LINE_OVERHANG: i32 = 3;

/** Writes the newest sample: lane `lane` of f32x4 `x`. */
// @ts-ignore: decorator
@inline
export function writeLine(line: usize, position: i32, mask: i32, x: f32): void {
  store<f32>(line + (<usize>position << 2), x);
  if (position < LINE_OVERHANG) store<f32>(line + (<usize>(position + mask + 1) << 2), x);
}

/**
 * Four products whose sum is the line `delay` frames before the newest sample (at `position`), by a third-order Hermite curve (Catmull
 * and Rom) through the four samples around. `delay` is 1 or more.
 */
// @ts-ignore: decorator
@inline
function tapProducts(line: usize, position: i32, mask: i32, delay: f64): v128 {
  const whole = <i32>delay;
  const share = f32x4.splat(<f32>(delay - <f64>whole));
  let weights = f32x4.mul(share, f32x4(0.5, -1.5, 1.5, -0.5));
  weights = f32x4.mul(f32x4.add(weights, f32x4(-0.5, 2, -2.5, 1)), share);
  weights = f32x4.mul(f32x4.add(weights, f32x4(0, 0.5, 0, -0.5)), share);
  weights = f32x4.add(weights, f32x4(0, 0, 1, 0));
  return f32x4.mul(weights, v128.load(line + (<usize>((position - whole - 2) & mask) << 2)));
}

/** Left and right as f64x2, each its own delay before the newest sample. */
// @ts-ignore: decorator
@inline
export function readLines(left: usize, right: usize, position: i32, mask: i32, delays: v128): v128 {
  const l = tapProducts(left, position, mask, f64x2.extract_lane(delays, 0));
  const r = tapProducts(right, position, mask, f64x2.extract_lane(delays, 1));
  const pairs = f32x4.add(i32x4.shuffle(l, r, 0, 4, 1, 5), i32x4.shuffle(l, r, 2, 6, 3, 7));
  return f64x2.promote_low_f32x4(f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 2, 3, 2, 3)));
}
