// The linear-phase equaliser once more in plain TypeScript, double precision: sampled magnitude, cosine sum, window, direct convolution.
import { laplacePower } from "../../filters/laplace.ts";
import { cos, PI } from "../../units/exact-math.ts";
import type { Band } from "../equalisers/bands.params.ts";
import { analogueSections } from "../equalisers/bands.ts";

/** Taps of a filter of `length` of them, its middle at `length` / 2. */
export function twinTaps(bands: readonly Band[], length: number, rateHz: number): Float64Array {
  const sections = bands.flatMap(analogueSections);
  const magnitudes = Float64Array.from({ length: length / 2 + 1 }, (_, bin) =>
    Math.sqrt(sections.reduce((product, section) => product * laplacePower(section, (bin * rateHz) / length), 1)),
  );
  const cosines = Float64Array.from({ length }, (_, index) => cos((2 * PI * index) / length));
  return Float64Array.from({ length }, (_, tap) => {
    const distance = Math.abs(tap - length / 2);
    if (distance === length / 2) return 0;
    let sum = (magnitudes[0] ?? 0) + (magnitudes[length / 2] ?? 0) * (distance % 2 === 0 ? 1 : -1);
    for (let bin = 1; bin < length / 2; bin++) sum += 2 * (magnitudes[bin] ?? 0) * (cosines[(bin * distance) % length] ?? 0);
    const faded = Math.max(0, (4 * distance) / length - 1);
    return (sum / length) * (0.5 + 0.5 * cos(PI * faded));
  });
}

/** The filtered sample at `frame`, of what came in up to then. */
export function twinConvolve(taps: Float64Array, input: Float32Array, frame: number): number {
  let sum = 0;
  for (let tap = 0; tap < taps.length && tap <= frame; tap++) sum += (taps[tap] ?? 0) * (input[frame - tap] ?? 0);
  return sum;
}
