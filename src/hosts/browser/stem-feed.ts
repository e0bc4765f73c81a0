// Keeps one stem's ring filled. A stem that must be decoded is decoded once, ahead of the song, onto the browser's disk.
import type { ByteSource } from "../../formats/audio.ts";
import { openAudio } from "../../formats/open-audio.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { DecodedStore } from "./decoded-store.ts";
import { RING_BLOCKS, type RingMemory, RingWriter } from "./ring.ts";
import { beginsAnywhere, type OpenStem, stemStream } from "./stem-stream.ts";

/** Frames a ring must hold before the song begins. */
const PRIMED_FRAMES = 16384;
/** No chunk is fetched for less room than this: many small reads cost more than few. */
const ROOM_FRAMES = (RING_BLOCKS / 4) * BLOCK_FRAMES;

export interface FeedOptions {
  readonly source: ByteSource;
  readonly ring: RingMemory;
  readonly sampleRateHz: number;
  readonly module: WebAssembly.Module;
}

/** Feeder only; may allocate everywhere. */
export class StemFeed {
  readonly #options: FeedOptions;
  readonly #ring: RingWriter;
  #stem: OpenStem | null = null;
  #stream: AsyncGenerator<Float32Array[]> | null = null;
  #store: DecodedStore | null = null;
  /** Nothing more comes from the stream. */
  #isWhole = false;
  /** Frame that the ring gets next. */
  #at = 0;
  #chunk: Float32Array[] = [];
  /** Frames of the chunk that are in the ring. */
  #taken = 0;
  #isOver = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#ring = new RingWriter(options.ring);
  }

  /** Only while the worklet is at rest. */
  async restart(block: number): Promise<void> {
    this.#ring.restart(block);
    this.#at = block * BLOCK_FRAMES;
    this.#isOver = false;
    this.#chunk = [];
    this.#taken = 0;
    if (!this.#store) await this.#endStream();
  }

  async close(): Promise<void> {
    await this.#endStream();
    await this.#store?.remove();
    this.#store = null;
  }

  get isPrimed(): boolean {
    return this.#isOver || this.#ring.filled >= PRIMED_FRAMES;
  }

  get wantsMore(): boolean {
    return !this.#isOver && this.#ring.room >= ROOM_FRAMES;
  }

  /** Frames decoded ahead, or null where there is nothing to do ahead. */
  get decodedFrames(): number | null {
    return this.#store && !this.#isWhole ? this.#store.frames : null;
  }

  /** Fetches or decodes at most one chunk and writes what fits. @throws AudioFileError; afterwards the stem is silent */
  async feed(): Promise<void> {
    try {
      if (this.#taken === this.#chunkFrames && !(await this.#next())) return;
      const [left = new Float32Array(0), right = left] = this.#chunk;
      const count = Math.min(this.#ring.room, left.length - this.#taken);
      this.#ring.write(left, right, this.#taken, count);
      this.#taken += count;
      this.#at += count;
    } catch (error) {
      this.#isWhole = true;
      this.#end();
      throw error;
    }
  }

  /** Decodes one chunk onto the disk. @throws AudioFileError; afterwards the stem ends there */
  async decodeAhead(): Promise<void> {
    try {
      const chunk = await this.#pull();
      if (chunk && this.#store?.append(chunk) === false) await this.#giveUpStore();
    } catch (error) {
      this.#isWhole = true;
      throw error;
    }
  }

  get #chunkFrames(): number {
    return this.#chunk[0]?.length ?? 0;
  }

  /** The next chunk for the ring. False where there is none yet, or no more. */
  async #next(): Promise<boolean> {
    const stem = this.#stem ?? (await this.#open());
    if (this.#store && this.#at >= this.#store.frames) await this.decodeAhead();
    const store = this.#store; // which may be gone by now
    const chunk = store ? store.read(this.#at, ROOM_FRAMES) : await this.#pull(stem);
    this.#taken = 0;
    this.#chunk = chunk ?? [];
    if (this.#chunkFrames > 0) return true;
    if (this.#isWhole) this.#end();
    return false;
  }

  async #open(): Promise<OpenStem> {
    const { source, sampleRateHz, module } = this.#options;
    const stem = { source, sampleRateHz, module, reader: await openAudio(source) };
    if (!beginsAnywhere(stem)) this.#store = await DecodedStore.create(stem.reader.info.channels);
    this.#stem = stem;
    return stem;
  }

  async #pull(stem: OpenStem | null = this.#stem): Promise<Float32Array[] | null> {
    if (!stem || this.#isWhole) return null;
    this.#stream ??= stemStream(stem, this.#store ? 0 : this.#at);
    const next = await this.#stream.next();
    this.#isWhole = next.done === true;
    return next.done ? null : next.value;
  }

  /** The disk is full: from now on a seek decodes from the start. */
  async #giveUpStore(): Promise<void> {
    await this.#store?.remove();
    this.#store = null;
    await this.#endStream();
  }

  async #endStream(): Promise<void> {
    await this.#stream?.return(undefined);
    this.#stream = null;
    this.#isWhole = false;
  }

  #end(): void {
    this.#isOver = true;
    this.#ring.finish();
  }
}
