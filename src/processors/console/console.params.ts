// What console channels and buses share: the desks as numbers, the parameters, the delay.
import { choice, number, toggle } from "../parameters.ts";
import {
  NOISE_FADE_S,
  NOISE_HOLD_S,
  type Oversampling,
  oversamplingParameter,
  saturationLatencyFrames,
} from "../saturation/saturation.params.ts";

/** Far below the band edge of any desk nothing is left after this. */
const HIGH_PASS_TAIL_S = 0.8;

/** Crosstalk from the neighbour at the lowest setting is none. */
export const NEIGHBOUR_OFF_DB = -100;

export type DeskName =
  | "british-class-a"
  | "american-discrete"
  | "british-vca"
  | "british-vca-g"
  | "british-transistor"
  | "british-modern"
  | "tube"
  | "clean";

/** One stage of a desk. Harmonics are relative to the tone, at 0 VU. */
export interface DeskStage {
  readonly secondDb: number;
  readonly thirdDb: number;
  /** Third harmonic that the transformer adds at 50 Hz. */
  readonly thirdAt50HzDb: number;
  /** -3 dB points. */
  readonly lowHz: number;
  readonly highHz: number;
  /** Noise of one stage, unweighted, 20 kHz. */
  readonly noiseDbfs: number;
  readonly crosstalkDb: number;
}

export const DESKS: Readonly<Record<DeskName, { readonly channel: DeskStage; readonly bus: DeskStage }>> = {
  "british-class-a": {
    channel: { secondDb: -64, thirdDb: -78, thirdAt50HzDb: -60, lowHz: 7, highHz: 45000, noiseDbfs: -105, crosstalkDb: -80 },
    bus: { secondDb: -68, thirdDb: -80, thirdAt50HzDb: -58, lowHz: 6, highHz: 45000, noiseDbfs: -102, crosstalkDb: -72 },
  },
  "american-discrete": {
    channel: { secondDb: -80, thirdDb: -70, thirdAt50HzDb: -58, lowHz: 9, highHz: 50000, noiseDbfs: -107, crosstalkDb: -78 },
    bus: { secondDb: -82, thirdDb: -72, thirdAt50HzDb: -56, lowHz: 8, highHz: 50000, noiseDbfs: -104, crosstalkDb: -75 },
  },
  "british-vca": {
    channel: { secondDb: -76, thirdDb: -73, thirdAt50HzDb: -90, lowHz: 6, highHz: 40000, noiseDbfs: -104, crosstalkDb: -75 },
    bus: { secondDb: -80, thirdDb: -76, thirdAt50HzDb: -92, lowHz: 5, highHz: 40000, noiseDbfs: -101, crosstalkDb: -70 },
  },
  "british-vca-g": {
    channel: { secondDb: -84, thirdDb: -80, thirdAt50HzDb: -94, lowHz: 4, highHz: 60000, noiseDbfs: -106, crosstalkDb: -80 },
    bus: { secondDb: -86, thirdDb: -82, thirdAt50HzDb: -96, lowHz: 4, highHz: 60000, noiseDbfs: -103, crosstalkDb: -78 },
  },
  "british-transistor": {
    channel: { secondDb: -64, thirdDb: -66, thirdAt50HzDb: -54, lowHz: 15, highHz: 32000, noiseDbfs: -100, crosstalkDb: -62 },
    bus: { secondDb: -66, thirdDb: -68, thirdAt50HzDb: -54, lowHz: 13, highHz: 32000, noiseDbfs: -98, crosstalkDb: -60 },
  },
  "british-modern": {
    channel: { secondDb: -90, thirdDb: -84, thirdAt50HzDb: -76, lowHz: 3, highHz: 90000, noiseDbfs: -109, crosstalkDb: -90 },
    bus: { secondDb: -92, thirdDb: -86, thirdAt50HzDb: -76, lowHz: 3, highHz: 90000, noiseDbfs: -106, crosstalkDb: -85 },
  },
  tube: {
    channel: { secondDb: -58, thirdDb: -80, thirdAt50HzDb: -62, lowHz: 10, highHz: 36000, noiseDbfs: -98, crosstalkDb: -70 },
    bus: { secondDb: -60, thirdDb: -80, thirdAt50HzDb: -60, lowHz: 9, highHz: 36000, noiseDbfs: -96, crosstalkDb: -66 },
  },
  clean: {
    channel: { secondDb: -98, thirdDb: -102, thirdAt50HzDb: -110, lowHz: 3, highHz: 80000, noiseDbfs: -112, crosstalkDb: -95 },
    bus: { secondDb: -100, thirdDb: -104, thirdAt50HzDb: -112, lowHz: 3, highHz: 80000, noiseDbfs: -110, crosstalkDb: -90 },
  },
};

export const consoleParameters = {
  desk: choice({
    choices: [
      "british-class-a",
      "american-discrete",
      "british-vca",
      "british-vca-g",
      "british-transistor",
      "british-modern",
      "tube",
      "clean",
    ],
    default: "british-class-a",
    label: "Desk",
    help:
      "Class A and tube are warm (second harmonic, soft lows), American discrete is punchy (third), the VCA desks are tight (G the cleaner one), " +
      "British transistor is soft and round at both ends, modern and clean are nearly nothing.",
  }),
  driveDb: number({
    unit: "dB",
    min: -12,
    max: 24,
    default: 0,
    label: "Drive",
    help: "Pushes the stage harder; the level comes back down behind it. At 0 dB, -18 dBFS are 0 VU.",
  }),
  amountPercent: number({ unit: "%", min: 0, max: 100, default: 100, label: "Amount", help: "How much of the stage is heard." }),
  tolerancePercent: number({
    unit: "%",
    min: 0,
    max: 100,
    default: 100,
    label: "Tolerance",
    help: "How far this unit differs from the next one: at 100 % up to 0.2 dB of gain, 10 % of the band edges, 20 % of the harmonics.",
  }),
  channel: number({
    unit: "",
    min: 0,
    max: 999,
    default: 0,
    label: "Channel",
    help: "Which unit of the desk this is; each has its own tolerances.",
  }),
  seed: number({
    unit: "",
    min: 0,
    max: 9999,
    default: 1,
    label: "Seed",
    help: "Which desk off the line: other tolerances, other noise.",
  }),
  noise: toggle({
    default: false,
    label: "Noise",
    help: "The desk's own noise; it stops in digital silence.",
    structural: false,
  }),
  oversampling: oversamplingParameter("2x"),
} as const;

/** What a channel has besides: the strip next to it. */
export const channelParameters = {
  ...consoleParameters,
  neighbourCrosstalkDb: number({
    unit: "dB",
    min: NEIGHBOUR_OFF_DB,
    max: -40,
    default: NEIGHBOUR_OFF_DB,
    label: "Neighbour",
    help: "How much of the neighbouring strip, connected as the side-chain key, is picked up; the lowest setting is none.",
  }),
} as const;

/** Frames of delay of a stage. */
export function consoleLatencyFrames({ oversampling }: { oversampling: Oversampling }, sampleRateHz: number): number {
  return saturationLatencyFrames(oversampling, sampleRateHz);
}

/** Frames until nothing is left. */
export function consoleTailFrames(params: { oversampling: Oversampling }, sampleRateHz: number): number {
  return Math.ceil((HIGH_PASS_TAIL_S + NOISE_HOLD_S + NOISE_FADE_S) * sampleRateHz) + consoleLatencyFrames(params, sampleRateHz);
}
