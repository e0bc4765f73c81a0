// What console channels and buses share: the desks as numbers, the parameters, the delay.
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { choice, number, toggle } from "../parameters.ts";

/** 0 VU: a sine whose peaks reach this level. */
export const ZERO_VU_DBFS = -18;
export const CONSOLE_OVERSAMPLING = 2;
/** Noise stays this long after the input has become digital silence, then fades. */
export const NOISE_HOLD_S = 0.05;
export const NOISE_FADE_S = 0.05;
/** Far below the band edge of any desk nothing is left after this. */
const HIGH_PASS_TAIL_S = 0.8;

export type DeskName = "british-class-a" | "american-discrete" | "british-vca" | "clean";

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
  clean: {
    channel: { secondDb: -98, thirdDb: -102, thirdAt50HzDb: -110, lowHz: 3, highHz: 80000, noiseDbfs: -112, crosstalkDb: -95 },
    bus: { secondDb: -100, thirdDb: -104, thirdAt50HzDb: -112, lowHz: 3, highHz: 80000, noiseDbfs: -110, crosstalkDb: -90 },
  },
};

export const consoleParameters = {
  desk: choice({
    choices: ["british-class-a", "american-discrete", "british-vca", "clean"],
    default: "british-class-a",
    label: "Desk",
    help: "British class A is warm (second harmonic, soft lows). American discrete is punchy (third). British VCA is tight. Clean is nearly nothing.",
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
} as const;

/** Frames of delay of a stage. */
export function consoleLatencyFrames(sampleRateHz: number): number {
  return oversamplerLatencyFrames(CONSOLE_OVERSAMPLING, sampleRateHz);
}

/** Frames until nothing is left. */
export function consoleTailFrames(sampleRateHz: number): number {
  return Math.ceil((HIGH_PASS_TAIL_S + NOISE_HOLD_S + NOISE_FADE_S) * sampleRateHz) + consoleLatencyFrames(sampleRateHz);
}
