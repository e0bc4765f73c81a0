// Tilt equaliser: one straight line over the whole spectrum.
import { ringingS } from "../equalisers/bands.params.ts";
import { number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

const NEUTRAL_TAIL_FRAMES = 0;
/** The slowest pole of the line lies at 17.5 Hz, moved by the slide: 120 dB take less than this. */
const LINE_TAIL_S = 0.25;

export const tiltEq = declareProcessor({
  id: "tilt-eq",
  name: "Tilt EQ",
  kind: "eq",
  says: "Tips the whole spectrum around a pivot with one knob: darker or brighter, always in a straight line.",
  timeBased: false,
  version: 1,
  source:
    "J. O. Smith, H. F. Smith, Closed Form Fractional Integration and Differentiation via Real Exponentially Spaced Pole-Zero Pairs, " +
    "2016 (arXiv 1606.06154).",
  parameters: {
    tiltDb: number({
      unit: "dB",
      min: -12,
      max: 12,
      default: 0,
      label: "Tilt",
      help: "Gain of 20 kHz with the pivot at 632 Hz, 20 Hz gets the opposite; a fifth of it in dB per octave.",
    }),
    pivotHz: number({
      unit: "Hz",
      min: 200,
      max: 4000,
      default: 650,
      curve: "log",
      label: "Pivot",
      help: "Where the gain stays 0 dB.",
    }),
    lowCut: toggle({
      default: false,
      label: "Low cut",
      help: "Takes out what lies below the low-cut frequency, 12 dB per octave.",
    }),
    lowCutHz: number({
      unit: "Hz",
      min: 10,
      max: 400,
      default: 30,
      curve: "log",
      label: "Low-cut frequency",
      help: "−3 dB of the low cut.",
    }),
    outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the tilt." }),
  },
  presets: [
    { name: "A touch brighter", says: "Barely more of everything above, less below.", params: { tiltDb: 1.5 } },
    { name: "A touch darker", says: "Takes the edge off a bright recording.", params: { tiltDb: -1.5 } },
    {
      name: "Open up a dull stem",
      says: "A clear lift towards the top, rumble out.",
      params: { tiltDb: 4.5, lowCut: true, lowCutHz: 40 },
    },
    {
      name: "Push back in depth",
      says: "Darker and thinner below, as from further away; good on returns.",
      params: { tiltDb: -5, pivotHz: 250, lowCut: true, lowCutHz: 60 },
    },
    {
      name: "Warm, bottom held",
      says: "Darker from 1 kHz with the lowest octave kept from swelling.",
      params: { tiltDb: -3, pivotHz: 1000, lowCut: true, lowCutHz: 35, outputGainDb: -1.5 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { tiltDb: 0, lowCut: false, outputGainDb: 0 },
  latencyFrames: () => 0,
  tailFrames: ({ tiltDb, lowCut, lowCutHz }, sampleRateHz) => {
    const line = tiltDb === 0 ? NEUTRAL_TAIL_FRAMES : LINE_TAIL_S;
    const cut = ringingS({ shape: "high-pass", hz: lowCutHz, gainDb: 0, q: Math.SQRT1_2, slopeDbPerOctave: 12, enabled: lowCut });
    return Math.ceil((line + cut) * sampleRateHz);
  },
});
