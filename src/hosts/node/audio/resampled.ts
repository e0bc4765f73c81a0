// A stream at another sample rate: linear phase, no delay, exact length.
import { createResampler, resampledFrames } from "../../../conversion/resampler.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { type AudioStream, chunkFrames } from "./stream.ts";

/** The stream itself where the rate is right already. */
export function resampled(source: AudioStream, toHz: number): AudioStream {
  const { sampleRateHz: fromHz, channels, frames } = source;
  if (fromHz === toHz) return source;
  return {
    sampleRateHz: toHz,
    channels,
    frames: frames === null ? null : resampledFrames(frames, fromHz, toHz),
    async *chunks(signal) {
      const resampler = createResampler({ fromHz, toHz, channels, kernels: instantiateKernels() });
      for await (const planar of source.chunks(signal)) {
        const ready = resampler.push(planar);
        if (chunkFrames(ready) > 0) yield ready;
      }
      const rest = resampler.finish();
      if (chunkFrames(rest) > 0) yield rest;
    },
  };
}
