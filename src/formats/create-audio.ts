// Makes the writer for a target.
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "./audio.ts";
import { AudioFileError } from "./audio-file-error.ts";
import { writeAiff } from "./pcm/aiff-writer.ts";
import { writeWav } from "./pcm/wav-writer.ts";

/** A writer onto `sink`. Nothing is visible before its finish(). */
export async function createAudio(sink: ByteSink, target: AudioTarget, shape: AudioShape): Promise<AudioWriter> {
  switch (target.format) {
    case "wav":
      return writeWav(sink, target, shape);
    case "aiff":
      return writeAiff(sink, target, shape);
    default:
      throw new AudioFileError("output-failed", `Writing ${target.format} is not there yet`, sink.name, "Write WAV.");
  }
}
