// Sections by mapping roots: poles and zeros of the analogue filter go to e^(sT), which keeps resonances where and as wide as they
// are; what that leaves of the analogue magnitude (smooth, and only near half the rate) is made good for any number of sections
// together by one more section. Closed forms and two small linear systems: microseconds, for curves that move.
import { cos, exp, PI, sin } from "../units/exact-math.ts";
import { type Biquad, NEUTRAL } from "./biquad.ts";
import type { LaplaceSection } from "./laplace.ts";
import { solveLeastSquares } from "./least-squares.ts";
import { minimumPhase } from "./magnitude-fit.ts";

type Triple = readonly [number, number, number];

/** The fit reaches up to this part of the rate: 20 kHz at 44.1 kHz. */
const TOP_OF_RATE = 0.4535;
/** Where the magnitude is made exact, as parts of that top: with free poles, and with fixed ones. */
const FREE_POINTS = [0.0015, 0.4, 0.7, 0.9, 1];
const FIXED_POINTS = [0.3, 0.773, 0.98];
const POINTS = [...FREE_POINTS, ...FIXED_POINTS];
/** sin^2(w/2) at the points. */
const Y = POINTS.map((point) => {
  const half = sin(PI * TOP_OF_RATE * point);
  return half * half;
});
/** Denominator 1 + y d1 + y^2 d2 of the correction with fixed poles, searched once over all shapes for the least error. */
const FIXED_1 = -1.271;
const FIXED_2 = 0.32235;
/** Roots above this angle stay there and take what they miss, in part, as damping. */
const LARGEST_ANGLE = 0.94 * PI;
const EXCESS_AS_DAMPING = 0.16;
/** Low- and band-passes have zeros at infinity: theirs are laid so that the magnitude is exact at this point. */
const FAR_POINT = POINTS.indexOf(0.7);
const LARGEST_DIP = 0.97;
/** Corrections smaller than this power ratio (0.0004 dB) are left out. */
const UNHEARD = 1e-4;
/** Numerator and denominator stay within these over the whole spectrum, so that no root comes near the circle. */
const SMALLEST = 0.0005;
const LARGEST = 2000;

export interface MappedSection {
  readonly section: Biquad;
  /** Power that the analogue filter has over the section's, at the points. */
  readonly missing: Float64Array;
}

/** 1 + p1 z^-1 + p2 z^-2 of the roots of c0 + c1 s + c2 s^2; w0: radians a frame at s = j. */
function mapRoots([c0, c1, c2]: Triple, w0: number): Triple {
  if (c2 === 0 && c1 === 0) return [1, 0, 0];
  if (c2 === 0) return [1, -exp((-c0 / c1) * w0), 0];
  let damping = (c1 / (2 * c2)) * w0;
  const inside = (c0 / c2) * w0 * w0 - damping * damping;
  if (inside >= 0) {
    let angle = Math.sqrt(inside);
    if (angle > LARGEST_ANGLE) {
      damping += EXCESS_AS_DAMPING * (angle - LARGEST_ANGLE);
      angle = LARGEST_ANGLE;
    }
    const radius = exp(-damping);
    return [1, -2 * radius * cos(angle), radius * radius];
  }
  const apart = Math.sqrt(-inside);
  const slow = exp(apart - damping);
  const fast = exp(-apart - damping);
  return [1, -slow - fast, slow * fast];
}

/** |1 + p1 z^-1 + p2 z^-2|^2 at y = sin^2(w/2). */
function powerAt([p0, p1, p2]: Triple, y: number): number {
  const dc = p0 + p1 + p2;
  const top = p0 - p1 + p2;
  return dc * dc * (1 - y) + top * top * y - 16 * p0 * p2 * y * (1 - y);
}

/** |c0 + c1 s + c2 s^2|^2 at s^2 = -x2. */
function analoguePowerAt([c0, c1, c2]: Triple, x2: number): number {
  const re = c0 - c2 * x2;
  return re * re + c1 * c1 * x2;
}

function degree([, c1, c2]: Triple): number {
  return c2 !== 0 ? 2 : c1 !== 0 ? 1 : 0;
}

/** Multiplies with `count` times 1 + zero z^-1, made so that the power at `y` becomes `power` of that at DC. */
function withFarZeros([p0, p1, p2]: Triple, count: number, power: number, y: number): Triple {
  const dip = Math.min(LARGEST_DIP, (1 - (count === 2 ? Math.sqrt(power) : power)) / y);
  if (dip === 0) return [p0, p1, p2];
  const zero = (2 - dip - 2 * Math.sqrt(1 - dip)) / dip;
  return count === 2 ? [p0, 2 * zero, zero * zero] : [p0, p1 + zero, p1 * zero];
}

