// One biquad section as data, its neutral form and its response: what designs return and cascades take.
import { gainToDb } from "../units/decibels.ts";
import { cos, PI, sin } from "../units/exact-math.ts";

/** H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2). First-order sections have b2 = a2 = 0. */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Passes everything unchanged, bit for bit. */
export const NEUTRAL: Biquad = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/** The same section with its output multiplied by `gain` (linear). */
export function scaled(section: Biquad, gain: number): Biquad {
  return { ...section, b0: section.b0 * gain, b1: section.b1 * gain, b2: section.b2 * gain };
}

/** Complex response at one frequency, as [real, imaginary]; several sections are in series. */
export function responseAt(sections: Biquad | readonly Biquad[], hz: number, rateHz: number): [number, number] {
  const w = (2 * PI * hz) / rateHz;
  const c1 = cos(w);
  const s1 = -sin(w);
  const c2 = cos(2 * w);
  const s2 = -sin(2 * w);
  let re = 1;
  let im = 0;
  for (const { b0, b1, b2, a1, a2 } of Array.isArray(sections) ? (sections as readonly Biquad[]) : [sections as Biquad]) {
    const nr = b0 + b1 * c1 + b2 * c2;
    const ni = b1 * s1 + b2 * s2;
    const dr = 1 + a1 * c1 + a2 * c2;
    const di = a1 * s1 + a2 * s2;
    const size = dr * dr + di * di;
    const hr = (nr * dr + ni * di) / size;
    const hi = (ni * dr - nr * di) / size;
    [re, im] = [re * hr - im * hi, re * hi + im * hr];
  }
  return [re, im];
}

/** Gain in dB at one frequency; -Infinity at a zero. */
export function responseDb(sections: Biquad | readonly Biquad[], hz: number, rateHz: number): number {
  const [re, im] = responseAt(sections, hz, rateHz);
  return gainToDb(Math.sqrt(re * re + im * im));
}

/** True when both poles lie inside the unit circle. */
export function isStable({ a1, a2 }: Biquad): boolean {
  return Math.abs(a2) < 1 && Math.abs(a1) < 1 + a2;
}
