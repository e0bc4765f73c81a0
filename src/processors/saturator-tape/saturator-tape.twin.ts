// The tape's kernel once more in plain TypeScript, double precision: Langevin's curve as a fraction, and a loop that lags behind it.

/** Beyond this the fraction no longer follows the curve. */
const END = 11.794;

export interface TapeTwin {
  /** Of the loop in what comes out. */
  readonly share: number;
  /** 1 / width of the loop. */
  readonly narrow: number;
  readonly relax: number;
}

/** One channel of oversampled sound. */
export function tapeTwin({ share, narrow, relax }: TapeTwin, samples: Float32Array): Float32Array {
  let held = 0;
  return samples.map((x, n) => {
    const step = x - (samples[n - 1] ?? 0);
    const z = Math.min(END, Math.abs(x)) ** 2;
    const man = (x * (135135 + 8316 * z + 81 * z * z)) / (135135 + 17325 * z + 378 * z * z + z ** 3);
    const t = Math.abs(step) * narrow;
    const grown = t + t ** 2 / 2 + t ** 3 / 6;
    const pull = Math.max(relax, grown / (1 + grown));
    const both = [held + relax * (man - held), held + pull * (man - held)];
    held = step < 0 ? Math.min(...both) : Math.max(...both);
    return man + share * (held - man);
  });
}
