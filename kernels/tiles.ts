// Tiles of four frames for sound with memory longer than that: stores of a part of a tile.

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
