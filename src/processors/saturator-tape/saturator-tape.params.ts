// Tape: magnetic saturation, head losses, head bump. What the machine is at each speed stands in SPEEDS.
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";
import {
  driveDb,
  mixPercent,
  NOISE_FADE_S,
  NOISE_HOLD_S,
  oversamplingParameter,
  saturationLatencyFrames,
} from "../saturation/saturation.params.ts";

export type Speed = "7.5" | "15" | "30";

export interface SpeedFacts {
  readonly ips: number;
  readonly bumpHz: number;
  /** Rise of the record equaliser, taken back behind the tape: highs saturate first. */
  readonly emphasisDb: number;
  readonly emphasisHz: number;
  /** The heads reach no lower, -3 dB. */
  readonly lowHz: number;
  /** Hiss of one track, unweighted. */
  readonly hissDbfs: number;
}

export const SPEEDS: Readonly<Record<Speed, SpeedFacts>> = {
  "7.5": { ips: 7.5, bumpHz: 28, emphasisDb: 9, emphasisHz: 6000, lowHz: 10, hissDbfs: -73 },
  "15": { ips: 15, bumpHz: 55, emphasisDb: 6, emphasisHz: 8000, lowHz: 16, hissDbfs: -76 },
  "30": { ips: 30, bumpHz: 110, emphasisDb: 3, emphasisHz: 10000, lowHz: 28, hissDbfs: -79 },
};

/** Third harmonic of 1 kHz at 0 VU, dB, at 15 inches a second; 3 % are reached 9.5 dB above. */
export const THIRD_AT_0_VU_DB = -48;
/** Crosstalk at the lowest setting is none. */
export const CROSSTALK_OFF_DB = -90;
const TAIL_S = 0.6;

export const saturatorTape = declareProcessor({
  id: "saturator-tape",
  name: "Tape saturator",
  kind: "colour",
  says: "Rounds peaks the way magnetic tape does: third harmonic, thick lows, highs that soften first.",
  timeBased: false,
  version: 1,
  source:
    "Jiles, Atherton, Theory of ferromagnetic hysteresis, 1986, without the coupling between domains; its use for tape after Chowdhury, " +
    "Real-time physical modelling for analog tape machines, DAFx 2019; head losses after Wallace, 1951. Calibration goals: 3 % of third harmonic 9.5 dB over 0 VU.",
  parameters: {
    driveDb,
    speedIps: choice({
      choices: ["7.5", "15", "30"],
      default: "15",
      label: "Speed",
      help: "Inches a second: slow is thicker and duller with a low head bump, fast is open with a bump around 110 Hz.",
    }),
    biasPercent: number({
      unit: "%",
      min: 50,
      max: 150,
      default: 100,
      label: "Bias",
      help: "Below 100 % the tape turns brighter and grittier (the hysteresis loop opens), above it cleaner and duller.",
    }),
    hysteresisPercent: number({
      unit: "%",
      min: 0,
      max: 400,
      default: 100,
      label: "Hysteresis",
      help: "How wide the loop is: grain on quiet sound that a plain curve does not have.",
    }),
    lossPercent: number({
      unit: "%",
      min: 0,
      max: 200,
      default: 100,
      label: "Head loss",
      help: "How much of the highs spacing, coating and gap of the heads take, more at slow speeds.",
    }),
    headBumpDb: number({
      unit: "dB",
      min: 0,
      max: 6,
      default: 1.5,
      label: "Head bump",
      help: "Rise of the lows where the wavelength meets the size of the head: 28, 55 or 110 Hz by speed.",
    }),
    crosstalkDb: number({
      unit: "dB",
      min: CROSSTALK_OFF_DB,
      max: -30,
      default: CROSSTALK_OFF_DB,
      label: "Crosstalk",
      help: "How much of the other channel's track is picked up; the lowest setting is none, a two-track machine has about -50 dB.",
    }),
    hiss: toggle({ default: false, label: "Hiss", help: "The tape's noise; it stops in digital silence.", structural: false }),
    seed: number({ unit: "", min: 0, max: 9999, default: 1, label: "Seed", help: "Which hiss." }),
    oversampling: oversamplingParameter("2x"),
    mixPercent,
  },
  presets: [
    {
      name: "Every track, just tape",
      says: "A touch of third harmonic and a little head bump, for strips.",
      params: { driveDb: 0 },
    },
    {
      name: "Drums, into the red",
      says: "Peaks are rounded by several dB, cymbals calm down.",
      params: { driveDb: 6, headBumpDb: 2.5 },
    },
    {
      name: "Bass, thick",
      says: "Slow tape with a big low bump and saturated harmonics.",
      params: { driveDb: 4, speedIps: "7.5", headBumpDb: 3, lossPercent: 60 },
    },
    {
      name: "Vocal, smooth top",
      says: "Sibilants saturate before the rest and come back softer.",
      params: { driveDb: 3, speedIps: "7.5", headBumpDb: 0.5, biasPercent: 110 },
    },
    {
      name: "Mix bus, 30 inches",
      says: "Open and clean, firm lows around 110 Hz, peaks a little lower.",
      params: { driveDb: -3, speedIps: "30", headBumpDb: 1 },
    },
    {
      name: "Gritty, starved bias",
      says: "Under-biased tape: rough on quiet sound, bright, unmistakable.",
      params: { driveDb: 9, biasPercent: 55, hysteresisPercent: 200, oversampling: "4x" },
    },
    {
      name: "Old quarter-inch",
      says: "Slow, dull, noisy, both tracks leaking into each other.",
      params: { driveDb: 3, speedIps: "7.5", lossPercent: 200, headBumpDb: 4, crosstalkDb: -40, hiss: true },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { mixPercent: 0 },
  latencyFrames: ({ oversampling }, sampleRateHz) => saturationLatencyFrames(oversampling, sampleRateHz),
  tailFrames: ({ oversampling }, sampleRateHz) =>
    Math.ceil((TAIL_S + NOISE_HOLD_S + NOISE_FADE_S) * sampleRateHz) + saturationLatencyFrames(oversampling, sampleRateHz),
});
