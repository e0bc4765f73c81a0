// Small linear least-squares problems by Householder reflections.

/**
 * `rows` holds `count` rows of `unknowns` coefficients and one right side each; it is overwritten.
 * Returns the unknowns; one without influence comes out 0.
 */
export function solveLeastSquares(rows: Float64Array, count: number, unknowns: number): number[] {
  const width = unknowns + 1;
  const get = (row: number, column: number) => rows[row * width + column] as number;
  for (let column = 0; column < unknowns; column++) {
    let norm = 0;
    for (let row = column; row < count; row++) norm += get(row, column) * get(row, column);
    const pivot = get(column, column);
    const alpha = pivot > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    if (alpha === 0) continue;
    rows[column * width + column] = pivot - alpha;
    const size = norm - pivot * alpha;
    for (let other = column + 1; other < width; other++) {
      let dot = 0;
      for (let row = column; row < count; row++) dot += get(row, column) * get(row, other);
      const factor = dot / size;
      for (let row = column; row < count; row++) rows[row * width + other] = get(row, other) - factor * get(row, column);
    }
    rows[column * width + column] = alpha;
  }
  const solution = Array.from({ length: unknowns }, () => 0);
  for (let column = unknowns - 1; column >= 0; column--) {
    let sum = get(column, unknowns);
    for (let other = column + 1; other < unknowns; other++) sum -= get(column, other) * (solution[other] as number);
    solution[column] = get(column, column) === 0 ? 0 : sum / get(column, column);
  }
  return solution;
}
