// How two takes are compared: bits, distance, level, lag.
import type { StereoSignal } from "./signals.ts";

/** First frame at which the bits differ, or -1. */
export function firstDifferentBit(a: StereoSignal, b: StereoSignal): number {
  const pairs = [
    [a.left, b.left],
    [a.right, b.right],
  ] as const;
  let first = -1;
  for (const [one, other] of pairs) {
    const bitsOfOne = new Uint32Array(one.slice().buffer);
    const bitsOfOther = new Uint32Array(other.slice().buffer);
    const frames = Math.max(bitsOfOne.length, bitsOfOther.length);
    for (let frame = 0; frame < frames; frame++) {
      if (bitsOfOne[frame] === bitsOfOther[frame]) continue;
      if (first < 0 || frame < first) first = frame;
      break;
    }
  }
  return first;
}

/** Largest difference of two samples from frame `from` on. */
export function largestDifference(a: StereoSignal, b: StereoSignal, from = 0): number {
  let largest = 0;
  for (let frame = from; frame < a.left.length; frame++) {
    const left = Math.abs((a.left[frame] ?? 0) - (b.left[frame] ?? 0));
    const right = Math.abs((a.right[frame] ?? 0) - (b.right[frame] ?? 0));
    if (!(left <= largest && right <= largest)) largest = Math.max(left, right);
  }
  return largest;
}

/** Largest sample of either channel, linear. NaN and infinities come through. */
export function samplePeak(signal: StereoSignal, from = 0, to = signal.left.length): number {
  let peak = 0;
  for (let frame = from; frame < to; frame++) {
    const left = Math.abs(signal.left[frame] ?? 0);
    const right = Math.abs(signal.right[frame] ?? 0);
    if (left !== left || right !== right) return NaN;
    if (left > peak) peak = left;
    if (right > peak) peak = right;
  }
  return peak;
}

/** Mean square of both channels. */
export function meanSquare(signal: StereoSignal, from = 0, to = signal.left.length): number {
  let sum = 0;
  for (let frame = from; frame < to; frame++) {
    const left = signal.left[frame] ?? 0;
    const right = signal.right[frame] ?? 0;
    sum += left * left + right * right;
  }
  return sum / Math.max(1, 2 * (to - from));
}

/** Largest fourth difference (a steep high-pass that a smooth low tone hardly passes) from frame `from` on. */
export function largestKink(signal: StereoSignal, from: number, to: number): number {
  let largest = 0;
  for (const channel of [signal.left, signal.right]) {
    for (let frame = Math.max(4, from); frame < to; frame++) {
      const a = channel[frame - 4] ?? 0;
      const b = channel[frame - 3] ?? 0;
      const c = channel[frame - 2] ?? 0;
      const d = channel[frame - 1] ?? 0;
      const e = channel[frame] ?? 0;
      const kink = Math.abs(a - 4 * b + 6 * c - 4 * d + e);
      if (!(kink <= largest)) largest = kink;
    }
  }
  return largest;
}

/** Frames by which `output` lags behind `input` where they are most alike, searched from 0 to `maxLag`. */
export function bestLag(input: Float32Array, output: Float32Array, maxLag: number): number {
  let best = 0;
  let bestLag = 0;
  for (let lag = 0; lag <= maxLag; lag++) {
    let sum = 0;
    for (let frame = 0; frame < input.length - maxLag; frame++) sum += (input[frame] ?? 0) * (output[frame + lag] ?? 0);
    if (Math.abs(sum) > best) {
      best = Math.abs(sum);
      bestLag = lag;
    }
  }
  return bestLag;
}

/** First frame above a thousandth of the sample peak, or the length. */
export function onset(channel: Float32Array): number {
  const loudest = channel.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const frame = channel.findIndex((x) => Math.abs(x) > 0.001 * loudest);
  return frame < 0 ? channel.length : frame;
}
