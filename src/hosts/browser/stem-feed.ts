// Keeps one stem's ring filled.
import type { ByteSource } from "../../formats/audio.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { RING_BLOCKS, type RingMemory, RingWriter } from "./ring.ts";
import { stemStream } from "./stem-stream.ts";

/** Frames a ring must hold before the song begins. */
const PRIMED_FRAMES = 16384;
/** No chunk is fetched for less room than this: many small reads cost more than few. */
const ROOM_FRAMES = (RING_BLOCKS / 4) * BLOCK_FRAMES;

/** Feeder only; may allocate everywhere. */
export class StemFeed {
  readonly #source: ByteSource;
  readonly #ring: RingWriter;
  readonly #sampleRateHz: number;
  readonly #module: WebAssembly.Module;
  #stream: AsyncGenerator<Float32Array[]> | null = null;
  #chunk: Float32Array[] = [];
  /** Frames of the chunk that are in the ring. */
  #taken = 0;
  #isOver = false;

  constructor(source: ByteSource, ring: RingMemory, sampleRateHz: number, module: WebAssembly.Module) {
    this.#source = source;
    this.#ring = new RingWriter(ring);
    this.#sampleRateHz = sampleRateHz;
    this.#module = module;
  }

  /** Only while the worklet is at rest. */
  async restart(block: number): Promise<void> {
    await this.stop();
    this.#ring.restart(block);
    const fromFrame = block * BLOCK_FRAMES;
    this.#stream = stemStream(this.#source, { sampleRateHz: this.#sampleRateHz, fromFrame, module: this.#module });
    this.#isOver = false;
  }

  async stop(): Promise<void> {
    await this.#stream?.return(undefined);
    this.#stream = null;
    this.#chunk = [];
    this.#taken = 0;
  }

  get isPrimed(): boolean {
    return this.#isOver || this.#ring.filled >= PRIMED_FRAMES;
  }

  get wantsMore(): boolean {
    return !this.#isOver && this.#ring.room >= ROOM_FRAMES;
  }

  /** Fetches at most one chunk and writes what fits. @throws AudioFileError; afterwards the stem is silent */
  async feed(): Promise<void> {
    try {
      if (this.#taken === (this.#chunk[0]?.length ?? 0) && !(await this.#fetch())) return;
      const [left = new Float32Array(0), right = left] = this.#chunk;
      const count = Math.min(this.#ring.room, left.length - this.#taken);
      this.#ring.write(left, right, this.#taken, count);
      this.#taken += count;
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  async #fetch(): Promise<boolean> {
    const next = await this.#stream?.next();
    this.#taken = 0;
    this.#chunk = next && !next.done ? next.value : [];
    if (next && !next.done) return true;
    this.#end();
    return false;
  }

  #end(): void {
    this.#isOver = true;
    this.#ring.finish();
  }
}
