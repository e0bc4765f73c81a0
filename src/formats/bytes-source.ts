// Bytes in memory as a source.
import type { ByteSource } from "./audio.ts";

/** A source over bytes in memory: for tests, and for files a host has already loaded. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  const readSync = (offset: number, length: number) => bytes.slice(offset, offset + length);
  return { name, size: bytes.length, readSync, read: async (offset, length) => readSync(offset, length) };
}
