// Silence in the fields of a measurement: null, because JSON has no -Infinity.

/** The number where it is one, else null. */
export function finite(db: number): number | null {
  return Number.isFinite(db) ? db : null;
}

/** a - b; null where either is. */
export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
