// Analogue sections as fractions in s, normalised to their frequency: what mapped designs and linear-phase curves start from.
import { pow } from "../units/exact-math.ts";

/** (n[0] + n[1] s + n[2] s^2) / (d[0] + d[1] s + d[2] s^2) with s = j f / hz. */
export interface LaplaceSection {
  readonly hz: number;
  readonly n: readonly [number, number, number];
  readonly d: readonly [number, number, number];
}

/** 1 / (s^2 + s/Q + 1). */
export function laplaceLowPass(hz: number, q: number): LaplaceSection {
  return { hz, n: [1, 0, 0], d: [1, 1 / q, 1] };
}

/** s^2 / (s^2 + s/Q + 1). */
export function laplaceHighPass(hz: number, q: number): LaplaceSection {
  return { hz, n: [0, 0, 1], d: [1, 1 / q, 1] };
}

/** 1 / (s + 1): 6 dB per octave. */
export function laplaceLowPass6(hz: number): LaplaceSection {
  return { hz, n: [1, 0, 0], d: [1, 1, 0] };
}

/** s / (s + 1): 6 dB per octave. */
export function laplaceHighPass6(hz: number): LaplaceSection {
  return { hz, n: [0, 1, 0], d: [1, 1, 0] };
}

/** (s/Q) / (s^2 + s/Q + 1). */
export function laplaceBandPass(hz: number, q: number): LaplaceSection {
  return { hz, n: [0, 1 / q, 0], d: [1, 1 / q, 1] };
}

/** (s^2 + 1) / (s^2 + s/Q + 1). */
export function laplaceNotch(hz: number, q: number): LaplaceSection {
  return { hz, n: [1, 0, 1], d: [1, 1 / q, 1] };
}

/** (s^2 + gs/Q + 1) / (s^2 + s/Q + 1): a notch down to the gain g (linear), -3 dB wide as Q says when g is 0. */
export function laplaceDip(hz: number, gain: number, q: number): LaplaceSection {
  return { hz, n: [1, gain / q, 1], d: [1, 1 / q, 1] };
}

/** (s^2 + sA/Q + 1) / (s^2 + s/(AQ) + 1), A = 10^(gainDb/40). The same cut turns the fraction over. */
export function laplacePeak(hz: number, gainDb: number, q: number): LaplaceSection {
  const a = pow(10, Math.abs(gainDb) / 40);
  return turned(gainDb, { hz, n: [1, a / q, 1], d: [1, 1 / (a * q), 1] });
}

/** A (s^2 + sqrt(A)/Q s + A) / (A s^2 + sqrt(A)/Q s + 1). */
export function laplaceLowShelf(hz: number, gainDb: number, q: number): LaplaceSection {
  const a = pow(10, Math.abs(gainDb) / 40);
  const slope = Math.sqrt(a) / q;
  return turned(gainDb, { hz, n: [a * a, a * slope, a], d: [1, slope, a] });
}

/** A (A s^2 + sqrt(A)/Q s + 1) / (s^2 + sqrt(A)/Q s + A), divided through by A. */
export function laplaceHighShelf(hz: number, gainDb: number, q: number): LaplaceSection {
  const a = pow(10, Math.abs(gainDb) / 40);
  const slope = Math.sqrt(a) / q;
  return turned(gainDb, { hz, n: [1, slope, a], d: [1, slope / a, 1 / a] });
}

function turned(gainDb: number, { hz, n, d }: LaplaceSection): LaplaceSection {
  return gainDb >= 0 ? { hz, n, d } : { hz, n: d, d: n };
}

/** |H|^2 at one frequency. */
export function laplacePower({ hz, n, d }: LaplaceSection, atHz: number): number {
  const x = (atHz / hz) * (atHz / hz);
  const nRe = n[0] - n[2] * x;
  const dRe = d[0] - d[2] * x;
  return (nRe * nRe + n[1] * n[1] * x) / (dRe * dRe + d[1] * d[1] * x);
}
