// The metadata blocks of a FLAC file (RFC 9639 §8): STREAMINFO, Vorbis comments, and where the frames begin.
import type { AudioTags, ByteSource } from "../audio.ts";
import { AudioFileError, checkShape, headerBreaksOff } from "../audio-file-error.ts";
import { viewOf } from "../bytes.ts";
import { readVorbisComments } from "../vorbis-comments.ts";

export interface FlacHeader {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly bitDepth: number;
  /** null where the encoder wrote into a pipe and did not know. */
  readonly frames: number | null;
  /** Byte offset of the first frame. */
  readonly audioOffset: number;
  readonly tags: AudioTags;
}

const STREAMINFO = 0;
const VORBIS_COMMENT = 4;
/** Comments beyond this are pictures in disguise. */
const MOST_COMMENT_BYTES = 1 << 20;

/** `start` is where «fLaC» stands: 0, or behind an ID3 tag. */
export async function readFlacHeader(source: ByteSource, start: number): Promise<FlacHeader> {
  let at = start + 4;
  let shape: Pick<FlacHeader, "sampleRateHz" | "channels" | "bitDepth" | "frames"> | null = null;
  let tags: AudioTags = {};
  for (let last = false; !last; ) {
    const head = await source.read(at, 4);
    if (head.length < 4) throw headerBreaksOff(source.name, "FLAC");
    last = ((head[0] ?? 0) & 0x80) !== 0;
    const type = (head[0] ?? 0) & 0x7f;
    const size = viewOf(head).getUint32(0, false) & 0xffffff;
    if (type === STREAMINFO && !shape) shape = readStreamInfo(source, await source.read(at + 4, 34));
    else if (!shape || type === 127) throw headerBreaksOff(source.name, "FLAC");
    else if (type === VORBIS_COMMENT) tags = readVorbisComments(await source.read(at + 4, Math.min(size, MOST_COMMENT_BYTES)));
    at += 4 + size;
  }
  if (!shape || at > source.size) throw headerBreaksOff(source.name, "FLAC");
  // A file that ends with its header is one of zero frames, not one of unknown length.
  return { ...shape, frames: shape.frames ?? (at === source.size ? 0 : null), audioOffset: at, tags };
}

function readStreamInfo(
  source: ByteSource,
  body: Uint8Array,
): Pick<FlacHeader, "sampleRateHz" | "channels" | "bitDepth" | "frames"> {
  if (body.length < 34) throw headerBreaksOff(source.name, "FLAC");
  const packed = viewOf(body).getBigUint64(10, false);
  const sampleRateHz = Number(packed >> 44n);
  const channels = checkShape(source.name, sampleRateHz, Number((packed >> 41n) & 7n) + 1);
  const bitDepth = Number((packed >> 36n) & 31n) + 1;
  const frames = Number(packed & 0xfffffffffn);
  if (bitDepth > 24)
    throw new AudioFileError(
      "unsupported-encoding",
      `The FLAC file holds ${bitDepth}-bit samples`,
      source.name,
      "Stemroom reads FLAC up to 24 bits: export it as 24-bit FLAC or as 32-bit WAV.",
    );
  return { sampleRateHz, channels, bitDepth, frames: frames || null };
}
