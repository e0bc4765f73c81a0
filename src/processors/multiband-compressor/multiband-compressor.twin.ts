// The multiband compressor once more in plain TypeScript, double precision: the oracle for crossover, kernel and linear-phase taps.
import type { Biquad } from "../../filters/biquad.ts";
import { linkwitzRiley4 } from "../../filters/linkwitz-riley.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { silence, type StereoSignal } from "../contract/signals.ts";
import { crestFollower } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { linearLowPass } from "./linear-phase-split.ts";
import { crossoversHz, multibandCompressor, multibandLatencyFrames } from "./multiband-compressor.params.ts";

const GROUP = 4;

function filtered(input: Float64Array, sections: readonly Biquad[]): Float64Array {
  let signal = input;
  for (const { b0, b1, b2, a1, a2 } of sections) {
    let [s1, s2] = [0, 0];
    signal = signal.map((x) => {
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      return y;
    });
  }
  return signal;
}

function delayed(input: Float64Array, frames: number): Float64Array {
  return input.map((_, frame) => input[frame - frames] ?? 0);
}

function convolved(input: Float64Array, taps: Float32Array): Float64Array {
  return input.map((_, frame) => taps.reduce((sum, tap, index) => sum + tap * (input[frame - index] ?? 0), 0));
}

function minimumSplit(input: Float64Array, crossovers: readonly number[], rateHz: number): Float64Array[] {
  const designs = crossovers.map((hz) => linkwitzRiley4(hz, rateHz));
  let rest = input;
  const bands = designs.map(({ low, high }, index) => {
    const band = filtered(rest, [...low, ...designs.slice(index + 1).map(({ allPass }) => allPass)]);
    rest = filtered(rest, high);
    return band;
  });
  return [...bands, rest];
}

function linearSplit(input: Float64Array, crossovers: readonly number[], rateHz: number, latency: number): Float64Array[] {
  const lows = crossovers.map((hz) => {
    const taps = linearLowPass(hz, rateHz);
    return delayed(convolved(input, taps), latency - (taps.length - 1) / 2);
  });
  const all = [...lows, delayed(input, latency)];
  return all.map((low, index) => low.map((x, frame) => x - (all[index - 1]?.[frame] ?? 0)));
}

/** Compresses with fixed parameters, the mix above 0. */
export function multibandTwin(input: StereoSignal, given: ParamValues, rateHz: number): StereoSignal {
  const params = resolveParams("multiband-compressor", multibandCompressor.parameters, given);
  const crossovers = crossoversHz(params, rateHz);
  const latency = multibandLatencyFrames(params, rateHz);
  const split = (channel: Float32Array) =>
    params.phase === "linear"
      ? linearSplit(Float64Array.from(channel), crossovers, rateHz, latency)
      : minimumSplit(Float64Array.from(channel), crossovers, rateHz);
  const [left, right] = [split(input.left), split(input.right)];
  const anySolo = params.bands.some(({ solo }, index) => solo && index <= crossovers.length);
  const output = silence(input.left.length);
  left.forEach((bandLeft, index) => {
    const band = params.bands[index] ?? resolveParams("band", multibandCompressor.parameters.bands.fields, {});
    if (anySolo && !band.solo) return;
    const gains = gainsOf(bandLeft, right[index] as Float64Array, band, rateHz);
    const mix = band.bypass ? 0 : params.mixPercent / 100;
    gains.forEach((gain, frame) => {
      const whole = 1 + mix * (gain - 1);
      output.left[frame] = (output.left[frame] ?? 0) + whole * (bandLeft[frame] ?? 0);
      output.right[frame] = (output.right[frame] ?? 0) + whole * (right[index]?.[frame] ?? 0);
    });
  });
  return output;
}

type Band = ReturnType<typeof resolveParams<typeof multibandCompressor.parameters.bands.fields>>;

/** The gain that one band goes through, frame by frame. */
function gainsOf(left: Float64Array, right: Float64Array, band: Band, rateHz: number): Float64Array {
  const part = (ms: number) => 1 - exp((-1000 * GROUP) / (ms * rateHz));
  const excess = (over: number) => {
    const half = band.kneeDb / 2;
    if (over <= -half) return 0;
    return over >= half ? over : ((over + half) * (over + half)) / (2 * band.kneeDb);
  };
  const [crestLeft, crestRight] = [crestFollower(), crestFollower()];
  const holdGroups = Math.round((Math.min(10, band.releaseMs / 10) * rateHz) / 1000 / GROUP);
  let [held, waiting, reduction, loudest] = [-200, 0, 0, 0];
  let [gain, goal] = [dbToGain(band.makeupDb), dbToGain(band.makeupDb)];
  return left.map((x, frame) => {
    loudest = Math.max(loudest, crestLeft(x), crestRight(right[frame] ?? 0));
    const now = gain + ((goal - gain) * ((frame % GROUP) + 1)) / GROUP;
    if (frame % GROUP < GROUP - 1) return now;
    const level = gainToDb(Math.max(1e-10, loudest));
    if (level >= held) [held, waiting] = [level, holdGroups];
    else if (waiting > 0) waiting--;
    else held = Math.max(level, held - 20 / holdGroups);
    const down = (1 - 1 / band.ratio) * excess(held - band.thresholdDbfs);
    const up = Math.min(band.rangeDb, (1 - 1 / band.upRatio) * excess(band.upThresholdDbfs - held));
    const asked = down - up;
    reduction += part(asked > reduction ? band.attackMs : band.releaseMs) * (asked - reduction);
    gain = goal;
    goal = dbToGain(band.makeupDb - reduction);
    loudest = 0;
    return now;
  });
}
