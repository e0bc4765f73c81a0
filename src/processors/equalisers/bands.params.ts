// The parameters that the bands of the equalisers have in common, as data.
import { exp, LN10, PI } from "../../units/exact-math.ts";
import { choice, number, toggle } from "../parameters.ts";

export const MAX_BANDS = 8;

/** Sections that one band can take. */
export const SECTIONS_A_BAND = 4;

const SHAPES = ["bell", "low-shelf", "high-shelf", "high-pass", "low-pass", "notch", "band-pass"] as const;
export type Shape = (typeof SHAPES)[number];

/** One band, complete and checked. `cut`: a notch of finite depth; `tilt`: a straight line through 0 dB at `hz`, `gainDb` five octaves above. */
export interface Band {
  readonly shape: Shape | "all-pass" | "cut" | "tilt";
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

/** High-pass or low-pass. */
export function isPass({ shape }: Band): boolean {
  return shape === "high-pass" || shape === "low-pass";
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
