// Reads a file in pieces for decoders that are fed, so that memory does not grow with its length.
import type { ByteSource } from "./audio.ts";

const PIECE_BYTES = 65536;

export async function* pieces(source: ByteSource, from: number, to: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    signal?.throwIfAborted();
    const piece = await source.read(at, Math.min(PIECE_BYTES, to - at));
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}
