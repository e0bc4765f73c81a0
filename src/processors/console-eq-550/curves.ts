// The analogue curves of the American proportional-Q equaliser: bells whose bandwidth follows their gain, first-order shelves.
import { exp, log, pow } from "../../units/exact-math.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";

export const BAND_PASS_HZ = { low: 50, high: 15000 } as const;

const LOG_3 = log(3);
const HALF_LOG_2 = 0.5 * log(2);

/** Width in octaves between the points of half the gain in dB: 3 at 2 dB, 1 at 12 dB, boost and cut alike. */
export function bandwidthOctaves(gainDb: number): number {
  return 3 * exp((-LOG_3 * (Math.abs(gainDb) - 2)) / 10);
}

/** Q of the bell: 0.40 at 2 dB, 1.41 at 12 dB. */
export function bellQ(gainDb: number): number {
  const x = exp(HALF_LOG_2 * bandwidthOctaves(gainDb));
  return 1 / (x - 1 / x);
}

/** (s² + s A / Q + 1) / (s² + s / (A Q) + 1), A the root of the gain: boost and cut are each other's inverse. */
export function bellCurve(hz: number, gainDb: number): LaplaceSection {
  const a = pow(10, gainDb / 40);
  const q = bellQ(gainDb);
  return { hz, n: [1, a / q, 1], d: [1, 1 / (a * q), 1] };
}

/** (s + A) / (s + 1 / A): half of the gain in dB at `hz`, 6 dB per octave. */
export function lowShelfCurve(hz: number, gainDb: number): LaplaceSection {
  const a = pow(10, gainDb / 40);
  return { hz, n: [a, 1, 0], d: [1 / a, 1, 0] };
}

/** (A s + 1) / (s / A + 1). */
export function highShelfCurve(hz: number, gainDb: number): LaplaceSection {
  const a = pow(10, gainDb / 40);
  return { hz, n: [1, a, 0], d: [1, 1 / a, 0] };
}

/** What decides the curves. */
export interface CurveParams {
  readonly lowHz: string;
  readonly lowGainDb: number;
  readonly lowShape: "bell" | "shelf";
  readonly midHz: string;
  readonly midGainDb: number;
  readonly highHz: string;
  readonly highGainDb: number;
  readonly highShape: "bell" | "shelf";
}

export function lowCurve({ lowHz, lowGainDb, lowShape }: CurveParams): LaplaceSection {
  return (lowShape === "bell" ? bellCurve : lowShelfCurve)(Number(lowHz), lowGainDb);
}

export function midCurve({ midHz, midGainDb }: CurveParams): LaplaceSection {
  return bellCurve(Number(midHz), midGainDb);
}

export function highCurve({ highHz, highGainDb, highShape }: CurveParams): LaplaceSection {
  return (highShape === "bell" ? bellCurve : highShelfCurve)(Number(highHz), highGainDb);
}
