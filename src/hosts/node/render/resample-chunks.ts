// Planar chunks of a file to another sample rate.
import { createResampler } from "../../../conversion/resampler.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";

/** Part of the names of decoded stems: raised when the resampler gives other samples. */
export const RESAMPLER_VERSION = 2;

export async function* resampleChunks(
  chunks: AsyncIterable<Float32Array[]>,
  fromHz: number,
  toHz: number,
  channels: 1 | 2,
): AsyncGenerator<Float32Array[]> {
  const resampler = createResampler({ fromHz, toHz, channels, kernels: instantiateKernels() });
  for await (const chunk of chunks) yield resampler.push(chunk);
  yield resampler.finish();
}
