// The exciter's kernel once more in plain TypeScript, double precision: second and third harmonic of a bend, its mean taken off the third.

export interface ExciterTwin {
  readonly into: number;
  readonly even: number;
  readonly odd: number;
  /** Share of a new mean square that a frame takes over. */
  readonly pace: number;
  /** Samples a frame. */
  readonly factor: number;
}

/** One channel of oversampled sound. */
export function harmonicsTwin({ into, even, odd, pace, factor }: ExciterTwin, samples: Float32Array): Float32Array {
  const made = new Float32Array(samples.length);
  let meanSquare = 0;
  let smooth = 0;
  for (let begin = 0; begin < samples.length; begin += factor) {
    let mean = 0;
    for (let n = begin; n < begin + factor; n++) {
      const u = Math.min(1, Math.max(-1, into * (samples[n] ?? 0)));
      const w = u - u ** 3 + 0.6 * u ** 5 - u ** 7 / 7;
      made[n] = (even * w ** 2 + odd * (w ** 3 - 1.5 * smooth * w)) / into;
      mean += w ** 2 / factor;
    }
    meanSquare += pace * (mean - meanSquare);
    smooth += pace * (meanSquare - smooth);
  }
  return made;
}
