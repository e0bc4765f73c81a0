// The boxes of an M4A file with one AAC track (ISO/IEC 14496-12 and -14; iTunes' metadata list).
import type { AudioShape, AudioTags } from "../audio.ts";
import { ascii, join, viewOf } from "../bytes.ts";

/** Frames of one AAC-LC packet, and what FFmpeg's encoder puts before the sound. */
export const PACKET_FRAMES = 1024;
export const PRIMING_FRAMES = 1024;

export interface M4aTrack extends AudioShape {
  readonly bitrateKbps: number;
  /** Frames of sound, without priming and padding. */
  readonly frames: number;
  readonly packetBytes: readonly number[];
  readonly chunkOffsets: readonly number[];
  readonly chunkPackets: number;
  /** The AudioSpecificConfig. */
  readonly config: Uint8Array;
}

const UNITY_MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

export function fileTypeBox(): Uint8Array {
  return box("ftyp", ascii("M4A "), u32(0x200), ascii("M4A mp42isom"), u32(0));
}

export function movieBox(track: M4aTrack): Uint8Array {
  return box("moov", movieHeader(track), trackBox(track), box("udta", metaBox(track)));
}

function movieHeader(track: M4aTrack): Uint8Array {
  // The movie's clock is the sample rate, so that the edit list can say the length to the frame.
  return full(
    "mvhd",
    1,
    0,
    u64(0),
    u64(0),
    u32(track.sampleRateHz),
    u64(track.frames),
    u32(0x10000),
    u16(0x100),
    zeros(10),
    ...UNITY_MATRIX.map(u32),
    zeros(24),
    u32(2),
  );
}

function trackBox(track: M4aTrack): Uint8Array {
  const header = full(
    "tkhd",
    1,
    7,
    u64(0),
    u64(0),
    u32(1),
    u32(0),
    u64(track.frames),
    zeros(8),
    u16(0),
    u16(1),
    u16(0x100),
    u16(0),
    ...UNITY_MATRIX.map(u32),
    u32(0),
    u32(0),
  );
  const edit = full("elst", 1, 0, u32(1), u64(track.frames), u64(PRIMING_FRAMES), u16(1), u16(0));
  return box("trak", header, box("edts", edit), mediaBox(track));
}

function mediaBox(track: M4aTrack): Uint8Array {
  const header = full("mdhd", 1, 0, u64(0), u64(0), u32(track.sampleRateHz), u64(mediaFrames(track)), u16(0x55c4), u16(0));
  const handler = full("hdlr", 0, 0, u32(0), ascii("soun"), zeros(12), ascii("SoundHandler\0"));
  const data = box("dinf", full("dref", 0, 0, u32(1), full("url ", 0, 1)));
  return box("mdia", header, handler, box("minf", full("smhd", 0, 0, u32(0)), data, sampleTable(track)));
}

/** Priming and sound; the last packet counts only as far as the sound goes. */
function mediaFrames(track: M4aTrack): number {
  const sound = PRIMING_FRAMES + track.frames;
  const last = (track.packetBytes.length - 1) * PACKET_FRAMES;
  return Math.min(track.packetBytes.length * PACKET_FRAMES, Math.max(sound, last));
}

function sampleTable(track: M4aTrack): Uint8Array {
  const count = track.packetBytes.length;
  const lastFrames = mediaFrames(track) - (count - 1) * PACKET_FRAMES;
  const durations: number[][] =
    count > 1
      ? [
          [count - 1, PACKET_FRAMES],
          [1, lastFrames],
        ]
      : [[1, lastFrames]];
  const chunks = track.chunkOffsets.length;
  const rest = count - (chunks - 1) * track.chunkPackets;
  const runs: number[][] =
    chunks > 1
      ? [
          [1, track.chunkPackets, 1],
          [chunks, rest, 1],
        ]
      : [[1, rest, 1]];
  return box(
    "stbl",
    full("stsd", 0, 0, u32(1), sampleEntry(track)),
    full("stts", 0, 0, u32(durations.length), ...durations.flat().map(u32)),
    full("stsc", 0, 0, u32(runs.length), ...runs.flat().map(u32)),
    full("stsz", 0, 0, u32(0), u32(count), many(track.packetBytes, 4)),
    full("co64", 0, 0, u32(chunks), many(track.chunkOffsets, 8)),
    // Every packet needs the one before it to sound right: a roll distance of −1 tells players to start there.
    full("sgpd", 1, 0, ascii("roll"), u32(2), u32(1), Uint8Array.of(0xff, 0xff)),
    full("sbgp", 0, 0, ascii("roll"), u32(1), u32(count), u32(1)),
  );
}

