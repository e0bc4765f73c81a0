// A stream on the grid of a word length, dithered.
import { Dither, type DitherKind } from "../../../conversion/dither.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { type AudioStream, chunkFrames } from "./stream.ts";

export interface DitheredOptions {
  readonly bits: number;
  readonly kind: DitherKind;
  readonly seed: number;
}

/** Frames that the kernel takes at a time. */
const PIECE_FRAMES = 8192;

export function dithered(source: AudioStream, { bits, kind, seed }: DitheredOptions): AudioStream {
  const { sampleRateHz, channels, frames } = source;
  let clippedSamples = 0;
  return {
    sampleRateHz,
    channels,
    frames,
    clippedSamples: () => clippedSamples,
    async *chunks(signal) {
      const kernels = instantiateKernels();
      const dither = new Dither(kernels, { bits, kind, seed, channels, rateHz: sampleRateHz });
      const blocks = Array.from({ length: channels }, () => kernels.heap.f32(PIECE_FRAMES));
      const pointers = blocks.map((block) => block.ptr);
      for await (const planar of source.chunks(signal)) {
        const length = chunkFrames(planar);
        for (let start = 0; start < length; start += PIECE_FRAMES) {
          const count = Math.min(PIECE_FRAMES, length - start);
          blocks.forEach((block, channel) => block.array.set((planar[channel] ?? block.array).subarray(start, start + count)));
          dither.process(pointers, count);
          yield blocks.map((block) => block.array.slice(0, count));
        }
      }
      clippedSamples = dither.clippedSamples;
    },
  };
}
