// Tube compressor: vari-mu. The signal goes through tubes whose gain follows their bias; six storage networks, or free times.
import { mixPercent, sideChainHighPassHz } from "../dynamics/compressor.params.ts";
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Behind the input the sound rings on in the tubes' DC filter only. */
const TAIL_S = 0.3;

export const compressorTube = declareProcessor({
  id: "compressor-tube",
  name: "Tube compressor",
  kind: "dynamics",
  says: "Vari-mu glue for voices, groups and masters: a ratio that rises with the level, networks that remember, and push-pull tubes.",
  timeBased: false,
  version: 1,
  source:
    "Times and ratios of the Fairchild 670 as published (Universal Audio; manual, second-hand). Gain law: 6386 plate current after " +
    "P. Raffensperger, Toward a Wave Digital Filter Model of the Fairchild 670 Limiter, DAFx-12. Networks 5 and 6 fitted by ourselves.",
  parameters: {
    thresholdDbfs: number({
      unit: "dBFS",
      min: -60,
      max: 0,
      default: -12,
      label: "Threshold",
      help: "Level above which the gain goes down, and by which the tubes are driven; a sine reads its sample peak.",
    }),
    ratio: number({
      unit: "",
      min: 1.5,
      max: 20,
      default: 2,
      curve: "log",
      label: "Ratio",
      help: "Ratio at the threshold; from there it rises with the level towards 30:1.",
    }),
    kneeDb: number({
      unit: "dB",
      min: 0.5,
      max: 60,
      default: 12,
      curve: "log",
      label: "DC threshold",
      help: "How many dB the output may rise over the threshold until the ratio is 30:1: small limits, large compresses.",
    }),
    timeConstant: choice({
      choices: ["1", "2", "3", "4", "5", "6", "free"],
      default: "2",
      label: "Time constant",
      help: "Attack and release: 1 to 4 release in 0.3, 0.8, 2 and 5 s, 5 and 6 by what came before (2 to 10 s, 0.3 to 25 s).",
    }),
    attackMs: number({
      unit: "ms",
      min: 0.2,
      max: 100,
      default: 25,
      curve: "log",
      label: "Attack",
      help: "Time for 63 % of a rise of the reduction; used with the free time constant only.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 50,
      max: 10_000,
      default: 400,
      curve: "log",
      label: "Release",
      help: "Time for 63 % of the way back to no reduction, after a hold of a tenth of it (10 ms at most); used with the free time constant only.",
    }),
    link: choice({
      choices: ["linked", "dual", "lateral-vertical"],
      default: "linked",
      structural: true,
      label: "Link",
      help: "One reduction for left and right, one for each, or one for the middle and one for the side.",
    }),
    sideChainHighPassHz,
    makeupDb: number({ unit: "dB", min: -12, max: 24, default: 0, label: "Makeup", help: "Gain behind the tubes." }),
    mixPercent,
  },
  presets: [
    {
      name: "Mix glue",
      says: "One to three dB on the whole mix, slow to let go after loud passages.",
      params: { thresholdDbfs: -8, kneeDb: 20, timeConstant: "5", sideChainHighPassHz: 60, makeupDb: 2 },
    },
    {
      name: "Mix glue, slow hands",
      says: "A vari-mu with slow attack: transients pass, the body comes together.",
      params: { thresholdDbfs: -10, ratio: 1.5, kneeDb: 48, timeConstant: "free", attackMs: 40, releaseMs: 600, makeupDb: 1.5 },
    },
    {
      name: "Vocal, thick",
      says: "Holds a lead voice firmly and colours it.",
      params: { thresholdDbfs: -24, kneeDb: 10, timeConstant: "2", makeupDb: 7 },
    },
    {
      name: "Vocal, limit",
      says: "Catches the shouts, with slow attack and quick recovery.",
      params: { thresholdDbfs: -16, ratio: 4, kneeDb: 6, timeConstant: "free", attackMs: 25, releaseMs: 200 },
    },
    {
      name: "Drum bus, fast",
      says: "Instant attack, quick release: the room jumps forward between the hits.",
      params: { thresholdDbfs: -18, kneeDb: 8, timeConstant: "1", makeupDb: 7, mixPercent: 70 },
    },
    {
      name: "Master, middle and side",
      says: "Holds the middle and leaves the width free.",
      params: {
        thresholdDbfs: -9,
        kneeDb: 24,
        timeConstant: "4",
        link: "lateral-vertical",
        sideChainHighPassHz: 40,
        makeupDb: 2.5,
      },
    },
    {
      name: "Bass, held by its history",
      says: "Quick after one note, slow under a steady line.",
      params: { thresholdDbfs: -16, kneeDb: 12, timeConstant: "6", makeupDb: 5 },
    },
  ],
  keyed: true,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction on the left, or of the middle." },
    { name: "gainReductionRightDb", unit: "dB", kind: "reduction", help: "Gain reduction on the right, or of the side." },
  ],
  neutral: { mixPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: (_, sampleRateHz) => Math.round(TAIL_S * sampleRateHz),
});