function sampleEntry(track: M4aTrack): Uint8Array {
  const bits = track.bitrateKbps * 1000;
  const config = descriptor(5, track.config);
  const decoder = descriptor(4, join([Uint8Array.of(0x40, 0x15, 0, 0, 0), u32(bits), u32(bits), config]));
  const esds = full("esds", 0, 0, descriptor(3, join([u16(1), Uint8Array.of(0), decoder, descriptor(6, Uint8Array.of(2))])));
  return box(
    "mp4a",
    zeros(6),
    u16(1),
    zeros(8),
    u16(track.channels),
    u16(16),
    u32(0),
    u16(track.sampleRateHz < 65536 ? track.sampleRateHz : 0),
    u16(0),
    esds,
  );
}

function metaBox(track: M4aTrack): Uint8Array {
  const handler = full("hdlr", 0, 0, u32(0), ascii("mdir"), ascii("appl"), zeros(9));
  const tags: AudioTags = track.tags ?? {};
  const text = (id: string, value: string | undefined) => (value ? [box(id, textData(new TextEncoder().encode(value)))] : []);
  const list = [
    ...text("\xa9nam", tags.title),
    ...text("\xa9ART", tags.artist),
    ...text("\xa9alb", tags.album),
    ...text("\xa9too", "Stemroom"),
  ];
  const isrc = tags.isrc ? [freeform("ISRC", tags.isrc)] : [];
  return full("meta", 0, 0, handler, box("ilst", ...list, ...isrc, freeform("iTunSMPB", gaplessText(track))));
}

/** iTunes' own note of priming, padding and length, for players that do not read edit lists. */
function gaplessText(track: M4aTrack): string {
  const hex = (n: number, digits: number) => n.toString(16).toUpperCase().padStart(digits, "0");
  const padding = Math.max(0, track.packetBytes.length * PACKET_FRAMES - PRIMING_FRAMES - track.frames);
  return ` ${hex(0, 8)} ${hex(PRIMING_FRAMES, 8)} ${hex(padding, 8)} ${hex(track.frames, 16)}${` ${hex(0, 8)}`.repeat(8)}`;
}

function freeform(name: string, value: string): Uint8Array {
  return box("----", full("mean", 0, 0, ascii("com.apple.iTunes")), full("name", 0, 0, ascii(name)), textData(ascii(value)));
}

function textData(bytes: Uint8Array): Uint8Array {
  return box("data", u32(1), u32(0), bytes);
}

function descriptor(tag: number, body: Uint8Array): Uint8Array {
  return join([Uint8Array.of(tag, 0x80, 0x80, 0x80, body.length), body]);
}

function box(id: string, ...parts: Uint8Array[]): Uint8Array {
  const body = join(parts);
  return join([u32(body.length + 8), ascii(id), body]);
}

function full(id: string, version: number, flags: number, ...parts: Uint8Array[]): Uint8Array {
  return box(id, u32(((version << 24) | flags) >>> 0), ...parts);
}

function many(numbers: readonly number[], width: 4 | 8): Uint8Array {
  const bytes = new Uint8Array(numbers.length * width);
  const view = viewOf(bytes);
  numbers.forEach((n, i) => {
    if (width === 4) view.setUint32(i * 4, n, false);
    else view.setBigUint64(i * 8, BigInt(n), false);
  });
  return bytes;
}

function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

function u32(value: number): Uint8Array {
  return many([value], 4);
}

function u64(value: number): Uint8Array {
  return many([value], 8);
}
