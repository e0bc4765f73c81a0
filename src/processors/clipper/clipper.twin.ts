// The clipper's kernel once more in plain TypeScript, double precision: the mean of what is clipped between neighbouring samples.

export interface ClipTwin {
  readonly ceiling: number;
  /** Part of the ceiling from which on the curve bends; 1 is a corner. */
  readonly knee: number;
  /** Samples a frame. */
  readonly factor: number;
}

/** Integral from 0 of u - clip(u), an even function; u in ceilings. */
function clippedAway(u: number, knee: number): number {
  const over = Math.abs(u) - knee;
  if (over <= 0) return 0;
  const soft = Math.min(over, 2 * (1 - knee)); // on the parabola
  const bent = soft === 0 ? 0 : soft ** 3 / (12 * (1 - knee));
  const beyond = over - soft; // in the straight part
  return bent + beyond * (1 - knee) + beyond ** 2 / 2;
}

/** What a clip takes from one channel of oversampled sound, a frame late. */
export function clipResidueTwin({ ceiling, knee, factor }: ClipTwin, samples: Float32Array): Float32Array {
  const means = Array.from(samples, (x, n) => {
    const [before, now] = [(samples[n - 1] ?? 0) / ceiling, x / ceiling];
    const middle = (before + now) / 2;
    const half = Math.max(1e-5, Math.abs(now - before) / 2);
    return (ceiling * (clippedAway(middle + half, knee) - clippedAway(middle - half, knee))) / (2 * half);
  });
  // two means lie evenly around the sample before
  return samples.map((_, n) => ((means[n - factor + 1] ?? 0) + (means[n - factor] ?? 0)) / 2);
}
