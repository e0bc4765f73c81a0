// A value over the time of the song: fixed, or travelling between points. Plain data.
import { exp, log } from "../units/exact-math.ts";

export interface LanePoint {
  readonly frame: number;
  readonly value: number;
  /** True keeps the value until the next point; false travels there. */
  readonly hold: boolean;
}

export interface Lane {
  /** The value without points. -Infinity is written as null. */
  readonly value: number | null;
  /** In ascending order; empty for a fixed value. */
  readonly points: readonly LanePoint[];
  /** Travels in even ratios (frequencies, times) instead of even steps. Values are above 0 then. */
  readonly ratios: boolean;
}

export function fixedLane(value: number | null): Lane {
  return { value, points: [], ratios: false };
}

/** The points that make a lane differ from its fixed value. */
export function isAutomated(lane: Lane): boolean {
  return lane.points.length > 0;
}

/** The lane's value at a frame of the song; null is -Infinity. Before the first and after the last point it stands still. */
export function laneValueAt(lane: Lane, frame: number): number | null {
  const { points } = lane;
  const first = points[0];
  if (!first) return lane.value;
  if (frame <= first.frame) return valueAtOwnFrame(points, 0);
  const index = lastAtOrBefore(points, frame);
  const from = points[index] as LanePoint;
  const to = points[index + 1];
  if (!to || from.hold) return from.value;
  const share = (frame - from.frame) / (to.frame - from.frame);
  if (lane.ratios) return from.value * powerOfRatio(to.value / from.value, share);
  return from.value + (to.value - from.value) * share;
}

/** Where several points share the first frame, the last one counts. */
function valueAtOwnFrame(points: readonly LanePoint[], index: number): number {
  let last = index;
  while (points[last + 1]?.frame === points[index]?.frame) last++;
  return (points[last] as LanePoint).value;
}

function lastAtOrBefore(points: readonly LanePoint[], frame: number): number {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((points[middle] as LanePoint).frame <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}

function powerOfRatio(ratio: number, share: number): number {
  return exp(log(ratio) * share);
}
