// The stereo image once more in plain TypeScript, double precision: the side through two high-passes, the mid through the sum of both halves
// of that crossover.
import { dbToGain } from "../../units/decibels.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { passTwin } from "../modulation/line.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { LOWEST_MONO_HZ, stereoImage } from "./stereo-image.params.ts";

/** With fixed parameters. */
export function stereoImageTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const { widthPercent, monoBelowHz, balanceDb } = resolveParams("stereo-image", stereoImage.parameters, given);
  const pass = (kind: "high" | "low") => passTwin(kind, monoBelowHz, Math.SQRT1_2, sampleRateHz);
  const twice = (one: (x: number) => number, two: (x: number) => number) => (x: number) => two(one(x));
  const [ofSide, highs, lows] = [
    twice(pass("high"), pass("high")),
    twice(pass("high"), pass("high")),
    twice(pass("low"), pass("low")),
  ];
  const output = silence(input.left.length);
  for (let n = 0; n < input.left.length; n++) {
    let mid = ((input.left[n] ?? 0) + (input.right[n] ?? 0)) / 2;
    let side = ((input.left[n] ?? 0) - (input.right[n] ?? 0)) / 2;
    if (monoBelowHz >= LOWEST_MONO_HZ) {
      mid = lows(mid) + highs(mid);
      side = ofSide(side);
    }
    side *= widthPercent / 100;
    output.left[n] = dbToGain(Math.min(0, -balanceDb)) * (mid + side);
    output.right[n] = dbToGain(Math.min(0, balanceDb)) * (mid - side);
  }
  return output;
}
