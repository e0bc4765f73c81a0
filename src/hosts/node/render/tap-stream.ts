// A tap's blocks as a stream of the song: without the latency, cut to the frames that are wanted, in chunks.
import { BLOCK_SAMPLES } from "../../../engine/running-program.ts";
import { BLOCK_FRAMES } from "../../../units/blocks.ts";

const CHUNK_FRAMES = 8192;

/** `left` and `right` hold `frames` frames from `fromFrame` of the song on; the arrays are used again for the next chunk. */
export type OnChunk = (left: Float32Array, right: Float32Array, frames: number, fromFrame: number) => void;

export class TapStream {
  readonly #onChunk: OnChunk;
  readonly #left = new Float32Array(CHUNK_FRAMES);
  readonly #right = new Float32Array(CHUNK_FRAMES);
  #skip: number;
  #wanted: number;
  #filled = 0;
  #frame: number;

  /** `skipFrames`: what the engine computes before `fromFrame` is heard. */
  constructor(skipFrames: number, fromFrame: number, toFrame: number, onChunk: OnChunk) {
    this.#skip = skipFrames;
    this.#frame = fromFrame;
    this.#wanted = toFrame - fromFrame;
    this.#onChunk = onChunk;
  }

  /** Takes one block: 128 frames left, 128 right. */
  push(samples: Float32Array): void {
    if (this.#skip >= BLOCK_FRAMES) {
      this.#skip -= BLOCK_FRAMES;
      return;
    }
    let at = this.#skip;
    this.#skip = 0;
    let left = Math.min(BLOCK_FRAMES - at, this.#wanted);
    while (left > 0) {
      const run = Math.min(left, CHUNK_FRAMES - this.#filled);
      this.#left.set(samples.subarray(at, at + run), this.#filled);
      this.#right.set(samples.subarray(at + BLOCK_FRAMES, Math.min(BLOCK_SAMPLES, at + BLOCK_FRAMES + run)), this.#filled);
      this.#filled += run;
      this.#wanted -= run;
      at += run;
      left -= run;
      if (this.#filled === CHUNK_FRAMES || this.#wanted === 0) this.#flush();
    }
  }

  #flush(): void {
    this.#onChunk(this.#left, this.#right, this.#filled, this.#frame);
    this.#frame += this.#filled;
    this.#filled = 0;
  }
}
