// Sample-rate conversion of a stream: linear phase, no delay, exact length. Any chunks in give the same samples out.
import { LaneResampler } from "./lane-resampler.ts";
import { PolyphaseResampler } from "./polyphase-resampler.ts";
import { designResampler } from "./resampler-design.ts";
import { empty, type Resampler, type ResamplerOptions } from "./resampler-stream.ts";

export { type Resampler, type ResamplerOptions, resampledFrames } from "./resampler-stream.ts";

/** Input frames after which rows of taps repeat, at most: beyond, the lanes no longer fit near the processor. */
const LONGEST_CYCLE_FRAMES = 1024;

/** Output frame n is the input at the time n / toHz: frame 0 stays frame 0. Outside the input there is silence. */
export function createResampler(options: ResamplerOptions): Resampler {
  const { fromHz, toHz, channels } = options;
  for (const hz of [fromHz, toHz])
    if (!Number.isInteger(hz) || hz < 1) throw new RangeError(`Resampler: rate ${hz} Hz. Give whole rates in Hz.`);
  if (fromHz === toHz) return { push: (planar) => planar.map((channel) => channel.slice()), finish: () => empty(channels) };
  const simple = designResampler(fromHz, toHz).inFrames <= LONGEST_CYCLE_FRAMES;
  return simple ? new LaneResampler(options) : new PolyphaseResampler(options);
}
