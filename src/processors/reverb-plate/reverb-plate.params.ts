// Plate reverb: dense from the first moment, bright, without walls.
import { declareProcessor } from "../processor.ts";
import { duckMeter, placeParameters, returnParameters, reverbTailFrames } from "../reverb/reverb.params.ts";

export const reverbPlate = declareProcessor({
  id: "reverb-plate",
  name: "Plate reverb",
  kind: "time",
  says: "A plate: dense from the first moment, no walls, for voices and drums.",
  timeBased: true,
  version: 2,
  source:
    "Feedback delay network (Jot and Chaigne, AES 1991) with energy-preserving moving all-passes (Werner, DAFx 2020) behind Schroeder all-passes (Dattorro, JAES 45/9, 1997).",
  parameters: {
    ...placeParameters({
      rt60S: { min: 0.2, max: 8, default: 1.8 },
      preDelayMs: 10,
      lowCutHz: 120,
      highCutHz: 14000,
      bassRatio: 1,
      dampingHz: 9000,
      modulationPercent: 50,
      place: "plate",
      sizeHelp: "Larger plates are smoother and answer more slowly.",
    }),
    ...returnParameters(),
  },
  presets: [
    {
      name: "Vocal plate, bright",
      says: "The classic behind a lead voice: clear, long enough to carry, lows left out.",
      params: { rt60S: 1.9, preDelayMs: 40, lowCutHz: 200, dampingHz: 12000 },
    },
    {
      name: "Vocal plate, ducked",
      says: "Stays down under the words and blooms between them; feed the dry voice to the key.",
      params: {
        rt60S: 2.2,
        preDelayMs: 35,
        lowCutHz: 250,
        highCutHz: 10000,
        duckDb: 5,
        duckThresholdDbfs: -32,
        duckAttackMs: 15,
        duckReleaseMs: 200,
        decayDuckPercent: 40,
      },
    },
    {
      name: "Send, filtered 600 Hz to 10 kHz",
      says: "The old trick on the send: no mud, no hiss, the plate sits inside the mix.",
      params: { rt60S: 1.8, preDelayMs: 30, lowCutHz: 600, highCutHz: 10000, sendSlope: "18 dB/oct" },
    },
    {
      name: "Snare plate, short",
      says: "Dense and done before the next beat.",
      params: { rt60S: 0.9, preDelayMs: 0, lowCutHz: 180, dampingHz: 10000, sizePercent: 80 },
    },
    {
      name: "Dark plate, long",
      says: "Undamped and warm: organs, guitars, slow songs.",
      params: { rt60S: 4, preDelayMs: 20, lowCutHz: 60, highCutHz: 7000, bassRatio: 1.3, dampingHz: 4500, sizePercent: 130 },
    },
    {
      name: "Insert, a quarter wet",
      says: "On the track itself, for a part without a send.",
      params: { rt60S: 1.4, preDelayMs: 15, lowCutHz: 200, wetPercent: 25 },
    },
  ],
  keyed: true,
  meters: [duckMeter],
  neutral: { wetPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: reverbTailFrames,
});
