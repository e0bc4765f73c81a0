// Transistor: a class-A stage. Its law and the two devices stand in transistor.ts.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";
import { driveDb, mixPercent, oversamplingParameter, saturationLatencyFrames } from "../saturation/saturation.params.ts";

const TAIL_S = 0.6;

export const saturatorTransistor = declareProcessor({
  id: "saturator-transistor",
  name: "Transistor saturator",
  kind: "colour",
  says: "Stays straight for long and then bites: the asymmetry and the hard onset of a class-A transistor stage.",
  timeBased: false,
  version: 1,
  source:
    "Exponential junctions with emitter feedback between cut-off and saturation (Ebers, Moll, Large-signal behavior of junction transistors, 1954), " +
    "normalised; the two devices' numbers are ours.",
  parameters: {
    driveDb,
    device: choice({
      choices: ["silicon", "germanium"],
      default: "silicon",
      label: "Device",
      help: "Silicon with much feedback is clean until it hits its ends; germanium with little bends all the way.",
      structural: false,
    }),
    biasPercent: number({
      unit: "%",
      min: 50,
      max: 150,
      default: 100,
      label: "Bias",
      help: "Current at rest: less brings cut-off nearer (one half is cut first), more brings saturation nearer.",
    }),
    oversampling: oversamplingParameter("4x"),
    mixPercent,
  },
  presets: [
    { name: "Every track, silicon", says: "Nothing until the peaks, which are cut.", params: { driveDb: -2 } },
    { name: "Snare, bite", says: "Peaks clipped on one side, with edge.", params: { driveDb: 9, biasPercent: 80 } },
    { name: "Vocal, germanium", says: "Second harmonic and a soft grip.", params: { device: "germanium", driveDb: -2 } },
    { name: "Guitar, germanium pushed", says: "Bent on every note.", params: { device: "germanium", driveDb: 10 } },
    {
      name: "Drums, parallel fuzz",
      says: "A clipped stage under the clean drums.",
      params: { driveDb: 20, biasPercent: 60, mixPercent: 25 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => saturationLatencyFrames(oversampling, sampleRateHz),
  tailFrames: ({ oversampling }, sampleRateHz) =>
    Math.ceil(TAIL_S * sampleRateHz) + saturationLatencyFrames(oversampling, sampleRateHz),
});
