// Multiband compressor: three to six bands, each held down from above and lifted from below.
import { choice, list, number, type ParamsOf, toggle } from "../parameters.ts";
import { declareProcessor, type Preset } from "../processor.ts";

const MAX_BANDS = 6;
const LOWEST_HZ = 40;
const HIGHEST_HZ = 16_000;
/** Neighbouring crossovers stay this far apart. */
const NARROWEST = 1.25;
const TOP_PART_OF_RATE = 0.45;
/** Where a linear-phase crossover's taps are cut off: e^-11.5, -100 dB. */
const TAP_DECAYS = 11.5;
/** e^-30: with 60 dB of gain still far below -120 dB. */
const TAIL_DECAYS = 30;
const SQRT2 = 1.4142135623730951;
const TWO_PI = 6.283185307179586;

const ORDER = ["first", "second", "third", "fourth", "fifth"];

function crossover(index: number, hz: number) {
  return number({
    unit: "Hz",
    min: LOWEST_HZ,
    max: HIGHEST_HZ,
    default: hz,
    curve: "log",
    structural: true,
    label: `Crossover ${index}`,
    help: `The ${ORDER[index - 1]} band edge, where neither side is heard more; they are put in order, a third of an octave apart at least.`,
  });
}

const parameters = {
  bandCount: choice({
    choices: ["3", "4", "5", "6"],
    default: "4",
    structural: true,
    label: "Bands",
    help: "How many bands; one crossover fewer is used.",
  }),
  phase: choice({
    choices: ["minimum", "linear"],
    default: "minimum",
    structural: true,
    label: "Phase",
    help: "Minimum: no latency, the phase turns at the crossovers. Linear: no turn, with latency and a little pre-ringing.",
  }),
  crossover1Hz: crossover(1, 120),
  crossover2Hz: crossover(2, 600),
  crossover3Hz: crossover(3, 3000),
  crossover4Hz: crossover(4, 7000),
  crossover5Hz: crossover(5, 12_000),
  bands: list({
    maxItems: MAX_BANDS,
    label: "Bands",
    help: "Settings of each band, lowest first; bands that are left out have the defaults.",
    fields: {
      thresholdDbfs: number({
        unit: "dBFS",
        min: -80,
        max: 0,
        default: -24,
        label: "Threshold",
        help: "Level above which the band is held down; a sine reads its sample peak.",
      }),
      ratio: number({
        unit: "",
        min: 1,
        max: 100,
        default: 2,
        curve: "log",
        label: "Ratio",
        help: "How many dB more in make 1 dB more out above the threshold.",
      }),
      kneeDb: number({
        unit: "dB",
        min: 0,
        max: 24,
        default: 6,
        label: "Knee",
        help: "Width of the bends at both thresholds.",
      }),
      attackMs: number({
        unit: "ms",
        min: 0.5,
        max: 200,
        default: 20,
        curve: "log",
        label: "Attack",
        help: "Time for 63 % of the way, in dB, when the gain goes down.",
      }),
      releaseMs: number({
        unit: "ms",
        min: 10,
        max: 2000,
        default: 180,
        curve: "log",
        label: "Release",
        help: "Time for 63 % of the way, in dB, when the gain comes up.",
      }),
      makeupDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Makeup", help: "Gain of the band." }),
      upThresholdDbfs: number({
        unit: "dBFS",
        min: -80,
        max: 0,
        default: -45,
        label: "Up threshold",
        help: "Level below which the band is lifted.",
      }),
      upRatio: number({
        unit: "",
        min: 1,
        max: 20,
        default: 1,
        curve: "log",
        label: "Up ratio",
        help: "How many dB less in make 1 dB less out below the up threshold; 1 lifts nothing.",
      }),
      rangeDb: number({ unit: "dB", min: 0, max: 36, default: 12, label: "Range", help: "The lift never is more than this." }),
      bypass: toggle({ default: false, label: "Bypass", help: "Leaves the band as it is." }),
      solo: toggle({ default: false, label: "Solo", help: "Only bands with this switched on are heard." }),
    },
  }),
  mixPercent: number({
    unit: "%",
    min: 0,
    max: 100,
    default: 100,
    label: "Mix",
    help: "How much of each band's gain change is done, in phase; at exactly 0 % the input passes untouched.",
  }),
};

