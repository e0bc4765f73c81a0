// The flanger once more in plain TypeScript, double precision, sample by sample: the oracle that its kernel is held against.
import type { StereoSignal } from "../contract/signals.ts";
import { swingingLineTwin } from "../modulation/line.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { flanger } from "./flanger.params.ts";

/** With fixed parameters. */
export function flangerTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("flanger", flanger.parameters, given);
  const dryFrames = Math.round((params.throughZeroMs * sampleRateHz) / 1000);
  const wetGain = params.mixPercent / 100;
  const level = { wetGain, dryGain: 1 - wetGain };
  return swingingLineTwin(
    input,
    { ...params, ...level, fromMs: params.delayMs, heads: 1, bendPercent: 0, dryFrames },
    sampleRateHz,
  );
}
