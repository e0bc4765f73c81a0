// The analogue curves that bands stand for, and when a move of a band is small.
import { butterworthQs } from "../../filters/butterworth.ts";
import {
  laplaceBandPass,
  laplaceDip,
  laplaceHighPass,
  laplaceHighPass6,
  laplaceHighShelf,
  laplaceLowPass,
  laplaceLowPass6,
  laplaceLowShelf,
  laplaceNotch,
  laplacePeak,
  laplacePower,
  type LaplaceSection,
} from "../../filters/laplace.ts";
import { pow } from "../../units/exact-math.ts";
import { type Band, isPass } from "./bands.params.ts";
import { tiltSections } from "./tilt-line.ts";

function order({ slopeDbPerOctave }: Band): number {
  return Math.round(slopeDbPerOctave / 6);
}

/** A Butterworth slope; q other than 0.7071 lifts or lowers the bend of its sharpest section by as much. */
function slope(band: Band): LaplaceSection[] {
  const { shape, hz, q } = band;
  const [design, gentle] =
    shape === "high-pass" ? ([laplaceHighPass, laplaceHighPass6] as const) : ([laplaceLowPass, laplaceLowPass6] as const);
  const qs = butterworthQs(order(band));
  const sharpest = qs.reduce((most, one, index) => (one > (qs[most] ?? 0) ? index : most), 0);
  const sections = qs.map((one, index) => design(hz, index === sharpest ? one * q * Math.SQRT2 : one));
  return order(band) % 2 === 1 ? [gentle(hz), ...sections] : sections;
}

/** The analogue sections whose product is the band's curve; none if it does nothing. An all-pass has a flat curve. */
export function analogueSections(band: Band): LaplaceSection[] {
  const { shape, hz, gainDb, q, enabled } = band;
  if (!enabled) return [];
  if (isPass(band)) return slope(band);
  if (shape === "notch") return [laplaceNotch(hz, q)];
  if (shape === "band-pass") return [laplaceBandPass(hz, q)];
  if (shape === "all-pass" || gainDb === 0) return [];
  if (shape === "cut") return [laplaceDip(hz, pow(10, -Math.abs(gainDb) / 20), q)];
  if (shape === "tilt") return tiltSections(hz, gainDb);
  if (shape === "bell") return [laplacePeak(hz, gainDb, q)];
  return [(shape === "low-shelf" ? laplaceLowShelf : laplaceHighShelf)(hz, gainDb, q)];
}

/** |H|^2 of a band at one frequency. */
export function bandPower(band: Band, atHz: number): number {
  return analogueSections(band).reduce((product, section) => product * laplacePower(section, atHz), 1);
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
  if (isPass(from) && order(from) !== order(to)) return false;
  const hasGain = !isPass(from) && from.shape !== "notch" && from.shape !== "band-pass" && from.shape !== "all-pass";
  if (hasGain && Math.abs(from.gainDb - to.gainDb) > 3) return false;
  return Math.max(from.hz / to.hz, to.hz / from.hz) < 1.091 && Math.max(from.q / to.q, to.q / from.q) < 1.25;
}
