// Reads the header of AIFF and AIFF-C files (Apple, 1989/1991): big-endian chunks, the rate as an 80-bit float.
import type { AudioTags, ByteSource, PcmSample } from "../audio.ts";
import { AudioFileError, checkShape, headerBreaksOff } from "../audio-file-error.ts";
import { fourCc, tagText, viewOf } from "../bytes.ts";
import { type Chunk, readBody, walkChunks } from "./chunks.ts";
import { finishLayout, type PcmHeader, type ReadOptions } from "./layout.ts";
import { bytesPerSample } from "./samples.ts";

/** What sox leaves as the size of sound it wrote into a pipe, and what others leave. */
const UNKNOWN_SIZES = [0xffffffff, 0x7f000008];

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bitDepth: number;
  readonly sampleRateHz: number;
  readonly sample: PcmSample;
}

export async function readAiffHeader(source: ByteSource, options: ReadOptions = {}): Promise<PcmHeader> {
  const form = await source.read(0, 12);
  const format = fourCc(form, 8) === "AIFC" ? "aifc" : "aiff";
  let common: Common | null = null;
  let sound: (Chunk & { unknown: boolean }) | null = null;
  const tags: { -readonly [K in keyof AudioTags]: AudioTags[K] } = {};
  await walkChunks(source, 12, false, async (chunk) => {
    if (chunk.id === "COMM" && !common) common = readCommon(source, await readBody(source, chunk, 64), format === "aifc");
    else if (chunk.id === "SSND" && !sound) {
      const head = await readBody(source, chunk, 8);
      if (head.length < 8) throw headerBreaksOff(source.name, "AIFF");
      const rest = source.size - chunk.offset;
      const unknown = UNKNOWN_SIZES.includes(chunk.size) && chunk.size > rest;
      const size = unknown ? rest : chunk.size;
      const skip = 8 + viewOf(head).getUint32(0, false);
      sound = { id: chunk.id, offset: chunk.offset + skip, size: Math.max(0, size - skip), unknown };
      return size;
    } else if (chunk.id === "NAME" || chunk.id === "AUTH") {
      const text = tagText(await readBody(source, chunk, 65536));
      if (text) tags[chunk.id === "NAME" ? "title" : "artist"] = text;
    }
    return undefined;
  });
  const comm = common as Common | null;
  if (!comm) throw headerBreaksOff(source.name, "AIFF");
  const channels = checkShape(source.name, comm.sampleRateHz, comm.channels);
  const bytesPerFrame = bytesPerSample(comm.sample) * channels;
  const found = sound as (Chunk & { unknown: boolean }) | null;
  if (!found && comm.frames > 0) throw headerBreaksOff(source.name, "AIFF");
  const at = found ?? { id: "SSND", offset: source.size, size: 0, unknown: false };
  // The frame count of COMM and the size of SSND should agree. Where they do not, the shorter one is sure to be sound;
  // but a SSND that the file does not hold is a file that breaks off.
  const promised = at.unknown ? at.size : Math.min(at.size, comm.frames * bytesPerFrame);
  const shape = { channels, sampleRateHz: comm.sampleRateHz, bytesPerFrame, sample: comm.sample };
  const layout = finishLayout(source, { ...at, size: promised }, shape, options);
  return {
    info: {
      format,
      sampleRateHz: comm.sampleRateHz,
      channels,
      bitDepth: comm.bitDepth,
      encoding: comm.sample.startsWith("f") ? "float" : "int",
      frames: layout.frames,
    },
    layout,
    tags,
  };
}

function readCommon(source: ByteSource, body: Uint8Array, compressed: boolean): Common {
  if (body.length < (compressed ? 22 : 18)) throw headerBreaksOff(source.name, "AIFF");
  const view = viewOf(body);
  const bitDepth = view.getInt16(6, false);
  const type = compressed ? fourCc(body, 18) : "NONE";
  const sample = sampleOf(type, bitDepth);
  if (!sample)
    throw new AudioFileError(
      "unsupported-encoding",
      `The AIFF file holds samples of type «${type}» with ${bitDepth} bits`,
      source.name,
      "Stemroom reads 8 to 32-bit integers and 32 and 64-bit floats: export it as one of these.",
    );
  return {
    channels: view.getUint16(0, false),
    frames: view.getUint32(2, false),
    bitDepth: type === "fl32" || type === "FL32" ? 32 : type === "fl64" || type === "FL64" ? 64 : bitDepth,
    sampleRateHz: readExtended(view, 8),
    sample,
  };
}

function sampleOf(type: string, bits: number): PcmSample | null {
  if (type === "fl32" || type === "FL32") return "f32be";
  if (type === "fl64" || type === "FL64") return "f64be";
  if (type === "in24") return "s24be";
  if (type === "in32") return "s32be";
  if (bits < 1 || bits > 32) return null;
  const bytes = Math.ceil(bits / 8);
  if (type === "NONE" || type === "twos") return (["s8", "s16be", "s24be", "s32be"] as const)[bytes - 1] ?? null;
  if (type === "sowt") return (["s8", "s16le", "s24le", "s32le"] as const)[bytes - 1] ?? null;
  return null;
}

/** An 80-bit IEEE 754 extended float as a whole number; 0 for what is negative, below 1 or beyond any rate. */
function readExtended(view: DataView, offset: number): number {
  const exponent = view.getUint16(offset, false) - 16383;
  if (exponent < 0 || exponent > 40) return 0;
  return Number(view.getBigUint64(offset + 2, false) >> BigInt(63 - exponent));
}
