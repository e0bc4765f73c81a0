// Gliding parameters of dynamics processors: pairs of f32 (target, step a frame). The value at a frame with `r` frames left is
// target - r * step: it depends on the frame alone, so block lengths change no bit, and at r = 0 it is the target exactly.
// src/processors/dynamics/glide.ts writes them, in this order.

// @ts-ignore: decorator
@inline
export const THRESHOLD_DBFS: usize = 0;
// @ts-ignore: decorator
@inline
export const SLOPE: usize = 8;
// @ts-ignore: decorator
@inline
export const KNEE_DB: usize = 16;
// @ts-ignore: decorator
@inline
export const MAKEUP_DB: usize = 24;
// @ts-ignore: decorator
@inline
export const MIX: usize = 32;
// @ts-ignore: decorator
@inline
export const HIGH_PASS_G: usize = 40;
// @ts-ignore: decorator
@inline
export const RMS_AMOUNT: usize = 48;
// @ts-ignore: decorator
@inline
export const LINK: usize = 56;
// @ts-ignore: decorator
@inline
export const ATTACK: usize = 64;

// @ts-ignore: decorator
@inline
export function glideX4(glide: usize, parameter: usize, r: v128): v128 {
  const step = v128.load32_splat(glide + parameter + 4);
  return f32x4.sub(v128.load32_splat(glide + parameter), f32x4.mul(r, step));
}

// @ts-ignore: decorator
@inline
export function glideF64(glide: usize, parameter: usize, r: i32): f64 {
  return <f64>load<f32>(glide + parameter) - <f64>r * <f64>load<f32>(glide + parameter + 4);
}

// @ts-ignore: decorator
@inline
export function framesLeftX4(remaining: i32, frame: i32): v128 {
  const left = i32x4.sub(i32x4.splat(remaining - frame), i32x4(0, 1, 2, 3));
  return f32x4.convert_i32x4_s(i32x4.max_s(left, i32x4.splat(0)));
}
