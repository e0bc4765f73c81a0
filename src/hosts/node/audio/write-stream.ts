// A stream into a file that appears whole or not at all.
import type { AudioTags, AudioTarget, WrittenAudio } from "../../../formats/audio.ts";
import { createAudioFile } from "../files/open-audio-file.ts";
import { type AudioStream, chunkFrames } from "./stream.ts";

export interface WriteOptions {
  readonly tags?: AudioTags;
  readonly force?: boolean;
  /** Files that are being read: never overwritten, even with `force`. */
  readonly inputs?: readonly string[];
  readonly signal?: AbortSignal;
  /** 0..1, where the stream's length is known. */
  readonly onProgress?: (share: number) => void;
}

/** Goes through the stream once and writes it. @throws AudioFileError; nothing is left behind then */
export async function writeStream(
  stream: AudioStream,
  path: string,
  target: AudioTarget,
  options: WriteOptions = {},
): Promise<WrittenAudio> {
  const { sampleRateHz, channels } = stream;
  const shape = { sampleRateHz, channels, ...(options.tags && { tags: options.tags }) };
  const writer = await createAudioFile(path, target, shape, { force: options.force ?? false, inputs: options.inputs ?? [] });
  try {
    let done = 0;
    for await (const planar of stream.chunks(options.signal)) {
      options.signal?.throwIfAborted();
      const frames = chunkFrames(planar);
      await writer.write(planar, frames);
      done += frames;
      if (stream.frames) options.onProgress?.(done / stream.frames);
    }
    const written = await writer.finish();
    // What was cut on the way to the grid is within full scale when the writer sees it.
    return { ...written, clippedSamples: written.clippedSamples + (stream.clippedSamples?.() ?? 0) };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
