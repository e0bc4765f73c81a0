// Transient shaper: more or less attack, more or less sustain, without a threshold.
import { number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const transientShaper = declareProcessor({
  id: "transient-shaper",
  name: "Transient shaper",
  kind: "dynamics",
  says: "Gives each note more or less attack and more or less sustain, soft and loud notes alike.",
  timeBased: false,
  version: 1,
  source:
    "Difference of two envelopes in place of a threshold, as the SPL Transient Designer's manuals describe it, ranges included (attack ±15 dB, " +
    "sustain ±24 dB); followers, curve and times are our own.",
  parameters: {
    attackDb: number({
      unit: "dB",
      min: -15,
      max: 15,
      default: 0,
      label: "Attack",
      help: "The most that the beginning of a note is raised or lowered.",
    }),
    sustainDb: number({
      unit: "dB",
      min: -24,
      max: 24,
      default: 0,
      label: "Sustain",
      help: "The most that the end of a note is raised or lowered.",
    }),
    attackLengthMs: number({
      unit: "ms",
      min: 2,
      max: 100,
      default: 20,
      curve: "log",
      label: "Attack length",
      help: "How long the beginning of a note is: time constant of the follower that the level is compared with.",
    }),
    sustainLengthMs: number({
      unit: "ms",
      min: 30,
      max: 1500,
      default: 250,
      curve: "log",
      label: "Sustain length",
      help: "How far the end of a note reaches: time constant of the follower that falls behind the level.",
    }),
    lookAheadMs: number({
      unit: "ms",
      min: 0,
      max: 5,
      default: 0,
      label: "Look-ahead",
      help: "How much earlier it hears the sound, so that the very first wave is shaped, too; the output comes that much later.",
      structural: true,
    }),
    outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind the shaping." }),
    mixPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Mix",
      help: "Shaped against untouched signal, sample by sample in step.",
    }),
  },
  presets: [
    {
      name: "Kick, more beater",
      says: "The first 10 ms stand out; the body stays.",
      params: { attackDb: 8, attackLengthMs: 10, lookAheadMs: 1 },
    },
    {
      name: "Snare, crack and ring",
      says: "More stick and more shell.",
      params: { attackDb: 7, sustainDb: 8, attackLengthMs: 12, sustainLengthMs: 200 },
    },
    {
      name: "Toms, tight",
      says: "Shortens the ring without a gate.",
      params: { attackDb: 3, sustainDb: -14, sustainLengthMs: 300 },
    },
    {
      name: "Room, bigger",
      says: "Pulls the room up behind each hit.",
      params: { attackDb: -3, sustainDb: 12, attackLengthMs: 30, sustainLengthMs: 500 },
    },
    {
      name: "Loop, drier",
      says: "Takes room and reverb out of a printed loop.",
      params: { attackDb: 2, sustainDb: -20, sustainLengthMs: 400 },
    },
    {
      name: "Acoustic guitar, softer pick",
      says: "Rounds the pick and lets the strings sing.",
      params: { attackDb: -6, sustainDb: 3, attackLengthMs: 25, sustainLengthMs: 400, lookAheadMs: 2 },
    },
    {
      name: "Bass, pluck forward",
      says: "Each note is found in the mix by its beginning.",
      params: { attackDb: 5, attackLengthMs: 40, sustainDb: -3 },
    },
  ],
  keyed: false,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "How far it turns down." },
    { name: "boostDb", unit: "dB", kind: "level", help: "How far it turns up." },
  ],
  neutral: { attackDb: 0, sustainDb: 0, outputGainDb: 0 },
  latencyFrames: (params, sampleRateHz) => Math.round((params.lookAheadMs * sampleRateHz) / 1000),
  tailFrames: () => 0,
});
