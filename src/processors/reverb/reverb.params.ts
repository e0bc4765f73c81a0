// The parameters that all reverbs share. Each reverb brings its own ranges of time, defaults and words where they differ.
import { choice, number, type NumberParameter } from "../parameters.ts";
import { duckingParameters, duckMeterOf } from "../ducking/ducking.params.ts";

interface Own {
  readonly rt60S: { readonly min: number; readonly max: number; readonly default: number };
  readonly preDelayMs: number;
  readonly lowCutHz: number;
  readonly highCutHz: number;
  readonly bassRatio: number;
  readonly dampingHz: number;
  readonly modulationPercent: number;
  /** What the room is called in sentences. */
  readonly place: string;
  /** What a larger one sounds like. */
  readonly sizeHelp: string;
}

/** Parameters in front of the place: how long it rings, how far away, what reaches it. */
export function placeParameters(own: Own) {
  const { place } = own;
  return {
    rt60S: number({
      unit: "s",
      ...own.rt60S,
      curve: "log",
      label: "Decay",
      help: "Seconds until the middle of the sound has fallen by 60 dB.",
    }),
    preDelayMs: number({
      unit: "ms",
      min: 0,
      max: 250,
      default: own.preDelayMs,
      label: "Pre-delay",
      help: `Time before the ${place} answers; in rhythm at 7500/BPM (a thirty-second) or 15000/BPM (a sixteenth), from 30 ms on the dry sound stays in front.`,
    }),
    sizePercent: number({
      unit: "%",
      min: 60,
      max: 150,
      default: 100,
      label: "Size",
      help: own.sizeHelp,
      structural: true,
    }),
    lowCutHz: number({
      unit: "Hz",
      min: 20,
      max: 1000,
      default: own.lowCutHz,
      curve: "log",
      label: "Low cut",
      help: `Keeps lows out of the ${place}; 600 Hz, with the highs cut at 10 kHz, keeps a mix clean.`,
    }),
    highCutHz: number({
      unit: "Hz",
      min: 1000,
      max: 20000,
      default: own.highCutHz,
      curve: "log",
      label: "High cut",
      help: `Keeps highs, above all hiss and sibilants, out of the ${place}.`,
    }),
    sendSlope: choice({
      choices: ["12 dB/oct", "18 dB/oct"],
      default: "12 dB/oct",
      label: "Slope",
      help: "How steeply both cuts fall.",
    }),
    bassRatio: number({
      unit: "",
      min: 0.5,
      max: 2,
      default: own.bassRatio,
      curve: "log",
      label: "Bass ratio",
      help: "Decay of the lows below 250 Hz against that of the middle: above 1 warm, below 1 lean.",
    }),
    dampingHz: number({
      unit: "Hz",
      min: 1000,
      max: 20000,
      default: own.dampingHz,
      curve: "log",
      label: "Damping",
      help: "Here the decay is half as long as in the middle; at 20 kHz it is off.",
    }),
    modulationPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: own.modulationPercent,
      label: "Modulation",
      help: "Slow movement inside the tail, which breaks up ringing without bending the pitch.",
    }),
  };
}

/** Level of the reflections, for reverbs that have some. */
export function earlyParameter(): { readonly earlyDb: NumberParameter } {
  return {
    earlyDb: number({
      unit: "dB",
      min: -40,
      max: 12,
      default: 0,
      label: "Early",
      help: "Level of the first reflections against the tail: more is closer and smaller, −40 dB leaves only the tail.",
    }),
  };
}

/** Parameters behind the place: width, what happens while the dry sound plays, mix. */
export function returnParameters() {
  return {
    widthPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Width",
      help: "Stereo width of the reverb; 0 % is mono.",
    }),
    ...duckingParameters("reverb"),
    decayDuckPercent: number({
      unit: "%",
      min: 0,
      max: 80,
      default: 0,
      label: "Decay duck",
      help: "How much shorter the decay is while the key, or else the input, plays; 50 % halves it, and it is back 0.3 s after a phrase.",
    }),
    wetPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Wet",
      help: "Share of the reverb: 100 % on a return, less as an insert.",
    }),
  };
}

/** What all reverbs show. */
export const duckMeter = duckMeterOf("reverb");

/** Frames until the tail is below -120 dB. */
export function reverbTailFrames(
  { rt60S, preDelayMs, bassRatio }: { readonly rt60S: number; readonly preDelayMs: number; readonly bassRatio: number },
  sampleRateHz: number,
): number {
  return Math.ceil((2.2 * rt60S * Math.max(1, bassRatio) + preDelayMs / 1000 + 0.3) * sampleRateHz);
}
