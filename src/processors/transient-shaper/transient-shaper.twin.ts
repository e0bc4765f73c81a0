// The transient shaper once more in plain TypeScript, double precision, sample by sample: the oracle that its kernels are held against.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { transientShaper } from "./transient-shaper.params.ts";

/** Shapes with fixed parameters, without look-ahead. */
export function transientShaperTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("transient-shaper", transientShaper.parameters, given);
  const leftAfter = (ms: number) => exp(-1000 / (ms * sampleRateHz));
  const share = (more: number, less: number) => {
    const difference = Math.max(0, gainToDb((more + 1e-7) / (less + 1e-7)));
    return difference / (difference + 6);
  };
  const holdFrames = Math.round(0.015 * sampleRateHz);
  let [held, level, waiting, riser, faller, once, gainDb] = [0, 0, 0, 0, 0, 0, 0];
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const [x, y] = [input.left[frame] ?? 0, input.right[frame] ?? 0];
    const crest = Math.max(Math.abs(x), Math.abs(y));
    if (crest >= 0.944 * held) {
      held = Math.max(held, crest);
      waiting = holdFrames;
    } else if (waiting > 0) waiting--;
    else held = Math.max(crest, held * dbToGain(-500 / sampleRateHz));
    level = held > level ? held : held + (level - held) * leftAfter(12);
    riser = level < riser ? level : level + (riser - level) * leftAfter(params.attackLengthMs);
    faller = level > faller ? level : level + (faller - level) * leftAfter(params.sustainLengthMs);
    const asked = params.attackDb * share(level, riser) + params.sustainDb * share(faller, level);
    once = asked + (once - asked) * leftAfter(0.4);
    gainDb = once + (gainDb - once) * leftAfter(0.4);
    const gain = 1 + (params.mixPercent / 100) * (dbToGain(gainDb + params.outputGainDb) - 1);
    output.left[frame] = x * gain;
    output.right[frame] = y * gain;
  }
  return output;
}
