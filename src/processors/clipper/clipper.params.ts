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
  presets: [
    {
      name: "Before the limiter",
      says: "Takes 1 to 3 dB off the tallest drums, so that the limiter has less to do.",
      params: { ceilingDbfs: -2, softnessPercent: 10 },
    },
    {
      name: "Drum bus, hard",
      says: "Flat tops and all the punch: hits driven 6 dB over the ceiling.",
      params: { inputGainDb: 2, ceilingDbfs: -7, softnessPercent: 0, oversampling: "16x" },
    },
    {
      name: "Snare, rounded",
      says: "Bends the stick instead of cutting it.",
      params: { inputGainDb: 1, ceilingDbfs: -8, softnessPercent: 60 },
    },
    {
      name: "Bass, thick",
      says: "The whole wave leans against the ceiling: harmonics for small speakers.",
      params: { inputGainDb: 3, ceilingDbfs: -11, softnessPercent: 100 },
    },
    {
      name: "Parallel grit",
      says: "Crushed and laid under the clean sound at a third.",
      params: { inputGainDb: 3, ceilingDbfs: -20, softnessPercent: 30, mixPercent: 33 },
    },
  ],
  keyed: false,
  meters: [{ name: "clipReductionDb", unit: "dB", kind: "reduction", help: "How much the highest peak is cut." }],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => clipperLatencyFrames(oversampling, sampleRateHz),
  // the filters' response after its middle
  tailFrames: ({ oversampling }, sampleRateHz) => clipperLatencyFrames(oversampling, sampleRateHz),
});
