// Hall reverb: far walls, a tail that takes its time to grow and to go.
import { declareProcessor } from "../processor.ts";
import { duckMeter, earlyParameter, placeParameters, returnParameters, reverbTailFrames } from "../reverb/reverb.params.ts";

export const reverbHall = declareProcessor({
  id: "reverb-hall",
  name: "Hall reverb",
  kind: "time",
  says: "A hall: the sound grows, stands warm and wide, and takes its time to go; for ballads, strings and big moments.",
  timeBased: true,
  version: 1,
  source:
    "Image sources in a shoebox (Allen and Berkley, JASA 65/4, 1979) and a feedback delay network (Jot and Chaigne, AES 1991) with energy-preserving moving all-passes (Werner, DAFx 2020).",
  parameters: {
    ...placeParameters({
      rt60S: { min: 1.2, max: 6, default: 2.4 },
      preDelayMs: 15,
      lowCutHz: 80,
      highCutHz: 12000,
      bassRatio: 1.2,
      dampingHz: 6000,
      modulationPercent: 50,
      place: "hall",
      sizeHelp: "Lengths of the walls: larger halls grow more slowly and ring smoother (17 by 34 by 13 m at 100 %).",
    }),
    ...earlyParameter(),
    ...returnParameters(),
  },
  presets: [
    {
      name: "Big hall, ballad",
      says: "Long and warm behind a slow voice, out of its way by 60 ms.",
      params: { rt60S: 3.4, sizePercent: 125, preDelayMs: 60, bassRatio: 1.25, lowCutHz: 150, earlyDb: -4 },
    },
    {
      name: "Vocal hall, ducked",
      says: "Waits while the words are sung and opens at the end of each line; feed the dry voice to the key.",
      params: {
        rt60S: 2.8,
        preDelayMs: 45,
        lowCutHz: 250,
        highCutHz: 9000,
        duckDb: 5,
        duckThresholdDbfs: -32,
        duckAttackMs: 15,
        duckReleaseMs: 220,
        decayDuckPercent: 50,
      },
    },
    {
      name: "String section, concert hall",
      says: "Walls to be heard, natural length, warm lows.",
      params: { rt60S: 2.1, sizePercent: 105, preDelayMs: 20, bassRatio: 1.25, dampingHz: 5000, earlyDb: 3, lowCutHz: 40 },
    },
    {
      name: "Send, filtered 600 Hz to 10 kHz",
      says: "Lows and hiss stay out of the hall: size without mud.",
      params: { rt60S: 2.2, lowCutHz: 600, highCutHz: 10000, sendSlope: "18 dB/oct", preDelayMs: 35 },
    },
    {
      name: "Snare, cathedral",
      says: "Huge and bright; thin the send and ride it.",
      params: { rt60S: 5, sizePercent: 150, preDelayMs: 15, bassRatio: 0.85, dampingHz: 9000, lowCutHz: 220 },
    },
    {
      name: "Pad, endless",
      says: "No walls, only a slow cloud that moves.",
      params: { rt60S: 6, sizePercent: 150, earlyDb: -40, modulationPercent: 90, bassRatio: 1.1, dampingHz: 5000, lowCutHz: 120 },
    },
  ],
  keyed: true,
  meters: [duckMeter],
  neutral: { wetPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: reverbTailFrames,
});
