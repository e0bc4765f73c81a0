// Parametric equaliser: up to eight bands that follow the analogue curves up to 20 kHz.
import { bandFields, commonShapes, MAX_BANDS, ringingS, shapeField } from "../equalisers/bands.params.ts";
import { list, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** The correction behind the bands rings for a few dozen frames. */
const CORRECTION_TAIL_FRAMES = 100;

export const parametricEq = declareProcessor({
  id: "parametric-eq",
  name: "Parametric EQ",
  kind: "eq",
  says: "Bends the spectrum with up to eight bands, cleanly and without a trace of the sample rate.",
  timeBased: false,
  version: 2,
  source:
    "Analogue second-order curves and Butterworth slopes; roots by impulse invariance (after Vicanek, Matched Second Order " +
    "Digital Filters, 2016), the rest of the magnitude by one fitted section for all bands.",
  parameters: {
    bands: list({
      maxItems: MAX_BANDS,
      label: "Bands",
      help: "Run one after the other; their curves add up in dB.",
      fields: { shape: shapeField([...commonShapes, "all-pass"], "bell"), ...bandFields },
    }),
    outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the bands." }),
  },
  presets: [
    {
      name: "Vocal, clear and close",
      says: "Rumble out, mud down at 250 Hz, presence at 3.5 kHz and air on top.",
      params: {
        bands: [
          { shape: "high-pass", hz: 90, slopeDbPerOctave: 18 },
          { hz: 250, gainDb: -2.5, q: 1.2 },
          { hz: 3500, gainDb: 2, q: 0.9 },
          { shape: "high-shelf", hz: 11000, gainDb: 2.5 },
        ],
      },
    },
    {
      name: "Kick, weight and click",
      says: "Weight at 60 Hz, the cardboard at 350 Hz out, the beater at 4 kHz up.",
      params: {
        bands: [
          { shape: "high-pass", hz: 28, slopeDbPerOctave: 24 },
          { hz: 60, gainDb: 3, q: 1.2 },
          { hz: 350, gainDb: -5, q: 1 },
          { hz: 4000, gainDb: 3.5, q: 1.2 },
        ],
      },
    },
    {
      name: "Snare, body and crack",
      says: "Body at 200 Hz, less box at 500 Hz, crack at 5 kHz.",
      params: {
        bands: [
          { shape: "high-pass", hz: 80, slopeDbPerOctave: 18 },
          { hz: 200, gainDb: 2.5, q: 1.2 },
          { hz: 500, gainDb: -3, q: 1.4 },
          { hz: 5000, gainDb: 3, q: 0.8 },
        ],
      },
    },
    {
      name: "Bass, solid and readable",
      says: "Subsonics out, a little less at 250 Hz so that the kick has room, string noise at 900 Hz forward.",
      params: {
        bands: [
          { shape: "high-pass", hz: 32, slopeDbPerOctave: 24 },
          { shape: "low-shelf", hz: 90, gainDb: 1.5 },
          { hz: 250, gainDb: -2.5, q: 1 },
          { hz: 900, gainDb: 2, q: 1 },
        ],
      },
    },
    {
      name: "Guitars, out of the voice's way",
      says: "Lows below 100 Hz out and a shallow dip where words are understood.",
      params: {
        bands: [
          { shape: "high-pass", hz: 100, slopeDbPerOctave: 12 },
          { hz: 2800, gainDb: -2.5, q: 0.8 },
          { shape: "low-pass", hz: 12000, slopeDbPerOctave: 12 },
        ],
      },
    },
    {
      name: "Telephone",
      says: "Only 300 Hz to 3.4 kHz is left, steeply cut on both sides.",
      params: {
        bands: [
          { shape: "high-pass", hz: 300, slopeDbPerOctave: 36 },
          { shape: "low-pass", hz: 3400, slopeDbPerOctave: 36 },
          { hz: 1800, gainDb: 4, q: 0.8 },
        ],
      },
    },
    {
      name: "Mix, a little smile",
      says: "One dB and a half more at both ends of a whole mix.",
      params: {
        bands: [
          { shape: "low-shelf", hz: 80, gainDb: 1.5 },
          { shape: "high-shelf", hz: 10000, gainDb: 1.5 },
        ],
      },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { bands: [], outputGainDb: 0 },
  latencyFrames: () => 0,
  tailFrames: ({ bands }, sampleRateHz) =>
    bands.length === 0
      ? 0
      : CORRECTION_TAIL_FRAMES + Math.ceil(bands.reduce((sum, band) => sum + ringingS(band), 0) * sampleRateHz),
});
