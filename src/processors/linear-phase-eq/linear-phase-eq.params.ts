// Linear-phase equaliser: the bands of the parametric one without turning the phase, at the price of latency.
import { bandFields, commonShapes, MAX_BANDS, shapeField } from "../equalisers/bands.params.ts";
import { choice, list, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

const TAPS_AT_48_KHZ = { low: 4096, medium: 8192, high: 16384 } as const;
export type Resolution = keyof typeof TAPS_AT_48_KHZ;
/** The filter is run in so many partitions; the first one has to be full before anything comes out. */
export const PARTITIONS = 16;

/** Length of the filter in frames, a power of two; its centre lies at half of it. The same time at every rate, within 9 %. */
export function filterFrames(resolution: Resolution, sampleRateHz: number): number {
  const octaves = sampleRateHz > 100000 ? 4 : sampleRateHz > 50000 ? 2 : 1;
  return TAPS_AT_48_KHZ[resolution] * octaves;
}

export const linearPhaseEq = declareProcessor({
  id: "linear-phase-eq",
  name: "Linear-phase EQ",
  kind: "eq",
  says: "Bends the spectrum without turning the phase: for masters and for tracks that share a sound.",
  timeBased: false,
  version: 1,
  source:
    "Magnitude of the analogue sections sampled over the bins, inverse transform, cosine-tapered window (textbook frequency sampling); " +
    "partitioned overlap-save convolution.",
  parameters: {
    bands: list({
      maxItems: MAX_BANDS,
      label: "Bands",
      help: "Their curves add up in dB, as in the parametric EQ.",
      fields: { shape: shapeField(commonShapes, "bell"), ...bandFields },
    }),
    outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the bands." }),
    resolution: choice({
      choices: ["low", "medium", "high"],
      default: "medium",
      label: "Resolution",
      help: "Length of the filter: how far down curves are exact, and how late the sound comes (48, 96 or 192 ms).",
      structural: true,
    }),
  },
  presets: [
    {
      name: "Master, air and weight",
      says: "One and a half dB at both ends, phase untouched.",
      params: {
        bands: [
          { shape: "low-shelf", hz: 80, gainDb: 1.5 },
          { shape: "high-shelf", hz: 11000, gainDb: 1.5 },
        ],
      },
    },
    {
      name: "Master, less mud",
      says: "A wide, shallow dip at 280 Hz and a touch of presence.",
      params: {
        bands: [
          { hz: 280, gainDb: -1.5, q: 0.7 },
          { hz: 3000, gainDb: 1, q: 0.6 },
        ],
      },
    },
    {
      name: "Parallel high-pass",
      says: "Lows out of a parallel track that is mixed with its own original: nothing cancels.",
      params: { resolution: "high", bands: [{ shape: "high-pass", hz: 120, slopeDbPerOctave: 24 }] },
    },
    {
      name: "Multi-miked drums, room tone",
      says: "Takes the box out of one of several microphones without moving it against the others.",
      params: {
        resolution: "low",
        bands: [
          { hz: 450, gainDb: -4, q: 1 },
          { shape: "high-shelf", hz: 7000, gainDb: 2 },
        ],
      },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { bands: [], outputGainDb: 0 },
  latencyFrames: ({ resolution }, sampleRateHz) => {
    const frames = filterFrames(resolution, sampleRateHz);
    return frames / 2 + frames / PARTITIONS;
  },
  tailFrames: ({ bands, resolution }, sampleRateHz) => (bands.length === 0 ? 0 : filterFrames(resolution, sampleRateHz) / 2),
});
