// What the laws of gain computers share, four frames at a time: the soft knee, and the stereo link of two reductions.

/** `scale` of `kneeX4`: 1 / (2 knee), finite for no knee. */
// @ts-ignore: decorator
@inline
export function kneeScaleX4(knee: v128): v128 {
  return f32x4.div(f32x4.splat(0.5), f32x4.pmax(knee, f32x4.splat(0.001)));
}

/** A bend at 0: nothing below half a knee under it, x above half a knee over it, a parabola between; `scale` from `kneeScaleX4`. */
// @ts-ignore: decorator
@inline
export function kneeX4(x: v128, knee: v128, halfKnee: v128, scale: v128): v128 {
  const zero = f32x4.splat(0);
  const inKnee = f32x4.pmin(f32x4.pmax(f32x4.add(x, halfKnee), zero), knee);
  return f32x4.add(f32x4.mul(f32x4.mul(inKnee, inKnee), scale), f32x4.pmax(f32x4.sub(x, halfKnee), zero));
}

/** Each side's own reduction, as far as `link` (0..1) says that of the louder one; at 1 exactly that. */
// @ts-ignore: decorator
@inline
export function storeLinked(left: usize, right: usize, link: v128, louder: v128, ownLeft: v128, ownRight: v128): void {
  const whole = f32x4.eq(link, f32x4.splat(1));
  const partLeft = f32x4.add(ownLeft, f32x4.mul(link, f32x4.sub(louder, ownLeft)));
  const partRight = f32x4.add(ownRight, f32x4.mul(link, f32x4.sub(louder, ownRight)));
  v128.store(left, v128.bitselect(louder, partLeft, whole));
  v128.store(right, v128.bitselect(louder, partRight, whole));
}
