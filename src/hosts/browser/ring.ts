// A stem on its way from the feeder to the worklet: blocks of stereo floats in shared memory. One thread writes, one reads.
import { BLOCK_SAMPLES } from "../../engine/running-program.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";

/** Blocks a ring holds: 65 536 frames, 1.37 s at 48 kHz. A third of a second starved under heavy load, two thirds did not. */
export const RING_BLOCKS = 512;

const WRITTEN = 0;
const READ = 1;
const ENDED = 2;

/** Plain data: it may be posted to a worker and handed to a worklet. Both ends count blocks from the start of the song. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly audio: SharedArrayBuffer;
}

/** Any thread; allocates. The ring begins empty at the song's start. */
export function createRing(): RingMemory {
  return {
    control: new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT),
    audio: new SharedArrayBuffer(RING_BLOCKS * BLOCK_SAMPLES * Float32Array.BYTES_PER_ELEMENT),
  };
}

/** The feeder's end. */
export class RingWriter {
  readonly #control: Int32Array;
  readonly #audio: Float32Array;
  /** Frame of the song that is written next. */
  #frame = 0;

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.control);
    this.#audio = new Float32Array(memory.audio);
  }

  /** Feeder, and only while the worklet is at rest: forgets everything and begins again at `block`. Allocates nothing. */
  restart(block: number): void {
    this.#frame = block * BLOCK_FRAMES;
    Atomics.store(this.#control, ENDED, 0);
    Atomics.store(this.#control, READ, block);
    Atomics.store(this.#control, WRITTEN, block);
  }

  /** Feeder: frames that may be written now. Allocates nothing. */
  get room(): number {
    return (Atomics.load(this.#control, READ) + RING_BLOCKS) * BLOCK_FRAMES - this.#frame;
  }

  /** Feeder: frames that wait to be played. Allocates nothing. */
  get filled(): number {
    return this.#frame - Atomics.load(this.#control, READ) * BLOCK_FRAMES;
  }

  /** Feeder: writes `count` frames (at most `room`) from `from` on. The same array twice for mono. Allocates views. */
  write(left: Float32Array, right: Float32Array, from: number, count: number): void {
    for (let done = 0; done < count; ) {
      const inBlock = this.#frame % BLOCK_FRAMES;
      const run = Math.min(BLOCK_FRAMES - inBlock, count - done);
      const at = this.#slot() + inBlock;
      this.#audio.set(left.subarray(from + done, from + done + run), at);
      this.#audio.set(right.subarray(from + done, from + done + run), at + BLOCK_FRAMES);
      this.#frame += run;
      done += run;
      if (inBlock + run === BLOCK_FRAMES) Atomics.store(this.#control, WRITTEN, this.#frame / BLOCK_FRAMES);
    }
  }

  /** Feeder: the stem is over; what follows is silence. Needs room for the rest of a block. */
  finish(): void {
    const inBlock = this.#frame % BLOCK_FRAMES;
    if (inBlock > 0) {
      const at = this.#slot();
      this.#audio.fill(0, at + inBlock, at + BLOCK_FRAMES);
      this.#audio.fill(0, at + BLOCK_FRAMES + inBlock, at + BLOCK_SAMPLES);
      this.#frame += BLOCK_FRAMES - inBlock;
      Atomics.store(this.#control, WRITTEN, this.#frame / BLOCK_FRAMES);
    }
    Atomics.store(this.#control, ENDED, 1);
  }

  #slot(): number {
    return (Math.floor(this.#frame / BLOCK_FRAMES) % RING_BLOCKS) * BLOCK_SAMPLES;
  }
}

/** The worklet's end. After the constructor nothing allocates or waits. */
export class RingReader {
  readonly #control: Int32Array;
  readonly #blocks: readonly Float32Array[];

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.control);
    const bytes = BLOCK_SAMPLES * Float32Array.BYTES_PER_ELEMENT;
    this.#blocks = Array.from({ length: RING_BLOCKS }, (_, slot) => new Float32Array(memory.audio, slot * bytes, BLOCK_SAMPLES));
  }

  /** Worklet: whether `block` is there, or lies behind the stem's end. */
  has(block: number): boolean {
    // The end is looked at first: once it is set, WRITTEN no longer moves.
    return Atomics.load(this.#control, ENDED) === 1 || Atomics.load(this.#control, WRITTEN) > block;
  }

  /** Worklet: 128 frames left, 128 right. Silence behind the stem's end. The block stays until `release`. */
  read(block: number, into: Float32Array): void {
    if (block >= Atomics.load(this.#control, WRITTEN)) into.fill(0);
    else into.set(this.#blocks[block % RING_BLOCKS] as Float32Array);
  }

  /** Worklet: blocks before `block` may be overwritten. */
  release(block: number): void {
    Atomics.store(this.#control, READ, block);
  }
}
