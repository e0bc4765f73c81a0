// Taps of the true-peak detector's three half-band interpolators: windowed sincs (Kaiser), as pairs around the middle.
import { PI, sin } from "../../units/exact-math.ts";

/** Pairs of taps and Kaiser's beta of each stage. Stage 1 is long because music reaches up to half the rate; the others have room. */
const STAGES = [
  { pairs: 96, beta: 3.3 },
  { pairs: 4, beta: 5.9 },
  { pairs: 3, beta: 6.2 },
] as const;

/** Room for rounding in 32-bit sums when a bound is used as a proof. */
const ROUNDING = 1.0001;
/** The detector's crest never rises further above its samples. Must match the kernel. */
const CREST = 1.0196;

/** Modified Bessel function of order 0, by its series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/** Taps at distances 0.5, 1.5, 2.5 … from the middle; both sides together sum to exactly one at DC. */
export function halfwayTaps(pairs: number, beta: number): number[] {
  const taps: number[] = [];
  for (let k = 0; k < pairs; k++) {
    const distance = k + 0.5;
    const along = distance / pairs;
    taps.push((sin(PI * distance) / (PI * distance)) * bessel0(beta * Math.sqrt(1 - along * along)));
  }
  const sum = 2 * taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** The three stages' taps, one after the other, as the kernel wants them. */
export function detectorTaps(): number[] {
  return STAGES.flatMap(({ pairs, beta }) => halfwayTaps(pairs, beta));
}

/** Largest gain of the last stage and its crest, from whatever samples at 4x: no peak is higher than this times the highest of them. */
export function lastStageBound(): number {
  return absoluteSum(2) * CREST * ROUNDING;
}

/** Largest gain of the whole detector: no true peak is higher than this times the highest sample around it. */
export function wholeBound(): number {
  return absoluteSum(0) * absoluteSum(1) * absoluteSum(2) * CREST * ROUNDING;
}

function absoluteSum(stage: 0 | 1 | 2): number {
  const { pairs, beta } = STAGES[stage];
  return Math.max(1, 2 * halfwayTaps(pairs, beta).reduce((total, tap) => total + Math.abs(tap), 0));
}
