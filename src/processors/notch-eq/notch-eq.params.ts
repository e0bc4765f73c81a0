// Notch equaliser: up to eight narrow cuts, and a comb of them for mains hum.
import { ringingS } from "../equalisers/bands.params.ts";
import { choice, list, number, type ParamsOf, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const MAX_NOTCHES = 8;
export const MAX_HARMONICS = 16;
/** The correction behind the notches rings for a few dozen frames. */
const CORRECTION_TAIL_FRAMES = 100;

const parameters = {
  notches: list({
    maxItems: MAX_NOTCHES,
    label: "Notches",
    help: "Narrow cuts, one after the other.",
    fields: {
      shape: choice({
        choices: ["cut", "notch"],
        default: "cut",
        label: "Shape",
        help: "A cut goes down to its depth, a notch to nothing.",
      }),
      hz: number({ unit: "Hz", min: 20, max: 20000, default: 1000, curve: "log", label: "Frequency", help: "Centre." }),
      depthDb: number({
        unit: "dB",
        min: 0,
        max: 60,
        default: 12,
        label: "Depth",
        help: "How far a cut goes down; 0 leaves all alone.",
      }),
      q: number({
        unit: "",
        min: 4,
        max: 100,
        default: 20,
        curve: "log",
        label: "Q",
        help: "Frequency over the width at −3 dB of a full notch; shallower cuts keep the same skirts.",
      }),
      enabled: toggle({ default: true, label: "On", help: "Off takes the notch out without forgetting it." }),
    },
  }),
  hum: toggle({ default: false, label: "Hum", help: "Cuts the mains frequency and its harmonics." }),
  mainsHz: number({
    unit: "Hz",
    min: 40,
    max: 70,
    default: 50,
    label: "Mains",
    help: "50 in most of the world, 60 in the Americas; in between for tapes that ran wrong.",
  }),
  harmonics: number({
    unit: "",
    min: 1,
    max: MAX_HARMONICS,
    default: 6,
    label: "Harmonics",
    help: "How many cuts, the mains frequency included; whole numbers.",
  }),
  humDepthDb: number({ unit: "dB", min: 0, max: 60, default: 30, label: "Hum depth", help: "How far each harmonic is cut." }),
  humQ: number({
    unit: "",
    min: 10,
    max: 100,
    default: 40,
    curve: "log",
    label: "Hum Q",
    help: "Narrowness of each cut: higher spares more music, lower follows mains that wander.",
  }),
};

export type NotchParams = ParamsOf<typeof parameters>;

/** The cuts of the comb are apart from each other: together they ring little longer than the lowest of them. */
const COMB_RINGS = 1.5;

function humRingingS({ hum, mainsHz, humDepthDb, humQ }: NotchParams): number {
  if (!hum || humDepthDb === 0) return 0;
  return COMB_RINGS * ringingS({ shape: "cut", hz: mainsHz, gainDb: 0, q: humQ, slopeDbPerOctave: 12, enabled: true });
}

export const notchEq = declareProcessor({
  id: "notch-eq",
  name: "Notch EQ",
  kind: "eq",
  says: "Takes out hum, whistles and single resonances and leaves the rest alone.",
  timeBased: false,
  version: 1,
  source:
    "Second-order notch (s² + gs/Q + 1) / (s² + s/Q + 1) with gain g at its centre; roots by impulse invariance as in parametric-eq; " +
    "mains harmonics at Q 30 to 60 as restoration practice has it.",
  parameters,
  presets: [
    {
      name: "Hum, 50 Hz",
      says: "Mains hum of most of the world with its first six harmonics.",
      params: { hum: true, mainsHz: 50 },
    },
    { name: "Hum, 60 Hz", says: "The same where the mains run at 60 Hz.", params: { hum: true, mainsHz: 60 } },
    {
      name: "Buzz, 50 Hz",
      says: "Dimmers and single coils: sixteen harmonics, narrow, so that the tone stays.",
      params: { hum: true, mainsHz: 50, harmonics: 16, humQ: 60, humDepthDb: 24 },
    },
    {
      name: "Buzz, 60 Hz",
      says: "The same at 60 Hz.",
      params: { hum: true, mainsHz: 60, harmonics: 16, humQ: 60, humDepthDb: 24 },
    },
    {
      name: "Screen whistle",
      says: "The line frequencies of old television sets, 15 625 and 15 734 Hz.",
      params: {
        notches: [
          { shape: "notch", hz: 15625, q: 60 },
          { shape: "notch", hz: 15734, q: 60 },
        ],
      },
    },
    {
      name: "Snare, two rings",
      says: "Two shell tones held down, to be moved to where they are.",
      params: {
        notches: [
          { hz: 420, depthDb: 9, q: 14 },
          { hz: 810, depthDb: 7, q: 16 },
        ],
      },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { notches: [], hum: false },
  latencyFrames: () => 0,
  tailFrames: (params, sampleRateHz) => {
    const notches = params.notches.map(({ hz, q, enabled }) =>
      ringingS({ shape: "cut", hz, gainDb: 0, q, slopeDbPerOctave: 12, enabled }),
    );
    const seconds = notches.reduce((sum, one) => sum + one, humRingingS(params));
    return seconds === 0 ? 0 : CORRECTION_TAIL_FRAMES + Math.ceil(seconds * sampleRateHz);
  },
});
