// A wave's crest from three neighbouring samples, to be inlined into level detectors: no error for crests that fall between samples.
// Through the greatest of three neighbouring samples b, next to a and c, goes one sine; its amplitude is
// A^2 = b^2 (1 + (c - a)^2 / ((2 b - a - c) (2 b + a + c))), exact for every frequency. A crest is known one frame late.

/** Square of the crest at `b` of one sample after the other, or of the newest sample, if that is more; lanes are channels. */
// @ts-ignore: decorator
@inline
export function crestX2(a: v128, b: v128, c: v128): v128 {
  const bb = f64x2.mul(b, b);
  const cc = f64x2.mul(c, c);
  const sum = f64x2.add(a, c);
  const tilt = f64x2.sub(c, a);
  const room = f64x2.sub(f64x2.mul(f64x2.splat(4), bb), f64x2.mul(sum, sum));
  const more = f64x2.div(f64x2.mul(tilt, tilt), f64x2.pmax(room, f64x2.splat(1e-30)));
  const highest = f64x2.ge(bb, f64x2.pmax(f64x2.mul(a, a), cc));
  const kept = v128.and(f64x2.pmin(more, f64x2.splat(1)), highest);
  return f64x2.pmax(f64x2.add(bb, f64x2.mul(bb, kept)), cc);
}

/** The same of three times four samples; lanes are frames. */
// @ts-ignore: decorator
@inline
export function crestX4(a: v128, b: v128, c: v128): v128 {
  const size = f32x4.abs(b);
  const highest = f32x4.ge(size, f32x4.pmax(f32x4.abs(a), f32x4.abs(c)));
  const sum = v128.xor(f32x4.add(a, c), v128.and(b, i32x4.splat(0x80000000)));
  const tilt = f32x4.sub(c, a);
  const twice = f32x4.add(size, size);
  const room = f32x4.mul(f32x4.sub(twice, sum), f32x4.add(twice, sum));
  const more = f32x4.div(f32x4.mul(tilt, tilt), f32x4.pmax(room, f32x4.splat(1e-30)));
  const one = f32x4.splat(1);
  const crest = f32x4.mul(f32x4.mul(b, b), f32x4.add(one, v128.and(f32x4.pmin(more, one), highest)));
  return f32x4.pmax(crest, f32x4.mul(c, c));
}
