// Opto compressor: a levelling amplifier with a light-dependent resistor. Two controls, a slow and forgiving hand.
import { mixPercent } from "../dynamics/compressor.params.ts";
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Above the threshold control's reading the sound rings on in the tube stage's DC filter only. */
const TAIL_S = 0.3;

export const compressorOpto = declareProcessor({
  id: "compressor-opto",
  name: "Opto compressor",
  kind: "dynamics",
  says: "Evens out voices and basses without being noticed: a lamp and a photo-cell that let go in two stages and remember.",
  timeBased: false,
  version: 1,
  source:
    "Behaviour of the Teletronix LA-2A: 1966 manual (release 0.06 s to 50 %, then 0.5–5 s; distortion), Universal Audio's notes on the T4 cell " +
    "(two-stage release, memory), attack 10 ms. Cell law, stores and tube stage are our own.",
  parameters: {
    peakReductionDb: number({
      unit: "dB",
      min: 0,
      max: 60,
      default: 18,
      label: "Peak reduction",
      help: "Turns the lamp's amplifier up; stands for a threshold of minus this many dBFS, where the reduction of a sine is 1 dB.",
    }),
    mode: choice({
      choices: ["compress", "limit"],
      default: "compress",
      label: "Mode",
      help: "Compress rises to about 3:1 at 10 dB of reduction, limit to about 12:1; both begin at the same level.",
    }),
    emphasisPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 0,
      label: "Emphasis",
      help: "Turns the detector towards the treble: at 100 % the bass counts 10 dB less, with the corner at 1 kHz.",
    }),
    makeupDb: number({
      unit: "dB",
      min: 0,
      max: 40,
      default: 0,
      label: "Gain",
      help: "Gain of the tube stage behind the cell; the louder it comes out, the warmer.",
    }),
    mixPercent,
  },
  presets: [
    {
      name: "Vocal, smooth",
      says: "A few dB on the loud words, back before the next one.",
      params: { peakReductionDb: 22, makeupDb: 3 },
    },
    {
      name: "Vocal, up front",
      says: "Holds every word where it is; the breath comes up.",
      params: { peakReductionDb: 34, makeupDb: 9 },
    },
    {
      name: "Vocal, tame the treble",
      says: "Listens to the consonants more than to the chest.",
      params: { peakReductionDb: 26, emphasisPercent: 80, makeupDb: 3 },
    },
    {
      name: "Bass, even",
      says: "One level from the low to the high string, firm.",
      params: { peakReductionDb: 20, mode: "limit", makeupDb: 5 },
    },
    {
      name: "Acoustic guitar, gentle",
      says: "Rounds the strumming by two or three dB.",
      params: { peakReductionDb: 16, emphasisPercent: 40, makeupDb: 1.5 },
    },
    {
      name: "Room, underneath",
      says: "Squeezed flat and laid under the dry sound at a third.",
      params: { peakReductionDb: 42, mode: "limit", makeupDb: 14, mixPercent: 35 },
    },
  ],
  keyed: true,
  meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction of both channels." }],
  neutral: { mixPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: (_, sampleRateHz) => Math.round(TAIL_S * sampleRateHz),
});
