// An audio file as a stream.
import type { AudioReader } from "../../../formats/audio.ts";
import { openAudioFile } from "../files/open-audio-file.ts";
import type { AudioStream } from "./stream.ts";

export interface FileStream extends AudioStream {
  readonly info: AudioReader["info"];
  readonly tags: AudioReader["tags"];
}

/** Looks at the header now and opens the file anew for each pass. @throws AudioFileError */
export async function fileStream(path: string): Promise<FileStream> {
  const probe = await openAudioFile(path);
  const { info, tags } = probe;
  await probe.close();
  return {
    info,
    tags,
    sampleRateHz: info.sampleRateHz,
    channels: info.channels,
    frames: info.frames,
    async *chunks(signal) {
      const reader = await openAudioFile(path, signal ? { signal } : {});
      try {
        yield* reader.chunks(signal);
      } finally {
        await reader.close();
      }
    },
  };
}
