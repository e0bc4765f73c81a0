// A new file on disk: written beside its target under a temporary name, flushed, then renamed into place.
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ByteSink } from "../../../formats/audio.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import { isAlive } from "./is-alive.ts";

export interface SinkOptions {
  /** Replace an existing file. */
  readonly force?: boolean;
}

const BUFFER_BYTES = 1 << 18;
const PARTIAL = /^\..+\.partial-(\d+)(?:-\d+)?$/;
let made = 0;

/** Opens the temporary. The target appears, whole, at finish(); abort() leaves nothing. */
export async function openFileSink(path: string, options: SinkOptions = {}): Promise<ByteSink> {
  if (!options.force) refuseExisting(path);
  removeStalePartials(dirname(path));
  const partial = join(dirname(path), `.${basename(path)}.partial-${process.pid}-${++made}`);
  const handle = await open(partial, "wx").catch((error: unknown) => {
    throw cannotWrite(path, error);
  });
  return new FileSink(path, partial, handle, options.force ?? false);
}

class FileSink implements ByteSink {
  readonly name: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #force: boolean;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #buffered = 0;
  #flushed = 0;
  #open = true;

  constructor(path: string, partial: string, handle: FileHandle, force: boolean) {
    this.name = path;
    this.#partial = partial;
    this.#handle = handle;
    this.#force = force;
  }

  get size(): number {
    return this.#flushed + this.#buffered;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#buffered + bytes.length > BUFFER_BYTES) await this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      await this.#write(bytes, this.#flushed);
      this.#flushed += bytes.length;
      return;
    }
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.length;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset + bytes.length > this.size) throw new RangeError(`A patch may only replace what was appended: ${this.name}.`);
    await this.#flush();
    await this.#write(bytes, offset);
  }

  async finish(): Promise<void> {
    if (!this.#open) return;
    try {
      await this.#flush();
      await this.#handle.sync();
      this.#open = false;
      await this.#handle.close();
      if (!this.#force) refuseExisting(this.name);
      await rename(this.#partial, this.name);
      flushFolder(dirname(this.name));
    } catch (error) {
      await this.abort();
      throw error instanceof AudioFileError ? error : cannotWrite(this.name, error);
    }
  }

  async abort(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      await this.#handle.close().catch(() => {});
    }
    await rm(this.#partial, { force: true });
  }

  async #flush(): Promise<void> {
    if (this.#buffered === 0) return;
    const bytes = this.#buffer.subarray(0, this.#buffered);
    await this.#write(bytes, this.#flushed);
    this.#flushed += bytes.length;
    this.#buffered = 0;
  }

  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    } catch (error) {
      await this.abort();
      throw cannotWrite(this.name, error);
    }
  }
}

/** Writes a small file (JSON, text, a picture) the same careful way, at once. */
export function writeFileWhole(path: string, content: string | Uint8Array, options: SinkOptions = {}): Promise<void> {
  return openFileSink(path, options).then(async (sink) => {
    await sink.append(typeof content === "string" ? new TextEncoder().encode(content) : content);
    await sink.finish();
  });
}

/** Deletes temporaries of writers that died: ours alone, by name, and only where the process is gone. Returns their names. */
export function removeStalePartials(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.filter((name) => {
    const pid = Number(PARTIAL.exec(name)?.[1]);
    if (!pid || isAlive(pid)) return false;
    try {
      rmSync(join(folder, name));
      return true;
    } catch {
      return false;
    }
  });
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  const hint = "Name another, or allow it to be replaced with --force.";
  throw new AudioFileError("output-exists", "The output already exists", path, hint);
}

/** Makes the rename itself survive a power cut, where the system lets a folder be flushed. */
function flushFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, "r");
    fsyncSync(fd);
  } catch {
    return;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function cannotWrite(path: string, error: unknown): AudioFileError {
  const code = (error as NodeJS.ErrnoException).code;
  const because: Record<string, readonly [string, string]> = {
    ENOSPC: ["The disk is full", "Free some space, or write to another disk."],
    EDQUOT: ["Your quota on this disk is used up", "Free some space, or write to another disk."],
    EFBIG: ["The file grows beyond what may be written here", "Write to another disk, or lift the limit on file sizes."],
    EACCES: ["The folder may not be written to", "Choose another folder, or give yourself permission."],
    EPERM: ["The folder may not be written to", "Choose another folder, or give yourself permission."],
    EROFS: ["The disk is read-only", "Choose a folder on another disk."],
    ENOENT: ["The folder does not exist", "Make the folder first."],
    ENOTDIR: ["The folder does not exist", "Make the folder first."],
    EISDIR: ["A folder has the name of the output", "Name another file."],
  };
  const [what, hint] = because[code ?? ""] ?? [
    `The file cannot be written (${code ?? (error instanceof Error ? error.message : String(error))})`,
    "Check the disk and try again.",
  ];
  return new AudioFileError("output-failed", what, path, hint, error);
}
