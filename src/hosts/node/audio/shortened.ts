// The beginning of a stream.
import { type AudioStream, chunkFrames } from "./stream.ts";

/** The first `frames` frames; the stream itself where it is no longer than that. */
export function shortened(source: AudioStream, frames: number): AudioStream {
  if (source.frames !== null && source.frames <= frames) return source;
  return {
    ...source,
    frames,
    async *chunks(signal) {
      let left = frames;
      for await (const planar of source.chunks(signal)) {
        const count = Math.min(left, chunkFrames(planar));
        if (count > 0) yield count === chunkFrames(planar) ? planar : planar.map((samples) => samples.subarray(0, count));
        left -= count;
        if (left <= 0) return;
      }
    },
  };
}
