// Bus compressor: glue in the manner of a console's VCA bus compressor. Feedback, linked, with an automatic release.
import { number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const busCompressor = declareProcessor({
  id: "bus-compressor",
  name: "Bus compressor",
  kind: "dynamics",
  says: "Holds a group or the whole mix together: a VCA compressor that listens to its own output.",
  timeBased: false,
  version: 1,
  source:
    "Behaviour of SSL G bus compressors as published (ratios, times, side-chain VCA that makes the detector hear the compressed level, " +
    "two-store automatic release); loop gain ratio − 1 after Giannoulis, Massberg, Reiss 2012. The two stores' times are our own.",
  parameters: {
    thresholdDbfs: number({
      unit: "dBFS",
      min: -60,
      max: 0,
      default: -16,
      label: "Threshold",
      help: "Level above which the gain goes down; a sine reads its sample peak.",
    }),
    ratio: number({
      unit: "",
      min: 1,
      max: 10,
      default: 2,
      curve: "log",
      label: "Ratio",
      help: "How many dB more at the input make 1 dB more at the output; the console has 2, 4 and 10.",
    }),
    kneeDb: number({
      unit: "dB",
      min: 0,
      max: 24,
      default: 6,
      label: "Knee",
      help: "Width of the bend, counted behind the gain cell: at the input it is wider by half of ratio + 1.",
    }),
    attackMs: number({
      unit: "ms",
      min: 0.1,
      max: 30,
      default: 10,
      curve: "log",
      label: "Attack",
      help: "Time for 63 % of a rise of the gain reduction; the console has 0.1, 0.3, 1, 3, 10 and 30 ms.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 50,
      max: 2000,
      default: 300,
      curve: "log",
      label: "Release",
      help: "Time for 63 % of the way back to no reduction; the console has 0.1, 0.3, 0.6 and 1.2 s. Not used with Auto.",
    }),
    autoRelease: toggle({
      default: true,
      label: "Auto",
      help: "Two stores: lets go in about 0.1 s after a short peak and in a second or two after a long loud passage.",
    }),
    sideChainHighPassHz: number({
      unit: "Hz",
      min: 10,
      max: 500,
      default: 20,
      curve: "log",
      label: "SC high-pass",
      help: "Keeps kick and bass below it from working the detector, 12 dB per octave.",
    }),
    makeupDb: number({ unit: "dB", min: -12, max: 24, default: 0, label: "Makeup", help: "Gain behind the reduction." }),
    mixPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Mix",
      help: "Compressed against untouched signal, sample by sample in step.",
    }),
  },
  presets: [],
  keyed: true,
  meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction of both channels." }],
  neutral: { ratio: 1, makeupDb: 0 },
  latencyFrames: () => 0,
  tailFrames: () => 0,
});
