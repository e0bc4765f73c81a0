// A decoded stem on the browser's own disk (OPFS), so that a seek need not decode from the start. It lives as long as its player.

/** The part of OPFS that only workers have: its declarations can't stand beside those of the DOM. */
interface SyncAccessHandle {
  write(bytes: Float32Array, options: { at: number }): number;
  read(bytes: Float32Array, options: { at: number }): number;
  close(): void;
}

const FOLDER = "stemroom-decoded";
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Feeder only. Frames are appended once and read at will; memory does not grow. */
export class DecodedStore {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #handle: SyncAccessHandle;
  readonly #channels: number;
  #frames = 0;

  private constructor(folder: FileSystemDirectoryHandle, name: string, handle: SyncAccessHandle, channels: number) {
    this.#folder = folder;
    this.#name = name;
    this.#handle = handle;
    this.#channels = channels;
  }

  /** Null where the browser gives no room: private windows, full disks. */
  static async create(channels: number): Promise<DecodedStore | null> {
    try {
      const folder = await storeFolder();
      const name = `${crypto.randomUUID()}.f32`;
      const file = await folder.getFileHandle(name, { create: true });
      const open = file as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };
      return new DecodedStore(folder, name, await open.createSyncAccessHandle(), channels);
    } catch {
      return null;
    }
  }

  /** Frames that are there. */
  get frames(): number {
    return this.#frames;
  }

  /** False where the disk is full: then the store is of no more use. */
  append(planar: readonly Float32Array[]): boolean {
    const frames = planar[0]?.length ?? 0;
    const whole = new Float32Array(frames * this.#channels);
    planar.forEach((channel, index) => {
      for (let n = 0; n < frames; n++) whole[n * this.#channels + index] = channel[n] as number;
    });
    const at = this.#frames * this.#channels * BYTES;
    try {
      if (this.#handle.write(whole, { at }) < whole.byteLength) return false;
    } catch {
      return false;
    }
    this.#frames += frames;
    return true;
  }

  /** At most `frames` frames from `fromFrame` on. */
  read(fromFrame: number, frames: number): Float32Array[] {
    const count = Math.max(0, Math.min(frames, this.#frames - fromFrame));
    const whole = new Float32Array(count * this.#channels);
    this.#handle.read(whole, { at: fromFrame * this.#channels * BYTES });
    return Array.from({ length: this.#channels }, (_, index) =>
      Float32Array.from({ length: count }, (__, n) => whole[n * this.#channels + index] as number),
    );
  }

  async remove(): Promise<void> {
    this.#handle.close();
    await this.#folder.removeEntry(this.#name).catch(() => undefined);
  }
}

/** Takes away what pages left that were closed without notice. Files of pages that are still open are locked, and stay. */
export async function removeLeftovers(): Promise<void> {
  try {
    const folder = await storeFolder();
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    for (const name of names) await folder.removeEntry(name).catch(() => undefined);
  } catch {
    // No OPFS, nothing left.
  }
}

async function storeFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}
