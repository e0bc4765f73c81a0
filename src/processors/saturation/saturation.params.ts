// Parameters that all saturators have, and their delay.
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { choice, number } from "../parameters.ts";

/** 0 VU: a sine whose peaks reach this level. */
export const ZERO_VU_DBFS = -18;
/** Changes of a control glide for this long. */
export const GLIDE_S = 0.02;
/** Noise stays this long after the input has become digital silence, then fades. */
export const NOISE_HOLD_S = 0.05;
export const NOISE_FADE_S = 0.05;

const FACTORS = { "2x": 2, "4x": 4, "8x": 8 } as const;
export type Oversampling = keyof typeof FACTORS;

/** How many times the rate a choice stands for. */
export function oversamplingFactor(oversampling: Oversampling): 2 | 4 | 8 {
  return FACTORS[oversampling];
}

/** Frames of delay of the wet path. */
export function saturationLatencyFrames(oversampling: Oversampling, sampleRateHz: number): number {
  return oversamplerLatencyFrames(FACTORS[oversampling], sampleRateHz);
}

export function oversamplingParameter(standard: Oversampling) {
  return choice({
    choices: ["2x", "4x", "8x"],
    default: standard,
    label: "Oversampling",
    help: "More keeps harmonics from folding back when driven hard, and costs more.",
    structural: true,
  });
}

export const driveDb = number({
  unit: "dB",
  min: -12,
  max: 24,
  default: 0,
  label: "Drive",
  help: "How hard it is driven; the level comes back down behind it. At 0 dB, -18 dBFS are 0 VU.",
});

export const mixPercent = number({
  unit: "%",
  min: 0,
  max: 100,
  default: 100,
  label: "Mix",
  help: "Coloured against untouched signal, sample by sample in step.",
});
