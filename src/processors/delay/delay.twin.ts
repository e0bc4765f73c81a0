// The delay once more in plain TypeScript, double precision, sample by sample: the oracle that its kernel is held against.
import { type StereoSignal, silence } from "../contract/signals.ts";
import { passTwin, readTwin, swingTwin } from "../modulation/line.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { delay, echoMs } from "./delay.params.ts";

/** With fixed parameters, without ducking. */
export function delayTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("delay", delay.parameters, given);
  const ms = echoMs(params);
  const wear = params.wearPercent / 100;
  const swayFrames = (deepestMs: number) => (wear * Math.min(deepestMs, ms / 20) * sampleRateHz) / 1000;
  const [wow, flutter] = [swayFrames(3), swayFrames(0.1)];
  const back = params.feedbackPercent / 100;
  const angle = (Math.PI * params.wetPercent) / 200;
  const [dry, wet] = [Math.cos(angle), Math.sin(angle)];
  const sides = [-1, 1].map((sign) => ({
    frames: ((ms + Math.max(0, sign * params.stereoOffsetMs)) * sampleRateHz) / 1000,
    line: [] as number[],
    high: passTwin("high", params.lowCutHz, Math.SQRT1_2, sampleRateHz),
    low: passTwin("low", params.highCutHz, Math.SQRT1_2, sampleRateHz),
  }));
  const output = silence(input.left.length);
  for (let n = 0; n < input.left.length; n++) {
    const at = (hz: number) => swingTwin(((n + 1) * hz) / sampleRateHz, "sine");
    // flutter: three sines in the proportions of measured machines
    const sway = wow * at(0.55) + flutter * (0.5623 * at(6.3) + 0.1956 * at(12.6) + 0.2421 * at(18.9));
    const echoes = sides.map(({ frames, line, high, low }) => {
      const filtered = low(high(readTwin(line, n - 1, Math.max(1, frames + sway - 1))));
      return filtered / Math.sqrt(1 + (wear * 1.2 * filtered) ** 2);
    });
    const [left, right] = [input.left[n] ?? 0, input.right[n] ?? 0];
    const [echoLeft = 0, echoRight = 0] = echoes;
    const entering = params.pingPong
      ? [(left + right) / 2 + back * echoRight, back * echoLeft]
      : [left + back * echoLeft, right + back * echoRight];
    sides.forEach(({ line }, side) => line.push(entering[side] ?? 0));
    output.left[n] = dry * left + wet * echoLeft;
    output.right[n] = dry * right + wet * echoRight;
  }
  return output;
}
