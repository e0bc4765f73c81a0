// Windows for overlapping transforms.
import { PI, sin } from "../units/exact-math.ts";

/** Flat with sine tapers over the first and last quarter: squares of blocks that overlap by a quarter add up to 1. */
export function taperedWindow(size: number): Float32Array {
  const taper = size / 4;
  const rise = (index: number): number => sin((0.5 * PI * (index + 0.5)) / taper);
  return Float32Array.from({ length: size }, (_, index) =>
    index < taper ? rise(index) : index >= size - taper ? rise(size - 1 - index) : 1,
  );
}