type Params = ParamsOf<typeof parameters>;

/** The crossovers in use, rising, apart, below half the rate. */
export function crossoversHz(params: Params, sampleRateHz: number): number[] {
  const { crossover1Hz, crossover2Hz, crossover3Hz, crossover4Hz, crossover5Hz } = params;
  const all = [crossover1Hz, crossover2Hz, crossover3Hz, crossover4Hz, crossover5Hz];
  const used = all.slice(0, Number(params.bandCount) - 1).sort((a, b) => a - b);
  for (let index = 1; index < used.length; index++)
    used[index] = Math.max(used[index] as number, NARROWEST * (used[index - 1] as number));
  let roof = TOP_PART_OF_RATE * sampleRateHz;
  for (let index = used.length - 1; index >= 0; index--) {
    used[index] = Math.min(used[index] as number, roof);
    roof = (used[index] as number) / NARROWEST;
  }
  return used;
}

/** Frames before and behind the middle of a linear-phase low-pass at `hz`: its taps die away as e^(-2 pi hz t / sqrt 2). */
export function halfLengthFrames(hz: number, sampleRateHz: number): number {
  return Math.ceil((TAP_DECAYS * SQRT2 * sampleRateHz) / (TWO_PI * hz));
}

export function multibandLatencyFrames(params: Params, sampleRateHz: number): number {
  return params.phase === "linear" ? halfLengthFrames(crossoversHz(params, sampleRateHz)[0] as number, sampleRateHz) : 0;
}

function tailFrames(params: Params, sampleRateHz: number): number {
  const lowestHz = crossoversHz(params, sampleRateHz)[0] as number;
  return Math.ceil((TAIL_DECAYS * SQRT2 * sampleRateHz) / (TWO_PI * lowestHz));
}

const overTheTop = { ratio: 66, kneeDb: 3, upThresholdDbfs: -41, upRatio: 4.17, rangeDb: 20 };

