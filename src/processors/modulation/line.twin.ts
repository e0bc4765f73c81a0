// Plain TypeScript twins of what the modulation kernels share: oscillator, reading between samples, pass filters, the whole line. For tests.
import type { StereoSignal } from "../contract/signals.ts";

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

/** What a line with swinging heads does, in its own words: src/processors/modulation/modulated-line.ts. */
export interface SwingTwin {
  readonly fromMs: number;
  readonly depthMs: number;
  readonly rateHz: number;
  readonly shape: "sine" | "triangle";
  readonly stereoDegrees: number;
  readonly heads: 1 | 2 | 4;
  readonly bendPercent: number;
  readonly lowCutHz: number;
  readonly highCutHz: number;
  readonly feedbackPercent: number;
  readonly dryGain: number;
  readonly wetGain: number;
  readonly dryFrames: number;
}

/** The whole line: high cut, bend, low cut, heads and feedback, the dry sound `dryFrames` late beside them. */
export function swingingLineTwin(input: StereoSignal, swing: SwingTwin, sampleRateHz: number): StereoSignal {
  const half = (swing.depthMs * sampleRateHz) / 2000;
  const centre = (swing.fromMs * sampleRateHz) / 1000 + half;
  const leads = Array.from({ length: swing.heads }, (_, head) => head / swing.heads);
  const bend = (2 * swing.bendPercent) / 100 / 10 ** (-18 / 20);
  const side = (samples: Float32Array, ahead: number) => {
    const high = passTwin("high", swing.lowCutHz, Math.SQRT1_2, sampleRateHz);
    const low = lowPass24Twin(swing.highCutHz, sampleRateHz);
    const line: number[] = [];
    return samples.map((x, n) => {
      const filtered = low(x);
      const turns = ((n + 1) * swing.rateHz) / sampleRateHz + ahead;
      // heads read before the newest sample is written
      const delayAt = (lead: number) => Math.max(1, centre + half * swingTwin(turns + lead, swing.shape) - 1);
      const heard = leads.reduce((sum, lead) => sum + readTwin(line, n - 1, delayAt(lead)), 0) / Math.sqrt(swing.heads);
      line.push(high(filtered + bend * filtered ** 2) + (swing.feedbackPercent / 100) * heard);
      return swing.dryGain * (samples[n - swing.dryFrames] ?? 0) + swing.wetGain * heard;
    });
  };
  return { left: side(input.left, 0), right: side(input.right, swing.stereoDegrees / 360) };
}
