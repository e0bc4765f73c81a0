// Judges of reverbs that share no code with them: decay in octaves, echo density, periodicity, lines in the spectrum, stereo.
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { type FeedOptions, Rig, take } from "../../src/processors/contract/rig.ts";
import { signalOf, slice, type StereoSignal } from "../../src/processors/contract/signals.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";
import { powerSpectrum, transform } from "./judges.ts";

export const RATE_HZ = 48000;
export const OCTAVES_HZ = [125, 250, 500, 1000, 2000, 4000, 8000] as const;
/** Nothing colours, nothing is damped, nothing waits. */
export const OPEN: ParamValues = { preDelayMs: 0, dampingHz: 20000, highCutHz: 20000, lowCutHz: 20, bassRatio: 1 };

export type Where = "left" | "right" | "both";

export function reverb(declaration: AnyDeclaration) {
  const subject = { declaration, create: createProcessor.bind(null, declaration.id) };
  const run = (input: StereoSignal, params: ParamValues, options: FeedOptions & { readonly sampleRateHz?: number } = {}) =>
    take(subject, input, params, options);
  /** Answer to one impulse, which comes after `startS` seconds of silence (the movement is elsewhere then). */
  const impulseResponse = (params: ParamValues, seconds: number, where: Where = "both", startS = 0, rateHz = RATE_HZ) => {
    const first = Math.round(startS * rateHz);
    const impulse = signalOf(first + Math.round(seconds * rateHz), (frame) => [
      Number(frame === first && where !== "right"),
      Number(frame === first && where !== "left"),
    ]);
    return slice(run(impulse, params, { sampleRateHz: rateHz }), first);
  };
  const rig = (params: ParamValues) => new Rig(subject, params);
  return { run, impulseResponse, rig };
}

/** An octave: three band-pass biquads in series. */
function octave(samples: Float32Array, hz: number, rateHz: number): Float64Array {
  const w = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w) / 2.82;
  const [b, a1, a2] = [alpha / (1 + alpha), (2 * Math.cos(w)) / (1 + alpha), (1 - alpha) / (1 + alpha)];
  const band = Float64Array.from(samples);
  for (let pass = 0; pass < 3; pass++) {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let i = 0; i < band.length; i++) {
      const x = band[i] as number;
      const y = b * (x - x2) + a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      band[i] = y;
    }
  }
  return band;
}

/**
 * Decay curves in octaves: energy still to come (Schroeder), in dB, one value a millisecond. Both sides of all the responses add up:
 * a single one is uncertain by 5 % in the low octaves.
 */
export function decayCurvesDb(responses: readonly StereoSignal[], bandsHz: readonly number[], rateHz = RATE_HZ): Float64Array[] {
  const step = Math.round(rateHz / 1000);
  return bandsHz.map((hz) => {
    const length = Math.floor((responses[0] as StereoSignal).left.length / step);
    const curve = new Float64Array(length);
    for (const response of responses) {
      for (const channel of [response.left, response.right]) {
        const band = octave(channel, hz, rateHz);
        let energy = 0;
        for (let ms = length - 1; ms >= 0; ms--) {
          for (let i = (ms + 1) * step - 1; i >= ms * step; i--) energy += (band[i] as number) ** 2;
          curve[ms] = (curve[ms] as number) + energy;
        }
      }
    }
    const whole = curve[0] as number;
    return curve.map((energy) => 10 * Math.log10(energy / whole));
  });
}

/** RT60 from the straight line through a decay curve between -5 and -35 dB (ISO 3382-1: T30). */
export function t30S(curve: Float64Array): number {
  const from = curve.findIndex((db) => db < -5);
  const to = curve.findIndex((db) => db < -35);
  if (from < 0 || to < 0) return NaN;
  let [sx, sy, sxx, sxy] = [0, 0, 0, 0];
  for (let ms = from; ms < to; ms++) {
    sx += ms;
    sy += curve[ms] as number;
    sxx += ms * ms;
    sxy += ms * (curve[ms] as number);
  }
  const n = to - from;
  return -60 / ((n * sxy - sx * sy) / (n * sxx - sx * sx)) / 1000;
}

/**
 * Normalised echo density (Abel and Huang, AES 121st Convention, 2006): share of samples beyond one standard deviation under a Hann
 * window of 20 ms, against noise's: 1 is fully mixed. One value a millisecond, for the window around it.
 */
