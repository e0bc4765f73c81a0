// OTA compressor: a guitar player's sustainer. A differential pair whose current is the gain, quiet notes lifted to the loud ones.
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { mixPercent, stereoLinkPercent } from "../dynamics/compressor.params.ts";
import { number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const OTA_OVERSAMPLING = 2;

export const compressorOta = declareProcessor({
  id: "compressor-ota",
  name: "OTA compressor",
  kind: "dynamics",
  says: "The sustainer from a pedal board: every note as loud as the last, with a soft click at its start and a long bloom behind it.",
  timeBased: false,
  version: 1,
  source:
    "The differential pair's law, current = control current × tanh(input / 2 V_T), V_T = 25.9 mV, third harmonic (input / 2 V_T)² / 12; behaviour of " +
    "the Ross and Dyna compressors as described (feedback, about 10:1, attack 1 to 10 ms, release 0.5 to 1.2 s: not confirmed). Levels, knee, " +
    "the current as what is stored: our own.",
  parameters: {
    driveDb: number({
      unit: "dB",
      min: -24,
      max: 24,
      default: 0,
      label: "Drive",
      help: "Pushes the pair harder; the level comes back down behind it. At 0 dB full scale is 50 mV: a sine of −8.9 dBFS has 1 % of third harmonic.",
    }),
    sustainDb: number({
      unit: "dB",
      min: 0,
      max: 40,
      default: 14,
      label: "Sustain",
      help: "Gain that quiet sound gets; the loop holds what comes out at about −20 dBFS, so this much of a note's decay is made up for.",
    }),
    attackMs: number({
      unit: "ms",
      min: 0.5,
      max: 20,
      default: 4,
      curve: "log",
      label: "Attack",
      help: "Time for 63 % of a fall of the gain, counted as a factor, not in dB; the pedals have 1 to 10 ms.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 100,
      max: 2000,
      default: 800,
      curve: "log",
      label: "Release",
      help: "Time for 63 % of the way back of the gain, counted as a factor, not in dB; the pedals have 0.5 to 1.2 s.",
    }),
    makeupDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Level", help: "Gain behind everything." }),
    stereoLinkPercent,
    mixPercent,
  },
  presets: [
    {
      name: "Clean guitar, chime",
      says: "Arpeggios at one level, each string with its pick.",
      params: { sustainDb: 16, attackMs: 3, releaseMs: 600 },
    },
    {
      name: "Lead guitar, singing",
      says: "A note that stands as long as the string moves, driven a little.",
      params: { driveDb: 6, sustainDb: 20, attackMs: 2, releaseMs: 1200 },
    },
    {
      name: "Country pick",
      says: "Fast back up, so that the next pick clicks again.",
      params: { sustainDb: 14, attackMs: 5, releaseMs: 250, makeupDb: -1 },
    },
    {
      name: "Bass, fretless bloom",
      says: "Slow release for long notes; half the dry bass stays beside it.",
      params: { sustainDb: 18, attackMs: 10, releaseMs: 1500, mixPercent: 60 },
    },
    {
      name: "Electric piano, smooth",
      says: "A few dB only, for chords that should not poke out.",
      params: { driveDb: -4, sustainDb: 12, attackMs: 3, releaseMs: 900, makeupDb: 2 },
    },
    {
      name: "Drums through a pedal",
      says: "Wrong on purpose: driven pair, everything squeezed, laid under the kit.",
      params: { driveDb: 12, sustainDb: 22, attackMs: 1, releaseMs: 150, mixPercent: 35 },
    },
  ],
  keyed: true,
  meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "How far the gain is below the sustain's." }],
  neutral: { mixPercent: 0 },
  latencyFrames: (_params, sampleRateHz) => oversamplerLatencyFrames(OTA_OVERSAMPLING, sampleRateHz),
  tailFrames: (_params, sampleRateHz) => oversamplerLatencyFrames(OTA_OVERSAMPLING, sampleRateHz),
});
