// The limiter once more in plain TypeScript, double precision, without leaving anything out: the oracle that its kernels are held against.
import { dbToGain } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { halfwayTaps } from "./interpolator.ts";
import { limiter, lookAheadFrames, truePeakDetectorFrames } from "./limiter.params.ts";

const MARGIN_DB = 0.25;
/** Silence before the sound, as far as the interpolators look. */
const BEFORE = 128;
const HOLD_MS = { clean: 12, punchy: 0, auto: 12, smooth: 25 } as const;
/** Time in which sustained reduction builds up, and in which it goes, in seconds. */
const SLOW_S = { clean: null, punchy: null, auto: [0.4, 1.2], smooth: [0.1, 2.5] } as const;

/** Twice the rate: the samples, and between every two of them what the taps make of their neighbours. */
function doubled(samples: Float64Array, pairs: number, beta: number): Float64Array {
  const taps = Float64Array.from(halfwayTaps(pairs, beta));
  const out = new Float64Array(2 * samples.length);
  for (let n = 0; n < samples.length; n++) {
    let sum = 0;
    const within = Math.min(pairs, n + 1, samples.length - 1 - n);
    for (let k = 0; k < within; k++) sum += (taps[k] as number) * ((samples[n - k] as number) + (samples[n + 1 + k] as number));
    out[2 * n] = samples[n] as number;
    out[2 * n + 1] = sum;
  }
  return out;
}

/** True peak of each frame: the highest crest from its sample to the eighth before the next one. */
function truePeaks(channel: Float32Array, gain: number): Float64Array {
  const samples = new Float64Array(BEFORE + channel.length);
  for (let n = 0; n < channel.length; n++) samples[BEFORE + n] = Math.fround((channel[n] ?? 0) * gain);
  const eighths = doubled(doubled(doubled(samples, 96, 3.3), 4, 5.9), 3, 6.2).map(Math.abs);
  const peaks = new Float64Array(samples.length);
  for (let at = 1; at < eighths.length - 1; at++) {
    const [before, middle, after] = [eighths[at - 1] as number, eighths[at] as number, eighths[at + 1] as number];
    let crest = middle;
    const bend = 2 * middle - before - after;
    if (middle >= before && middle >= after && bend > 0)
      crest = Math.min(middle + (after - before) ** 2 / (8 * bend), 1.0196 * middle);
    peaks[at >> 3] = Math.max(peaks[at >> 3] as number, crest);
  }
  return peaks;
}

/** The largest of the last `window` values. */
function slidingMaximum(window: number): (value: number) => number {
  const kept: { readonly value: number; readonly frame: number }[] = [];
  let frame = 0;
  return (value) => {
    while (kept.length > 0 && (kept[kept.length - 1]?.value ?? 0) <= value) kept.pop();
    kept.push({ value, frame });
    if ((kept[0]?.frame ?? 0) <= frame - window) kept.shift();
    frame++;
    return kept[0]?.value ?? NaN;
  };
}

function movingMean(length: number): (value: number) => number {
  const ring = new Float64Array(length);
  let at = 0;
  return (value) => {
    ring[at] = value;
    at = (at + 1) % length;
    // summed anew: a running sum would keep rounding errors
    let sum = 0;
    for (let k = 0; k < length; k++) sum += ring[k] as number;
    return sum / length;
  };
}

/** Limits with fixed parameters. */
export function limiterTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("limiter", limiter.parameters, given);
  const look = lookAheadFrames(params.lookAheadMs, sampleRateHz);
  const leftAfter = (seconds: number) => exp(-1 / (seconds * sampleRateHz));
  const inputGain = dbToGain(params.inputGainDb);
  const ceiling = dbToGain(params.ceilingDbtp - MARGIN_DB);
  const window = look.window + Math.ceil((HOLD_MS[params.release] * sampleRateHz) / 1000);
  const fastLeft = leftAfter(params.releaseMs / 1000);
  const slowS = SLOW_S[params.release];
  const [slowRises, slowFalls] = slowS ? [1 - leftAfter(slowS[0]), 1 - leftAfter(slowS[1])] : [0, 1];
  const sides = [input.left, input.right].map((channel) => ({
    peaks: truePeaks(channel, inputGain),
    hold: slidingMaximum(window),
    boxes: look.boxes.map(movingMean),
    fast: 0,
    slow: 0,
  }));
  const delay = truePeakDetectorFrames + look.latency;
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const heard = frame - truePeakDetectorFrames + BEFORE;
    const released = sides.map((side) => {
      const held = side.hold(Math.max(0, 1 - ceiling / (side.peaks[heard] ?? 0)));
      side.slow += (held - side.slow) * (held > side.slow ? slowRises : slowFalls);
      const rest = Math.min(side.slow, side.fast);
      side.fast = Math.max(held, rest + (side.fast - rest) * fastLeft);
      return side.fast;
    });
    const both = Math.max(...released);
    const [left = NaN, right = NaN] = sides.map(({ boxes }, index) => {
      const own = released[index] ?? NaN;
      const linked = own + (params.linkPercent / 100) * (both - own);
      return boxes.reduce((value, box) => box(value), linked);
    });
    output.left[frame] = (1 - left) * Math.fround((input.left[frame - delay] ?? 0) * inputGain);
    output.right[frame] = (1 - right) * Math.fround((input.right[frame - delay] ?? 0) * inputGain);
  }
  return output;
}