const presets: readonly Preset[] = [
  {
    name: "Master, gentle",
    says: "One or two dB in each of four bands: the balance stays, the density comes up.",
    params: {
      crossover1Hz: 110,
      crossover2Hz: 700,
      crossover3Hz: 4500,
      bands: [
        { thresholdDbfs: -20, ratio: 1.8, kneeDb: 10, attackMs: 40, releaseMs: 250, makeupDb: 2 },
        { thresholdDbfs: -18, ratio: 1.5, kneeDb: 12, attackMs: 30, releaseMs: 200, makeupDb: 1.5 },
        { thresholdDbfs: -20, ratio: 1.5, kneeDb: 12, attackMs: 15, releaseMs: 150, makeupDb: 1.5 },
        { thresholdDbfs: -22, ratio: 1.5, kneeDb: 12, attackMs: 8, releaseMs: 100, makeupDb: 1 },
      ],
    },
  },
  {
    name: "Master, gentle, linear phase",
    says: "The same without a turn of the phase, for mixes that are parallel to others.",
    params: {
      phase: "linear",
      crossover1Hz: 110,
      crossover2Hz: 700,
      crossover3Hz: 4500,
      bands: [
        { thresholdDbfs: -20, ratio: 1.8, kneeDb: 10, attackMs: 40, releaseMs: 250, makeupDb: 2 },
        { thresholdDbfs: -18, ratio: 1.5, kneeDb: 12, attackMs: 30, releaseMs: 200, makeupDb: 1.5 },
        { thresholdDbfs: -20, ratio: 1.5, kneeDb: 12, attackMs: 15, releaseMs: 150, makeupDb: 1.5 },
        { thresholdDbfs: -22, ratio: 1.5, kneeDb: 12, attackMs: 8, releaseMs: 100, makeupDb: 1 },
      ],
    },
  },
  {
    name: "Vocal, even",
    says: "Chest, boxiness, presence and sibilance held each for itself, whether near the microphone or far.",
    params: {
      crossover1Hz: 200,
      crossover2Hz: 900,
      crossover3Hz: 5000,
      bands: [
        { thresholdDbfs: -28, ratio: 3, attackMs: 15, releaseMs: 150, makeupDb: 1 },
        { thresholdDbfs: -26, ratio: 2.5, attackMs: 10, releaseMs: 150, makeupDb: 2 },
        { thresholdDbfs: -26, ratio: 2.5, attackMs: 5, releaseMs: 120, makeupDb: 3 },
        { thresholdDbfs: -28, ratio: 3, attackMs: 1, releaseMs: 60, makeupDb: 3 },
      ],
    },
  },
  {
    name: "Bass, tight",
    says: "Holds the lowest octave still and lets the strings speak.",
    params: {
      bandCount: "3",
      crossover1Hz: 110,
      crossover2Hz: 800,
      bands: [
        { thresholdDbfs: -24, ratio: 6, attackMs: 20, releaseMs: 200, makeupDb: 3 },
        { thresholdDbfs: -24, ratio: 2.5, attackMs: 25, releaseMs: 150 },
        { thresholdDbfs: -34, ratio: 1.5, attackMs: 10, releaseMs: 100, makeupDb: 1 },
      ],
    },
  },
  {
    name: "Drums, room up",
    says: "Lifts what is between the hits and leaves the hits alone.",
    params: {
      bandCount: "3",
      crossover1Hz: 150,
      crossover2Hz: 3000,
      bands: [
        { ratio: 1, upThresholdDbfs: -30, upRatio: 1.5, rangeDb: 6, attackMs: 3, releaseMs: 120 },
        { ratio: 1, upThresholdDbfs: -30, upRatio: 2, rangeDb: 9, attackMs: 2, releaseMs: 120 },
        { ratio: 1, upThresholdDbfs: -36, upRatio: 2, rangeDb: 9, attackMs: 1, releaseMs: 100 },
      ],
    },
  },
  {
    name: "Over the top",
    says: "Everything at one level: all detail to the front, for synths and effects; mostly mixed in by less than half.",
    params: {
      bandCount: "3",
      crossover1Hz: 88.3,
      crossover2Hz: 2500,
      bands: [
        { ...overTheTop, thresholdDbfs: -32, attackMs: 8, releaseMs: 280, makeupDb: 12 },
        { ...overTheTop, thresholdDbfs: -30, attackMs: 4, releaseMs: 280, makeupDb: 9 },
        { ...overTheTop, ratio: 100, thresholdDbfs: -34, attackMs: 2, releaseMs: 130, makeupDb: 9 },
      ],
    },
  },
];

export const multibandCompressor = declareProcessor({
  id: "multiband-compressor",
  name: "Multiband compressor",
  kind: "dynamics",
  says: "Compresses three to six bands each for itself, from above and from below, and puts them together again without a seam.",
  timeBased: false,
  version: 1,
  source:
    "Fourth-order crossovers after Linkwitz and Riley, all bands through the same all-passes; linear phase: the same slopes as symmetric " +
    "taps. Gain computer after Giannoulis, Massberg, Reiss 2012, section 2. Splits and ratios of the last preset as known of its model.",
  parameters,
  presets,
  keyed: false,
  meters: [1, 2, 3, 4, 5, 6].map((band) => ({
    name: `band${band}ReductionDb`,
    unit: "dB",
    kind: "reduction" as const,
    help: `Gain reduction of band ${band}; lifts are not shown.`,
  })),
  neutral: { mixPercent: 0 },
  latencyFrames: multibandLatencyFrames,
  tailFrames,
});
