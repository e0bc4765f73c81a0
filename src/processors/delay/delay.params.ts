// Delay: echoes in milliseconds or note values, straight or from side to side, clean or worn.
import { gainToDb } from "../../units/decibels.ts";
import { duckingParameters, duckMeterOf } from "../ducking/ducking.params.ts";
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Beats (quarter notes) of each note value; `free` takes milliseconds. */
export const NOTE_BEATS = {
  "1/2": 2,
  "1/4 dotted": 1.5,
  "1/4": 1,
  "1/4 triplet": 2 / 3,
  "1/8 dotted": 0.75,
  "1/8": 0.5,
  "1/8 triplet": 1 / 3,
  "1/16": 0.25,
} as const;

export const LONGEST_MS = 2000;
/** Largest excursion of wow and flutter together at full wear. */
export const DEEPEST_SWAY_MS = 4;
const FALL_DB = 130;

interface Time {
  readonly note: string;
  readonly timeMs: number;
  readonly tempoBpm: number;
}

/** How long the echo takes. */
export function echoMs({ note, timeMs, tempoBpm }: Time): number {
  if (note === "free") return timeMs;
  const beats = NOTE_BEATS[note as keyof typeof NOTE_BEATS];
  return Math.min(LONGEST_MS, (60_000 * beats) / tempoBpm);
}

export const delay = declareProcessor({
  id: "delay",
  name: "Delay",
  kind: "time",
  says: "Echoes in time with the song, straight or from side to side, each one darker and more worn than the last.",
  timeBased: true,
  version: 1,
  source:
    "Feedback delay line with filters in the loop; wow and flutter as three sines in the proportions of measured tape machines.",
  parameters: {
    note: choice({
      choices: ["free", "1/2", "1/4 dotted", "1/4", "1/4 triplet", "1/8 dotted", "1/8", "1/8 triplet", "1/16"],
      default: "1/8",
      label: "Note",
      help: "Length of an echo in the song's time; free takes milliseconds.",
    }),
    tempoBpm: number({ unit: "BPM", min: 60, max: 240, default: 120, label: "Tempo", help: "Of the song, for note values." }),
    timeMs: number({
      unit: "ms",
      min: 1,
      max: LONGEST_MS,
      default: 350,
      curve: "log",
      label: "Time",
      help: "Length of an echo where the note is free: 60 to 140 is a slap.",
    }),
    stereoOffsetMs: number({
      unit: "ms",
      min: -50,
      max: 50,
      default: 0,
      label: "Offset",
      help: "The right side's echoes come so much later (below 0 the left side's).",
    }),
    feedbackPercent: number({
      unit: "%",
      min: 0,
      max: 90,
      default: 35,
      label: "Feedback",
      help: "Level of each echo against the last.",
    }),
    pingPong: toggle({
      default: false,
      label: "Ping-pong",
      help: "Echoes go from left to right and back; the input is summed to mono.",
    }),
    lowCutHz: number({
      unit: "Hz",
      min: 20,
      max: 2000,
      default: 180,
      curve: "log",
      label: "Low cut",
      help: "Takes lows from every echo anew, 12 dB per octave.",
    }),
    highCutHz: number({
      unit: "Hz",
      min: 500,
      max: 20000,
      default: 5000,
      curve: "log",
      label: "High cut",
      help: "Takes highs from every echo anew, 12 dB per octave.",
    }),
    wearPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 10,
      label: "Wear",
      help: "Tape: wow, flutter, and peaks that round off.",
    }),
    ...duckingParameters("echo"),
    wetPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Wet",
      help: "Share of the echoes: 100 % on a return, less as an insert, at equal power: the level stays.",
    }),
  },
  presets: [
    {
      name: "Vocal slap",
      says: "One short, dark echo behind the voice.",
      params: { note: "free", timeMs: 95, feedbackPercent: 8, lowCutHz: 250, highCutHz: 3800, wearPercent: 25 },
    },
    {
      name: "Vocal throw, quarter",
      says: "A few soft echoes in time, down while the words come and up behind them.",
      params: { note: "1/4", feedbackPercent: 38, lowCutHz: 300, highCutHz: 3500, wearPercent: 15, duckDb: 8 },
    },
    {
      name: "Guitar, dotted eighth",
      says: "The pattern that plays itself between the notes.",
      params: { note: "1/8 dotted", feedbackPercent: 42, lowCutHz: 150, highCutHz: 6000, wearPercent: 10 },
    },
    {
      name: "Ping-pong eighths",
      says: "From side to side, clean.",
      params: { note: "1/8", feedbackPercent: 55, pingPong: true, lowCutHz: 200, highCutHz: 8000, wearPercent: 0 },
    },
    {
      name: "Worn tape, dub",
      says: "Long, dark, unsteady.",
      params: { note: "1/4 dotted", feedbackPercent: 72, lowCutHz: 260, highCutHz: 2400, wearPercent: 80 },
    },
    {
      name: "Slap, as an insert",
      says: "The dry sound with one short echo 9 dB under it.",
      params: { note: "free", timeMs: 110, feedbackPercent: 0, lowCutHz: 200, highCutHz: 4500, wearPercent: 25, wetPercent: 22 },
    },
    {
      name: "Doubler",
      says: "As an insert: left and right a moment apart beside the dry sound, no echoes to hear as such.",
      params: {
        note: "free",
        timeMs: 18,
        stereoOffsetMs: 11,
        feedbackPercent: 0,
        lowCutHz: 120,
        highCutHz: 12000,
        wearPercent: 30,
        wetPercent: 40,
      },
    },
  ],
  keyed: true,
  meters: [duckMeterOf("echo")],
  neutral: { wetPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: (params, sampleRateHz) => {
    const turns = 1 + FALL_DB / -gainToDb(Math.max(1e-3, params.feedbackPercent / 100));
    const turnS = (echoMs(params) + Math.abs(params.stereoOffsetMs) + DEEPEST_SWAY_MS) / 1000;
    return Math.ceil((turns * turnS + 0.03 + 4 / params.lowCutHz) * sampleRateHz);
  },
});
