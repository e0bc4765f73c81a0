// Finds the frames of an MP3 file among tags and junk, so that the decoder is fed nothing but whole frames.
import type { ByteSource } from "../audio.ts";
import { latin1 } from "../bytes.ts";
import { type MpegHeader, parseMpegHeader, sameStream } from "./mpeg-header.ts";

/** How far into the file the first frame is looked for, behind any ID3 tag. */
const MOST_JUNK_BYTES = 1 << 18;
/** So many frames in a row make a stream. */
const FRAMES_TO_BELIEVE = 3;
const PIECE_BYTES = 1 << 16;

export interface Mp3Stream {
  readonly first: MpegHeader;
  readonly offset: number;
}

/** Where the first frame stands; null where there is no MP3 stream. */
export async function findMp3(source: ByteSource, from: number): Promise<Mp3Stream | null> {
  const head = await source.read(from, MOST_JUNK_BYTES + 4 * 1441);
  const wholeFile = from + head.length >= source.size;
  for (let at = 0; at + 4 <= head.length && at < MOST_JUNK_BYTES; at++) {
    const first = parseMpegHeader(head, at);
    if (first && chainHolds(head, at, first, wholeFile, at === 0)) return { first, offset: from + at };
  }
  return null;
}

function chainHolds(bytes: Uint8Array, start: number, first: MpegHeader, wholeFile: boolean, atStart: boolean): boolean {
  let at = start;
  for (let count = 0; count < FRAMES_TO_BELIEVE; count++) {
    const header = parseMpegHeader(bytes, at);
    if (!header || !sameStream(first, header)) return endsHere(bytes, at, wholeFile) && count > 0 && (atStart || count > 1);
    at += header.frameBytes;
    if (at > bytes.length) return atStart && count > 0;
  }
  return true;
}

/** A short file may end before the chain is long enough: at its last byte or at an ID3v1 or APE tag. */
function endsHere(bytes: Uint8Array, at: number, wholeFile: boolean): boolean {
  if (!wholeFile) return false;
  const tail = latin1(bytes.subarray(at, at + 8));
  return tail === "" || tail.startsWith("TAG") || tail.startsWith("APETAGEX");
}

/** Batches of whole frames, in order; bytes between them that are no frames are left out. */
export async function* mp3Frames(source: ByteSource, stream: Mp3Stream, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
  let at = stream.offset;
  while (at + 4 <= source.size) {
    signal?.throwIfAborted();
    const piece = await source.read(at, PIECE_BYTES);
    const last = at + piece.length >= source.size;
    const frames: Uint8Array[] = [];
    let p = 0;
    let starved = false;
    while (p + 4 <= piece.length) {
      const header = parseMpegHeader(piece, p);
      if (!header || !sameStream(stream.first, header)) {
        p++;
        continue;
      }
      if (p + header.frameBytes > piece.length) {
        starved = true;
        break;
      }
      frames.push(piece.subarray(p, p + header.frameBytes));
      p += header.frameBytes;
    }
    if (frames.length > 0) yield frames;
    if (last && (starved || p + 4 > piece.length)) return;
    at += p;
  }
}
