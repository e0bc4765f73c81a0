// A chain of processors on one audio file: latency taken out, same length.
import type { WrittenAudio } from "../../formats/audio.ts";
import type { Watch } from "../../index.ts";
import { catalog, findDeclaration } from "../../processors/catalog.ts";
import { ParameterError } from "../../processors/parameters.ts";
import { type FileFormat, fittedTo, formatOf, targetOf } from "./audio/file-format.ts";
import { fileStream } from "./audio/file-stream.ts";
import { type ChainInsert, processed } from "./audio/processed.ts";
import { resampled } from "./audio/resampled.ts";
import { writeStream } from "./audio/write-stream.ts";

export interface ProcessOptions extends Partial<FileFormat> {
  readonly inserts: readonly ChainInsert[];
  /** An audio file that keyed processors listen to. */
  readonly key?: string;
  /** Seconds added at the end, so that tails ring out. */
  readonly tailS?: number;
  readonly force?: boolean;
}

/** 32-bit float out where `bits` is left out. @throws ParameterError, AudioFileError */
export async function processFile(
  input: string,
  output: string,
  options: ProcessOptions,
  watch: Watch = {},
): Promise<WrittenAudio> {
  if (options.key !== undefined) refuseDeafChain(options.key, options.inserts);
  const source = await fileStream(input);
  const { sampleRateHz } = source;
  const key = options.key === undefined ? null : resampled(await fileStream(options.key), sampleRateHz);
  const tailFrames = Math.round((options.tailS ?? 0) * sampleRateHz);
  const chain = processed(source, options.inserts, { tailFrames, ...(key && { key }) });
  const format = formatOf(output, { bits: /\.flac$/i.test(output) ? 24 : 32, ...options });
  return writeStream(fittedTo(chain, format), output, targetOf(format), {
    force: options.force ?? false,
    inputs: options.key === undefined ? [input] : [input, options.key],
    tags: source.tags,
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => watch.onProgress?.(share, `processing ${input}`),
  });
}

/** A key that nobody listens to is a mistake. @throws ParameterError */
function refuseDeafChain(key: string, inserts: readonly ChainInsert[]): void {
  if (inserts.some(({ processor }) => findDeclaration(processor)?.keyed ?? true)) return;
  const keyed = catalog.filter((declaration) => declaration.keyed).map(({ id }) => id);
  throw new ParameterError(
    `The key ${key} is not heard: no insert listens to one`,
    `Leave the key out, or add one of ${keyed.join(", ")}.`,
  );
}
