// The expander once more in plain TypeScript, double precision, sample by sample: the oracle that its kernels are held against.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { keyFilterTwin } from "../gate/gate.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { expander } from "./expander.params.ts";

/** Expands with fixed parameters, without look-ahead and listening. */
export function expanderTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("expander", expander.parameters, given);
  const { thresholdDbfs, ratio, kneeDb, rangeDb } = params;
  const leftAfter = (ms: number) => exp(-1000 / (ms * sampleRateHz));
  const holdFrames = Math.round((params.holdMs * sampleRateHz) / 1000);
  const askedDb = (level: number) => {
    const under = thresholdDbfs - gainToDb(Math.max(1e-10, level));
    if (under <= -kneeDb / 2) return 0;
    const bent = under < kneeDb / 2 ? (under + kneeDb / 2) ** 2 / (2 * kneeDb) : under;
    return Math.min(rangeDb, (ratio - 1) * bent);
  };
  const sides = [input.left, input.right].map((channel) => {
    const high = keyFilterTwin(params.keyHighPassHz, sampleRateHz, true);
    const low = keyFilterTwin(params.keyLowPassHz, sampleRateHz, false);
    const rest = ratio > 1 ? rangeDb : 0;
    return { key: channel.map((x) => low(high(x))), held: rest, waiting: 0, reductionDb: rest };
  });
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const levels = sides.map(({ key }) => Math.abs(key[frame] ?? 0));
    const gains = sides.map((side, index) => {
      const asked = askedDb(Math.max(levels[index] ?? 0, ((levels[1 - index] ?? 0) * params.stereoLinkPercent) / 100));
      const falls = side.waiting <= 0;
      side.waiting = asked <= side.held ? holdFrames : side.waiting - 1;
      side.held = Math.min(asked, side.held + (falls ? 20000 / sampleRateHz : 0));
      const past = leftAfter(side.held < side.reductionDb ? params.attackMs : params.releaseMs);
      side.reductionDb = side.held + (side.reductionDb - side.held) * past;
      return 1 + (params.mixPercent / 100) * (dbToGain(-side.reductionDb) - 1);
    });
    output.left[frame] = (input.left[frame] ?? 0) * (gains[0] ?? NaN);
    output.right[frame] = (input.right[frame] ?? 0) * (gains[1] ?? NaN);
  }
  return output;
}
