// Bus compressor: glue in the manner of a console's VCA bus compressor. Feedback, linked, with an automatic release.
import { mixPercent, sideChainHighPassHz } from "../dynamics/compressor.params.ts";
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Until the bend of the last sound has lost its DC. */
const BRIDGE_TAIL_S = 0.3;

export const busCompressor = declareProcessor({
  id: "bus-compressor",
  name: "Bus compressor",
  kind: "dynamics",
  says: "Holds a group or the whole mix together: a console's compressor that listens to its own output, clean or with a diode bridge.",
  timeBased: false,
  version: 2,
  source:
    "Behaviour of SSL G bus compressors as published (ratios, times, side-chain VCA that makes the detector hear the compressed level, " +
    "two-store automatic release) and of the Neve 33609 (diode bridge, recovery 100 to 1500 ms, a1 40 to 800 ms, a2 150 to 1500 ms, 0.1 to 0.4 % of " +
    "distortion, more in the lows and with the reduction); loop gain ratio − 1 after Giannoulis, Massberg, Reiss 2012. The stores' times are our own.",
  parameters: {
    circuit: choice({
      choices: ["vca", "diode-bridge"],
      default: "vca",
      label: "Circuit",
      help: "The VCA is clean and tight. The diode bridge thickens: a third harmonic that grows with the reduction and in the lows.",
    }),
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
      help: "Time for 63 % of the way back to no reduction, after a hold of a tenth of it (10 ms at most); the console has 0.1, 0.3, 0.6 and 1.2 s. Not used with Auto.",
    }),
    autoRelease: toggle({
      default: true,
      label: "Auto",
      help: "Two stores: the VCA lets go in about 0.1 s after a short peak and in a second or two after a long loud passage.",
    }),
    recovery: choice({
      choices: ["a1", "a2"],
      default: "a1",
      label: "Recovery",
      help: "Auto of the diode bridge: a1 lets go in 40 to 800 ms, a2 in 150 to 1500 ms, the longer it was loud. Not used with the VCA.",
    }),
    sideChainHighPassHz,
    makeupDb: number({ unit: "dB", min: -12, max: 24, default: 0, label: "Makeup", help: "Gain behind the reduction." }),
    mixPercent,
  },
  presets: [
    {
      name: "Mix glue",
      says: "Two to one, slow attack, auto: one to three dB when the chorus comes.",
      params: { thresholdDbfs: -14, ratio: 2, attackMs: 30, sideChainHighPassHz: 80, makeupDb: 1 },
    },
    {
      name: "Mix, tighter",
      says: "Four to one and a little faster; the loud parts stand shoulder to shoulder.",
      params: { thresholdDbfs: -12, ratio: 4, kneeDb: 3, attackMs: 10, sideChainHighPassHz: 60, makeupDb: 1.5 },
    },
    {
      name: "Drum bus, punch",
      says: "The sticks pass, the shells are pulled in and back out before the next hit.",
      params: { thresholdDbfs: -18, ratio: 4, kneeDb: 3, attackMs: 30, autoRelease: false, releaseMs: 100, makeupDb: 3 },
    },
    {
      name: "Drum bus, pressed",
      says: "Ten to one and fast, mixed half and half with the kit as it is.",
      params: {
        thresholdDbfs: -26,
        ratio: 10,
        kneeDb: 0,
        attackMs: 0.3,
        autoRelease: false,
        releaseMs: 100,
        makeupDb: 8,
        mixPercent: 50,
      },
    },
    {
      name: "Mix, thick and slow",
      says: "Diode bridge at one and a half to one: hardly a movement, a little weight in the lows.",
      params: { circuit: "diode-bridge", thresholdDbfs: -20, ratio: 1.5, attackMs: 6, recovery: "a2", makeupDb: 2 },
    },
    {
      name: "Vocal group, held",
      says: "Diode bridge at three to one: voices become one voice, thick and near.",
      params: { circuit: "diode-bridge", thresholdDbfs: -20, ratio: 3, attackMs: 4, recovery: "a1", makeupDb: 4 },
    },
    {
      name: "Guitars, wall",
      says: "Diode bridge at four to one with a fixed recovery of 400 ms.",
      params: {
        circuit: "diode-bridge",
        thresholdDbfs: -20,
        ratio: 4,
        attackMs: 4,
        autoRelease: false,
        releaseMs: 400,
        makeupDb: 7,
      },
    },
  ],
  keyed: true,
  meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction of both channels." }],
  neutral: { ratio: 1, makeupDb: 0 },
  latencyFrames: () => 0,
  tailFrames: ({ circuit }, sampleRateHz) => (circuit === "vca" ? 0 : Math.ceil(BRIDGE_TAIL_S * sampleRateHz)),
});
