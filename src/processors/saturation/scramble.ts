// Whole numbers without visible pattern, for seeds and tolerances.

/** A whole number to a signed 32-bit number. */
export function scramble(value: number): number {
  let x = Math.imul(value ^ 0x5bd1e995, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}
