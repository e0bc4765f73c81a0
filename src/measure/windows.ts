// Windows for overlapping transforms.
import { cos, PI, sin } from "../units/exact-math.ts";

/**
 * Flat, with tapers over the first and last quarter: sin(pi/2 sin^2), whose squares add up to 1 where two blocks overlap, and
 * whose slopes end flat, so that a bass note leaks little into the bands above it.
 */
export function taperedWindow(size: number): Float32Array {
  const made = tapered.get(size) ?? makeTapered(size);
  tapered.set(size, made);
  return made.slice();
}

/** Windows of a few sizes are made again and again: for every channel and every meter. */
const tapered = new Map<number, Float32Array>();

function makeTapered(size: number): Float32Array {
  const taper = size / 4;
  const rise = (index: number): number => {
    const slope = sin((0.5 * PI * (index + 0.5)) / taper);
    return sin(0.5 * PI * slope * slope);
  };
  const window = new Float32Array(size).fill(1);
  for (let index = 0; index < taper; index++) window[index] = window[size - 1 - index] = rise(index);
  return window;
}

/** Raised cosine (periodic form): half-overlapped copies add up to 1. */
export function hannWindow(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => 0.5 - 0.5 * cos((2 * PI * index) / size));
}
