// A table of two columns, read with straight lines between its rows and held beyond its ends (ISO 532-2:2017, 7.2.6).

/** Rows of the form [position, value], positions ascending. */
export type Table = readonly (readonly [position: number, value: number])[];

/** The value at a position. */
export function interpolate(table: Table, position: number): number {
  let low = 0;
  let high = table.length - 1;
  const [first, last] = [table[low], table[high]];
  if (!first || !last) throw new RangeError("interpolate: the table has no rows.");
  if (position <= first[0]) return first[1];
  if (position >= last[0]) return last[1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle] as readonly [number, number])[0] <= position) low = middle;
    else high = middle;
  }
  const [x0, y0] = table[low] as readonly [number, number];
  const [x1, y1] = table[high] as readonly [number, number];
  return y0 + ((y1 - y0) * (position - x0)) / (x1 - x0);
}
