// Room reverb: walls near by, first reflections one by one, a short dense tail.
import { declareProcessor } from "../processor.ts";
import { duckMeter, earlyParameter, placeParameters, returnParameters, reverbTailFrames } from "../reverb/reverb.params.ts";

export const reverbRoom = declareProcessor({
  id: "reverb-room",
  name: "Room reverb",
  kind: "time",
  says: "A room: walls that answer one by one, then a short dense tail, for drums and everything too dry.",
  timeBased: true,
  version: 1,
  source:
    "Image sources in a shoebox (Allen and Berkley, JASA 65/4, 1979) and a feedback delay network (Jot and Chaigne, AES 1991) with energy-preserving moving all-passes (Werner, DAFx 2020).",
  parameters: {
    ...placeParameters({
      rt60S: { min: 0.2, max: 1.2, default: 0.5 },
      preDelayMs: 0,
      lowCutHz: 90,
      highCutHz: 14000,
      bassRatio: 1,
      dampingHz: 7000,
      modulationPercent: 40,
      place: "room",
      sizeHelp: "Lengths of the walls: larger rooms answer later and ring smoother (6.3 by 7.9 by 3.1 m at 100 %).",
    }),
    ...earlyParameter(),
    ...returnParameters(),
  },
  presets: [
    {
      name: "Drum room, tight",
      says: "Small hard room that makes close-miked drums one kit.",
      params: { rt60S: 0.32, sizePercent: 75, earlyDb: 2, dampingHz: 9000, lowCutHz: 140, wetPercent: 22 },
    },
    {
      name: "Drum room, big and live",
      says: "Wide stone room behind the kit, for a return that is pushed.",
      params: { rt60S: 0.9, sizePercent: 140, bassRatio: 1.15, dampingHz: 10000, preDelayMs: 8, lowCutHz: 70 },
    },
    {
      name: "Vocal booth, opened",
      says: "Hardly heard: takes the dead booth away and keeps the voice in front.",
      params: { rt60S: 0.25, sizePercent: 65, earlyDb: -2, lowCutHz: 250, highCutHz: 9000, wetPercent: 12 },
    },
    {
      name: "Guitar amp in a room",
      says: "Two steps back from the cabinet.",
      params: { rt60S: 0.4, sizePercent: 90, earlyDb: 3, dampingHz: 5000, lowCutHz: 120, highCutHz: 8000, wetPercent: 25 },
    },
    {
      name: "Send, filtered 600 Hz to 10 kHz",
      says: "Only the middle goes into the room: closeness without mud or hiss.",
      params: { rt60S: 0.6, lowCutHz: 600, highCutHz: 10000, sendSlope: "18 dB/oct", preDelayMs: 12 },
    },
    {
      name: "Wood room, tail only",
      says: "No single echoes, warm lows: a bed under strings and pads.",
      params: { rt60S: 1.1, sizePercent: 130, earlyDb: -40, bassRatio: 1.3, dampingHz: 4500, lowCutHz: 60 },
    },
  ],
  keyed: true,
  meters: [duckMeter],
  neutral: { wetPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: reverbTailFrames,
});
