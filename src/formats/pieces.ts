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

/** Longest stretch of decoding without letting timers, progress and cancelling have their turn. */
const MOST_MS_WITHOUT_BREATH = 20;

/** A wait to put between long stretches of work: it costs nothing until its time has come. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MOST_MS_WITHOUT_BREATH) return;
    await new Promise((done) => setTimeout(done, 0));
    last = performance.now();
  };
}
