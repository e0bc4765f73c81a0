// Stereo image: width of the whole signal, with mono-safe lows.
import { number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** The crossover below this is not worth its phase: 0 to here is off. */
export const LOWEST_MONO_HZ = 20;

export const stereoImage = declareProcessor({
  id: "stereo-image",
  name: "Stereo image",
  kind: "image",
  says: "Widens or narrows the image, keeps the lows in the middle, and trims left against right.",
  timeBased: false,
  version: 1,
  source: "Mid = (L + R) / 2, side = (L - R) / 2; Linkwitz-Riley high-pass of 24 dB per octave, its all-pass on the mid.",
  parameters: {
    widthPercent: number({
      unit: "%",
      min: 0,
      max: 200,
      default: 100,
      label: "Width",
      help: "0 % is mono, 100 % is untouched, 200 % doubles the side. The mono sum stays as it is.",
    }),
    monoBelowHz: number({
      unit: "Hz",
      min: 0,
      max: 500,
      default: 0,
      label: "Mono below",
      help: "The side goes below this frequency, by 24 dB per octave. Under 20 Hz it is off.",
    }),
    balanceDb: number({
      unit: "dB",
      min: -12,
      max: 12,
      default: 0,
      label: "Balance",
      help: "Above 0 dB turns the left side down, below 0 dB the right side.",
    }),
  },
  presets: [
    {
      name: "Master, solid lows",
      says: "Everything below 100 Hz in the middle, the width as it is.",
      params: { monoBelowHz: 100 },
    },
    { name: "A little wider", says: "A third more side, lows in the middle.", params: { widthPercent: 130, monoBelowHz: 120 } },
    {
      name: "Pads, wide",
      says: "Nearly twice the side above 200 Hz, to make room for what stands in the middle.",
      params: { widthPercent: 180, monoBelowHz: 200 },
    },
    { name: "Narrow", says: "Half the side: a wide keyboard or overhead moves towards its place.", params: { widthPercent: 50 } },
    { name: "Mono check", says: "The mono sum on both sides, to hear what is left of the mix.", params: { widthPercent: 0 } },
  ],
  keyed: false,
  meters: [],
  neutral: { widthPercent: 100, monoBelowHz: 0, balanceDb: 0 },
  latencyFrames: () => 0,
  tailFrames: ({ monoBelowHz }, sampleRateHz) => (monoBelowHz < LOWEST_MONO_HZ ? 0 : Math.ceil((6 * sampleRateHz) / monoBelowHz)),
});
