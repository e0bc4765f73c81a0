// Tube: a triode stage with its load line, grid current and cathode. The circuit stands in triode.ts.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";
import { driveDb, mixPercent, oversamplingParameter, saturationLatencyFrames } from "../saturation/saturation.params.ts";

const TAIL_S = 0.9;

export const saturatorTube = declareProcessor({
  id: "saturator-tube",
  name: "Tube saturator",
  kind: "colour",
  says: "Thickens with the second harmonic of a triode, soft on one side, and leans back after loud passages.",
  timeBased: false,
  version: 1,
  source:
    "Koren, Improved vacuum tube models for SPICE simulations, Glass Audio 1996, with his 12AX7 and 12AU7; the load line, grid current and " +
    "cathode of a common stage. The source's resistance and the working level are ours.",
  parameters: {
    driveDb,
    tube: choice({
      choices: ["12AX7", "12AU7"],
      default: "12AX7",
      label: "Tube",
      help: "The 12AX7 colours soon and draws grid current early; the 12AU7 stays clean for longer.",
      structural: false,
    }),
    biasPercent: number({
      unit: "%",
      min: 50,
      max: 150,
      default: 100,
      label: "Bias",
      help: "Voltage between grid and cathode at rest: more is colder (cuts off sooner), less is hotter (draws grid current sooner).",
    }),
    sagPercent: number({
      unit: "%",
      min: 0,
      max: 200,
      default: 100,
      label: "Cathode",
      help: "How far the cathode moves with the mean current: loud passages shift the working point for some 30 ms.",
    }),
    oversampling: oversamplingParameter("4x"),
    mixPercent,
  },
  presets: [
    { name: "Vocal, warm", says: "Second harmonic under the voice, nothing else.", params: { driveDb: -3 } },
    { name: "Bass, thick", says: "Overtones that small speakers can play.", params: { driveDb: 6, mixPercent: 60 } },
    { name: "Drums, parallel heat", says: "A driven stage under the clean drums.", params: { driveDb: 15, mixPercent: 30 } },
    { name: "Keys, clean tube", says: "A 12AU7 with air above it.", params: { tube: "12AU7" } },
    { name: "Guitar, hot bias", says: "Grid current rounds the peaks early.", params: { driveDb: 9, biasPercent: 60 } },
    {
      name: "Lo-fi, starved",
      says: "A cold 12AU7 that cuts off half the wave.",
      params: { tube: "12AU7", driveDb: 20, biasPercent: 150, oversampling: "8x" },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => saturationLatencyFrames(oversampling, sampleRateHz),
  tailFrames: ({ oversampling }, sampleRateHz) =>
    Math.ceil(TAIL_S * sampleRateHz) + saturationLatencyFrames(oversampling, sampleRateHz),
});
