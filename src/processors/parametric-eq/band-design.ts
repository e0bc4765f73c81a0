// From a band to its sections: one for most shapes, up to four for steep slopes.
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import { butterworthQs } from "../../filters/butterworth.ts";
import { firstOrderHighPass, firstOrderLowPass } from "../../filters/first-order.ts";
import {
  fittedBandPass,
  fittedHighPass,
  fittedHighShelf,
  fittedLowPass,
  fittedLowShelf,
  fittedNotch,
  fittedPeak,
} from "../../filters/fitted-design.ts";
import { fitMagnitude } from "../../filters/magnitude-fit.ts";
import type { Band } from "./parametric-eq.params.ts";

/** Sections that one band can take. */
export const SECTIONS_A_BAND = 4;

/** 6 dB per octave: |H|^2 = x / (1 + x) or 1 / (1 + x), x = (f / hz)^2, by a section that follows it up to 20 kHz. */
function gentle(shape: "high-pass" | "low-pass", hz: number, sampleRateHz: number): Biquad {
  const high = shape === "high-pass";
  const fitted = fitMagnitude({ hz, n: high ? [0, 1, 0] : [1, 0, 0], d: [1, 1, 0] }, sampleRateHz);
  return fitted ?? (high ? firstOrderHighPass(hz, sampleRateHz) : firstOrderLowPass(hz, sampleRateHz));
}

/** A Butterworth slope; q other than 0.7071 lifts or lowers the bend of its sharpest section by as much. */
function slope(shape: "high-pass" | "low-pass", { hz, q, slopeDbPerOctave }: Band, sampleRateHz: number): Biquad[] {
  const order = Math.round(slopeDbPerOctave / 6);
  const design = shape === "high-pass" ? fittedHighPass : fittedLowPass;
  const qs = butterworthQs(order);
  const sharpest = qs.reduce((most, one, index) => (one > (qs[most] ?? 0) ? index : most), 0);
  const sections = qs.map((one, index) => design(hz, index === sharpest ? one * q * Math.SQRT2 : one, sampleRateHz));
  return order % 2 === 1 ? [gentle(shape, hz, sampleRateHz), ...sections] : sections;
}

/** The sections of a band, none if it does nothing. */
export function bandSections(band: Band, sampleRateHz: number): Biquad[] {
  const { shape, hz, gainDb, q, enabled } = band;
  if (!enabled) return [];
  if (shape === "high-pass" || shape === "low-pass") return slope(shape, band, sampleRateHz);
  if (shape === "notch") return [fittedNotch(hz, q, sampleRateHz)];
  if (shape === "band-pass") return [fittedBandPass(hz, q, sampleRateHz)];
  if (gainDb === 0) return [];
  const design = shape === "bell" ? fittedPeak : shape === "low-shelf" ? fittedLowShelf : fittedHighShelf;
  return [design(hz, gainDb, q, sampleRateHz)];
}

/** The same, filled up with neutral sections to SECTIONS_A_BAND. */
export function paddedSections(band: Band | undefined, sampleRateHz: number): Biquad[] {
  const sections = band ? bandSections(band, sampleRateHz) : [];
  return Array.from({ length: SECTIONS_A_BAND }, (_, index) => sections[index] ?? NEUTRAL);
}