export function echoDensity(samples: Float32Array, untilMs: number, rateHz = RATE_HZ): Float64Array {
  const half = Math.round(0.01 * rateHz);
  return Float64Array.from({ length: untilMs }, (_, ms) => {
    const centre = Math.round((ms * rateHz) / 1000);
    let [power, weights] = [0, 0];
    const at = (visit: (x: number, weight: number) => void) => {
      for (let i = Math.max(0, centre - half); i <= centre + half; i++)
        visit(samples[i] ?? 0, 0.5 + 0.5 * Math.cos((Math.PI * (i - centre)) / (half + 1)));
    };
    at((x, weight) => {
      power += weight * x * x;
      weights += weight;
    });
    const deviation = Math.sqrt(power / weights);
    let beyond = 0;
    at((x, weight) => {
      if (Math.abs(x) > deviation) beyond += weight;
    });
    return beyond / weights / 0.3173;
  });
}

/** Milliseconds after which the echo density stays above `least` for 20 ms. */
export function mixingMs(samples: Float32Array, least: number): number {
  const density = echoDensity(samples, 400);
  return density.findIndex((_, ms) => density.subarray(ms, ms + 20).every((value) => value > least));
}

/** A stretch of the tail of a power-of-two length, its decay undone, under a Hann window. */
export function stationary(samples: Float32Array, fromS: number, length: number, rt60S: number, rateHz = RATE_HZ): Float64Array {
  const from = Math.round(fromS * rateHz);
  return Float64Array.from({ length }, (_, i) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
    return (samples[from + i] as number) * 10 ** ((3 * i) / (rt60S * rateHz)) * window;
  });
}

/** Bins' powers against the mean of their surroundings (a twelfth of an octave at least 24 bins wide): the spectrum without its colour. */
function whitened(samples: Float64Array, loHz: number, hiHz: number, rateHz = RATE_HZ): Float64Array {
  const powers = powerSpectrum(samples);
  const sums = new Float64Array(powers.length + 1);
  powers.forEach((power, bin) => {
    sums[bin + 1] = (sums[bin] as number) + power;
  });
  const [lo, hi] = [loHz, hiHz].map((hz) => Math.round((hz * samples.length) / rateHz)) as [number, number];
  return Float64Array.from({ length: hi - lo }, (_, index) => {
    const bin = lo + index;
    const half = Math.max(150, Math.round(bin / 6));
    const [a, b] = [Math.max(1, bin - half), Math.min(powers.length - 1, bin + half)];
    const mean = ((sums[b + 1] as number) - (sums[a] as number)) / (b - a + 1);
    return (powers[bin] as number) / mean;
  });
}

export interface TailLines {
  /** Highest bin over its surroundings, dB. */
  readonly highestDb: number;
  /** What noise has on the average, and what it exceeds once in a hundred: ln N + 0.577 and ln(100 N), in dB. */
  readonly noiseDb: number;
  readonly barDb: number;
  /** Spectral flatness, dB: noise has -2.51 (exp of minus Euler's constant). */
  readonly flatnessDb: number;
}

/** Bins of noise are exponentially distributed: how far does the tail's highest one stand out, and how even are they? */
export function tailLines(samples: Float64Array, loHz: number, hiHz: number): TailLines {
  const powers = whitened(samples, loHz, hiHz);
  const n = powers.length;
  const db = (power: number) => 10 * Math.log10(power);
  return {
    highestDb: db(powers.reduce((a, b) => Math.max(a, b), 0)),
    noiseDb: db(Math.log(n) + 0.577),
    barDb: db(Math.log(100 * n)),
    flatnessDb: db(
      Math.exp(powers.reduce((sum, power) => sum + Math.log(power), 0) / n) / (powers.reduce((a, b) => a + b, 0) / n),
    ),
  };
}

/**
 * Highest peak of the whitened autocorrelation between `fromMs` and `toMs`, with noise's bar for that length: of M independent values
 * of a normal distribution the largest magnitude stays below its deviation times sqrt(2 ln(100 M)) in 99 of 100 cases (a bit over).
 */
