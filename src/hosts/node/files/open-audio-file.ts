// Audio files by path: the Node host's way into src/formats.
import { statSync } from "node:fs";
import type { AudioReader, AudioShape, AudioTarget, AudioWriter } from "../../../formats/audio.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import { type OpenOptions, openAudio } from "../../../formats/open-audio.ts";
import { nodeAacDecoder } from "./aac-process.ts";
import type { SinkOptions } from "./file-sink.ts";
import { openFileSource } from "./file-source.ts";

/** Opens any audio file Stemroom reads, by what it holds. Throws AudioFileError; close the reader when done. */
export async function openAudioFile(path: string, options: OpenOptions = {}): Promise<AudioReader> {
  const source = await openFileSource(path);
  try {
    return await openAudio(source, { aac: nodeAacDecoder, ...options });
  } catch (error) {
    await source.close?.();
    throw error;
  }
}

export interface CreateOptions extends SinkOptions {
  /** Files that are being read: the output must be none of them, by whatever name, even with `force`. */
  readonly inputs?: readonly string[];
}

/** A writer for a new file at `path`; the file appears whole at finish(). Throws AudioFileError. */
export async function createAudioFile(
  path: string,
  target: AudioTarget,
  shape: AudioShape,
  options: CreateOptions = {},
): Promise<AudioWriter> {
  refuseInputs(path, options.inputs ?? []);
  // Loaded here, so that those who only read do not wait for it.
  const [{ openFileSink }, { createAudio }] = await Promise.all([
    import("./file-sink.ts"),
    import("../../../formats/create-audio.ts"),
  ]);
  const sink = await openFileSink(path, options);
  try {
    return await createAudio(sink, target, shape);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Throws where `path` is one of the files that are read, however it is spelled or linked: what counts is the file on disk. */
export function refuseInputs(path: string, inputs: readonly string[]): void {
  const output = identity(path);
  if (output === null || !inputs.some((input) => identity(input) === output)) return;
  throw new AudioFileError(
    "output-exists",
    "The output is one of the inputs",
    path,
    "Name another file: the originals are never touched.",
  );
}

function identity(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
