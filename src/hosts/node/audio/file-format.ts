// What an output file is to be: format by its ending, rate, word length, dither; and a stream fitted to it.
import { type DitherKind, shapedDither } from "../../../conversion/dither.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import type { AudioTarget } from "../../../formats/audio.ts";
import { dithered } from "./dithered.ts";
import { resampled } from "./resampled.ts";
import type { AudioStream } from "./stream.ts";

export type OutputFormat = "wav" | "aiff" | "flac" | "mp3" | "m4a";

export interface FileFormat {
  readonly format: OutputFormat;
  /** Kept as it is when left out. */
  readonly sampleRateHz?: number;
  /** 16, 24 or 32 (32 is floating point); 24 when left out. Lossy formats have none. */
  readonly bits?: 16 | 24 | 32;
  /** For 16 and 24 bit; triangular when left out. `shaped` is triangular at other rates than 44.1 kHz. */
  readonly dither?: "tpdf" | "shaped" | "none";
  /** Lossy formats. */
  readonly bitrateKbps?: number;
  readonly seed?: number;
}

const ENDINGS: Readonly<Record<string, OutputFormat>> = {
  wav: "wav",
  wave: "wav",
  aif: "aiff",
  aiff: "aiff",
  flac: "flac",
  mp3: "mp3",
  m4a: "m4a",
  mp4: "m4a",
};

/** The format that a file's name asks for, with what was asked besides. @throws AudioFileError for an ending without a writer */
export function formatOf(path: string, asked: Partial<FileFormat>): FileFormat {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const format = asked.format ?? ENDINGS[ending];
  if (!format) {
    throw new AudioFileError(
      "unsupported-encoding",
      ending === "" ? "The output's name has no ending" : `There is no writer for ".${ending}"`,
      path,
      "Name the output .wav, .aiff, .flac, .mp3 or .m4a.",
    );
  }
  if (format === "flac" && asked.bits === 32) {
    throw new AudioFileError("unsupported-encoding", "FLAC is written with 16 or 24 bit", path, "Give --bits 24, or write WAV.");
  }
  return { ...asked, format };
}

export function targetOf({ format, bits = 24, bitrateKbps }: FileFormat): AudioTarget {
  if (format === "mp3" || format === "m4a") return { format, ...(bitrateKbps !== undefined && { bitrateKbps }) };
  if (format === "flac") return { format, bitDepth: bits === 16 ? 16 : 24 };
  return bits === 32 ? { format, bitDepth: 32, encoding: "float" } : { format, bitDepth: bits };
}

/** The stream at the format's rate and on the grid of its word length. */
export function fittedTo(stream: AudioStream, format: FileFormat): AudioStream {
  const { bits = 24, dither = "tpdf", seed = 1 } = format;
  const atRate = resampled(stream, format.sampleRateHz ?? stream.sampleRateHz);
  const lossy = format.format === "mp3" || format.format === "m4a";
  if (lossy || bits === 32) return atRate;
  return dithered(atRate, { bits, seed, kind: kindOf(dither, atRate.sampleRateHz) });
}

function kindOf(dither: "tpdf" | "shaped" | "none", rateHz: number): DitherKind {
  return dither === "shaped" ? shapedDither(rateHz) : dither;
}
