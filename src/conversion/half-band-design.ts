// Half-band filters for the oversampler: which taps, which all-pass coefficients, for a given transition.
import { gainToDb } from "../units/decibels.ts";
import { cos, PI, pow, sin, tan } from "../units/exact-math.ts";
import { kaiser, kaiserBeta } from "./kaiser.ts";

const STOP_BAND_DB = 101; // a little over the 100 dB that are promised
const WINDOW_TRIES_DB = [99, 101, 103, 105, 107, 109, 111, 113, 115, 118, 121]; // Kaiser's formulas are good for long filters only

/** Highest frequency that the oversampler keeps flat at a base rate: 20 kHz, or 5/12 of higher rates. */
export function flatTopHz(rateHz: number): number {
  return Math.min(0.4535 * rateHz, Math.max(20_000, (rateHz * 20) / 48));
}

/**
 * The outer half of the non-zero taps of a linear-phase half-band filter (Kaiser), times 2, outermost first; the centre tap is 1.
 * Flat to `flatHz`, stop band from `lowRateHz` - `flatHz` on. The filter has 4n - 1 taps for n returned.
 */
export function halfBandTaps(flatHz: number, lowRateHz: number): readonly number[] {
  const known = designed.get(flatHz / lowRateHz);
  if (known) return known;
  const taps = searchTaps(flatHz, lowRateHz);
  designed.set(flatHz / lowRateHz, taps);
  return taps;
}

const designed = new Map<number, readonly number[]>(); // a search takes up to 25 ms, and every processor of a rate asks for the same

function searchTaps(flatHz: number, lowRateHz: number): readonly number[] {
  const edge = PI * (1 - flatHz / lowRateHz);
  const transition = (lowRateHz - 2 * flatHz) / (2 * lowRateHz);
  const estimate = (STOP_BAND_DB - 7.95) / (14.36 * transition) / 4;
  for (let n = Math.max(2, Math.floor(estimate) - 1); ; n++) {
    for (const windowDb of WINDOW_TRIES_DB) {
      const taps = windowedTaps(n, kaiserBeta(windowDb));
      if (greatestStopBandDb(taps, edge) < -STOP_BAND_DB) return taps;
    }
  }
}

function windowedTaps(n: number, beta: number): number[] {
  const taps: number[] = [];
  for (let index = 0; index < n; index++) {
    const distance = 2 * (n - index) - 1;
    const sign = (n - index) % 2 === 1 ? 1 : -1;
    taps.push(((2 * sign) / (PI * distance)) * kaiser(distance / (2 * n), beta));
  }
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / (2 * sum));
}

/** From `edge` radians up; dB against the pass band. */
function greatestStopBandDb(taps: readonly number[], edge: number): number {
  let greatest = 0;
  const points = taps.length * 8;
  for (let point = 0; point <= points; point++) {
    const w = edge + ((PI - edge) * point) / points;
    let sum = 0.5;
    taps.forEach((tap, index) => {
      sum += tap * cos(w * (2 * (taps.length - index) - 1));
    });
    greatest = Math.max(greatest, Math.abs(sum));
  }
  return gainToDb(greatest);
}

/**
 * Coefficients of the all-passes of an elliptic half-band filter, falling into two paths by turns (even places: first path).
 * H(z) = (A(z^2) + z^-1 B(z^2)) / 2. Source: Valenzuela and Constantinides, «Digital signal processing schemes for efficient
 * interpolation and decimation», 1983.
 */
export function halfBandAllPasses(flatHz: number, lowRateHz: number): number[] {
  for (let count = 2; count < 24; count++) {
    const coefs = ellipticCoefs(count, flatHz, lowRateHz);
    if (allPassPower(coefs, PI * (1 - flatHz / lowRateHz)) < pow(10, -STOP_BAND_DB / 10)) return coefs;
  }
  throw new RangeError(
    `Half-band filter: no room between ${flatHz} Hz and ${lowRateHz - flatHz} Hz for 100 dB. Lower the flat band.`,
  );
}

function ellipticCoefs(count: number, flatHz: number, lowRateHz: number): number[] {
  const edge = tan((PI * flatHz) / (2 * lowRateHz));
  const k = edge * edge;
  const root = Math.sqrt(Math.sqrt(1 - k * k));
  const e = (0.5 * (1 - root)) / (1 + root);
  const e4 = e * e * e * e;
  const nome = e * (1 + e4 * (2 + e4 * (15 + e4 * 150)));
  const order = 2 * count + 1;
  const coefs: number[] = [];
  for (let place = 1; place <= count; place++) {
    let numerator = 0;
    let denominator = 0.5;
    for (let i = 0; i < 8; i++) {
      const sign = i % 2 === 0 ? 1 : -1;
      numerator += sign * pow(nome, i * (i + 1)) * sin(((2 * i + 1) * place * PI) / order);
      if (i > 0) denominator += sign * pow(nome, i * i) * cos((2 * i * place * PI) / order);
    }
    const w = (Math.sqrt(Math.sqrt(nome)) * numerator) / denominator;
    const square = w * w;
    const x = Math.sqrt((1 - square * k) * (1 - square / k)) / (1 + square);
    coefs.push((1 - x) / (1 + x));
  }
  return coefs;
}

/** |H|^2 of the two paths at `w` radians per frame of the higher rate. */
function allPassPower(coefs: readonly number[], w: number): number {
  const path = (parity: number): [number, number] => {
    let re = 1;
    let im = 0;
    coefs.forEach((c, index) => {
      if (index % 2 !== parity) return;
      const zr = cos(2 * w);
      const zi = -sin(2 * w);
      const dr = 1 + c * zr;
      const di = c * zi;
      const nr = c + zr;
      const size = dr * dr + di * di;
      const hr = (nr * dr + zi * di) / size;
      const hi = (zi * dr - nr * di) / size;
      [re, im] = [re * hr - im * hi, re * hi + im * hr];
    });
    return [re, im];
  };
  const a = path(0);
  const b = path(1);
  const re = a[0] + (b[0] * cos(w) + b[1] * sin(w));
  const im = a[1] + (b[1] * cos(w) - b[0] * sin(w));
  return (re * re + im * im) / 4;
}

/** Group delay at DC of the two paths, in frames of the higher rate. */
export function allPassDelay(coefs: readonly number[]): number {
  const paths = [0, 1];
  coefs.forEach((c, index) => {
    paths[index % 2] = (paths[index % 2] as number) + (2 * (1 - c)) / (1 + c);
  });
  return ((paths[0] as number) + (paths[1] as number)) / 2;
}
