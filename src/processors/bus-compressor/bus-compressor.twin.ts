// The bus compressor once more in plain TypeScript, double precision, sample by sample: the oracle for its kernels.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { silence, type StereoSignal } from "../contract/signals.ts";
import { crestFollower, gainCellTwin } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { AUTOMATIC_MS, BRIDGE } from "./bus-compressor.ts";
import { busCompressor } from "./bus-compressor.params.ts";

/** A second-order Butterworth high-pass by the bilinear transform, transposed form. */
function highPass(hz: number, sampleRateHz: number): (x: number) => number {
  const g = tan((PI * hz) / sampleRateHz);
  const scale = 1 / (1 + Math.sqrt(2) * g + g * g);
  const a1 = 2 * (g * g - 1) * scale;
  const a2 = (1 - Math.sqrt(2) * g + g * g) * scale;
  let s1 = 0;
  let s2 = 0;
  return (x) => {
    const y = scale * x + s1;
    s1 = -2 * scale * x - a1 * y + s2;
    s2 = scale * x - a2 * y;
    return y;
  };
}

/** Compresses with fixed parameters, without a key. */
export function busCompressorTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("bus-compressor", busCompressor.parameters, given);
  const part = (ms: number) => 1 - exp(-1000 / (ms * sampleRateHz));
  const left = highPass(params.sideChainHighPassHz, sampleRateHz);
  const right = highPass(params.sideChainHighPassHz, sampleRateHz);
  const [crestLeft, crestRight] = [crestFollower(), crestFollower()];
  const { thresholdDbfs, kneeDb, ratio } = params;
  const holdFrames = Math.round((params.autoRelease ? 0.01 : Math.min(0.01, params.releaseMs / 10000)) * sampleRateHz);
  const bridged = params.circuit === "diode-bridge";
  const auto = AUTOMATIC_MS[bridged ? params.recovery : "vca"];
  const reductions: number[] = [];
  const output = silence(input.left.length);
  let held = -200;
  let waiting = 0;
  let reduction = 0;
  let slow = 0;
  for (let frame = 0; frame < input.left.length; frame++) {
    const [x, y] = [input.left[frame] ?? 0, input.right[frame] ?? 0];
    const level = gainToDb(Math.max(1e-10, crestLeft(left(x)), crestRight(right(y))));
    if (level >= held - 0.001) {
      held = Math.max(level, held);
      waiting = holdFrames;
    } else if (waiting > 1) {
      waiting--;
    } else {
      held = Math.max(level, held - 20 / holdFrames);
    }
    const over = held - reduction - thresholdDbfs;
    const bent = over + kneeDb / 2;
    const excess = over >= kneeDb / 2 ? over : bent <= 0 ? 0 : (bent * bent) / (2 * kneeDb);
    const asked = (ratio - 1) * excess;
    if (asked > reduction) reduction += (asked - reduction) * part(params.attackMs * ratio);
    else if (params.autoRelease) reduction -= part(auto.leak) * (reduction - asked) + part(auto.exchange) * (reduction - slow);
    else reduction -= part(params.releaseMs) * (reduction - asked);
    slow += part(auto.slowCharge) * (reduction - slow);
    reductions.push(reduction);
    const gain = 1 + (params.mixPercent / 100) * (dbToGain(params.makeupDb - reduction) - 1);
    output.left[frame] = x * gain;
    output.right[frame] = y * gain;
  }
  if (!bridged) return output;
  const cell = { ...BRIDGE, inDb: 0, outDb: params.makeupDb, wet: params.mixPercent / 100 };
  return {
    left: gainCellTwin(input.left, reductions, cell, sampleRateHz),
    right: gainCellTwin(input.right, reductions, cell, sampleRateHz),
  };
}