/** The section with the analogue roots, and what it misses. Exact at the lowest frequencies by itself. */
export function mappedSection({ hz, n, d }: LaplaceSection, rateHz: number): MappedSection {
  const w0 = (2 * PI * hz) / rateHz;
  const asked = (point: number) => {
    const x = ((POINTS[point] as number) * TOP_OF_RATE * rateHz) / hz;
    return analoguePowerAt(n, x * x) / analoguePowerAt(d, x * x);
  };
  const poles = mapRoots(d, w0);
  let zeros = mapRoots(n, w0);
  let gain = (poles[0] + poles[1] + poles[2]) / d[0];
  if (n[0] !== 0) gain *= n[0] / (zeros[0] + zeros[1] + zeros[2]);
  else gain *= n[1] !== 0 ? n[1] / w0 : n[2] / (w0 * w0);
  const far = degree(d) - degree(n);
  if (far > 0) {
    const y = Y[FAR_POINT] as number;
    zeros = withFarZeros(zeros, far, (asked(FAR_POINT) * powerAt(poles, y)) / (gain * gain * powerAt(zeros, y)), y);
    const [, one, two] = zeros;
    gain /= far === 2 ? 1 + one + two : n[0] !== 0 ? 1 + one : 1 - two; // the far zeros' own gain at DC
  }
  const missing = new Float64Array(POINTS.length);
  for (const [point, y] of Y.entries()) missing[point] = (asked(point) * powerAt(poles, y)) / (gain * gain * powerAt(zeros, y));
  return { section: { b0: gain * zeros[0], b1: gain * zeros[1], b2: gain * zeros[2], a1: poles[1], a2: poles[2] }, missing };
}

/** Whether p0 + p1 y + p2 y^2 keeps well away from 0 and from infinity for y in 0..1. */
function isTame([p0, p1, p2]: Triple): boolean {
  const top = p0 + p1 + p2;
  if (!(Math.min(p0, top) >= SMALLEST && Math.max(p0, top) <= LARGEST)) return false;
  const at = -p1 / (2 * p2);
  if (!(at > 0 && at < 1)) return true;
  const extreme = p0 + (at * p1) / 2;
  return extreme >= SMALLEST && extreme <= LARGEST;
}

function sectionOf(n: Triple, d: Triple): Biquad {
  const [b0, b1, b2] = minimumPhase(n, 1);
  const [a0, a1, a2] = minimumPhase(d, 1);
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

const freeRows = new Float64Array(FREE_POINTS.length * 6);
const fixedRows = new Float64Array(FIXED_POINTS.length * 4);

function withFreePoles(missing: Float64Array): Biquad | undefined {
  for (let point = 0; point < FREE_POINTS.length; point++) {
    const y = Y[point] as number;
    const power = missing[point] as number;
    freeRows.set([1 / power, y / power, (y * y) / power, -y, -y * y, 1], 6 * point);
  }
  const [n0 = 0, n1 = 0, n2 = 0, d1 = 0, d2 = 0] = solveLeastSquares(freeRows, FREE_POINTS.length, 5);
  const n: Triple = [n0, n1, n2];
  const d: Triple = [1, d1, d2];
  return isTame(n) && isTame(d) ? sectionOf(n, d) : undefined;
}

function withFixedPoles(missing: Float64Array): Biquad | undefined {
  for (let point = 0; point < FIXED_POINTS.length; point++) {
    const y = Y[FREE_POINTS.length + point] as number;
    const power = (missing[FREE_POINTS.length + point] as number) * (1 + y * (FIXED_1 + y * FIXED_2));
    fixedRows.set([1 / power, y / power, (y * y) / power, 1], 4 * point);
  }
  const [n0 = 0, n1 = 0, n2 = 0] = solveLeastSquares(fixedRows, FIXED_POINTS.length, 3);
  const n: Triple = [n0, n1, n2];
  return isTame(n) ? sectionOf(n, [1, FIXED_1, FIXED_2]) : undefined;
}

/** What a chain of sections with these `missing` powers lacks in all: start from `nothingMissing()`. */
export function addMissing(sum: Float64Array, missing: Float64Array): void {
  for (let point = 0; point < POINTS.length; point++) sum[point] = (sum[point] as number) * (missing[point] as number);
}

export function nothingMissing(): Float64Array {
  return new Float64Array(POINTS.length).fill(1);
}

/** Whether more than this power ratio is missing anywhere. */
export function isMissing(missing: Float64Array, ratio = UNHEARD): boolean {
  let worst = 0;
  for (const power of missing) worst = Math.max(worst, Math.abs(power - 1));
  return worst >= ratio;
}

/** A correction whose poles stay where they are, within 0.1 dB: for gains that move fast, since it moves in small steps with them. */
export function steadyCorrectionFor(missing: Float64Array): Biquad {
  return withFixedPoles(missing) ?? NEUTRAL;
}

/** The section that brings a chain to the analogue curve; neutral where nothing is missing. */
export function correctionFor(missing: Float64Array): Biquad {
  if (!isMissing(missing)) return NEUTRAL;
  return withFreePoles(missing) ?? withFixedPoles(missing) ?? NEUTRAL;
}
