// The compressor once more in plain TypeScript, double precision, sample by sample: the oracle that its kernels are held against.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { crestFollower } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { compressor } from "./compressor.params.ts";

interface Channel {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  mean: number;
  crest: (sample: number) => number;
  held: number;
  waiting: number;
  released: number;
  slow: number;
  output: number;
}

const atRest = (): Channel => ({
  x1: 0,
  x2: 0,
  y1: 0,
  y2: 0,
  mean: 0,
  crest: crestFollower(),
  held: 0,
  waiting: 0,
  released: 0,
  slow: 0,
  output: 0,
});

/** Compresses with fixed parameters, without look-ahead and key. */
export function compressorTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("compressor", compressor.parameters, given);
  const leftAfter = (ms: number) => exp(-1000 / (ms * sampleRateHz));
  const g = tan((PI * params.sideChainHighPassHz) / sampleRateHz);
  const scale = 1 / (1 + Math.sqrt(2) * g + g * g);
  const holdFrames = Math.round((Math.min(10, params.releaseMs / 10) * sampleRateHz) / 1000);
  const { thresholdDbfs, ratio, kneeDb } = params;

  const levelDb = (channel: Channel, x: number) => {
    const y =
      scale * (x - 2 * channel.x1 + channel.x2) -
      2 * (g * g - 1) * scale * channel.y1 -
      (1 - Math.sqrt(2) * g + g * g) * scale * channel.y2;
    [channel.x2, channel.x1, channel.y2, channel.y1] = [channel.x1, x, channel.y1, y];
    channel.mean += (1 - leftAfter(10)) * (y * y - channel.mean);
    const crest = channel.crest(y);
    return 0.5 * gainToDb(Math.max(1e-20, params.detector === "rms" ? 2 * channel.mean : crest * crest));
  };
  const asked = (level: number) => {
    const over = level - thresholdDbfs;
    const slope = 1 - 1 / ratio;
    if (over <= -kneeDb / 2) return 0;
    return over < kneeDb / 2 ? (slope * (over + kneeDb / 2) * (over + kneeDb / 2)) / (2 * kneeDb) : slope * over;
  };
  const smooth = (channel: Channel, wanted: number) => {
    if (wanted >= channel.held) {
      channel.held = wanted;
      channel.waiting = holdFrames;
    } else {
      if (channel.waiting <= 0) channel.held = Math.max(wanted, channel.held - 20 / holdFrames);
      channel.waiting--;
    }
    const { held } = channel;
    channel.released = held > channel.released ? held : held + (channel.released - held) * leftAfter(params.releaseMs);
    if (params.autoRelease)
      channel.slow += (channel.released - channel.slow) * (1 - leftAfter(channel.released > channel.slow ? 400 : 1200));
    const target = Math.max(channel.released, channel.slow);
    channel.output = target > channel.output ? target + (channel.output - target) * leftAfter(params.attackMs) : target;
    return channel.output;
  };

  const [left, right] = [atRest(), atRest()];
  const output = silence(input.left.length);
  const mix = params.mixPercent / 100;
  const link = params.stereoLinkPercent / 100;
  for (let frame = 0; frame < input.left.length; frame++) {
    const [x, y] = [input.left[frame] ?? 0, input.right[frame] ?? 0];
    const [ownLeft, ownRight] = [asked(levelDb(left, x)), asked(levelDb(right, y))];
    const louder = Math.max(ownLeft, ownRight);
    const gain = (channel: Channel, own: number) =>
      1 + mix * (dbToGain(params.makeupDb - smooth(channel, own + link * (louder - own))) - 1);
    output.left[frame] = x * gain(left, ownLeft);
    output.right[frame] = y * gain(right, ownRight);
  }
  return output;
}
