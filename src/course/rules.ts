// Rules: what the course asks for, held against what was measured. One line each in `stemroom check`, the report and the studio.
import type { Measurement } from "../measure/measurement.ts";

export type Verdict = "pass" | "warn" | "fail";

/** One rule with its verdict. `value` is null where there was nothing to measure. */
export interface RuleResult {
  /** STEP.WHAT, such as `pan.balance`. */
  readonly id: string;
  readonly text: string;
  readonly value: number | null;
  readonly unit: string;
  /** Null where there is no limit on this side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
  /** A strip's id, a stem's name, a file or a place in the song. */
  readonly where: string;
}

/** A rule before it is judged. */
export interface RuleDraft extends Omit<RuleResult, "verdict"> {
  /** How far outside the limits a value is only warned of; beyond, the rule fails. 0 when left out. */
  readonly warnWithin?: number;
  /** What it means when nothing could be measured. "warn" when left out. */
  readonly unmeasured?: Verdict;
}

/** Held against its limits; a hair's breadth of rounding is not held against anyone. */
export function judge(draft: RuleDraft): RuleResult {
  const { warnWithin = 0, unmeasured = "warn", ...rule } = draft;
  const outside = outsideBy(rule.value, rule.low, rule.high);
  const verdict = outside === null ? unmeasured : outside <= 1e-9 ? "pass" : outside <= warnWithin ? "warn" : "fail";
  return { ...rule, verdict };
}

function outsideBy(value: number | null, low: number | null, high: number | null): number | null {
  if (value === null) return null;
  return Math.max(0, low === null ? 0 : low - value, high === null ? 0 : value - high);
}

/** The worst of several verdicts; pass when there are none. */
export function worstVerdict(rules: readonly RuleResult[]): Verdict {
  if (rules.some((rule) => rule.verdict === "fail")) return "fail";
  return rules.some((rule) => rule.verdict === "warn") ? "warn" : "pass";
}

/** What a finished record is held against. */
export interface RecordTargets {
  /** The loudness that was asked for, ±0.1; null holds the record against the course's −12 to −8. */
  readonly targetLufs: number | null;
  readonly ceilingDbtp: number;
}

/** The course's numbers. */
export const LIMITS = {
  loudestLufs: -8,
  quietestLufs: -12,
  targetToleranceLu: 0.1,
  lowestCorrelation: 0.5,
  balanceDb: 1,
  monoFoldLossLu: 3,
  /** −60 dBFS: more than this is audible as a click at every edit. */
  dcOffset: 0.001,
  mixLowestPeakDbfs: -6,
  mixHighestPeakDbfs: -3,
  glueLeastDb: -4,
  glueMostDb: -5,
  roomLu: -14,
} as const;

/** The rules of a finished record: what `check FILE` verifies, and what a session's master is held against. */
export function recordRules(measured: Measurement, where: string, targets: RecordTargets): readonly RuleResult[] {
  const { targetLufs, ceilingDbtp } = targets;
  const low = targetLufs === null ? LIMITS.quietestLufs : round2(targetLufs - LIMITS.targetToleranceLu);
  const high = targetLufs === null ? LIMITS.loudestLufs : round2(targetLufs + LIMITS.targetToleranceLu);
  const loud = targetLufs === null ? "in −12 to −8 LUFS" : "at the target ±0.1 LU";
  const stereo = measured.channels === 2;
  return [
    judge({
      id: "loudness.integrated",
      text: `Integrated loudness ${loud}`,
      value: rounded(measured.integratedLufs),
      unit: "LUFS",
      low,
      high,
      where,
      warnWithin: 0.1,
    }),
    judge({
      id: "loudness.ceiling",
      text: "True peak at or under the ceiling",
      value: rounded(measured.truePeakDbtp),
      unit: "dBTP",
      low: null,
      high: ceilingDbtp,
      where,
      warnWithin: 0.05,
      unmeasured: "pass",
    }),
    judge({
      id: "image.correlation",
      text: "Correlation always between 0.5 and 1 (lowest over 3 s)",
      value: stereo ? rounded(measured.correlationMin) : 1,
      unit: "",
      low: LIMITS.lowestCorrelation,
      high: 1,
      where,
      warnWithin: 0.1,
    }),
    judge({
      id: "image.mono-fold",
      text: "Little is lost in mono",
      value: stereo ? rounded(measured.monoFoldLossLu) : 0,
      unit: "LU",
      low: null,
      high: LIMITS.monoFoldLossLu,
      where,
      warnWithin: 2,
    }),
    balanceRule("image.balance", measured, where),
    judge({
      id: "loudness.dc",
      text: "No DC",
      value: measured.dcOffset,
      unit: "",
      low: -LIMITS.dcOffset,
      high: LIMITS.dcOffset,
      where,
    }),
    judge({
      id: "loudness.clipped",
      text: "No clipped samples",
      value: measured.clippedFrames,
      unit: "frames",
      low: null,
      high: 0,
      where,
      warnWithin: 10,
    }),
  ];
}

/** Left and right within ±1 dB. */
export function balanceRule(id: string, measured: Measurement, where: string): RuleResult {
  const value = measured.channels === 2 ? rounded(measured.balanceDb) : 0;
  const { balanceDb } = LIMITS;
  return judge({
    id,
    text: "Left and right within ±1 dB",
    value,
    unit: "dB",
    low: -balanceDb,
    high: balanceDb,
    where,
    warnWithin: 0.5,
  });
}

/** Two decimals: what a verdict and its text agree on. */
function rounded(value: number | null): number | null {
  return value === null ? null : round2(value);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
