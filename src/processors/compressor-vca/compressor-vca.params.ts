// VCA compressor: true RMS, feed-forward, no attack or release to set: the detector's own law is both.
import { mixPercent, stereoLinkPercent } from "../dynamics/compressor.params.ts";
import { number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const compressorVca = declareProcessor({
  id: "compressor-vca",
  name: "VCA compressor",
  kind: "dynamics",
  says: "Holds what is loud to the ear: an RMS detector that is the faster, the louder the sound comes in, and lets go at an even pace.",
  timeBased: false,
  version: 1,
  source:
    "Published behaviour of the dbx 160 (true RMS, feed-forward, hard knee, 1:1 to infinity, attack 15, 5 and 3 ms for 10, 20 and 30 dB, release " +
    "120 to 125 dB per second), which is a mean square of one pole of 35 ms; dbx 160S manual for its automatic mode and the OverEasy knee. " +
    "The knee's width is our own.",
  parameters: {
    thresholdDbfs: number({
      unit: "dBFS",
      min: -60,
      max: 10,
      default: -20,
      label: "Threshold",
      help: "RMS level above which the gain goes down; a steady sine reads its sample peak, a drum far less than its own.",
    }),
    ratio: number({
      unit: "",
      min: 1,
      max: 120,
      default: 4,
      curve: "log",
      label: "Ratio",
      help: "How many dB more at the input make 1 dB more at the output; 120 is as good as infinite.",
    }),
    softKnee: toggle({
      default: false,
      label: "Soft knee",
      help: "On: the ratio sets in over 10 dB around the threshold. Off: all at once.",
    }),
    makeupDb: number({ unit: "dB", min: -20, max: 20, default: 0, label: "Makeup", help: "Gain behind the reduction." }),
    sideChainHighPassHz: number({
      unit: "Hz",
      min: 10,
      max: 500,
      default: 10,
      curve: "log",
      label: "SC high-pass",
      help: "Keeps kick and bass below it from working the detector, 12 dB per octave; the unit has none.",
    }),
    stereoLinkPercent,
    mixPercent,
  },
  presets: [
    {
      name: "Kick, thud",
      says: "The beater passes, the boom behind it is held down.",
      params: { thresholdDbfs: -22, ratio: 5, makeupDb: 3 },
    },
    {
      name: "Snare, body",
      says: "Six to one on the shell; the stick is over before the detector knows.",
      params: { thresholdDbfs: -26, ratio: 6, makeupDb: 5 },
    },
    {
      name: "Bass, straight",
      says: "Evens a picked bass without touching its attack.",
      params: { thresholdDbfs: -24, ratio: 4, makeupDb: 4 },
    },
    {
      name: "Vocal, gentle",
      says: "Soft knee and three to one: a few dB that nobody hears.",
      params: { thresholdDbfs: -24, ratio: 3, softKnee: true, makeupDb: 3 },
    },
    {
      name: "Drum bus, tight",
      says: "Low ratio with a soft knee; the kick's lowest octave is left out of it.",
      params: { thresholdDbfs: -22, ratio: 2.5, softKnee: true, sideChainHighPassHz: 80, makeupDb: 2 },
    },
    {
      name: "Drums, parallel and flat",
      says: "Nearly infinite ratio beside the dry kit.",
      params: { thresholdDbfs: -34, ratio: 20, makeupDb: 10, mixPercent: 40 },
    },
    {
      name: "Ceiling for an instrument",
      says: "Infinite ratio high up: its RMS level goes no further.",
      params: { thresholdDbfs: -14, ratio: 120 },
    },
  ],
  keyed: true,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction of the channel that is turned down most." },
  ],
  neutral: { ratio: 1, makeupDb: 0 },
  latencyFrames: () => 0,
  tailFrames: () => 0,
});
