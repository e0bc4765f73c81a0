// What is too small to hear becomes 0, lane by lane, so that no tail ends in denormals.

/** Two lanes below 1e-15 (-300 dBFS). */
// @ts-ignore: decorator
@inline
export function settlePair(x: v128): v128 {
  return v128.and(x, f64x2.ge(f64x2.abs(x), f64x2.splat(1e-15)));
}

/** Four lanes below 1e-15. */
// @ts-ignore: decorator
@inline
export function settleLanes(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(1e-15)));
}

/** Two lanes below 1e-18 (-360 dBFS): states of filters whose output may still be amplified. */
// @ts-ignore: decorator
@inline
export function settleState(x: v128): v128 {
  return v128.and(x, f64x2.ge(f64x2.abs(x), f64x2.splat(1e-18)));
}
