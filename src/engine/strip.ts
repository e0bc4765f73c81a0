// The strip: what a signal passes on its way through a track, group, return, the mix bus or the master. One list, here and nowhere else.
import type { GainFactor } from "./gains.ts";
import type { PlannedEdge, PlannedInsert, StripStage, TapPoint } from "./plan.ts";

export const STRIP_ORDER = [
  "polarity",
  "trim",
  "inserts",
  "pre-fader sends",
  "fader",
  "pan",
  "post-fader sends",
  "output",
] as const;

export type StripPlace = (typeof STRIP_ORDER)[number];

/** Where one can listen: `input` lies before everything, the others after the place named here. */
const POINT_AFTER: Partial<Record<StripPlace, TapPoint>> = { inserts: "inserts", pan: "output" };

/** What one strip has at each place. Nothing at a place means that the signal passes untouched. */
export interface StripParts {
  readonly polarity: readonly GainFactor[];
  readonly trim: readonly GainFactor[];
  readonly inserts: readonly PlannedInsert[];
  readonly "pre-fader sends": readonly PlannedEdge[];
  readonly fader: readonly GainFactor[];
  readonly pan: readonly GainFactor[];
  readonly "post-fader sends": readonly PlannedEdge[];
  readonly output: readonly PlannedEdge[];
}

/**
 * The strip's stages in order. Neighbouring gains become one. Every strip has the same sequence of kinds, however little is
 * switched on, so that two plans' strips can be laid side by side.
 */
export function stripStages(strip: string, parts: StripParts, latencyFrames: Readonly<Record<TapPoint, number>>): StripStage[] {
  const stages: StripStage[] = [{ kind: "point", point: "input" }];
  let latency = latencyFrames.input;
  let factors: GainFactor[] = [];
  let gains = 0;
  const closeGain = () => {
    stages.push({ kind: "gain", gain: { key: `${strip}/gain ${gains++}`, factors, latencyFrames: latency } });
    factors = [];
  };
  let open = false;
  for (const place of STRIP_ORDER) {
    if (place === "polarity" || place === "trim" || place === "fader" || place === "pan") {
      factors.push(...parts[place]);
      open = true;
    } else {
      if (open) closeGain();
      open = false;
      if (place === "inserts") {
        stages.push({ kind: "inserts", inserts: parts.inserts, fork: null });
        latency = latencyFrames.inserts;
      } else stages.push({ kind: "edges", edges: parts[place] });
    }
    const point = POINT_AFTER[place];
    if (point) {
      if (open) closeGain();
      open = false;
      stages.push({ kind: "point", point });
    }
  }
  return stages;
}
