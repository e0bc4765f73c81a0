// Finds the biquad whose magnitude comes closest to an analogue filter's over the audible band: a rational function of
// y = sin^2(w/2) fitted to |H|^2 by least squares, reweighted towards the smallest greatest error in dB (Sanathanan-Koerner
// steps with Lawson weights), then factored into the minimum-phase section. Fixed grid and step count: same bits on every host.
import { exp, log, PI, sin } from "../units/exact-math.ts";
import { type AnaloguePrototype, analoguePower } from "./analogue.ts";
import type { Biquad } from "./biquad.ts";
import { solveLeastSquares } from "./least-squares.ts";

const STEPS = 14;
const FIRST_REWEIGHTED = 3;
const TOP_HZ = 20_000;
const TOP_OF_RATE = 0.4535; // 20 kHz at 44.1 kHz: nothing is fitted closer to half the rate than this part of the rate
const ABOVE_TOP_WEIGHT = 0.1; // above 20 kHz the curve should stay sane, no more
const GUARD_WEIGHT = 0.01; // the last points before half the rate only keep the poles inside the circle
const GUARD_POINTS = 4;
const SMALLEST_AT_TOP = 1e-4; // keeps a root that sits next to half the rate inside the circle
const SMALLEST_POWER = 1e-9; // of a notch's centre, to divide by
const FLOOR_POWER = 1e-4; // from 40 dB below 0 dB on, errors in dB count less and less
const LOG_POINTS = 16;
const LINEAR_POINTS = 24;
const CORNER_POINTS = 13;

type Polynomial = [number, number, number];

/** Which powers of y the numerator may use, and what DC (or a notch) fixes. */
function numeratorForm({ n }: AnaloguePrototype): { readonly free: readonly number[]; readonly fixed: Polynomial } {
  if (n[0] === 0 && n[1] === 0) return { free: [2], fixed: [0, 0, 0] };
  if (n[0] === 0) return { free: [1, 2], fixed: [0, 0, 0] };
  if (n[1] === -2 * n[0] && n[2] === n[0]) return { free: [], fixed: [1, -2, 1] };
  return { free: [1, 2], fixed: [n[0], 0, 0] };
}

function gridHz(prototype: AnaloguePrototype, topHz: number): number[] {
  const grid: number[] = [];
  const lowest = Math.min(prototype.hz / 32, topHz / 64);
  const ratio = exp(log(topHz / lowest) / (LOG_POINTS - 1));
  for (let index = 0, hz = lowest; index < LOG_POINTS; index++, hz *= ratio) grid.push(hz);
  for (let index = 1; index <= LINEAR_POINTS; index++) grid.push((topHz * index) / LINEAR_POINTS);
  const damping = Math.sqrt(Math.max(1e-4, Math.min(1, 2 + prototype.d[1] / Math.sqrt(prototype.d[2]))));
  for (let index = 0; index < CORNER_POINTS; index++) {
    const hz = prototype.hz * exp(damping * (index / (CORNER_POINTS - 1) - 0.5) * 2);
    if (hz < topHz) grid.push(hz);
  }
  for (let index = 1; index <= GUARD_POINTS; index++) grid.push(topHz * (1 + (index / GUARD_POINTS) * (0.499 / TOP_OF_RATE - 1)));
  return grid;
}

/** Whether p[0] + p[1] t + p[2] t^2, t = y / unit, stays above 0 for y in 0..1: at its top and, if it dips, at its lowest point. */
function isMinimumPhase(p: Polynomial, unit: number): boolean {
  const top = 1 / unit;
  const atTop = p[0] + top * (p[1] + top * p[2]);
  if (atTop < SMALLEST_AT_TOP * (Math.abs(p[0]) + top * (Math.abs(p[1]) + top * Math.abs(p[2])))) return false;
  const lowest = -p[1] / (2 * p[2]);
  if (!(p[2] > 0 && lowest > 0 && lowest < top)) return true;
  return p[0] + (lowest * p[1]) / 2 >= -1e-12;
}

