// Opens Ogg files: which codec the first packet names, the length by the last page, then the codec's own decoder.
import type { AudioFormat, AudioReader, ByteSource } from "../audio.ts";
import { AudioFileError, checkShape, headerBreaksOff, notAudio } from "../audio-file-error.ts";
import { fourCc, latin1, viewOf } from "../bytes.ts";
import { truncated } from "../pcm/layout.ts";
import { readVorbisComments } from "../vorbis-comments.ts";
import { lastPage, oggPackets, parsePage } from "./ogg-pages.ts";
import { opusChunks, readOpusHead } from "./opus.ts";
import { vorbisChunks } from "./vorbis.ts";

export async function openOgg(source: ByteSource, acceptTruncated = false): Promise<AudioReader> {
  const page = parsePage(await source.read(0, 65536), 0);
  if (!page) throw headerBreaksOff(source.name, "Ogg");
  const head = page.body;
  const format: AudioFormat | null =
    latin1(head.subarray(0, 7)) === "\x01vorbis" ? "vorbis" : latin1(head.subarray(0, 8)) === "OpusHead" ? "opus" : null;
  if (!format) throw unknownCodec(source.name, head);
  const opus = format === "opus" ? readOpusHead(source.name, head) : null;
  if (!opus && head.length < 30) throw headerBreaksOff(source.name, "Ogg Vorbis");
  const sampleRateHz = opus ? 48000 : viewOf(head).getUint32(12, true);
  const channels = checkShape(source.name, sampleRateHz, opus ? opus.channels : (head[11] ?? 0));
  const end = await lastPage(source, page.serial);
  const whole = end?.last === true && end.granule >= 0n;
  const frames = whole ? Math.max(0, Number(end.granule) - (opus?.preSkip ?? 0)) : null;
  return {
    info: { format, sampleRateHz, channels, bitDepth: null, encoding: "lossy", frames },
    tags: await readTags(source, page.serial, format),
    pcm: null,
    async *chunks(signal) {
      let done = 0;
      const sound = opus ? opusChunks(source, page.serial, opus, signal) : vorbisChunks(source, channels, sampleRateHz, signal);
      for await (const planar of sound) {
        done += planar[0]?.length ?? 0;
        yield planar;
      }
      if (acceptTruncated) return;
      if (frames === null) throw noEnd(source.name, done, sampleRateHz);
      if (done < frames) throw truncated(source.name, frames, done, sampleRateHz);
    },
    close: async () => source.close?.(),
  };
}

async function readTags(source: ByteSource, serial: number, format: AudioFormat) {
  let seen = 0;
  for await (const { packets } of oggPackets(source, serial)) {
    const second = packets[1 - seen];
    if (seen <= 1 && second) return readVorbisComments(second.subarray(format === "opus" ? 8 : 7));
    seen += packets.length;
    if (seen > 1) break;
  }
  return {};
}

function unknownCodec(file: string, head: Uint8Array): AudioFileError {
  const names: Record<string, string> = { "\x7fFLA": "FLAC in Ogg", Spee: "Speex", "\x80the": "Theora video" };
  const name = names[fourCc(head, 0)];
  if (!name) return notAudio(file);
  return new AudioFileError("unsupported-encoding", `The Ogg file holds ${name}`, file, "Convert it to WAV or FLAC first.");
}

function noEnd(file: string, frames: number, sampleRateHz: number): AudioFileError {
  return new AudioFileError(
    "truncated",
    `The Ogg file has no end: ${frames} frames (${(frames / sampleRateHz).toFixed(2)} s) are there`,
    file,
    "Copy or export it again; to go on with what is there, open it in an audio editor and save it as a new file.",
  );
}
