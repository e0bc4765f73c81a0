// The release files: rate → limiter at that rate → dither → encode → decode again → measure; a lossy file until it passes.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bestTry, type CodecTry, nextCeiling } from "../../../deliver/codec-ceiling.ts";
import type { Deliverable } from "../../../deliver/deliverables.ts";
import type { DeliverableReport } from "../../../deliver/report.ts";
import type { AudioTags } from "../../../formats/audio.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import type { Watch } from "../../../index.ts";
import { emptyMeasurement } from "../../../measure/index.ts";
import { type FileFormat, fittedTo, targetOf } from "../audio/file-format.ts";
import { processed } from "../audio/processed.ts";
import { resampled } from "../audio/resampled.ts";
import type { AudioStream } from "../audio/stream.ts";
import { writeStream } from "../audio/write-stream.ts";
import { measureFile } from "../measure/measure-file.ts";
import { partOf } from "../watch.ts";

export interface DeliverOptions {
  /** Where the files' relative paths begin. */
  readonly folder: string;
  /** The highest true peak, after decoding; null leaves the peaks alone. */
  readonly ceilingDbtp: number | null;
  /** True peak of what comes in; null for silence. */
  readonly truePeakDbtp: number | null;
  readonly tags: AudioTags;
  readonly seed: number;
}

/** Writes every deliverable of one master. @throws AudioFileError where a file can't be written */
export async function deliver(
  master: AudioStream,
  files: readonly Deliverable[],
  options: DeliverOptions,
  watch: Watch,
): Promise<DeliverableReport[]> {
  const reports: DeliverableReport[] = [];
  for (const [index, file] of files.entries()) {
    const part = partOf(watch, index / files.length, (index + 1) / files.length);
    reports.push(await deliverOne(master, file, options, part));
  }
  return reports;
}

async function deliverOne(
  master: AudioStream,
  file: Deliverable,
  options: DeliverOptions,
  watch: Watch,
): Promise<DeliverableReport> {
  const path = join(options.folder, file.path);
  await mkdir(dirname(path), { recursive: true });
  const atRate = resampled(master, file.sampleRateHz);
  const asked = options.ceilingDbtp;
  const make = async (ceilingDbtp: number | null): Promise<DeliverableReport> => {
    const audio = ceilingDbtp === null ? atRate : processed(atRate, [{ processor: "limiter", params: { ceilingDbtp } }]);
    await writeOne(audio, path, file, options, watch);
    return readBack(path, file, { asked, used: ceilingDbtp }, watch);
  };
  const isUnder = options.truePeakDbtp === null || (asked !== null && options.truePeakDbtp <= asked);
  // Limiting once more what keeps the ceiling already would only cost loudness.
  if (asked !== null && isUnder && atRate === master && !file.lossy) return { ...(await make(null)), askedCeilingDbtp: asked };
  if (asked === null || !file.lossy) return make(asked);
  // Only a codec moves peaks; a lossless file is what the limiter gave.
  const tries: CodecTry[] = [];
  let report = await make(asked);
  for (let next: number | null = asked; next !== null && report.verified; ) {
    tries.push({ ceilingDbtp: next, decodedTruePeakDbtp: report.decodedTruePeakDbtp });
    next = nextCeiling(tries, asked);
    if (next !== null) report = await make(next);
  }
  const best = bestTry(tries, asked);
  return best && report.usedCeilingDbtp !== best.ceilingDbtp ? make(best.ceilingDbtp) : report;
}

async function writeOne(
  audio: AudioStream,
  path: string,
  file: Deliverable,
  options: DeliverOptions,
  watch: Watch,
): Promise<void> {
  const format: FileFormat = {
    format: file.container,
    bits: file.bitDepth ?? 24,
    dither: file.dither,
    seed: options.seed,
    ...(file.bitrateKbps !== null && { bitrateKbps: file.bitrateKbps }),
  };
  await writeStream(fittedTo(audio, format), path, targetOf(format), {
    // A second try replaces the first; what stood there before was not ours to begin with (the folder is a staging folder).
    force: true,
    tags: options.tags,
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => watch.onProgress?.(0.8 * share, `writing ${file.fileName}`),
  });
}

async function readBack(
  path: string,
  file: Deliverable,
  ceiling: { readonly asked: number | null; readonly used: number | null },
  watch: Watch,
): Promise<DeliverableReport> {
  watch.onProgress?.(0.8, `measuring ${file.fileName}`);
  const common = {
    deliverable: file.id,
    bitrateKbps: file.bitrateKbps,
    askedCeilingDbtp: ceiling.asked,
    usedCeilingDbtp: ceiling.used,
  };
  try {
    const { measurement } = await measureFile(path, watch.signal ? { signal: watch.signal } : {});
    return { ...measurement, ...common, file: file.path, verified: true, decodedTruePeakDbtp: measurement.truePeakDbtp };
  } catch (error) {
    if (!(error instanceof AudioFileError && error.code === "no-aac-decoder")) throw error;
    const nothing = emptyMeasurement(file.sampleRateHz, 2);
    return {
      ...nothing,
      ...common,
      file: file.path,
      format: file.container,
      bitDepth: null,
      verified: false,
      decodedTruePeakDbtp: null,
    };
  }
}
