// The one error of audio files: what is wrong, where, and the way out.
import { MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ } from "./audio.ts";

export type AudioFileCode =
  | "not-found"
  | "not-audio"
  | "empty-file"
  | "truncated"
  | "header-lies"
  | "corrupt"
  | "too-many-channels"
  | "unsupported-rate"
  | "unsupported-encoding"
  | "non-finite-samples"
  | "no-aac-decoder"
  | "unreadable"
  | "output-exists"
  | "output-failed";

/** `message` reads «WHAT is wrong: WHERE. TRY this.»; the parts are there for faces that show them apart. */
export class AudioFileError extends Error {
  override readonly name = "AudioFileError";
  readonly code: AudioFileCode;
  readonly file: string;
  readonly hint: string;

  /** `what` and `hint` without a final stop for the first, with one for the second. */
  constructor(code: AudioFileCode, what: string, file: string, hint: string, cause?: unknown) {
    super(`${what}: ${file}. ${hint}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
    this.hint = hint;
  }
}

export function notAudio(file: string): AudioFileError {
  return new AudioFileError(
    "not-audio",
    "This is not an audio file Stemroom can read",
    file,
    "Give it WAV, AIFF, FLAC, MP3, Ogg Vorbis, Opus or AAC/M4A.",
  );
}

export function headerBreaksOff(file: string, format: string): AudioFileError {
  return new AudioFileError(
    "truncated",
    `The ${format} header is not whole`,
    file,
    "Copy or export the file again; nothing of its sound can be read.",
  );
}

/** The rate and channel count every reader must have before it promises anything. */
export function checkShape(file: string, sampleRateHz: number, channels: number): 1 | 2 {
  if (channels !== 1 && channels !== 2)
    throw channels === 0
      ? new AudioFileError("header-lies", "The header says the file has no channels", file, "Export the file again.")
      : new AudioFileError(
          "too-many-channels",
          `The file has ${channels} channels`,
          file,
          "Stemroom takes mono and stereo: split it into mono or stereo files first.",
        );
  if (!(sampleRateHz >= MIN_SAMPLE_RATE_HZ && sampleRateHz <= MAX_SAMPLE_RATE_HZ))
    throw new AudioFileError(
      "unsupported-rate",
      `The sample rate is ${sampleRateHz} Hz`,
      file,
      `Stemroom takes ${MIN_SAMPLE_RATE_HZ / 1000} to ${MAX_SAMPLE_RATE_HZ / 1000} kHz: convert it first.`,
    );
  return channels;
}
