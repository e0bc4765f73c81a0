// Decodes MP3 with mpg123 in WebAssembly, gapless: exactly the frames that went into the encoder.
import { MPEGDecoder } from "mpg123-decoder";
import type { AudioReader, AudioTags, ByteSource } from "../audio.ts";
import { checkShape } from "../audio-file-error.ts";
import { truncated } from "../pcm/layout.ts";
import { readInfoTag } from "./info-tag.ts";
import { type Mp3Stream, mp3Frames } from "./mpeg-frames.ts";

export async function openMp3(
  source: ByteSource,
  stream: Mp3Stream,
  tags: AudioTags,
  acceptTruncated = false,
): Promise<AudioReader> {
  const { first, offset } = stream;
  const channels = checkShape(source.name, first.sampleRateHz, first.channels);
  const info = readInfoTag(await source.read(offset, first.frameBytes), first);
  const known = info?.mpegFrames != null && info.delay !== null && info.padding !== null;
  const frames = known
    ? Math.max(0, (info.mpegFrames ?? 0) * first.framesPerFrame - (info.delay ?? 0) - (info.padding ?? 0))
    : null;
  return {
    info: { format: "mp3", sampleRateHz: first.sampleRateHz, channels, bitDepth: null, encoding: "lossy", frames },
    tags,
    pcm: null,
    chunks: (signal) => mp3Chunks(source, stream, frames, acceptTruncated, signal),
    close: async () => source.close?.(),
  };
}

async function* mp3Chunks(
  source: ByteSource,
  stream: Mp3Stream,
  frames: number | null,
  acceptTruncated: boolean,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  let done = 0;
  try {
    for await (const batch of mp3Frames(source, stream, signal)) {
      const { channelData, samplesDecoded } = decoder.decodeFrames(batch);
      if (samplesDecoded > 0) {
        done += samplesDecoded;
        // A mono stream comes back as two equal channels.
        yield channelData.slice(0, stream.first.channels);
      }
    }
  } finally {
    decoder.free();
  }
  if (frames !== null && done < frames && !acceptTruncated) throw truncated(source.name, frames, done, stream.first.sampleRateHz);
}
