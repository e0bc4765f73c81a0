// Tiles of four frames for sound with memory longer than that: stores of a part of a tile, and values too small to keep.

const TINY: f32 = 1e-15;

/** Lanes below 1e-15 become 0, so that no tail ends in denormals. */
// @ts-ignore: decorator
@inline
export function settleLanes(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(TINY)));
}

/** Frames `from` to `to` (not included) of a tile. */
// @ts-ignore: decorator
@inline
export function storeFrames(at: usize, x: v128, from: i32, to: i32): void {
  if (to - from == 4) v128.store(at, x);
  else storePart(at, x, from, to);
}

function storePart(at: usize, x: v128, from: i32, to: i32): void {
  if (from == 0) v128.store32_lane(at, x, 0);
  if (from <= 1 && to > 1) v128.store32_lane(at, x, 1, 4);
  if (from <= 2 && to > 2) v128.store32_lane(at, x, 2, 8);
  if (to == 4) v128.store32_lane(at, x, 3, 12);
}
