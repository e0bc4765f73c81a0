// An uncompressed file on its way into a meter: each byte is read once, straight into kernel memory, hashed and decoded there.
import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { PcmLayout } from "../../../formats/audio.ts";
import { KERNEL_KINDS, KERNEL_SLACK_BYTES } from "../../../formats/pcm/kernel-kinds.ts";
import { truncated } from "../../../formats/pcm/layout.ts";
import type { F32Block } from "../../../kernels/heap.ts";
import type { Kernels } from "../../../kernels/kernels.ts";
import type { Meter } from "../../../measure/meter.ts";

/** Small enough to stay in the processor's cache between reading, hashing and decoding. */
const PIECE_BYTES = 1 << 18;

/** Pieces between two looks at what else waits: Ctrl-C, the progress. A look costs about as much as hashing ten thousand bytes. */
const PIECES_A_TURN = 4;

export interface PushOptions {
  readonly signal?: AbortSignal;
  /** 0..1 of the file. */
  readonly onProgress?: (share: number) => void;
}

/** Pushes all frames and answers the SHA-256 of the whole file, hexadecimal. `meter` lives in `kernels`. @throws AudioFileError */
export async function pushPcmFile(
  path: string,
  layout: PcmLayout,
  sampleRateHz: number,
  meter: Meter,
  kernels: Kernels,
  options: PushOptions = {},
): Promise<string> {
  const { dataOffset, bytesPerFrame, frames, sample } = layout;
  const dataEnd = dataOffset + frames * bytesPerFrame;
  const pieceFrames = Math.floor(PIECE_BYTES / bytesPerFrame);
  const block = kernels.heap.f32((PIECE_BYTES + KERNEL_SLACK_BYTES) / 4);
  const packed = { ptr: block.ptr, bytesPerFrame, kind: KERNEL_KINDS[sample] };
  const fd = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    readAndHash(fd, block, 0, dataOffset, hash);
    let piece = 0;
    for (let done = 0; done < frames; ) {
      const count = Math.min(pieceFrames, frames - done);
      const read = readAndHash(fd, block, dataOffset + done * bytesPerFrame, count * bytesPerFrame, hash);
      if (read < count * bytesPerFrame) throw truncated(path, frames, done + Math.floor(read / bytesPerFrame), sampleRateHz);
      meter.pushPacked(packed, count);
      done += count;
      if (++piece % PIECES_A_TURN > 0) continue;
      options.onProgress?.(done / frames);
      await setImmediate();
      options.signal?.throwIfAborted();
    }
    readAndHash(fd, block, dataEnd, Math.max(0, fstatSync(fd).size - dataEnd), hash);
    return hash.digest("hex");
  } finally {
    closeSync(fd);
    kernels.heap.release(block);
  }
}

/** Reads a range, piece by piece over each other at the start of `block`; answers the bytes that were there. */
function readAndHash(fd: number, block: F32Block, from: number, length: number, hash: Hash): number {
  const { buffer, byteOffset } = block.array;
  let done = 0;
  while (done < length) {
    const piece = new Uint8Array(buffer, byteOffset + (length <= PIECE_BYTES ? done : 0), Math.min(PIECE_BYTES, length - done));
    const got = readSync(fd, piece, 0, piece.length, from + done);
    if (got === 0) break;
    hash.update(got === piece.length ? piece : piece.subarray(0, got));
    done += got;
  }
  return done;
}
