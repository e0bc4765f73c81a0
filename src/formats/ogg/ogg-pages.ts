// Ogg pages and the packets in them (RFC 3533), read in pieces.
import type { ByteSource } from "../audio.ts";
import { fourCc, join, viewOf } from "../bytes.ts";

export interface OggPage {
  readonly serial: number;
  /** Position in frames at the end of the last packet that ends on this page; −1 where none does. */
  readonly granule: bigint;
  readonly continued: boolean;
  readonly first: boolean;
  readonly last: boolean;
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
  readonly bytes: number;
}

export interface OggPackets {
  readonly packets: Uint8Array[];
  readonly granule: bigint;
  readonly last: boolean;
}

const MOST_PAGE_BYTES = 27 + 255 + 255 * 255;
const PIECE_BYTES = 4 * 65536;

/** The page that stands at `at`; null where none does or it is not whole. */
export function parsePage(bytes: Uint8Array, at: number): OggPage | null {
  if (at + 27 > bytes.length || fourCc(bytes, at) !== "OggS" || bytes[at + 4] !== 0) return null;
  const segments = bytes[at + 26] ?? 0;
  const lacing = bytes.subarray(at + 27, at + 27 + segments);
  const size = lacing.reduce((sum, n) => sum + n, 0);
  const start = at + 27 + segments;
  if (lacing.length < segments || start + size > bytes.length) return null;
  const view = viewOf(bytes);
  const flags = bytes[at + 5] ?? 0;
  return {
    serial: view.getUint32(at + 14, true),
    granule: view.getBigInt64(at + 6, true),
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    lacing,
    body: bytes.subarray(start, start + size),
    bytes: 27 + segments + size,
  };
}

/** The last whole page of stream `serial`. */
export async function lastPage(source: ByteSource, serial: number): Promise<OggPage | null> {
  const from = Math.max(0, source.size - 3 * MOST_PAGE_BYTES);
  const tail = await source.read(from, source.size - from);
  for (let at = tail.length - 27; at >= 0; at--) {
    if (tail[at] !== 0x4f) continue;
    const page = parsePage(tail, at);
    if (page?.serial === serial) return page;
  }
  return null;
}

/** The packets of stream `serial`, page by page, from the start of the file. */
export async function* oggPackets(source: ByteSource, serial: number, signal?: AbortSignal): AsyncGenerator<OggPackets> {
  let at = 0;
  let open: Uint8Array[] = [];
  while (at + 27 <= source.size) {
    signal?.throwIfAborted();
    const piece = await source.read(at, PIECE_BYTES);
    let p = 0;
    while (p + 27 <= piece.length) {
      const page = parsePage(piece, p);
      if (!page) {
        const next = nextCapture(piece, p + 1);
        // A page that only the end of the piece cuts is read again from its start.
        if (fourCc(piece, p) === "OggS" && p > 0 && piece.length - p < MOST_PAGE_BYTES && at + piece.length < source.size) break;
        p = next < 0 ? Math.max(p + 1, piece.length - 3) : next;
        continue;
      }
      p += page.bytes;
      if (page.serial !== serial) continue;
      if (!page.continued) open = [];
      const packets: Uint8Array[] = [];
      let start = 0;
      let end = 0;
      for (const size of page.lacing) {
        end += size;
        if (size === 255) continue;
        packets.push(join([...open, page.body.subarray(start, end)]));
        open = [];
        start = end;
      }
      if (start < end) open.push(page.body.slice(start, end));
      if (packets.length > 0) yield { packets, granule: page.granule, last: page.last };
    }
    if (p === 0) return;
    at += p;
  }
}

function nextCapture(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++) if (bytes[at] === 0x4f && fourCc(bytes, at) === "OggS") return at;
  return -1;
}
