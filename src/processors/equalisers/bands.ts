// What the bands of the equalisers have in common: their parameters, the analogue curves they stand for, and when a move is small.
import { butterworthQs } from "../../filters/butterworth.ts";
import {
  laplaceBandPass,
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
import { exp, LN10, PI } from "../../units/exact-math.ts";
import { choice, number, toggle } from "../parameters.ts";

export const MAX_BANDS = 8;

/** Sections that one band can take. */
export const SECTIONS_A_BAND = 4;

const SHAPES = ["bell", "low-shelf", "high-shelf", "high-pass", "low-pass", "notch", "band-pass"] as const;
export type Shape = (typeof SHAPES)[number];

/** One band, complete and checked. */
export interface Band {
  readonly shape: Shape | "all-pass";
  readonly hz: number;
  readonly gainDb: number;
  readonly q: number;
  readonly slopeDbPerOctave: number;
  readonly enabled: boolean;
}

/** `choices`: SHAPES, or with what else the equaliser knows. */
export function shapeField<const Choice extends string>(choices: readonly Choice[], first: NoInfer<Choice>) {
  return choice<Choice>({ choices, default: first, label: "Shape", help: "What the band does around its frequency." });
}

/** The fields of a band other than its shape. */
export const bandFields = {
  hz: number({
    unit: "Hz",
    min: 10,
    max: 20000,
    default: 1000,
    curve: "log",
    label: "Frequency",
    help: "Centre of bell, notch and band-pass; half the gain of a shelf; −3 dB of a pass filter with Q 0.71.",
  }),
  gainDb: number({
    unit: "dB",
    min: -24,
    max: 24,
    default: 0,
    label: "Gain",
    help: "Boost or cut of bells and shelves; the other shapes have none.",
  }),
  q: number({
    unit: "",
    min: 0.1,
    max: 40,
    default: Math.SQRT1_2,
    curve: "log",
    label: "Q",
    help: "Width: the higher, the narrower; of shelves and pass filters the lift at the bend. 6 dB/oct has none.",
  }),
  slopeDbPerOctave: number({
    unit: "dB/oct",
    min: 6,
    max: 48,
    default: 12,
    label: "Slope",
    help: "Of high-pass and low-pass, in steps of 6; the other shapes have none.",
  }),
  enabled: toggle({ default: true, label: "On", help: "Off takes the band out without forgetting it." }),
};

export const commonShapes = SHAPES;

function isPass({ shape }: Band): boolean {
  return shape === "high-pass" || shape === "low-pass";
}

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
  const hasGain = from.shape === "bell" || from.shape === "low-shelf" || from.shape === "high-shelf";
  if (hasGain && Math.abs(from.gainDb - to.gainDb) > 3) return false;
  return Math.max(from.hz / to.hz, to.hz / from.hz) < 1.091 && Math.max(from.q / to.q, to.q / from.q) < 1.25;
}

/** Nepers of 120 dB: tails are counted down to there. */
const TAIL_NEPERS = (120 * LN10) / 20;

/** Seconds for the slowest ringing of a band to fall by 120 dB; pole of s^2 + s / q + 1 at w, moved by the gain of shelves. */
export function ringingS(band: Band): number {
  const { shape, hz, gainDb, q, slopeDbPerOctave, enabled } = band;
  if (!enabled) return 0;
  const gain = exp((Math.abs(gainDb) * LN10) / 40);
  const poleQ = shape === "bell" ? q * gain : q;
  const poleHz = shape === "low-shelf" ? hz / Math.sqrt(gain) : hz;
  const sections = isPass(band) ? Math.ceil(slopeDbPerOctave / 12) : 1;
  return (sections * TAIL_NEPERS * Math.max(2 * poleQ, 1 / poleQ)) / (2 * PI * poleHz);
}
