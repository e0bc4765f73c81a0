// De-esser: holds sharp S sounds down and leaves the rest of the voice alone.
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const deEsser = declareProcessor({
  id: "de-esser",
  name: "De-esser",
  kind: "dynamics",
  says: "Takes the sharpness out of S and T, only while it sticks out.",
  timeBased: false,
  version: 1,
  source:
    "Relative threshold (rms of the band against rms of the whole) as described in Rane's notes on dynamic EQ; times and frequencies " +
    "as in common practice (4 to 10 kHz, 0.5 to 2 ms, 20 to 80 ms); bands after Linkwitz and Riley 1976.",
  parameters: {
    mode: choice({
      choices: ["bell", "shelf", "split"],
      default: "bell",
      label: "Mode",
      help: "What is turned down: a bell around the frequency, a shelf above it, or everything above a split in two bands.",
    }),
    frequencyHz: number({
      unit: "Hz",
      min: 2000,
      max: 10000,
      default: 6500,
      curve: "log",
      label: "Frequency",
      help: "Middle of the bell, corner of the shelf, place of the split.",
    }),
    q: number({ unit: "", min: 0.4, max: 6, default: 1, curve: "log", label: "Q", help: "How narrow the bell is." }),
    detection: choice({
      choices: ["relative", "absolute"],
      default: "relative",
      label: "Detection",
      help: "Relative compares the band with the whole voice, soft and loud alike; absolute compares it with a level.",
    }),
    relativeThresholdDb: number({
      unit: "dB",
      min: -40,
      max: 0,
      default: -10,
      label: "Relative threshold",
      help: "How far below the whole voice the band may come before it is turned down.",
    }),
    thresholdDbfs: number({
      unit: "dBFS",
      min: -70,
      max: 0,
      default: -30,
      label: "Threshold",
      help: "Level of the band above which it is turned down, with absolute detection.",
    }),
    maxReductionDb: number({
      unit: "dB",
      min: 0,
      max: 24,
      default: 8,
      label: "Most reduction",
      help: "The band never goes down further than this.",
    }),
    attackMs: number({
      unit: "ms",
      min: 0.1,
      max: 10,
      default: 1,
      curve: "log",
      label: "Attack",
      help: "Time for 63 % of a rise of the reduction, in dB, behind the detector's own millisecond.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 10,
      max: 300,
      default: 50,
      curve: "log",
      label: "Release",
      help: "Time for 63 % of the way back, in dB, after a hold of a tenth of it.",
    }),
    stereoLinkPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Link",
      help: "At 100 % both channels get the larger of the two reductions, at 0 % each its own.",
    }),
    listen: toggle({ default: false, label: "Listen", help: "Plays the band that is watched and turned down." }),
  },
  presets: [
    {
      name: "Female voice",
      says: "A bell at 7.5 kHz, up to 6 dB, soft and loud words alike.",
      params: { frequencyHz: 7500, q: 0.9, relativeThresholdDb: -10, maxReductionDb: 6, attackMs: 0.8, releaseMs: 50 },
    },
    {
      name: "Male voice",
      says: "A little lower and wider, for SH as much as S.",
      params: { frequencyHz: 5200, q: 0.7, relativeThresholdDb: -9, maxReductionDb: 6, attackMs: 1, releaseMs: 60 },
    },
    {
      name: "Firm, everything above",
      says: "Splits the voice and holds the whole top down by up to 10 dB; for very sharp recordings.",
      params: {
        mode: "split",
        frequencyHz: 5500,
        relativeThresholdDb: -14,
        maxReductionDb: 10,
        attackMs: 0.5,
        releaseMs: 40,
      },
    },
    {
      name: "Air stays, edge goes",
      says: "A narrow bell at 6 kHz for one whistling tone.",
      params: { frequencyHz: 6000, q: 3, relativeThresholdDb: -14, maxReductionDb: 9, attackMs: 1, releaseMs: 35 },
    },
    {
      name: "Overheads, hard cymbals",
      says: "A shelf that dips by up to 4 dB when cymbals take over.",
      params: {
        mode: "shelf",
        frequencyHz: 8000,
        relativeThresholdDb: -12,
        maxReductionDb: 4,
        attackMs: 2,
        releaseMs: 120,
      },
    },
    {
      name: "Backing vocals, level-held",
      says: "By level, not by balance: for stacks that are already even.",
      params: { mode: "shelf", detection: "absolute", thresholdDbfs: -34, frequencyHz: 6500, maxReductionDb: 9, releaseMs: 70 },
    },
  ],
  keyed: false,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Reduction of the band, of the channel that has more." },
  ],
  neutral: { mode: "bell", maxReductionDb: 0, listen: false },
  latencyFrames: () => 0,
  // the filters ring: 120 dB take 13.8 * 2 Q / (2 pi f) seconds
  tailFrames: ({ q, frequencyHz }, sampleRateHz) => Math.ceil(((5 * Math.max(1, q)) / frequencyHz) * sampleRateHz),
});
