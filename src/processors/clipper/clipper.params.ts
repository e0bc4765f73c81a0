// Clipper: cuts the peaks that stick out, before a limiter has to turn everything down for them.
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

const FACTORS = { "4x": 4, "8x": 8, "16x": 16 } as const;
export type ClipperOversampling = keyof typeof FACTORS;

/** How many times the rate a choice stands for. */
export function oversamplingFactor(oversampling: ClipperOversampling): 4 | 8 | 16 {
  return FACTORS[oversampling];
}

/** Frames of delay: the oversampler's, and one that the anti-aliased residue takes. */
export function clipperLatencyFrames(oversampling: ClipperOversampling, sampleRateHz: number): number {
  return oversamplerLatencyFrames(FACTORS[oversampling], sampleRateHz) + 1;
}

export const clipper = declareProcessor({
  id: "clipper",
  name: "Clipper",
  kind: "dynamics",
  says: "Cuts off peaks at a ceiling and leaves everything below it alone.",
  timeBased: false,
  version: 1,
  source: "Parker, Zavalishin, Le Bivic, Reducing the aliasing of nonlinear waveshaping, DAFx 2016; Bilbao et al. 2017.",
  parameters: {
    inputGainDb: number({
      unit: "dB",
      min: -12,
      max: 24,
      default: 0,
      label: "Input gain",
      help: "Drives the signal against the ceiling.",
    }),
    ceilingDbfs: number({ unit: "dBFS", min: -24, max: 0, default: -1, label: "Ceiling", help: "Where the waveform is cut." }),
    softnessPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 20,
      label: "Softness",
      help: "0 % cuts with a corner; 100 % bends the whole waveform towards the ceiling.",
    }),
    mixPercent: number({ unit: "%", min: 0, max: 100, default: 100, label: "Mix", help: "Share of the clipped signal." }),
    oversampling: choice({
      choices: ["4x", "8x", "16x"],
      default: "8x",
      label: "Oversampling",
      help: "More leaves fewer aliases and takes more time.",
      structural: true,
    }),
  },
  presets: [],
  keyed: false,
  meters: [{ name: "clipReductionDb", unit: "dB", kind: "reduction", help: "How much the highest peak is cut." }],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => clipperLatencyFrames(oversampling, sampleRateHz),
  // the filters' response after its middle
  tailFrames: ({ oversampling }, sampleRateHz) => clipperLatencyFrames(oversampling, sampleRateHz),
});
