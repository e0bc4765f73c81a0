// Gains of the plan: factors (polarity, level, pan) that multiply to one gain for the left and one for the right channel.
import { dbToGain } from "../units/decibels.ts";
import { isAutomated, laneValueAt, type Lane } from "./automation.ts";
import { type PanLawDb, panGain } from "./pan.ts";

/** At and below this level a fader, send or trim is closed: its gain is exactly 0. */
export const CLOSED_DB = -144;

export type GainFactor =
  | { readonly kind: "polarity" }
  | { readonly kind: "closed" }
  | { readonly kind: "level"; readonly lane: Lane }
  | { readonly kind: "pan"; readonly lawDb: PanLawDb; readonly lane: Lane };

/** A place in the signal path with a gain. No factors: the signal passes untouched. */
export interface PlannedGain {
  /** The same place in the next plan has the same key. */
  readonly key: string;
  readonly factors: readonly GainFactor[];
  /** Latency of the signal here: automation is read that much earlier. */
  readonly latencyFrames: number;
}

/** The factor of a level, or none where it would change nothing. */
export function levelFactors(lane: Lane): GainFactor[] {
  return isAutomated(lane) || lane.value !== 0 ? [{ kind: "level", lane }] : [];
}

/** The factor of a pan pot, or none at the centre. */
export function panFactors(lawDb: PanLawDb, lane: Lane): GainFactor[] {
  return isAutomated(lane) || lane.value !== 0 ? [{ kind: "pan", lawDb, lane }] : [];
}

export function isMoving(gain: PlannedGain): boolean {
  return gain.factors.some((factor) => (factor.kind === "level" || factor.kind === "pan") && isAutomated(factor.lane));
}

/** Gain of the left channel (`side` -1) or the right one (`side` +1) at a frame of the song. */
export function gainAt(gain: PlannedGain, side: -1 | 1, songFrame: number): number {
  let product = 1;
  for (const factor of gain.factors) {
    if (factor.kind === "polarity") product = -product;
    else if (factor.kind === "closed") product = 0;
    else if (factor.kind === "level") product *= levelGain(laneValueAt(factor.lane, songFrame));
    else product *= panGain(factor.lawDb, side < 0 ? panAt(factor.lane, songFrame) : -panAt(factor.lane, songFrame));
  }
  return product;
}

function levelGain(levelDb: number | null): number {
  return levelDb === null || levelDb <= CLOSED_DB ? 0 : dbToGain(levelDb);
}

function panAt(lane: Lane, songFrame: number): number {
  return laneValueAt(lane, songFrame) ?? 0;
}
