// Plain TypeScript twins of what the modulation kernels share: oscillator, reading between samples, pass filters. For tests.

/** The oscillator at a phase in turns. */
export function swingTwin(turns: number, shape: "sine" | "triangle"): number {
  if (shape === "sine") return Math.sin(2 * Math.PI * turns);
  return (2 / Math.PI) * Math.asin(Math.sin(2 * Math.PI * turns));
}

/** A signal `delay` frames before frame `now`, by Catmull and Rom's curve. */
export function readTwin(history: readonly number[], now: number, delay: number): number {
  const whole = Math.floor(delay);
  const s = delay - whole;
  const [newer, near, far, older] = [-1, 0, 1, 2].map((back) => history[now - whole - back] ?? 0) as [
    number,
    number,
    number,
    number,
  ];
  const basis = [
    [0, 2, 0, 0],
    [-1, 0, 1, 0],
    [2, -5, 4, -1],
    [-1, 3, -3, 1],
  ].map(([a = 0, b = 0, c = 0, d = 0]) => (a * newer + b * near + c * far + d * older) / 2);
  return basis.reduce((sum, coefficient, power) => sum + coefficient * s ** power, 0);
}

/** A second-order Butterworth-form section as a difference equation (bilinear, prewarped), Q free. */
export function passTwin(kind: "high" | "low", hz: number, q: number, rateHz: number): (x: number) => number {
  const k = Math.tan(Math.PI * Math.min(hz / rateHz, 0.45));
  const norm = 1 / (1 + k / q + k * k);
  const b = kind === "low" ? [k * k * norm, 2 * k * k * norm, k * k * norm] : [norm, -2 * norm, norm];
  const a = [2 * (k * k - 1) * norm, (1 - k / q + k * k) * norm];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = (b[0] ?? 0) * x + (b[1] ?? 0) * x1 + (b[2] ?? 0) * x2 - (a[0] ?? 0) * y1 - (a[1] ?? 0) * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  };
}

/** Low-pass of fourth order. */
export function lowPass24Twin(hz: number, rateHz: number): (x: number) => number {
  const [one, two] = [Math.PI / 8, (3 * Math.PI) / 8].map((angle) => passTwin("low", hz, 1 / (2 * Math.cos(angle)), rateHz));
  return (x) => two?.(one?.(x) ?? 0) ?? 0;
}
