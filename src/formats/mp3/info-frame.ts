// Makes the Info frame of a constant-bit-rate MP3 with LAME's extension («Mp3 Info Tag revision 1»): lengths, seek table,
// encoder delay and padding, and both checksums.
import { ascii, viewOf } from "../bytes.ts";
import { type MpegHeader, parseMpegHeader } from "./mpeg-header.ts";

export interface StreamNumbers {
  /** Frames of sound that went in. */
  readonly frames: number;
  readonly mpegFrames: number;
  /** Bytes of all MPEG frames behind this one. */
  readonly soundBytes: number;
  readonly musicCrc: number;
}

/** LAME's own delay; decoders add 529 of their own and know it. */
const ENCODER_DELAY_FRAMES = 576;
const TAG_BYTES = 156;

/**
 * The frame for the stream whose frames begin with `firstBytes`; `numbers` null makes a placeholder of the same size. It
 * decodes to silence on players that do not know it.
 */
export function infoFrame(stream: MpegHeader, firstBytes: Uint8Array, numbers: StreamNumbers | null): Uint8Array {
  const [headerBytes, shape] = headerWithRoom(firstBytes);
  const frame = new Uint8Array(shape.frameBytes);
  frame.set(headerBytes);
  if (!numbers) return frame;
  const at = 4 + shape.sideInfoBytes;
  const view = viewOf(frame);
  frame.set(ascii("Info"), at);
  view.setUint32(at + 4, 0x0f, false);
  view.setUint32(at + 8, numbers.mpegFrames, false);
  view.setUint32(at + 12, numbers.soundBytes + frame.length, false);
  for (let i = 0; i < 100; i++) frame[at + 16 + i] = Math.floor((i * 256) / 100);
  const lame = at + 120;
  frame.set(ascii("LAME3.100"), lame);
  frame[lame + 9] = 0x01;
  const padding = Math.max(0, numbers.mpegFrames * stream.framesPerFrame - ENCODER_DELAY_FRAMES - numbers.frames);
  view.setUint32(
    lame + 20,
    (Math.min(255, stream.bitrateKbps) << 24) | (ENCODER_DELAY_FRAMES << 12) | Math.min(4095, padding),
    false,
  );
  view.setUint32(lame + 28, numbers.soundBytes + frame.length, false);
  view.setUint16(lame + 32, numbers.musicCrc, false);
  view.setUint16(lame + 34, crc16(frame.subarray(0, lame + 34), 0), false);
  return frame;
}

/** The stream's own header without padding and CRC, at its bit rate or the next one whose frames hold the tag. */
function headerWithRoom(firstBytes: Uint8Array): [Uint8Array, MpegHeader] {
  const bytes = firstBytes.slice(0, 4);
  const [, b1 = 0, b2 = 0] = bytes;
  bytes[1] = b1 | 1;
  for (let index = b2 >> 4; index < 15; index++) {
    bytes[2] = (index << 4) | (b2 & 0x0d);
    const header = parseMpegHeader(bytes, 0);
    if (header && header.frameBytes >= 4 + header.sideInfoBytes + TAG_BYTES) return [bytes, header];
  }
  throw new Error("The MP3 stream's header is not one an Info frame can follow.");
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** CRC-16/ARC, as LAME's tag uses it. */
export function crc16(bytes: Uint8Array, start: number): number {
  let crc = start;
  for (const byte of bytes) crc = (crc >> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}
