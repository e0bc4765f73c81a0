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

/** What a bound on the values at 8x is multiplied with: the crests beside them, and rounding. */
export function crestBound(): number {
  return CREST * ROUNDING;
}

/** Weights of samples -REACH … REACH - 1 around frame 0. */
type Weights = Float64Array;
const REACH = 112;

function shifted(weights: Weights, frames: number): Weights {
  return Float64Array.from(weights, (_, index) => weights[index - frames] ?? 0);
}

function between(taps: readonly number[], before: (k: number) => Weights, after: (k: number) => Weights): Weights {
  const sum = new Float64Array(2 * REACH);
  taps.forEach((tap, k) => {
    const [one, other] = [before(k), after(k)];
    for (let index = 0; index < sum.length; index++)
      sum[index] = (sum[index] ?? 0) + tap * ((one[index] ?? 0) + (other[index] ?? 0));
  });
  return sum;
}

/** What each of the eight phases of frame 0 is made of. */
function phaseWeights(): Weights[] {
  const [taps1, taps2, taps3] = STAGES.map(({ pairs, beta }) => halfwayTaps(pairs, beta)) as [number[], number[], number[]];
  const sample = new Float64Array(2 * REACH);
  sample[REACH] = 1;
  const half = between(
    taps1,
    (k) => shifted(sample, -k),
    (k) => shifted(sample, k + 1),
  );
  const doubled = (at: number) => shifted(at % 2 === 0 ? sample : half, Math.floor(at / 2));
  const quarter = (at: number) =>
    at % 2 === 0
      ? doubled(at / 2)
      : between(
          taps2,
          (k) => doubled((at - 1) / 2 - k),
          (k) => doubled((at + 1) / 2 + k),
        );
  const eighth = (at: number) =>
    at % 2 === 0
      ? quarter(at / 2)
      : between(
          taps3,
          (k) => quarter((at - 1) / 2 - k),
          (k) => quarter((at + 1) / 2 + k),
        );
  return Array.from({ length: 8 }, (_, phase) => eighth(phase));
}

/** Groups of four frames whose steps count for a group, and how many of them lie before it. Must match the kernel. */
const STEP_GROUPS = 52;
const STEP_GROUPS_BEFORE = 25;

/**
 * For a group of four frames: how much of the largest step (sample minus the one before) of each group around it can come on top of the highest
 * sample, anywhere from an eighth before the group to its end. As v = Σ w x and Σ w = 1, v minus the nearest sample is a sum of steps.
 */
export function stepWeights(): number[] {
  const most = new Float64Array(STEP_GROUPS);
  for (const [phase, weights] of phaseWeights().entries()) {
    const nearest = phase < 4 ? 0 : 1;
    // weight of the step into sample `index`
    const ofStep = new Float64Array(2 * REACH);
    let sum = 0;
    for (let index = 0; index < 2 * REACH; index++) {
      ofStep[index] = Math.abs(index <= REACH + nearest ? sum : sum - 1);
      sum += weights[index] ?? 0;
    }
    for (let frame = phase === 7 ? -1 : 0; frame < 4; frame++) {
      const groups = new Float64Array(STEP_GROUPS);
      for (let index = 0; index < 2 * REACH; index++) {
        const group = Math.floor((index - REACH + frame) / 4) + STEP_GROUPS_BEFORE;
        if (group >= 0 && group < STEP_GROUPS) groups[group] = (groups[group] ?? 0) + (ofStep[index] ?? 0);
      }
      for (let group = 0; group < STEP_GROUPS; group++) most[group] = Math.max(most[group] ?? 0, groups[group] ?? 0);
    }
  }
  return [...most];
}

function absoluteSum(stage: 0 | 1 | 2): number {
  const { pairs, beta } = STAGES[stage];
  return Math.max(1, 2 * halfwayTaps(pairs, beta).reduce((total, tap) => total + Math.abs(tap), 0));
}
