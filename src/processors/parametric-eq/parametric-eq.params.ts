// Parametric equaliser: up to eight bands that follow the analogue curves up to 20 kHz.
import { exp, LN10, PI } from "../../units/exact-math.ts";
import { choice, list, number, type ParamsOf, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

const MAX_BANDS = 8;

const parameters = {
  bands: list({
    maxItems: MAX_BANDS,
    label: "Bands",
    help: "Run one after the other; their curves add up in dB.",
    fields: {
      shape: choice({
        choices: ["bell", "low-shelf", "high-shelf", "high-pass", "low-pass", "notch", "band-pass"],
        default: "bell",
        label: "Shape",
        help: "What the band does around its frequency.",
      }),
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
    },
  }),
  outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the bands." }),
};

/** One band, complete and checked. */
export type Band = ParamsOf<typeof parameters>["bands"][number];

/** Nepers of 120 dB: the tail is counted down to there. */
const TAIL_NEPERS = (120 * LN10) / 20;

/** Seconds for the slowest ringing of a band to fall by 120 dB; pole of s^2 + s / q + 1 at w, moved by the gain of shelves. */
function ringingS({ shape, hz, gainDb, q, slopeDbPerOctave, enabled }: Band): number {
  if (!enabled) return 0;
  const gain = exp((Math.abs(gainDb) * LN10) / 40);
  const poleQ = shape === "bell" ? q * gain : q;
  const poleHz = shape === "low-shelf" ? hz / Math.sqrt(gain) : hz;
  const sections = shape === "high-pass" || shape === "low-pass" ? Math.ceil(slopeDbPerOctave / 12) : 1;
  return (sections * TAIL_NEPERS * Math.max(2 * poleQ, 1 / poleQ)) / (2 * PI * poleHz);
}

export const parametricEq = declareProcessor({
  id: "parametric-eq",
  name: "Parametric EQ",
  kind: "eq",
  says: "Bends the spectrum with up to eight bands, cleanly and without a trace of the sample rate.",
  timeBased: false,
  version: 1,
  source: "Analogue second-order curves, fitted in magnitude below 20 kHz (after Vicanek 2016); Butterworth slopes.",
  parameters,
  presets: [],
  keyed: false,
  meters: [],
  neutral: { bands: [], outputGainDb: 0 },
  latencyFrames: () => 0,
  tailFrames: (params, sampleRateHz) => Math.ceil(params.bands.reduce((sum, band) => sum + ringingS(band), 0) * sampleRateHz),
});
