// A frame of planar left and right as the two f64 lanes of a vector, and back. Inlined into the loops of recursive kernels.

/** The frame `at` bytes into both channels. */
// @ts-ignore: decorator
@inline
export function loadStereo(left: usize, right: usize, at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
}

/** Rounds to f32. */
// @ts-ignore: decorator
@inline
export function storeStereo(left: usize, right: usize, at: usize, pair: v128): void {
  const single = f32x4.demote_f64x2_zero(pair);
  v128.store32_lane(left + at, single, 0);
  v128.store32_lane(right + at, single, 1);
}
