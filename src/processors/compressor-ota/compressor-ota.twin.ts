// The OTA compressor once more in plain TypeScript, but for the oversampler, which has tests of its own: the oracle for its kernels.
import { Oversampler } from "../../conversion/oversampler.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { dbToGain } from "../../units/decibels.ts";
import { exp, tanh } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { askedTwin, storeTwin } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { OTA_FULL_INPUT, OTA_HOLD_MS, OTA_LAW } from "./compressor-ota.ts";
import { compressorOta } from "./compressor-ota.params.ts";

/** The pair at twice the rate. */
function pairOf(input: StereoSignal, drive: number, sampleRateHz: number): StereoSignal {
  const kernels = instantiateKernels();
  const oversampler = new Oversampler(kernels, { factor: 2, form: "linear", rateHz: sampleRateHz });
  const [left, right] = [kernels.heap.f32(128), kernels.heap.f32(128)];
  const output = silence(input.left.length);
  for (let at = 0; at < input.left.length; at += 128) {
    const frames = Math.min(128, input.left.length - at);
    left.array.set(input.left.subarray(at, at + frames));
    right.array.set(input.right.subarray(at, at + frames));
    const high = oversampler.up(left.ptr, right.ptr, frames);
    for (const ptr of [high.left, high.right]) {
      const samples = new Float32Array(kernels.heap.memory.buffer, ptr, 2 * frames);
      samples.forEach((x, n) => {
        samples[n] = (OTA_FULL_INPUT / drive) * tanh((drive * x) / OTA_FULL_INPUT);
      });
    }
    oversampler.down(left.ptr, right.ptr, frames);
    output.left.set(left.array.subarray(0, frames), at);
    output.right.set(right.array.subarray(0, frames), at);
  }
  return output;
}

/** Compresses with fixed parameters, without a key. `latencyFrames`: what the dry sound is delayed by. */
export function compressorOtaTwin(
  input: StereoSignal,
  given: ParamValues,
  sampleRateHz: number,
  latencyFrames: number,
): StereoSignal {
  const params = resolveParams("compressor-ota", compressorOta.parameters, given);
  const part = (ms: number) => 1 - exp(-1000 / (ms * sampleRateHz));
  const pair = pairOf(input, dbToGain(params.driveDb), sampleRateHz);
  const law = { ...OTA_LAW, thresholdDbfs: OTA_LAW.thresholdDbfs - params.sustainDb };
  const store = {
    attack: part(params.attackMs),
    release: 1 - part(params.releaseMs),
    holdFrames: Math.round((OTA_HOLD_MS * sampleRateHz) / 1000),
  };
  const [askedLeft, askedRight] = askedTwin(pair, law, params.stereoLinkPercent / 100);
  const steer = (wet: Float32Array, asked: number[], dry: Float32Array) => {
    const shares = storeTwin(
      asked.map((db) => 1 - dbToGain(-db)),
      store,
    );
    return wet.map((x, frame) => {
      const y = x * dbToGain(params.sustainDb + params.makeupDb) * (1 - (shares[frame] ?? NaN));
      const late = dry[frame - latencyFrames] ?? 0;
      return late + (params.mixPercent / 100) * (y - late);
    });
  };
  return { left: steer(pair.left, askedLeft, input.left), right: steer(pair.right, askedRight, input.right) };
}
