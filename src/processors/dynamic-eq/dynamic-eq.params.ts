// Dynamic equaliser: up to six bands whose gain follows the level in the band.
import { ringingS } from "../equalisers/bands.params.ts";
import { choice, list, number, type ParamsOf, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const MAX_DYNAMIC_BANDS = 6;
/** The corrections behind the bands ring for a few dozen frames. */
const CORRECTION_TAIL_FRAMES = 100;

const parameters = {
  bands: list({
    maxItems: MAX_DYNAMIC_BANDS,
    label: "Bands",
    help: "Run one after the other; all of them listen to the input, not to each other.",
    fields: {
      shape: choice({
        choices: ["bell", "low-shelf", "high-shelf"],
        default: "bell",
        label: "Shape",
        help: "What the band does around its frequency; it listens there, below it or above it.",
      }),
      hz: number({
        unit: "Hz",
        min: 20,
        max: 20000,
        default: 1000,
        curve: "log",
        label: "Frequency",
        help: "Centre of a bell; half the gain of a shelf.",
      }),
      gainDb: number({ unit: "dB", min: -18, max: 18, default: 0, label: "Gain", help: "Gain at rest, below the threshold." }),
      q: number({
        unit: "",
        min: 0.3,
        max: 10,
        default: 1,
        curve: "log",
        label: "Q",
        help: "Width of the band and of what it listens to; of shelves the lift at the bend.",
      }),
      rangeDb: number({
        unit: "dB",
        min: -24,
        max: 24,
        default: -6,
        label: "Range",
        help: "How far the gain moves at most above the threshold: below 0 down, above 0 up, 0 not at all.",
      }),
      thresholdDbfs: number({
        unit: "dBFS",
        min: -80,
        max: 0,
        default: -30,
        label: "Threshold",
        help: "Level in the band from which the gain moves; a sine reads its sample peak. Relative: against the whole sound.",
      }),
      ratio: number({
        unit: "",
        min: 1,
        max: 20,
        default: 3,
        curve: "log",
        label: "Ratio",
        help: "How much of what lies over the threshold becomes gain: 1 − 1/ratio dB per dB.",
      }),
      attackMs: number({
        unit: "ms",
        min: 1,
        max: 200,
        default: 10,
        curve: "log",
        label: "Attack",
        help: "Time for 63 % of the way out, in dB.",
      }),
      releaseMs: number({
        unit: "ms",
        min: 10,
        max: 2000,
        default: 120,
        curve: "log",
        label: "Release",
        help: "Time for 63 % of the way back, in dB.",
      }),
      relative: toggle({
        default: false,
        label: "Relative",
        help: "Compares the band with the whole sound instead of full scale: what sticks out is caught, loud or soft.",
      }),
      enabled: toggle({ default: true, label: "On", help: "Off takes the band out without forgetting it." }),
    },
  }),
  outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the bands." }),
};

export type DynamicEqParams = ParamsOf<typeof parameters>;
export type DynamicBand = DynamicEqParams["bands"][number];

function tailS({ shape, hz, gainDb, q, rangeDb, releaseMs, enabled }: DynamicBand): number {
  if (!enabled || (gainDb === 0 && rangeDb === 0)) return 0;
  const most = Math.max(Math.abs(gainDb), Math.abs(gainDb + rangeDb));
  const release = rangeDb === 0 ? 0 : releaseMs / 1000;
  return release + ringingS({ shape, hz, gainDb: most, q, slopeDbPerOctave: 12, enabled });
}

export const dynamicEq = declareProcessor({
  id: "dynamic-eq",
  name: "Dynamic EQ",
  kind: "eq",
  says: "Equalises only when it is needed: bands that turn themselves down or up with what happens in them.",
  timeBased: false,
  version: 1,
  source:
    "Bands as in parametric-eq; gain computer with a 6 dB knee after Giannoulis, Massberg, Reiss 2012; state-variable detector after " +
    "Zavalishin; relative threshold, attack 5–20 ms and release 50–150 ms as resonance tamers have them (makers' papers).",
  parameters,
  presets: [
    {
      name: "Vocal, tame the harsh band",
      says: "Holds 3 kHz down when the singer leans in and leaves quiet words alone.",
      params: {
        bands: [{ hz: 3100, q: 1.4, rangeDb: -6, thresholdDbfs: -32, ratio: 3, attackMs: 8, releaseMs: 90 }],
      },
    },
    {
      name: "Vocal, resonances against the rest",
      says: "Four relative bands from boxy to sharp: each goes down only when it sticks out of the voice.",
      params: {
        bands: [
          { hz: 300, q: 1.8, rangeDb: -5, thresholdDbfs: -8, ratio: 3, attackMs: 15, releaseMs: 150, relative: true },
          { hz: 900, q: 2.2, rangeDb: -5, thresholdDbfs: -10, ratio: 3, attackMs: 12, releaseMs: 120, relative: true },
          { hz: 2800, q: 2.2, rangeDb: -6, thresholdDbfs: -11, ratio: 3, attackMs: 8, releaseMs: 100, relative: true },
          { hz: 6500, q: 1.8, rangeDb: -7, thresholdDbfs: -12, ratio: 4, attackMs: 5, releaseMs: 70, relative: true },
        ],
      },
    },
    {
      name: "Bass, even bottom",
      says: "Notes that boom around 90 Hz come down, thin ones stay.",
      params: {
        bands: [
          { hz: 90, q: 0.9, rangeDb: -8, thresholdDbfs: -24, ratio: 3, attackMs: 25, releaseMs: 180 },
          { hz: 230, q: 1.2, rangeDb: -4, thresholdDbfs: -28, ratio: 2, attackMs: 20, releaseMs: 150 },
        ],
      },
    },
    {
      name: "Cymbals, soften the loud ones",
      says: "A high shelf that gives way when crashes come.",
      params: {
        bands: [
          { shape: "high-shelf", hz: 6500, q: 0.7, rangeDb: -6, thresholdDbfs: -34, ratio: 2.5, attackMs: 5, releaseMs: 150 },
        ],
      },
    },
    {
      name: "Drums, more crack on the hits",
      says: "Lifts 4.5 kHz on each stroke and leaves the room alone.",
      params: {
        bands: [{ hz: 4500, q: 0.8, rangeDb: 5, thresholdDbfs: -30, ratio: 3, attackMs: 2, releaseMs: 60 }],
      },
    },
    {
      name: "Make room under the key",
      says: "Dips 2.5 kHz while the side-chain is there: guitars under a voice.",
      params: {
        bands: [{ hz: 2500, q: 0.7, rangeDb: -4, thresholdDbfs: -40, ratio: 4, attackMs: 15, releaseMs: 250 }],
      },
    },
  ],
  keyed: true,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Lowest dynamic gain of all bands; boosts do not show." },
  ],
  neutral: { bands: [], outputGainDb: 0 },
  latencyFrames: () => 0,
  tailFrames: ({ bands }, sampleRateHz) =>
    bands.length === 0 ? 0 : CORRECTION_TAIL_FRAMES + Math.ceil(bands.reduce((sum, band) => sum + tailS(band), 0) * sampleRateHz),
});
