// One audio file into another format, rate or word length. Nothing is added where nothing has to be: same grid, same samples.
import type { WrittenAudio } from "../../formats/audio.ts";
import type { Watch } from "../../index.ts";
import { type FileFormat, fittedTo, formatOf, targetOf } from "./audio/file-format.ts";
import { fileStream } from "./audio/file-stream.ts";
import { writeStream } from "./audio/write-stream.ts";

export interface ConvertOptions extends Partial<FileFormat> {
  readonly force?: boolean;
}

/** @throws AudioFileError where the input can't be read or the output can't be written */
export async function convertFile(
  input: string,
  output: string,
  options: ConvertOptions = {},
  watch: Watch = {},
): Promise<WrittenAudio> {
  const source = await fileStream(input);
  const asked = formatOf(output, options);
  const bits = asked.bits ?? usualBits(source.info.bitDepth, source.info.encoding, asked.format);
  const isOnGrid =
    source.info.encoding === "int" &&
    (source.info.bitDepth ?? 32) <= bits &&
    (asked.sampleRateHz ?? source.sampleRateHz) === source.sampleRateHz;
  const format: FileFormat = { ...asked, bits, ...(isOnGrid && { dither: "none" }) };
  return writeStream(fittedTo(source, format), output, targetOf(format), {
    force: options.force ?? false,
    inputs: [input],
    tags: source.tags,
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => watch.onProgress?.(share, `writing ${output}`),
  });
}

/** The input's own word length where the output has it, else 24. */
function usualBits(bitDepth: number | null, encoding: string, format: FileFormat["format"]): 16 | 24 | 32 {
  if (encoding === "float" && format !== "flac") return 32;
  return bitDepth === null || bitDepth > 16 ? 24 : 16;
}