/** The section c0 + c1 z^-1 + c2 z^-2, zeros inside the circle, whose magnitude squared is p[0] + p[1] t + p[2] t^2, t = y / unit. */
export function minimumPhase(p: readonly [number, number, number], unit: number): Polynomial {
  const atDc = Math.sqrt(Math.max(0, p[0]));
  const slope = p[1] / unit;
  const bend = p[2] / (unit * unit);
  const atTop = Math.sqrt(Math.max(0, p[0] + slope + bend));
  const half = (atDc + atTop) / 2;
  const c0 = (half + Math.sqrt(Math.max(0, half * half - bend / 4))) / 2;
  return [c0, (atDc - atTop) / 2, c0 === 0 ? 0 : bend / (16 * c0)];
}

/** The closest biquad to `prototype` at `rateHz`, or undefined where none came out stable. About 50 microseconds: for parameters, not for every sample. */
export function fitMagnitude(prototype: AnaloguePrototype, rateHz: number): Biquad | undefined {
  const topHz = TOP_OF_RATE * rateHz;
  const sinCorner = sin((PI * Math.min(prototype.hz, topHz)) / rateHz);
  const unit = sinCorner * sinCorner; // y is counted in units of its value at the corner, which keeps the numbers near 1
  const points = gridHz(prototype, topHz).map((hz) => {
    const s = sin((PI * hz) / rateHz);
    const x = (hz / prototype.hz) * (hz / prototype.hz);
    const power = Math.max(SMALLEST_POWER, analoguePower(prototype, hz));
    const denominator = prototype.d[0] + x * (prototype.d[1] + x * prototype.d[2]);
    const place = hz > topHz * 1.0001 ? GUARD_WEIGHT : hz > TOP_HZ * 1.0001 ? ABOVE_TOP_WEIGHT : 1;
    const audible = place * Math.min(1, Math.sqrt(power / FLOOR_POWER));
    return { t: (s * s) / unit, power, place, audible, weight: audible, denominator, error: 0 };
  });
  const { free, fixed } = numeratorForm(prototype);
  const unknowns = free.length + 2;
  const n: Polynomial = [...fixed];
  const d: Polynomial = [1, 0, 0];
  let best: { readonly worst: number; readonly n: Polynomial; readonly d: Polynomial } | undefined;
  const rows = new Float64Array(points.length * (unknowns + 1));
  for (let step = 0; step < STEPS; step++) {
    let at = 0;
    for (const { t, power, weight, denominator } of points) {
      const scale = weight / (power * denominator);
      for (const order of free) rows[at++] = scale * (order === 1 ? t : t * t);
      rows[at++] = -scale * power * t;
      rows[at++] = -scale * power * t * t;
      rows[at++] = scale * (power - (fixed[0] + t * (fixed[1] + t * fixed[2])));
    }
    const solution = solveLeastSquares(rows, points.length, unknowns);
    free.forEach((order, index) => {
      n[order] = solution[index] as number;
    });
    d[1] = solution[unknowns - 2] as number;
    d[2] = solution[unknowns - 1] as number;
    let worst = 1e-12;
    for (const point of points) {
      const { t } = point;
      point.denominator = Math.abs(d[0] + t * (d[1] + t * d[2]));
      point.error = Math.abs((n[0] + t * (n[1] + t * n[2])) / (point.denominator * point.power) - 1) * point.audible;
      if (point.place >= ABOVE_TOP_WEIGHT) worst = Math.max(worst, point.error);
    }
    if ((best === undefined || worst < best.worst) && isMinimumPhase(n, unit) && isMinimumPhase(d, unit))
      best = { worst, n: [...n], d: [...d] };
    if (step < FIRST_REWEIGHTED) continue;
    let greatest = 0;
    for (const point of points) {
      if (point.place >= ABOVE_TOP_WEIGHT) point.weight *= 0.25 + point.error / worst;
      greatest = Math.max(greatest, point.weight);
    }
    for (const point of points) point.weight /= greatest;
  }
  if (best === undefined) return undefined;
  const [b0, b1, b2] = minimumPhase(best.n, unit);
  const [a0, a1, a2] = minimumPhase(best.d, unit);
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}
