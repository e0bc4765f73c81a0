// Opens an audio file by what it holds, not by its name. Decoders are loaded with the first file that needs them.
import type { AacDecoderProvider } from "./aac/aac-decoder.ts";
import type { AudioReader, ByteSource } from "./audio.ts";
import { AudioFileError, headerBreaksOff, notAudio } from "./audio-file-error.ts";
import { fourCc } from "./bytes.ts";
import type { ReadOptions } from "./pcm/layout.ts";
import { openPcm } from "./pcm/pcm-reader.ts";
import { readWavHeader } from "./pcm/wav-header.ts";

export interface OpenOptions extends ReadOptions {
  readonly signal?: AbortSignal;
  /** The host's AAC decoder. Without one, AAC files are refused with «no-aac-decoder». */
  readonly aac?: AacDecoderProvider;
}

/** Reads the header and promises nothing more; the sound is read by `chunks()`. Throws AudioFileError. */
export async function openAudio(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  options.signal?.throwIfAborted();
  if (source.size === 0)
    throw new AudioFileError(
      "empty-file",
      "The file has zero bytes",
      source.name,
      "Export it again, or take it out of the folder.",
    );
  const start = await source.read(0, 16);
  const id = fourCc(start, 0);
  if (id === "RIFF" || id === "RF64" || id === "BW64") {
    if (start.length < 12) throw headerBreaksOff(source.name, "WAV");
    if (fourCc(start, 8) !== "WAVE") throw notAudio(source.name);
    return openPcm(source, await readWavHeader(source, options));
  }
  if (id === "FORM") {
    if (start.length < 12) throw headerBreaksOff(source.name, "AIFF");
    const type = fourCc(start, 8);
    if (type !== "AIFF" && type !== "AIFC") throw notAudio(source.name);
    const { readAiffHeader } = await import("./pcm/aiff-header.ts");
    return openPcm(source, await readAiffHeader(source, options));
  }
  if (fourCc(start, 4) === "ftyp") return (await aacReader()).openM4a(source, options.aac ?? noAacDecoder);
  if (id === "OggS") return (await import("./ogg/ogg-reader.ts")).openOgg(source, options.acceptTruncated);
  const { openTagged } = await import("./open-tagged.ts");
  const reader = await openTagged(source, options, options.aac ?? noAacDecoder);
  if (reader) return reader;
  throw notAudio(source.name);
}

const aacReader = (): Promise<typeof import("./aac/aac-reader.ts")> => import("./aac/aac-reader.ts");

const noAacDecoder: AacDecoderProvider = {
  silentUnits: 0,
  async open(_config, file) {
    throw new AudioFileError("no-aac-decoder", "There is no AAC decoder here", file, "Convert the file to WAV or FLAC.");
  },
};
