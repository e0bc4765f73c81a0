// Opens an audio file by what it holds, not by its name. Decoders are loaded with the first file that needs them.
import type { AacDecoderProvider } from "./aac/aac-decoder.ts";
import { findAdts } from "./aac/adts.ts";
import type { AudioReader, ByteSource } from "./audio.ts";
import { AudioFileError, headerBreaksOff, notAudio } from "./audio-file-error.ts";
import { fourCc } from "./bytes.ts";
import { id3Length, readId3 } from "./mp3/id3.ts";
import { findMp3 } from "./mp3/mpeg-frames.ts";
import { readAiffHeader } from "./pcm/aiff-header.ts";
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
    return openPcm(source, await readAiffHeader(source, options));
  }
  if (fourCc(start, 4) === "ftyp") return (await aacReader()).openM4a(source, options.aac ?? noAacDecoder);
  if (id === "OggS") return (await import("./ogg/ogg-reader.ts")).openOgg(source, options.acceptTruncated);
  const behindTags = await id3Length(source);
  if (fourCc(await source.read(behindTags, 4), 0) === "fLaC")
    return (await import("./flac/flac-reader.ts")).openFlac(source, behindTags, options.acceptTruncated);
  const adts = await findAdts(source, behindTags);
  if (adts) return (await aacReader()).openAdts(source, behindTags, adts, await readId3(source), options.aac ?? noAacDecoder);
  const mp3 = await findMp3(source, behindTags);
  if (mp3) {
    const { openMp3 } = await import("./mp3/mp3-reader.ts");
    return openMp3(source, mp3, await readId3(source), options.acceptTruncated);
  }
  throw notAudio(source.name);
}

const aacReader = (): Promise<typeof import("./aac/aac-reader.ts")> => import("./aac/aac-reader.ts");

const noAacDecoder: AacDecoderProvider = {
  silentUnits: 0,
  async open(_config, file) {
    throw new AudioFileError("no-aac-decoder", "There is no AAC decoder here", file, "Convert the file to WAV or FLAC.");
  },
};
