// Reads the header of WAV, RF64 and BW64 files (RIFF; EBU Tech 3306; ITU-R BS.2088).
import type { AudioInfo, AudioTags, ByteSource, PcmSample } from "../audio.ts";
import { AudioFileError, checkShape, headerBreaksOff } from "../audio-file-error.ts";
import { fourCc, tagText, viewOf } from "../bytes.ts";
import { type Chunk, chunkFollows, readBody, walkChunks } from "./chunks.ts";
import { finishLayout, type PcmHeader, type ReadOptions } from "./layout.ts";
import { bytesPerSample } from "./samples.ts";

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
/** Last twelve bytes of the GUIDs of extensible formats: 0000-0010-8000-00AA00389B71. */
const GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/** What writers into a pipe leave as the size they could not know: most programs, and sox. */
const UNKNOWN_SIZES = [0xffffffff, 0x7ffff000];

interface WavFormat {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitDepth: number;
  readonly bytesPerFrame: number;
  readonly sample: PcmSample;
}

export async function readWavHeader(source: ByteSource, options: ReadOptions = {}): Promise<PcmHeader> {
  const riff = await source.read(0, 12);
  const id = fourCc(riff, 0);
  const format: AudioInfo["format"] = id === "RF64" ? "rf64" : id === "BW64" ? "bw64" : "wav";
  let fmt: WavFormat | null = null;
  let data: Chunk | null = null;
  let longSize: number | null = null;
  const tags: { -readonly [K in keyof AudioTags]: AudioTags[K] } = {};
  await walkChunks(source, 12, true, async (chunk) => {
    if (chunk.id === "ds64" && format !== "wav") longSize = await readLongSize(source, chunk);
    else if (chunk.id === "fmt " && !fmt) fmt = readFormat(source, await readBody(source, chunk, 40));
    else if (chunk.id === "data" && !data) {
      const size = await dataSize(source, chunk, longSize);
      data = { ...chunk, size };
      return size;
    } else if (chunk.id === "LIST") readInfo(await readBody(source, chunk, 65536), tags);
    return undefined;
  });
  const found = fmt as WavFormat | null;
  const body = data as Chunk | null;
  if (!found || !body) throw headerBreaksOff(source.name, "WAV");
  const channels = checkShape(source.name, found.sampleRateHz, found.channels);
  const layout = finishLayout(source, body, { ...found, channels }, options);
  return {
    info: {
      format,
      sampleRateHz: found.sampleRateHz,
      channels,
      bitDepth: found.bitDepth,
      encoding: found.sample.startsWith("f") ? "float" : "int",
      frames: layout.frames,
    },
    layout,
    tags,
  };
}

async function readLongSize(source: ByteSource, chunk: Chunk): Promise<number | null> {
  const body = await readBody(source, chunk, 28);
  return body.length >= 16 ? Number(viewOf(body).getBigUint64(8, true)) : null;
}

/** The size the data chunk really claims: the long one of ds64, or all that follows where the writer did not know. */
async function dataSize(source: ByteSource, chunk: Chunk, longSize: number | null): Promise<number> {
  if (longSize !== null && chunk.size === 0xffffffff) return longSize;
  const rest = source.size - chunk.offset;
  if (UNKNOWN_SIZES.includes(chunk.size) && chunk.size > rest) return rest;
  if (chunk.size === 0 && !(await chunkFollows(source, chunk.offset, true))) return rest;
  return chunk.size;
}

function readFormat(source: ByteSource, body: Uint8Array): WavFormat {
  if (body.length < 16) throw headerBreaksOff(source.name, "WAV");
  const view = viewOf(body);
  let tag = view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bytesPerFrame = view.getUint16(12, true);
  let bitDepth = view.getUint16(14, true);
  const containerBits = channels > 0 && bytesPerFrame % channels === 0 ? (bytesPerFrame / channels) * 8 : bitDepth;
  if (tag === FORMAT_EXTENSIBLE && body.length >= 40) {
    if (GUID_TAIL.every((byte, i) => body[26 + i] === byte)) tag = view.getUint16(24, true);
    const valid = view.getUint16(18, true);
    if (valid > 0 && valid <= bitDepth) bitDepth = valid;
  }
  const sample = sampleOf(tag, containerBits);
  if (!sample || bitDepth > containerBits || bitDepth === 0) throw unknownEncoding(source.name, tag, containerBits, channels);
  return { channels, sampleRateHz, bitDepth, bytesPerFrame: bytesPerSample(sample) * channels, sample };
}

function sampleOf(tag: number, bits: number): PcmSample | null {
  if (tag === FORMAT_PCM) return bits === 8 ? "u8" : bits === 16 ? "s16le" : bits === 24 ? "s24le" : bits === 32 ? "s32le" : null;
  if (tag === FORMAT_FLOAT) return bits === 32 ? "f32le" : bits === 64 ? "f64le" : null;
  return null;
}

function unknownEncoding(file: string, tag: number, bits: number, channels: number): AudioFileError {
  return new AudioFileError(
    "unsupported-encoding",
    `The WAV file holds samples of format ${tag} with ${bits} bits in ${channels} channels`,
    file,
    "Stemroom reads 8, 16, 24 and 32-bit integers and 32 and 64-bit floats: export it as one of these.",
  );
}

const INFO_TAGS: Record<string, keyof AudioTags> = { INAM: "title", IART: "artist", IPRD: "album", ISRC: "isrc" };

function readInfo(body: Uint8Array, tags: { -readonly [K in keyof AudioTags]: AudioTags[K] }): void {
  if (fourCc(body, 0) !== "INFO") return;
  const view = viewOf(body);
  for (let at = 4; at + 8 <= body.length; ) {
    const size = view.getUint32(at + 4, true);
    const key = INFO_TAGS[fourCc(body, at)];
    const text = key ? tagText(body.subarray(at + 8, at + 8 + size)) : null;
    if (key && text) tags[key] = text;
    at += 8 + size + (size % 2);
  }
}
