// Parameters of ducking, shared by reverbs and delay, and the meter that shows it.
import { number } from "../parameters.ts";

/** `what` goes down: "reverb", "echo". */
export function duckingParameters(what: string) {
  return {
    duckDb: number({
      unit: "dB",
      min: 0,
      max: 24,
      default: 0,
      label: "Duck",
      help: `How far the ${what} goes down while the key, or else the input, plays; 3 to 6 dB keep a voice clear.`,
    }),
    duckThresholdDbfs: number({
      unit: "dBFS",
      min: -60,
      max: 0,
      default: -30,
      label: "Duck at",
      help: "Level at which ducking is half done (from 3 dB below to 3 dB above it); a sine on both sides reads its sample peak.",
    }),
    duckAttackMs: number({
      unit: "ms",
      min: 5,
      max: 100,
      default: 15,
      curve: "log",
      label: "Duck attack",
      help: "Time for 63 % of the way down.",
    }),
    duckReleaseMs: number({
      unit: "ms",
      min: 50,
      max: 1000,
      default: 200,
      curve: "log",
      label: "Duck release",
      help: "Time for 63 % of the way back up after a phrase.",
    }),
  };
}

/** What a ducked effect shows. */
export function duckMeterOf(what: string) {
  return { name: "duckDb", unit: "dB", kind: "reduction", help: `How far the ${what} is turned down just now.` } as const;
}
