// Transformer: iron whose flux saturates, so lows bend first. The cores as numbers.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";
import { driveDb, mixPercent, oversamplingParameter, saturationLatencyFrames } from "../saturation/saturation.params.ts";

const TAIL_S = 1.6;

export type CoreName = "steel" | "nickel";

/** Third harmonic of 50 Hz at 0 VU, dB. */
export const CORES: Readonly<Record<CoreName, { readonly thirdAt50HzDb: number }>> = {
  steel: { thirdAt50HzDb: -40 },
  nickel: { thirdAt50HzDb: -56 },
};

/** Second harmonic of 50 Hz at 0 VU with 100 % of magnetisation, dB. */
export const SECOND_AT_50_HZ_DB = -40;

export const saturatorTransformer = declareProcessor({
  id: "saturator-transformer",
  name: "Transformer saturator",
  kind: "colour",
  says: "Gives the lows weight and overtones the way an iron core does, and leaves the highs alone.",
  timeBased: false,
  version: 1,
  source:
    "Flux is voltage over frequency, so a core saturates at low frequencies first (any text on audio transformers; Whitlock in Ballou, Handbook for " +
    "Sound Engineers). Weighting, smooth curve and inverse weighting are our realisation; the figures are calibration goals.",
  parameters: {
    driveDb,
    core: choice({
      choices: ["steel", "nickel"],
      default: "steel",
      label: "Core",
      help: "Steel thickens early; nickel stays clean for some 8 dB longer.",
      structural: false,
    }),
    magnetisationPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 10,
      label: "Magnetisation",
      help: "A core with a standing field bends one half of the wave sooner: second harmonic in the lows.",
    }),
    lowHz: number({
      unit: "Hz",
      min: 5,
      max: 40,
      default: 10,
      curve: "log",
      label: "Low edge",
      help: "Where the winding's inductance ends the bass, 12 dB per octave.",
    }),
    lowResonanceDb: number({
      unit: "dB",
      min: 0,
      max: 4,
      default: 1,
      label: "Low resonance",
      help: "Rise of the bass above the low edge, from the inductance and the capacitor before it.",
    }),
    highHz: number({
      unit: "Hz",
      min: 12000,
      max: 80000,
      default: 45000,
      curve: "log",
      label: "High edge",
      help: "Where leakage inductance and capacitance end the highs, 6 dB per octave.",
    }),
    oversampling: oversamplingParameter("2x"),
    mixPercent,
  },
  presets: [
    { name: "Every track, a little iron", says: "Some overtones under 100 Hz and nothing else.", params: { driveDb: -3 } },
    {
      name: "Kick, weight",
      says: "The drum's body grows overtones that small speakers play.",
      params: { driveDb: 8, lowResonanceDb: 3, lowHz: 25 },
    },
    { name: "Bass, thick", says: "Third harmonic on every low note.", params: { driveDb: 6, magnetisationPercent: 40 } },
    { name: "Mix bus, nickel", says: "Hardly more than a firmer bottom.", params: { core: "nickel", driveDb: 2 } },
    {
      name: "Old input, overloaded",
      says: "Too small an iron: rough lows, dull top.",
      params: { driveDb: 18, highHz: 15000, lowHz: 30 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => saturationLatencyFrames(oversampling, sampleRateHz),
  tailFrames: ({ oversampling }, sampleRateHz) =>
    Math.ceil(TAIL_S * sampleRateHz) + saturationLatencyFrames(oversampling, sampleRateHz),
});
