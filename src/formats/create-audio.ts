// Makes the writer for a target.
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "./audio.ts";
import { writeM4a } from "./aac/m4a-writer.ts";
import { writeFlac } from "./flac/flac-writer.ts";
import { writeMp3 } from "./mp3/mp3-writer.ts";
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
      return writeFlac(sink, target, shape);
    case "mp3":
      return writeMp3(sink, target, shape);
    default:
      return writeM4a(sink, target, shape);
  }
}
