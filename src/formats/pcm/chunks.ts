// Walks the chunks of RIFF and AIFF files: an id, a size, a body padded to an even length, in any order.
import type { ByteSource } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { fourCc, viewOf } from "../bytes.ts";

export interface Chunk {
  readonly id: string;
  /** Where the body begins. */
  readonly offset: number;
  /** What the header says; the file may hold less. */
  readonly size: number;
}

/** More chunks than any honest file has; a header of millions of empty ones is not worth walking. */
const MOST_CHUNKS = 4096;

/** Visits chunks from `offset` to the end of the file. `visit` may return the true size where the header's is a placeholder. */
export async function walkChunks(
  source: ByteSource,
  offset: number,
  littleEndian: boolean,
  visit: (chunk: Chunk) => Promise<number | undefined>,
): Promise<void> {
  let at = offset;
  for (let count = 0; at + 8 <= source.size; count++) {
    if (count === MOST_CHUNKS)
      throw new AudioFileError(
        "header-lies",
        `The file has more than ${MOST_CHUNKS} chunks`,
        source.name,
        "It is damaged: export it again.",
      );
    const head = await source.read(at, 8);
    const chunk = { id: fourCc(head, 0), offset: at + 8, size: viewOf(head).getUint32(4, littleEndian) };
    const size = (await visit(chunk)) ?? chunk.size;
    at = chunk.offset + size + (size % 2);
  }
}

/** The body of a header chunk: what the file has of it, `most` bytes at the longest, whatever the header claims. */
export function readBody(source: ByteSource, chunk: Chunk, most: number): Promise<Uint8Array> {
  return source.read(chunk.offset, Math.max(0, Math.min(chunk.size, most, source.size - chunk.offset)));
}

/** True when another chunk (or the end of the file) plausibly begins at `offset`. */
export async function chunkFollows(source: ByteSource, offset: number, littleEndian: boolean): Promise<boolean> {
  if (offset >= source.size) return true;
  const head = await source.read(offset, 8);
  if (head.length < 8) return false;
  return /^[\x20-\x7e]{4}$/.test(fourCc(head, 0)) && offset + 8 + viewOf(head).getUint32(4, littleEndian) <= source.size + 1;
}
