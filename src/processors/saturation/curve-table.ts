// Curves as tables of cubic pieces for kernels/curve.ts: sampled, rounded at the corners, laid so that rest is 0 with slope 1.
import { exp } from "../../units/exact-math.ts";

export interface CurveTable {
  /** Four coefficients a piece. */
  readonly coefs: Float32Array;
  readonly pieces: number;
  /** Pieces a unit of the curve's input. */
  readonly piecesPerUnit: number;
  /** Place of the input 0, in pieces. */
  readonly rest: number;
}

export interface CurveOptions {
  /** Any units in, any out; rising. */
  readonly valueAt: (input: number) => number;
  readonly from: number;
  readonly to: number;
  readonly pieces: number;
  /** Standard deviation of the Gauss curve that rounds the corners, in units of the input: what keeps high harmonics away. */
  readonly rounding: number;
}

/** The table of a curve. Some thousand evaluations: for prepare(), and worth keeping. */
export function curveTable({ valueAt, from, to, pieces, rounding }: CurveOptions): CurveTable {
  const width = (to - from) / pieces;
  const reach = Math.ceil((4 * rounding) / width);
  const margin = reach + 2;
  const raw = Float64Array.from({ length: pieces + 1 + 2 * margin }, (_, index) => valueAt(from + (index - margin) * width));
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const away = ((index - reach) * width) / Math.max(rounding, 1e-9);
    return exp(-0.5 * away * away);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const smooth = Float64Array.from({ length: pieces + 5 }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (raw[index + k] as number);
    return sum / total;
  }); // entry 2 is `from`
  const at = (index: number) => smooth[index + 2] as number;
  const slopeAt = (index: number) => (at(index - 2) - 8 * at(index - 1) + 8 * at(index + 1) - at(index + 2)) / 12;
  const coefs = new Float64Array(4 * pieces);
  for (let index = 0; index < pieces; index++) {
    const rise = at(index + 1) - at(index);
    const [early, late] = [index === 0 ? 0 : slopeAt(index), index === pieces - 1 ? 0 : slopeAt(index + 1)];
    coefs.set([at(index), early, 3 * rise - 2 * early - late, early + late - 2 * rise], 4 * index);
  }
  const rest = -from / width;
  const middle = evaluate(coefs, rest);
  return {
    coefs: Float32Array.from(coefs, (coef, index) => (index % 4 === 0 ? coef - middle.value : coef) / middle.slope),
    pieces,
    piecesPerUnit: 1 / width,
    rest,
  };
}

/** Value and slope at a place (in pieces), as the kernel has them. */
export function evaluate(coefs: ArrayLike<number>, place: number): { readonly value: number; readonly slope: number } {
  const index = Math.min(coefs.length / 4 - 1, Math.max(0, Math.floor(place)));
  const t = Math.min(1, Math.max(0, place - index));
  const [c0, c1, c2, c3] = [0, 1, 2, 3].map((power) => coefs[4 * index + power] as number) as [number, number, number, number];
  return { value: c0 + t * (c1 + t * (c2 + t * c3)), slope: c1 + t * (2 * c2 + 3 * t * c3) };
}
