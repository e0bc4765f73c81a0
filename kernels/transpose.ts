// Four vectors of four lanes, rows to columns.

/** Lane p of vector r goes to lane r of a vector at out + 32 p: between these there is room for another array's. */
// @ts-ignore: decorator
@inline
export function storeTransposed(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(ab01, cd01, 0, 2), 0);
  v128.store(out, v128.shuffle<i64>(ab01, cd01, 1, 3), 32);
  v128.store(out, v128.shuffle<i64>(ab23, cd23, 0, 2), 64);
  v128.store(out, v128.shuffle<i64>(ab23, cd23, 1, 3), 96);
}
