// One audio file measured: the fields of `stemroom measure --json`.
import type { AudioFormat, AudioReader } from "../../../formats/audio.ts";
import { nonFinite } from "../../../formats/pcm/pcm-reader.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { NonFiniteSampleError } from "../../../measure/levels.ts";
import type { Measurement } from "../../../measure/measurement.ts";
import { createMeter, type Meter } from "../../../measure/meter.ts";
import { contentHash } from "../files/content-hash.ts";
import { openAudioFile } from "../files/open-audio-file.ts";
import { pushPcmFile } from "./push-pcm-file.ts";

/** A measurement and the file it is of. */
export interface FileMeasurement extends Measurement {
  readonly file: string;
  readonly format: AudioFormat;
  /** Bits of a sample; null for lossy formats. */
  readonly bitDepth: number | null;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentHash: string;
}

export interface MeasuredFile {
  readonly measurement: FileMeasurement;
}

export interface MeasureFileOptions {
  readonly signal?: AbortSignal;
  /** 0..1 of the file, where its length is known. */
  readonly onProgress?: (share: number) => void;
}

/** How several files are measured. */
export interface MeasureFilesOptions {
  /** Threads; 1 measures on the calling thread. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** 0..1 of all files, and the file that was finished last. */
  readonly onProgress?: (share: number, file: string) => void;
}

/** Decodes and measures a file in one pass; memory does not grow with its length. @throws AudioFileError */
export async function measureFile(path: string, options: MeasureFileOptions = {}): Promise<MeasuredFile> {
  const { signal } = options;
  const reader = await openAudioFile(path, signal ? { signal } : {});
  try {
    const { sampleRateHz, channels, format, bitDepth } = reader.info;
    const kernels = instantiateKernels();
    const meter = createMeter({ sampleRateHz, channels, kernels });
    const hash = reader.pcm
      ? await pushPcmFile(path, reader.pcm, sampleRateHz, meter, kernels, options)
      : await pushChunks(path, reader, meter, options);
    return { measurement: { file: path, format, bitDepth, ...meter.result(), contentHash: hash } };
  } catch (error) {
    throw error instanceof NonFiniteSampleError ? nonFinite(path, error.frame, reader.info.sampleRateHz) : error;
  } finally {
    await reader.close();
  }
}

/** Answers the file's hash. */
async function pushChunks(path: string, reader: AudioReader, meter: Meter, options: MeasureFileOptions): Promise<string> {
  const { frames } = reader.info;
  let done = 0;
  for await (const planar of reader.chunks(options.signal)) {
    meter.push(planar);
    done += planar[0]?.length ?? 0;
    if (frames) options.onProgress?.(done / frames);
  }
  return contentHash(path, options.signal);
}
