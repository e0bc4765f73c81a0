// Phaser: notches that wander through the spectrum.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const phaser = declareProcessor({
  id: "phaser",
  name: "Phaser",
  kind: "time",
  says: "Notches that wander through the spectrum: a slow breath on keys, a swirl on guitars.",
  timeBased: true,
  version: 1,
  source: "Chain of first-order all-passes summed with the dry sound (four stages: two notches), feedback solved without delay.",
  parameters: {
    rateHz: number({ unit: "Hz", min: 0.02, max: 10, default: 0.4, curve: "log", label: "Rate", help: "Sweeps a second." }),
    centreHz: number({
      unit: "Hz",
      min: 80,
      max: 4000,
      default: 650,
      curve: "log",
      label: "Centre",
      help: "Corner of the stages in the middle of the sweep.",
    }),
    sweepOctaves: number({
      unit: "oct",
      min: 0,
      max: 6,
      default: 3.5,
      label: "Sweep",
      help: "From the lowest to the highest corner.",
    }),
    stages: choice({
      choices: ["4", "6", "8", "12"],
      default: "4",
      label: "Stages",
      help: "Two stages make a notch.",
      structural: true,
    }),
    feedbackPercent: number({
      unit: "%",
      min: -95,
      max: 95,
      default: 20,
      label: "Feedback",
      help: "Lifts the peaks between the notches; below 0 it lifts others.",
    }),
    shape: choice({ choices: ["sine", "triangle"], default: "sine", label: "Shape", help: "How the sweep travels, in octaves." }),
    stereoDegrees: number({
      unit: "°",
      min: 0,
      max: 180,
      default: 0,
      label: "Stereo",
      help: "How far the right side's sweep leads the left's.",
    }),
    mixPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 50,
      label: "Mix",
      help: "Share of the all-passed sound, in a straight line: the notches are deepest at 50 %, at 100 % it is a vibrato.",
    }),
  },
  presets: [
    {
      name: "Keys, slow breath",
      says: "Slow, four stages, a little feedback.",
      params: { rateHz: 0.25, centreHz: 600, sweepOctaves: 4, feedbackPercent: 35 },
    },
    {
      name: "Early box, soft",
      says: "Four stages without feedback: the soft swirl of the first boxes.",
      params: { rateHz: 0.8, centreHz: 630, sweepOctaves: 5.3, feedbackPercent: 0, shape: "triangle" },
    },
    {
      name: "Later box, vowel",
      says: "The same with feedback: a vowel in it.",
      params: { rateHz: 0.8, centreHz: 630, sweepOctaves: 5.3, feedbackPercent: 50, shape: "triangle" },
    },
    {
      name: "Pads, wide",
      says: "Eight stages, left and right against each other.",
      params: { rateHz: 0.12, centreHz: 900, sweepOctaves: 3, stages: "8", feedbackPercent: 30, stereoDegrees: 150 },
    },
    {
      name: "Drum break, deep",
      says: "Twelve stages, sharp peaks, fast enough to hear twice a bar.",
      params: { rateHz: 1, centreHz: 500, sweepOctaves: 4.5, stages: "12", feedbackPercent: 65 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: () => 0,
  // The slowest corner rings longest; feedback lengthens it at most by 1 / (1 - |feedback|).
  tailFrames: ({ centreHz, sweepOctaves, feedbackPercent }, sampleRateHz) =>
    Math.ceil(
      ((4 * (1 + sweepOctaves)) / centreHz / (1 - Math.abs(feedbackPercent) / 100) + (sweepOctaves * 8) / centreHz + 0.05) *
        sampleRateHz,
    ),
});
