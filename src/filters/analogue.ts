// The analogue filters that the designs are held against: magnitude squared as polynomials of (f / f0)^2.
import { powerToDb } from "../units/decibels.ts";
import { pow } from "../units/exact-math.ts";

/** |H|^2 = (n[0] + n[1] x + n[2] x^2) / (d[0] + d[1] x + d[2] x^2) with x = (f / hz)^2. */
export interface AnaloguePrototype {
  readonly hz: number;
  readonly n: readonly [number, number, number];
  readonly d: readonly [number, number, number];
}

/** |c0 + c1 s + c2 s^2|^2 at s = j Omega as a polynomial of Omega^2. */
function squared(c0: number, c1: number, c2: number): [number, number, number] {
  return [c0 * c0, c1 * c1 - 2 * c0 * c2, c2 * c2];
}

/** 1 / (s^2 + s/Q + 1). */
export function analogueLowPass(hz: number, q: number): AnaloguePrototype {
  return { hz, n: squared(1, 0, 0), d: squared(1, 1 / q, 1) };
}

/** s^2 / (s^2 + s/Q + 1). */
export function analogueHighPass(hz: number, q: number): AnaloguePrototype {
  return { hz, n: squared(0, 0, 1), d: squared(1, 1 / q, 1) };
}

/** (s/Q) / (s^2 + s/Q + 1). */
export function analogueBandPass(hz: number, q: number): AnaloguePrototype {
  return { hz, n: squared(0, 1 / q, 0), d: squared(1, 1 / q, 1) };
}

/** (s^2 + 1) / (s^2 + s/Q + 1). */
export function analogueNotch(hz: number, q: number): AnaloguePrototype {
  return { hz, n: squared(1, 0, 1), d: squared(1, 1 / q, 1) };
}

/** (s^2 + sA/Q + 1) / (s^2 + s/(AQ) + 1), A = 10^(gainDb/40). */
export function analoguePeak(hz: number, gainDb: number, q: number): AnaloguePrototype {
  const a = pow(10, gainDb / 40);
  return { hz, n: squared(1, a / q, 1), d: squared(1, 1 / (a * q), 1) };
}

/** A (s^2 + sqrt(A)/Q s + A) / (A s^2 + sqrt(A)/Q s + 1). */
export function analogueLowShelf(hz: number, gainDb: number, q: number): AnaloguePrototype {
  const a = pow(10, gainDb / 40);
  const slope = Math.sqrt(a) / q;
  return { hz, n: squared(a * a, a * slope, a), d: squared(1, slope, a) };
}

/** A (A s^2 + sqrt(A)/Q s + 1) / (s^2 + sqrt(A)/Q s + A), divided through by A so that d[0] = 1. */
export function analogueHighShelf(hz: number, gainDb: number, q: number): AnaloguePrototype {
  const a = pow(10, gainDb / 40);
  const slope = Math.sqrt(a) / q;
  return { hz, n: squared(1, slope, a), d: squared(1, slope / a, 1 / a) };
}

/** Magnitude squared at one frequency. */
export function analoguePower({ hz, n, d }: AnaloguePrototype, atHz: number): number {
  const x = (atHz / hz) * (atHz / hz);
  return (n[0] + x * (n[1] + x * n[2])) / (d[0] + x * (d[1] + x * d[2]));
}

/** Gain in dB at one frequency. */
export function analogueDb(prototype: AnaloguePrototype, atHz: number): number {
  return powerToDb(analoguePower(prototype, atHz));
}
