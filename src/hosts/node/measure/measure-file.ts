// One audio file measured: the fields of `stemroom measure --json`.
import { createMeter, type Measurement, type MeasurementHistory } from "../../../measure/index.ts";
import type { AudioFormat } from "../../../formats/audio.ts";
import { contentHash } from "../files/content-hash.ts";
import { openAudioFile } from "../files/open-audio-file.ts";

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
  readonly history: MeasurementHistory;
}

export interface MeasureFileOptions {
  readonly signal?: AbortSignal;
  /** 0..1 of the file, where its length is known. */
  readonly onProgress?: (share: number) => void;
}

/** Decodes and measures a file in one pass; memory does not grow with its length. @throws AudioFileError */
export async function measureFile(path: string, options: MeasureFileOptions = {}): Promise<MeasuredFile> {
  const reader = await openAudioFile(path, options.signal ? { signal: options.signal } : {});
  try {
    const { sampleRateHz, channels, frames, format, bitDepth } = reader.info;
    const meter = createMeter({ sampleRateHz, channels });
    let done = 0;
    for await (const planar of reader.chunks(options.signal)) {
      meter.push(planar);
      done += planar[0]?.length ?? 0;
      if (frames) options.onProgress?.(done / frames);
    }
    const hash = await contentHash(path, options.signal);
    return { measurement: { file: path, format, bitDepth, ...meter.result(), contentHash: hash }, history: meter.history() };
  } finally {
    await reader.close();
  }
}
