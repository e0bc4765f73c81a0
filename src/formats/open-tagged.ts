// Opens what may have ID3 tags in front of it: FLAC, ADTS, MP3. Apart from open-audio.ts, so that a WAV does not wait for it.
import type { AacDecoderProvider } from "./aac/aac-decoder.ts";
import { findAdts } from "./aac/adts.ts";
import type { AudioReader, ByteSource } from "./audio.ts";
import { fourCc } from "./bytes.ts";
import { id3Length, readId3 } from "./mp3/id3.ts";
import { findMp3 } from "./mp3/mpeg-frames.ts";
import type { ReadOptions } from "./pcm/layout.ts";

/** The reader, or null where the file is none of these. Throws AudioFileError. */
export async function openTagged(source: ByteSource, options: ReadOptions, aac: AacDecoderProvider): Promise<AudioReader | null> {
  const behindTags = await id3Length(source);
  if (fourCc(await source.read(behindTags, 4), 0) === "fLaC")
    return (await import("./flac/flac-reader.ts")).openFlac(source, behindTags, options.acceptTruncated);
  const adts = await findAdts(source, behindTags);
  if (adts) return (await import("./aac/aac-reader.ts")).openAdts(source, behindTags, adts, await readId3(source), aac);
  const mp3 = await findMp3(source, behindTags);
  if (mp3) {
    const { openMp3 } = await import("./mp3/mp3-reader.ts");
    return openMp3(source, mp3, await readId3(source), options.acceptTruncated);
  }
  return null;
}
