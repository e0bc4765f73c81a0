// The VCA compressor once more in plain TypeScript, double precision, sample by sample: the oracle for its kernels.
import { dbToGain, powerToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { VCA_RMS_MS, VCA_SOFT_KNEE_DB } from "./compressor-vca.ts";
import { compressorVca } from "./compressor-vca.params.ts";

/** Mean square behind a Butterworth high-pass of second order, a sine reading its sample peak. */
function detector(hz: number, sampleRateHz: number): (x: number) => number {
  const g = tan((PI * hz) / sampleRateHz);
  const scale = 1 / (1 + Math.sqrt(2) * g + g * g);
  let [s1, s2, mean] = [0, 0, 0];
  return (x) => {
    const y = scale * x + s1;
    s1 = -2 * scale * x - 2 * (g * g - 1) * scale * y + s2;
    s2 = scale * x - (1 - Math.sqrt(2) * g + g * g) * scale * y;
    mean += (1 - exp(-1000 / (VCA_RMS_MS * sampleRateHz))) * (y * y - mean);
    return powerToDb(Math.max(1e-20, 2 * mean));
  };
}

/** Compresses with fixed parameters, without a key. */
export function compressorVcaTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("compressor-vca", compressorVca.parameters, given);
  const knee = params.softKnee ? VCA_SOFT_KNEE_DB : 0;
  const reduction = (level: number) => {
    const over = level - params.thresholdDbfs;
    const bent = over + knee / 2;
    const excess = over >= knee / 2 ? over : bent <= 0 ? 0 : (bent * bent) / (2 * knee);
    return (1 - 1 / params.ratio) * excess;
  };
  const left = detector(params.sideChainHighPassHz, sampleRateHz);
  const right = detector(params.sideChainHighPassHz, sampleRateHz);
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const [x, y] = [input.left[frame] ?? 0, input.right[frame] ?? 0];
    const levels = [left(x), right(y)] as const;
    const louder = reduction(Math.max(...levels));
    const gains = levels.map((level) => {
      const own = reduction(level);
      const linked = own + (params.stereoLinkPercent / 100) * (louder - own);
      return 1 + (params.mixPercent / 100) * (dbToGain(params.makeupDb - linked) - 1);
    });
    output.left[frame] = x * (gains[0] ?? NaN);
    output.right[frame] = y * (gains[1] ?? NaN);
  }
  return output;
}
