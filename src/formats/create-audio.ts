// Makes the writer for a target. Encoders are loaded with the first file that needs them.
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "./audio.ts";
import { writeAiff } from "./pcm/aiff-writer.ts";
import { writeWav } from "./pcm/wav-writer.ts";

/** A writer onto `sink`. Nothing is visible before its finish(). */
export async function createAudio(sink: ByteSink, target: AudioTarget, shape: AudioShape): Promise<AudioWriter> {
  switch (target.format) {
    case "wav":
      return writeWav(sink, target, shape);
    case "aiff":
      return writeAiff(sink, target, shape);
    case "flac":
      return (await import("./flac/flac-writer.ts")).writeFlac(sink, target, shape);
    case "mp3":
      return (await import("./mp3/mp3-writer.ts")).writeMp3(sink, target, shape);
    default:
      return (await import("./aac/m4a-writer.ts")).writeM4a(sink, target, shape);
  }
}
