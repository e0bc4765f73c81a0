// Stems as render threads read them: uncompressed, at the session's rate, any range at once. Plain data, so that it can be posted.
import { closeSync, openSync, readSync } from "node:fs";
import type { BlockSource } from "../../../engine/running-program.ts";
import type { PcmLayout } from "../../../formats/audio.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import { KERNEL_KINDS, KERNEL_SLACK_BYTES } from "../../../formats/pcm/kernel-kinds.ts";
import type { F32Block } from "../../../kernels/heap.ts";
import type { Kernels } from "../../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../../units/blocks.ts";

/** One stem. `name` is what messages call it: the original, also where `path` is its decoded copy. */
export interface StemFile {
  readonly path: string;
  readonly name: string;
  readonly layout: PcmLayout;
}

/** Frames read at once; a multiple of the block. */
const PIECE_FRAMES = 8192;

/** A source over one file. Memory: two planes and one piece of the file inside the kernels' memory, whatever its length. */
export class StemSource implements BlockSource {
  readonly #kernels: Kernels;
  readonly #file: StemFile;
  readonly #bytes: F32Block;
  readonly #left: F32Block;
  readonly #right: F32Block;
  readonly #isFloat: boolean;
  #fd: number;
  /** First frame of the piece that is in memory. */
  #first = -1;

  constructor(kernels: Kernels, file: StemFile) {
    this.#kernels = kernels;
    this.#file = file;
    this.#isFloat = file.layout.sample.startsWith("f");
    this.#fd = openSync(file.path, "r");
    this.#bytes = kernels.heap.f32(Math.ceil((PIECE_FRAMES * file.layout.bytesPerFrame + KERNEL_SLACK_BYTES) / 4));
    this.#left = kernels.heap.f32(PIECE_FRAMES + BLOCK_FRAMES);
    this.#right = kernels.heap.f32(PIECE_FRAMES + BLOCK_FRAMES);
  }

  read(startFrame: number, block: F32Block): void {
    const { layout } = this.#file;
    const { call } = this.#kernels;
    if (startFrame >= layout.frames) return call.mixClear(block.ptr);
    const inPiece = startFrame - this.#first;
    if (this.#first < 0 || inPiece < 0 || inPiece + BLOCK_FRAMES > PIECE_FRAMES) this.#load(startFrame);
    const at = (startFrame - this.#first) * 4;
    call.planesToBlock(this.#left.ptr + at, this.#right.ptr + at, block.ptr);
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
    for (const piece of [this.#bytes, this.#left, this.#right]) this.#kernels.heap.release(piece);
  }

  #load(first: number): void {
    const { layout, name } = this.#file;
    const { call } = this.#kernels;
    const frames = Math.min(PIECE_FRAMES, layout.frames - first);
    const wanted = frames * layout.bytesPerFrame;
    const { array } = this.#bytes;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let got = 0;
    while (got < wanted) {
      const more = readSync(this.#fd, bytes, got, wanted - got, layout.dataOffset + first * layout.bytesPerFrame + got);
      if (more === 0) throw becameShorter(name);
      got += more;
    }
    call.pcmToPlanes(this.#bytes.ptr, this.#left.ptr, this.#right.ptr, frames, layout.channels, KERNEL_KINDS[layout.sample]);
    if (this.#isFloat && !Number.isFinite(call.planesPeak(this.#left.ptr, this.#right.ptr, frames)))
      throw notNumbers(name, first);
    if (frames < PIECE_FRAMES) {
      this.#left.array.fill(0, frames);
      this.#right.array.fill(0, frames);
    }
    this.#first = first;
  }
}

function becameShorter(file: string): AudioFileError {
  return new AudioFileError(
    "truncated",
    "The file became shorter while it was read",
    file,
    "Leave the stems alone while rendering.",
  );
}

function notNumbers(file: string, frame: number): AudioFileError {
  return new AudioFileError(
    "non-finite-samples",
    `The file holds samples that are not numbers after frame ${frame}`,
    file,
    "Export it again from the program that made it, or as 24-bit integers.",
  );
}
