// From a band to its sections: one for most shapes, up to four for steep slopes.
import type { Biquad } from "../../filters/biquad.ts";
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

function order({ slopeDbPerOctave }: Band): number {
  return Math.round(slopeDbPerOctave / 6);
}

/** A Butterworth slope; q other than 0.7071 lifts or lowers the bend of its sharpest section by as much. */
function slope(shape: "high-pass" | "low-pass", band: Band, sampleRateHz: number): Biquad[] {
  const { hz, q } = band;
  const design = shape === "high-pass" ? fittedHighPass : fittedLowPass;
  const qs = butterworthQs(order(band));
  const sharpest = qs.reduce((most, one, index) => (one > (qs[most] ?? 0) ? index : most), 0);
  const sections = qs.map((one, index) => design(hz, index === sharpest ? one * q * Math.SQRT2 : one, sampleRateHz));
  return order(band) % 2 === 1 ? [gentle(shape, hz, sampleRateHz), ...sections] : sections;
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

/** Equal in every field, or both absent. */
export function sameBand(one: Band | undefined, other: Band | undefined): boolean {
  if (!one || !other) return one === other;
  return (
    one.hz === other.hz &&
    one.gainDb === other.gainDb &&
    one.q === other.q &&
    one.shape === other.shape &&
    one.slopeDbPerOctave === other.slopeDbPerOctave &&
    one.enabled === other.enabled
  );
}

/** Close enough for the coefficients to travel in a straight line: an eighth of an octave, 3 dB, a quarter of the Q. */
export function isSmallMove(from: Band | undefined, to: Band | undefined): boolean {
  if (!from || !to || from.shape !== to.shape || from.enabled !== to.enabled) return false;
  const isPass = from.shape === "high-pass" || from.shape === "low-pass";
  if (isPass && order(from) !== order(to)) return false;
  const hasGain = from.shape === "bell" || from.shape === "low-shelf" || from.shape === "high-shelf";
  if (hasGain && Math.abs(from.gainDb - to.gainDb) > 3) return false;
  return Math.max(from.hz / to.hz, to.hz / from.hz) < 1.091 && Math.max(from.q / to.q, to.q / from.q) < 1.25;
}