export function periodicity(samples: Float64Array, loHz: number, hiHz: number, fromMs = 5, toMs = 250, rateHz = RATE_HZ) {
  const powers = whitened(samples, loHz, hiHz, rateHz);
  const length = samples.length;
  const lo = Math.round((loHz * length) / rateHz);
  const whole = new Float64Array(length);
  let total = 0;
  powers.forEach((power, index) => {
    whole[lo + index] = power;
    total += power;
  });
  // the cosine transform of the powers by the spectrum of a spectrum: real parts from two halves
  const [re, im] = transform(whole);
  const from = Math.round((fromMs * rateHz) / 1000);
  const to = Math.round((toMs * rateHz) / 1000);
  let highest = 0;
  let atMs = 0;
  for (let lag = from; lag < to; lag++) {
    const value = Math.hypot(re[lag] as number, im[lag] as number) / total; // envelope: the band is one-sided
    if (value > highest) [highest, atMs] = [value, (1000 * lag) / rateHz];
  }
  // neighbouring bins of a Hann window share power: 35/18 = Σw⁴·N/(Σw²)² of it
  const deviation = Math.sqrt(35 / 18 / powers.length);
  const lags = ((to - from) * (hiHz - loHz)) / rateHz;
  return {
    highest,
    atMs,
    bar: deviation * Math.sqrt(Math.log(100 * lags)),
    expected: deviation * Math.sqrt(Math.log(lags) + 0.577),
  };
}

/** Correlation of the sides, level of the left against the right, and what a mono fold (mid) loses against their power: 3.01 for independent ones. */
export function stereoOf({ left, right }: StereoSignal, from = 0, to = left.length) {
  let [both, ll, rr] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const [l, r] = [left[i] as number, right[i] as number];
    both += l * r;
    ll += l * l;
    rr += r * r;
  }
  return {
    correlation: both / Math.sqrt(ll * rr),
    balanceDb: 10 * Math.log10(ll / rr),
    foldLossDb: -10 * Math.log10((ll + rr + 2 * both) / 4 / ((ll + rr) / 2)),
  };
}

export function powerOf({ left, right }: StereoSignal, from = 0, to = left.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (left[i] as number) ** 2 + (right[i] as number) ** 2;
  return sum / (2 * (to - from));
}

/** Root mean square deviation, in cents, of a tone's pitch in windows of `windowS` (from its phase, weighted by power). */
export function pitchDriftCents(samples: Float32Array, hz: number, fromS: number, windowS = 0.05, rateHz = RATE_HZ): number {
  const step = Math.round(windowS * rateHz);
  let [sum, weights] = [0, 0];
  let previous: readonly [number, number] | null = null;
  for (let start = Math.round(fromS * rateHz); start + step <= samples.length; start += step) {
    let [re, im] = [0, 0];
    for (let i = start; i < start + step; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i - start + 0.5)) / step);
      const turn = 2 * Math.PI * (((hz * i) / rateHz) % 1);
      re += window * (samples[i] as number) * Math.cos(turn);
      im -= window * (samples[i] as number) * Math.sin(turn);
    }
    if (previous) {
      const [r, i] = [re * previous[0] + im * previous[1], im * previous[0] - re * previous[1]];
      const cents = 1200 * Math.log2(1 + Math.atan2(i, r) / (2 * Math.PI * windowS) / hz);
      const weight = Math.hypot(r, i);
      sum += weight * cents * cents;
      weights += weight;
    }
    previous = [re, im];
  }
  return Math.sqrt(sum / weights);
}

/** T30 that an octave filter shows when each frequency decays by `lawAt` (in seconds): the slow ones win in the end. */
export function octaveOfLaw(lawAt: (hz: number) => number, hz: number, rt60S: number, rateHz = RATE_HZ): number {
  const w0 = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w0) / 2.82;
  const curve = new Float64Array(Math.round(2500 * rt60S));
  for (let step = -60; step <= 60; step++) {
    const at = hz * 2 ** (step / 40);
    if (at > 0.49 * rateHz) continue;
    // one band-pass biquad: its response from the zeros at ±1 and the poles
    const w = (2 * Math.PI * at) / rateHz;
    const top = (2 * alpha * Math.sin(w)) ** 2;
    const bottom = (2 * (Math.cos(w) - Math.cos(w0))) ** 2 + top;
    const weight = (top / bottom) ** 3 * at;
    const seconds = lawAt(at);
    for (let ms = 0; ms < curve.length; ms++)
      curve[ms] = (curve[ms] as number) + weight * seconds * 10 ** ((-6 * ms) / 1000 / seconds);
  }
  const whole = curve[0] as number;
  return t30S(curve.map((energy) => 10 * Math.log10(energy / whole)));
}
