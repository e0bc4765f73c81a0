// The gate once more in plain TypeScript, double precision, sample by sample: the oracle that its kernels are held against.
import { dbToGain } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { gate } from "./gate.params.ts";

/** Butterworth filter of second order as a function of one sample. */
export function keyFilterTwin(hz: number, sampleRateHz: number, isHighPass: boolean): (x: number) => number {
  const g = tan(PI * Math.min(0.45, hz / sampleRateHz));
  const scale = 1 / (1 + Math.sqrt(2) * g + g * g);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const fed = isHighPass ? scale * (x - 2 * x1 + x2) : g * g * scale * (x + 2 * x1 + x2);
    const y = fed - 2 * (g * g - 1) * scale * y1 - (1 - Math.sqrt(2) * g + g * g) * scale * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  };
}

/** Gates with fixed parameters, without look-ahead and listening. */
export function gateTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("gate", gate.parameters, given);
  const leftAfter = (ms: number) => exp(-1000 / (ms * sampleRateHz));
  const opens = dbToGain(params.thresholdDbfs);
  const closes = dbToGain(params.thresholdDbfs - params.hysteresisDb);
  const holdFrames = Math.round((params.holdMs * sampleRateHz) / 1000);
  const sides = [input.left, input.right].map((channel) => {
    const high = keyFilterTwin(params.keyHighPassHz, sampleRateHz, true);
    const low = keyFilterTwin(params.keyLowPassHz, sampleRateHz, false);
    return { key: channel.map((x) => low(high(x))), openFor: 0, reductionDb: params.rangeDb };
  });
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const levels = sides.map(({ key }) => Math.abs(key[frame] ?? 0));
    const gains = sides.map((side, index) => {
      const heard = Math.max(levels[index] ?? 0, ((levels[1 - index] ?? 0) * params.stereoLinkPercent) / 100);
      side.openFor = heard >= (side.openFor > 0 ? closes : opens) ? holdFrames : Math.max(0, side.openFor - 1);
      const isOpen = side.openFor > 0;
      const goal = isOpen ? 0 : params.rangeDb;
      side.reductionDb = goal + (side.reductionDb - goal) * leftAfter(isOpen ? params.attackMs : params.releaseMs);
      return 1 + (params.mixPercent / 100) * (dbToGain(-side.reductionDb) - 1);
    });
    output.left[frame] = (input.left[frame] ?? 0) * (gains[0] ?? NaN);
    output.right[frame] = (input.right[frame] ?? 0) * (gains[1] ?? NaN);
  }
  return output;
}
