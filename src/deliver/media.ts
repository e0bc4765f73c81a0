// What each medium will do to a record, or ask of it: streaming services turn it up or down, a CD and a record have limits of their own.
import { judge, type RuleResult } from "../course/rules.ts";
import type { Measurement } from "../measure/measurement.ts";

export const MEDIA = ["streaming", "cd", "vinyl", "club"] as const;
export type Medium = (typeof MEDIA)[number];

interface Service {
  readonly name: string;
  readonly targetLufs: number;
  /** Turns quiet records up as well, as far as their true peak allows. */
  readonly raises: boolean;
}

/** Targets as the services publish them. */
const SERVICES: readonly Service[] = [
  { name: "Spotify", targetLufs: -14, raises: true },
  { name: "Apple Music", targetLufs: -16, raises: true },
  { name: "YouTube", targetLufs: -14, raises: false },
  { name: "Tidal", targetLufs: -14, raises: false },
  { name: "Deezer", targetLufs: -15, raises: false },
];
/** dBTP. Turned up, a record's peaks stay under this. */
const RAISED_CEILING_DBTP = -1;

export interface ServiceOutcome {
  readonly service: string;
  /** What the service does to the level. */
  readonly gainDb: number;
  readonly playedLufs: number;
}

/** What streaming services will do to a record's level; none for silence. */
export function streamingOutcomes(measured: Measurement): readonly ServiceOutcome[] {
  const { integratedLufs, truePeakDbtp } = measured;
  if (integratedLufs === null) return [];
  return SERVICES.map(({ name, targetLufs, raises }) => {
    const wanted = targetLufs - integratedLufs;
    const room = RAISED_CEILING_DBTP - (truePeakDbtp ?? RAISED_CEILING_DBTP);
    const gainDb = wanted <= 0 ? wanted : raises ? Math.max(0, Math.min(wanted, room)) : 0;
    return { service: name, gainDb: round1(gainDb), playedLufs: round1(integratedLufs + gainDb) };
  });
}

/** A verdict for a medium, rule by rule. */
export function mediumRules(medium: Medium, measured: Measurement, where: string): readonly RuleResult[] {
  const { truePeakDbtp, durationS, integratedLufs } = measured;
  const isMono = measured.channels === 1;
  const lows = isMono ? 1 : (measured.bands[0]?.correlation ?? null);
  const correlationMin = isMono ? 1 : measured.correlationMin;
  switch (medium) {
    case "streaming":
      return [
        judge({
          id: "streaming.true-peak",
          text: "True peak leaves room for the service's codec",
          value: truePeakDbtp,
          unit: "dBTP",
          low: null,
          high: -1,
          where,
          warnWithin: 1,
          unmeasured: "pass",
        }),
      ];
    case "cd":
      return [
        judge({
          id: "cd.length",
          text: "At least 4 s, at most 79.8 min",
          value: round1(durationS),
          unit: "s",
          low: 4,
          high: 4788,
          where,
        }),
        judge({
          id: "cd.true-peak",
          text: "True peak at or under 0 dBTP",
          value: truePeakDbtp,
          unit: "dBTP",
          low: null,
          high: 0,
          where,
          unmeasured: "pass",
        }),
      ];
    case "vinyl":
      return [
        judge({
          id: "vinyl.lows",
          text: "Lows below 150 Hz in the middle",
          value: lows,
          unit: "",
          low: 0.9,
          high: 1,
          where,
          warnWithin: 0.2,
        }),
        judge({
          id: "vinyl.correlation",
          text: "Correlation never negative",
          value: correlationMin,
          unit: "",
          low: 0,
          high: 1,
          where,
        }),
        judge({
          id: "vinyl.length",
          text: "One side of a 12-inch at 33: at most 19.5 min",
          value: round1(durationS / 60),
          unit: "min",
          low: null,
          high: 19.5,
          where,
          warnWithin: 4.5,
        }),
        judge({
          id: "vinyl.loudness",
          text: "Not limited harder than about −10 LUFS",
          value: integratedLufs,
          unit: "LUFS",
          low: null,
          high: -10,
          where,
          warnWithin: 3,
        }),
      ];
    case "club":
      return [
        judge({
          id: "club.lows",
          text: "Lows below 150 Hz in the middle: clubs sum them",
          value: lows,
          unit: "",
          low: 0.9,
          high: 1,
          where,
          warnWithin: 0.2,
        }),
        judge({
          id: "club.loudness",
          text: "Loud enough beside other records",
          value: integratedLufs,
          unit: "LUFS",
          low: -12,
          high: -6,
          where,
          warnWithin: 3,
        }),
      ];
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
