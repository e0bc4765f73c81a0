// The kernels of the band image once more in plain TypeScript, bit for bit.
const f = Math.fround;
const PERIOD = 32;

/** Mid and side of one frame. */
export function midSideTwin(left: number, right: number): [mid: number, side: number] {
  return [f(0.5 * f(left + right)), f(0.5 * f(left - right))];
}

export interface BandImageTwin {
  /** Of each band, linear. */
  readonly widths: readonly number[];
  readonly gains: readonly number[];
  /** Highest power of the side over that of the mid, and the share of a new period in the smoothed powers. */
  readonly allowed: number;
  readonly pace: number;
}

/** Mid and side of all bands together; a band is its mid and its side. */
export function bandImageTwin(
  { widths, gains, allowed, pace }: BandImageTwin,
  bands: readonly (readonly [mid: Float32Array, side: Float32Array])[],
): [mid: Float32Array, side: Float32Array] {
  const frames = bands[0]![0].length;
  const [mid, side] = [new Float32Array(frames), new Float32Array(frames)];
  const smoothed = gains.map(() => [0, 0] as [number, number]);
  let now = gains.map((gain, band) => gain * widths[band]!);
  let next = now;
  for (let begin = 0; begin < frames; begin += PERIOD) {
    for (let n = begin; n < begin + PERIOD; n++) {
      const place = f(f((n % PERIOD) + 1) * f(1 / PERIOD));
      let [m, s] = [0, 0];
      gains.forEach((gain, band) => {
        m = f(m + f(f(gain) * bands[band]![0][n]!));
        const weight = f(f(now[band]!) + f(f(next[band]! - now[band]!) * place));
        s = f(s + f(weight * bands[band]![1][n]!));
      });
      mid[n] = m;
      side[n] = s;
    }
    now = next;
    next = gains.map((gain, band) => {
      const power = smoothed[band]!;
      power.forEach((before, of) => {
        let sum = 0;
        for (let n = begin; n < begin + PERIOD; n++) sum += bands[band]![of as 0 | 1][n]! ** 2;
        power[of as 0 | 1] = before + pace * (sum - before);
      });
      const [ofMid, ofSide] = [power[0] * allowed, power[1] * widths[band]! * widths[band]!];
      return gain * widths[band]! * (ofSide > ofMid ? Math.sqrt(ofMid / ofSide) : 1);
    });
  }
  return [mid, side];
}
