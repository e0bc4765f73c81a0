// The kernel of the curves once more in plain TypeScript, double precision: two tables, a rest that sags under signal.
import { type CurveTable, evaluate } from "./curve-table.ts";

export interface CurveTwin {
  readonly tables: readonly [CurveTable, CurveTable];
  /** Of the second table. */
  readonly share: number;
  readonly into: number;
  readonly rest: number;
  readonly gain: number;
  readonly sag: number;
  readonly sagStep: number;
  /** Samples a frame. */
  readonly factor: number;
}

/** One channel of oversampled sound. */
export function curveTwin(given: CurveTwin, samples: Float32Array): Float32Array {
  const { tables, share, into, rest, gain, sag, sagStep, factor } = given;
  const valueAt = (place: number) =>
    (1 - share) * evaluate(tables[0].coefs, place).value + share * evaluate(tables[1].coefs, place).value;
  const atRest = valueAt(rest);
  const output = new Float32Array(samples.length);
  const means: number[] = [];
  let sagging = 0;
  for (let frame = 0; frame * factor < samples.length; frame++) {
    sagging += sagStep * (sag * (means[frame - 3] ?? 0) - sagging);
    let mean = 0;
    for (let n = frame * factor; n < (frame + 1) * factor; n++) {
      const y = ((valueAt(rest - sagging + into * (samples[n] ?? 0)) - atRest) * gain) / into;
      output[n] = y;
      mean += (y * into) / factor;
    }
    means.push(mean);
  }
  return output;
}
