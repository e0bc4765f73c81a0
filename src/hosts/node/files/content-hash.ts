// The content hash that sessions carry: SHA-256 of a file's bytes, streamed.
import { createHash } from "node:crypto";
import { openFileSource } from "./file-source.ts";

const PIECE_BYTES = 1 << 20;

/** 64 hex digits. Throws AudioFileError where the file cannot be read. */
export async function contentHash(path: string, signal?: AbortSignal): Promise<string> {
  const source = await openFileSource(path);
  const hash = createHash("sha256");
  try {
    for (let at = 0; at < source.size; at += PIECE_BYTES) {
      signal?.throwIfAborted();
      hash.update(await source.read(at, PIECE_BYTES));
    }
  } finally {
    await source.close?.();
  }
  return hash.digest("hex");
}
