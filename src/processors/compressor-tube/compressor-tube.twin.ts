// The tube compressor once more in plain TypeScript, double precision, the loop solved by bisection: the oracle for its kernels.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { silence, type StereoSignal } from "../contract/signals.ts";
import { crestFollower } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { compressorTube } from "./compressor-tube.params.ts";
import { networkOf } from "./time-constants.ts";

/** Reduction asked for by `over` dB behind the tubes: the slope rises from ratio - 1 to 29 over the knee. */
export function askedDb(over: number, ratio: number, kneeDb: number): number {
  const begin = ratio - 1;
  const inKnee = Math.min(Math.max(over, 0), kneeDb);
  return begin * inKnee + ((29 - begin) * inKnee * inKnee) / (2 * kneeDb) + 29 * Math.max(over - kneeDb, 0);
}

/** The reduction at which the loop stands still for a level this far over the threshold. */
export function settledDb(over: number, ratio: number, kneeDb: number): number {
  let [low, high] = [0, Math.max(over, 0)];
  for (let step = 0; step < 60; step++) {
    const behind = (low + high) / 2;
    if (behind + askedDb(behind, ratio, kneeDb) < over) low = behind;
    else high = behind;
  }
  return Math.min(40, Math.max(over, 0) - low);
}

/** Square of the swing over the curvature of a sine that asks for just this reduction. */
function sineSwing(reductionDb: number, { ratio, kneeDb }: { ratio: number; kneeDb: number }): number {
  let [low, high] = [0, kneeDb + 40];
  for (let step = 0; step < 60; step++) {
    const over = (low + high) / 2;
    if (askedDb(over, ratio, kneeDb) < reductionDb) low = over;
    else high = over;
  }
  const swing = 0.023 * dbToGain(low + reductionDb - reductionDb / 2.8);
  return Math.min(0.25, swing * swing);
}

function highPass(hz: number, rateHz: number): (x: number) => number {
  const g = tan((PI * hz) / rateHz);
  const scale = 1 / (1 + Math.sqrt(2) * g + g * g);
  let [s1, s2] = [0, 0];
  return (x) => {
    const y = scale * x + s1;
    s1 = -2 * scale * x - 2 * (g * g - 1) * scale * y + s2;
    s2 = scale * x - (1 - Math.sqrt(2) * g + g * g) * scale * y;
    return y;
  };
}

/** Compresses with fixed parameters, without a key. */
export function compressorTubeTwin(input: StereoSignal, given: ParamValues, rateHz: number): StereoSignal {
  const params = resolveParams("compressor-tube", compressorTube.parameters, given);
  const network = networkOf(params);
  const part = (perSecond: number) => 1 - exp(-perSecond / rateHz);
  const holdFrames = Math.round((params.timeConstant === "free" ? Math.min(0.01, params.releaseMs / 10000) : 0.01) * rateHz);
  const lateral = params.link === "lateral-vertical";
  const paths = [0, 1].map(() => ({
    filter: highPass(params.sideChainHighPassHz, rateHz),
    crest: crestFollower(),
    held: -200,
    waiting: 0,
    stores: [0, 0, 0] as [number, number, number],
    soft: 0,
    mean: 0,
  }));
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const [x, y] = [input.left[frame] ?? 0, input.right[frame] ?? 0];
    const sent = lateral ? [(x + y) / 2, (x - y) / 2] : [x, y];
    const levels = paths.map(({ filter, crest }, index) => gainToDb(Math.max(1e-10, crest(filter(sent[index] ?? 0)))));
    const wet = paths.map((path, index) => {
      const level = params.link === "linked" ? Math.max(...levels) : (levels[index] ?? -200);
      if (level >= path.held) [path.held, path.waiting] = [level, holdFrames];
      else if (path.waiting > 0) path.waiting--;
      else path.held = Math.max(level, path.held - 20 / holdFrames);
      const settled = settledDb(path.held - params.thresholdDbfs, params.ratio, params.kneeDb);
      const [first, second, third] = path.stores;
      const lost =
        part(network.leak) * first + part(network.toSecond) * (first - second) + part(network.toThird) * (first - third);
      const g = settled > first ? first + part(1000 / network.attackMs) * (settled - first) : Math.max(settled, first - lost);
      path.stores = [g, second + part(network.chargeSecond) * (g - second), third + part(network.chargeThird) * (g - third)];
      const gain = dbToGain(params.makeupDb - g) / (1 + 0.75 * 1.77333333333 * (sineSwing(g, params) - 0.023 * 0.023));
      const signal = sent[index] ?? 0;
      path.soft += part(2 * PI * 5000) * (signal - path.soft);
      const swing = 0.023 * dbToGain(-params.thresholdDbfs - g / 2.8) * path.soft;
      const h = Math.max(-0.5, Math.min(0.5, swing));
      const bent = gain * path.soft * h * (0.0106 + 1.77333333333 * h);
      path.mean += part(2 * PI * 10) * (bent - path.mean);
      return gain * signal + bent - path.mean;
    });
    const [a = 0, b = 0] = wet;
    const mix = params.mixPercent / 100;
    output.left[frame] = x + mix * ((lateral ? a + b : a) - x);
    output.right[frame] = y + mix * ((lateral ? a - b : b) - y);
  }
  return output;
}
