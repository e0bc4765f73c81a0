// Flanger: a very short, swinging delay that combs the sound.
import { gainToDb } from "../../units/decibels.ts";
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** The longest way the head can be from the newest sample. */
export const LONGEST_MS = 32;

const FALL_DB = 130;

export const flanger = declareProcessor({
  id: "flanger",
  name: "Flanger",
  kind: "time",
  says: "Combs the sound with a very short swinging delay: from a jet's sweep to a metal pipe.",
  timeBased: true,
  version: 1,
  source: "Comb filter 1 + m z^-d around a swinging delay with feedback; peaks at k/τ, notches at (2k+1)/2τ.",
  parameters: {
    rateHz: number({ unit: "Hz", min: 0.02, max: 10, default: 0.25, curve: "log", label: "Rate", help: "Sweeps a second." }),
    delayMs: number({
      unit: "ms",
      min: 0.1,
      max: 10,
      default: 0.6,
      curve: "log",
      label: "Delay",
      help: "Shortest delay of the sweep: how high it goes.",
    }),
    depthMs: number({ unit: "ms", min: 0, max: 10, default: 4, label: "Depth", help: "How far the sweep goes down from there." }),
    feedbackPercent: number({
      unit: "%",
      min: -95,
      max: 95,
      default: 40,
      label: "Feedback",
      help: "Sharpens the peaks; below 0 they stand between, and the sound hollows out.",
    }),
    shape: choice({
      choices: ["sine", "triangle"],
      default: "triangle",
      label: "Shape",
      help: "How the delay travels.",
    }),
    stereoDegrees: number({
      unit: "°",
      min: 0,
      max: 180,
      default: 60,
      label: "Stereo",
      help: "How far the right side's sweep leads the left's.",
    }),
    lowCutHz: number({
      unit: "Hz",
      min: 10,
      max: 1000,
      default: 20,
      curve: "log",
      label: "Low cut",
      help: "Keeps lows out of the sweep, 12 dB per octave.",
    }),
    highCutHz: number({
      unit: "Hz",
      min: 1000,
      max: 20000,
      default: 20000,
      curve: "log",
      label: "High cut",
      help: "Softens the sweep, 24 dB per octave.",
    }),
    throughZeroMs: number({
      unit: "ms",
      min: 0,
      max: 10,
      default: 0,
      label: "Through zero",
      help: "Delays the dry sound by so much, so that the sweep can pass through it, as two tape machines do.",
      structural: true,
    }),
    mixPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 50,
      label: "Mix",
      help: "Share of the delayed sound, in a straight line: the comb is deepest at 50 %.",
    }),
  },
  presets: [
    {
      name: "Jet, slow",
      says: "The long sweep over a whole drum group or guitar.",
      params: { rateHz: 0.08, delayMs: 0.3, depthMs: 7, feedbackPercent: 65 },
    },
    {
      name: "Tape, through zero",
      says: "Two machines that pass each other: the sound thins out, vanishes for a moment and comes back.",
      params: { rateHz: 0.1, delayMs: 0.1, depthMs: 6, feedbackPercent: 0, throughZeroMs: 3, shape: "sine", stereoDegrees: 0 },
    },
    {
      name: "Hollow, negative",
      says: "Feedback turned over: a wooden tube.",
      params: { rateHz: 0.3, delayMs: 1, depthMs: 2.5, feedbackPercent: -75 },
    },
    {
      name: "Guitar shimmer",
      says: "Light and wide, above the body of the chord.",
      params: { rateHz: 0.5, delayMs: 0.8, depthMs: 1.6, feedbackPercent: 20, stereoDegrees: 120, lowCutHz: 250, mixPercent: 40 },
    },
    {
      name: "Robot pipe",
      says: "Hardly moving, ringing: a pitch of its own.",
      params: { rateHz: 0.05, delayMs: 5, depthMs: 0.4, feedbackPercent: 92, stereoDegrees: 0, mixPercent: 60 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ throughZeroMs }, sampleRateHz) => Math.round((throughZeroMs * sampleRateHz) / 1000),
  tailFrames: ({ delayMs, depthMs, feedbackPercent, lowCutHz }, sampleRateHz) => {
    const turns = 1 + FALL_DB / -gainToDb(Math.max(1e-3, Math.abs(feedbackPercent) / 100));
    return Math.ceil((((delayMs + depthMs + 1) * turns) / 1000 + 0.02 + 8 / lowCutHz) * sampleRateHz);
  },
});
