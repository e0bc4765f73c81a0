// The chorus once more in plain TypeScript, double precision, sample by sample: the oracle that its kernel is held against.
import type { StereoSignal } from "../contract/signals.ts";
import { swingingLineTwin } from "../modulation/line.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { chorus } from "./chorus.params.ts";

/** With fixed parameters. */
export function chorusTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("chorus", chorus.parameters, given);
  const fromMs = Math.max(0.2, params.delayMs - params.depthMs / 2);
  const heads = { 1: 1, 2: 2, 4: 4 }[params.voices] as 1 | 2 | 4;
  const bendPercent = params.colourPercent;
  const angle = (Math.PI * params.mixPercent) / 200;
  const level = { dryGain: Math.cos(angle), wetGain: Math.sin(angle) };
  return swingingLineTwin(
    input,
    { ...params, ...level, fromMs, heads, bendPercent, feedbackPercent: 0, dryFrames: 0 },
    sampleRateHz,
  );
}
