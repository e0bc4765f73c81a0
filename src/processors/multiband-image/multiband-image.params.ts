// Multiband image: width in four bands, mono lows, a guard for the correlation.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** The mono crossover below this is not worth its phase: 0 to here is off. */
export const LOWEST_MONO_HZ = 20;
/** In the order of the bands. */
export const BAND_NAMES = ["low", "low-mid", "high-mid", "high"] as const;

const width = (label: string, what: string) =>
  number({
    unit: "%",
    min: 0,
    max: 200,
    default: 100,
    label: `${label} width`,
    help: `Gain of the side ${what}: 0 % is mono, 100 % untouched, 200 % twice the side. The mono sum stays as it is.`,
  });

export const multibandImage = declareProcessor({
  id: "multiband-image",
  name: "Multiband image",
  kind: "image",
  says: "Widens or narrows four bands of their own, keeps the lows in the middle, and guards the correlation.",
  timeBased: false,
  version: 1,
  source: "Mid/side; Linkwitz-Riley crossovers that add up to an all-pass; correlation from the powers of mid and side.",
  parameters: {
    lowWidthPercent: width("Low", "below the low crossover"),
    lowMidWidthPercent: width("Low-mid", "between low and mid crossover"),
    highMidWidthPercent: width("High-mid", "between mid and high crossover"),
    highWidthPercent: width("High", "above the high crossover"),
    lowCrossoverHz: number({
      unit: "Hz",
      min: 60,
      max: 400,
      default: 150,
      curve: "log",
      label: "Low crossover",
      help: "Where the low band ends, 24 dB per octave.",
    }),
    midCrossoverHz: number({
      unit: "Hz",
      min: 500,
      max: 2500,
      default: 1000,
      curve: "log",
      label: "Mid crossover",
      help: "Where low-mid becomes high-mid, 24 dB per octave.",
    }),
    highCrossoverHz: number({
      unit: "Hz",
      min: 3000,
      max: 12000,
      default: 6000,
      curve: "log",
      label: "High crossover",
      help: "Where the high band begins, 24 dB per octave.",
    }),
    monoBelowHz: number({
      unit: "Hz",
      min: 0,
      max: 300,
      default: 0,
      label: "Mono below",
      help: "The side goes below this frequency, by 24 dB per octave. Under 20 Hz it is off.",
    }),
    correlationFloor: number({
      unit: "",
      min: -1,
      max: 0.9,
      default: -1,
      label: "Correlation floor",
      help: "Where a band's correlation would fall below this, its side is turned down until it does not. At −1 it is off.",
    }),
    solo: choice({
      choices: ["off", ...BAND_NAMES],
      default: "off",
      label: "Solo",
      help: "Only one band is heard, to set its limits and its width.",
    }),
  },
  presets: [
    {
      name: "Master, wide top",
      says: "Lows in the middle, mids as they are, air wider, correlation kept above 0.",
      params: { monoBelowHz: 100, highMidWidthPercent: 115, highWidthPercent: 135, correlationFloor: 0 },
    },
    {
      name: "Club and vinyl, solid lows",
      says: "Mono below 120 Hz, the low band narrow, no band out of phase.",
      params: { monoBelowHz: 120, lowWidthPercent: 50, correlationFloor: 0.2 },
    },
    {
      name: "Drum bus, tight kick and open cymbals",
      says: "Kick and snare body towards the middle, cymbals spread.",
      params: {
        lowWidthPercent: 0,
        lowMidWidthPercent: 80,
        highMidWidthPercent: 110,
        highWidthPercent: 140,
        correlationFloor: 0.1,
      },
    },
    {
      name: "Pads, around the singer",
      says: "Low-mids and highs wider, the singer's range a little wider too.",
      params: { lowWidthPercent: 60, lowMidWidthPercent: 140, highMidWidthPercent: 120, highWidthPercent: 150, monoBelowHz: 80 },
    },
    {
      name: "Backing vocals, wide and mono-safe",
      says: "Everything above the lows wider, never below a correlation of 0.3.",
      params: {
        lowWidthPercent: 70,
        lowMidWidthPercent: 130,
        highMidWidthPercent: 150,
        highWidthPercent: 160,
        correlationFloor: 0.3,
      },
    },
    {
      name: "Repair, too wide",
      says: "Leaves alone what is sound and turns sides down that would vanish in mono.",
      params: { correlationFloor: 0.4 },
    },
  ],
  keyed: false,
  meters: [
    {
      name: "guard",
      unit: "dB",
      kind: "reduction",
      help: "By how much the guard turns a band's side down, of the band where it does most.",
    },
  ],
  neutral: {
    lowWidthPercent: 100,
    lowMidWidthPercent: 100,
    highMidWidthPercent: 100,
    highWidthPercent: 100,
    monoBelowHz: 0,
    correlationFloor: -1,
    solo: "off",
  },
  latencyFrames: () => 0,
  tailFrames: ({ monoBelowHz, lowCrossoverHz }, sampleRateHz) =>
    Math.ceil((8 / lowCrossoverHz + (monoBelowHz < LOWEST_MONO_HZ ? 0 : 7 / monoBelowHz)) * sampleRateHz),
});
