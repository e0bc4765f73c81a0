// Exciter: new harmonics of the highs, mixed under the untouched sound.
import { number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";
import { oversamplingParameter, saturationLatencyFrames } from "../saturation/saturation.params.ts";

const TAIL_S = 0.1;

export const exciter = declareProcessor({
  id: "exciter",
  name: "Exciter",
  kind: "colour",
  says: "Makes new harmonics of the highs and mixes them under: air and presence that an equaliser can't find.",
  timeBased: false,
  version: 1,
  source:
    "The principle of aural exciters as their makers describe it (Aphex, Aural Exciter manuals): high-pass, harmonics generator, mixed under the untouched " +
    "signal. Curve, filters and figures are ours.",
  parameters: {
    crossoverHz: number({
      unit: "Hz",
      min: 1000,
      max: 12000,
      default: 4000,
      curve: "log",
      label: "Crossover",
      help: "Only what lies above makes harmonics, and nothing that is made falls below.",
    }),
    driveDb: number({
      unit: "dB",
      min: -24,
      max: 24,
      default: 0,
      label: "Drive",
      help: "How rich the harmonics are; highs 20 dB under 0 VU (-38 dBFS) give a second harmonic of -20 dB at 0 dB.",
    }),
    evenPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 50,
      label: "Even",
      help: "Balance: 0 % is the third harmonic alone (harder), 100 % the second alone (sweeter).",
    }),
    amountPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 25,
      label: "Amount",
      help: "How much of the harmonics is mixed under; the sound itself is never touched.",
    }),
    oversampling: oversamplingParameter("8x"),
  },
  presets: [
    {
      name: "Vocal, air",
      says: "Sweet overtones above 6 kHz.",
      params: { crossoverHz: 6000, evenPercent: 80, driveDb: 6, amountPercent: 60 },
    },
    {
      name: "Acoustic guitar, strings",
      says: "Brings the strings forward.",
      params: { crossoverHz: 3500, evenPercent: 60, amountPercent: 35 },
    },
    {
      name: "Snare, crack",
      says: "Third harmonic on the attack.",
      params: { crossoverHz: 2500, evenPercent: 15, amountPercent: 40 },
    },
    {
      name: "Dull recording, new top",
      says: "Makes the octave that is missing.",
      params: { crossoverHz: 3000, driveDb: 12, amountPercent: 60 },
    },
    {
      name: "Master, a breath",
      says: "Hardly there, and missed when it is off.",
      params: { crossoverHz: 7000, amountPercent: 12, driveDb: -3 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { amountPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => saturationLatencyFrames(oversampling, sampleRateHz),
  tailFrames: ({ oversampling }, sampleRateHz) =>
    Math.ceil(TAIL_S * sampleRateHz) + saturationLatencyFrames(oversampling, sampleRateHz),
});
