// The kernels of a console stage once more in plain TypeScript, double precision.

/** P(u), level beyond its ends. */
function bend(u: number): number {
  const held = Math.min(1, Math.max(-1, u));
  return held - held ** 3 + 0.6 * held ** 5 - held ** 7 / 7;
}

/** The amplifier: the odd curve, then its even share. */
export function amplifierTwin(into: number, even: number): (x: number) => number {
  return (x) => {
    const w = bend(into * x) / into;
    return w + even * w * w;
  };
}

export interface OutputStageTwin {
  readonly pole: number;
  readonly into: number;
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** Transformer and band edges of one channel, before the crosstalk. */
export function outputStageTwin({ pole, into, b, a }: OutputStageTwin, samples: Float32Array): number[] {
  let [flux, x1, x2, y1, y2] = [0, 0, 0, 0, 0];
  return Array.from(samples, (sample) => {
    flux += pole * (sample - flux);
    const x = sample - (flux - bend(into * flux) / into);
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}
