// A file on disk as bytes to read: with and without waiting, any range, nothing kept in memory.
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../../../formats/audio.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";

/** A source over a file handle. Close it when done: readers made from it do so in their close(). */
export async function openFileSource(path: string): Promise<ByteSource> {
  let handle: FileHandle;
  let size: number;
  try {
    handle = await open(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new AudioFileError("unreadable", "This is not a file", path, "Name an audio file.");
    size = stat.size;
  } catch (error) {
    await handle.close();
    throw error;
  }
  let open_ = true;
  return {
    name: path,
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let got = 0;
      while (got < bytes.length) {
        const { bytesRead } = await handle.read(bytes, got, bytes.length - got, offset + got).catch((error: unknown) => {
          throw unreadable(path, error);
        });
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      return got === bytes.length ? bytes : bytes.subarray(0, got);
    },
    readSync: (offset, length) => readFully(handle.fd, path, offset, Math.max(0, Math.min(length, size - offset))),
    async close() {
      if (!open_) return;
      open_ = false;
      await handle.close();
    },
  };
}

/** A source for threads that only ever read without waiting. */
export function openFileSourceSync(
  path: string,
  size: number,
): ByteSource & { readonly readSync: NonNullable<ByteSource["readSync"]> } {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
  const read = (offset: number, length: number) => readFully(fd, path, offset, Math.max(0, Math.min(length, size - offset)));
  let open_ = true;
  return {
    name: path,
    size,
    readSync: read,
    read: async (offset, length) => read(offset, length),
    async close() {
      if (!open_) return;
      open_ = false;
      closeSync(fd);
    },
  };
}

function readFully(fd: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let got = 0;
  try {
    while (got < length) {
      const more = readSync(fd, bytes, got, length - got, offset + got);
      if (more === 0) break;
      got += more;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return got === length ? bytes : bytes.subarray(0, got);
}

function unreadable(path: string, error: unknown): AudioFileError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT")
    return new AudioFileError("not-found", "There is no such file", path, "Check the name and the folder.", error);
  if (code === "EACCES" || code === "EPERM")
    return new AudioFileError("unreadable", "The file may not be read", path, "Give yourself permission to read it.", error);
  const why = code ?? (error instanceof Error ? error.message : String(error));
  return new AudioFileError("unreadable", `The file cannot be read (${why})`, path, "Check the disk and try again.", error);
}
