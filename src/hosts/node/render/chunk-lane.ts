// Chunks of audio from a render thread to the coordinator through shared memory: a few slots, written and given back in order.
import { BLOCK_SAMPLES } from "../../../engine/running-program.ts";

/** Blocks in one chunk: 8192 frames. */
export const CHUNK_BLOCKS = 64;
const SLOTS = 3;
const READY = 0;
const RETURNED = 1;
const STOPPED = 2;

/** Posted to the thread. */
export interface ChunkLaneMemory {
  readonly control: SharedArrayBuffer;
  readonly audio: SharedArrayBuffer;
  readonly ports: number;
}

export function createChunkLane(ports: number): ChunkLaneMemory {
  const floats = SLOTS * ports * CHUNK_BLOCKS * BLOCK_SAMPLES;
  return { control: new SharedArrayBuffer(3 * 4), audio: new SharedArrayBuffer(Math.max(4, floats * 4)), ports };
}

/** The thread's end. */
export class ChunkWriter {
  readonly #control: Int32Array;
  readonly #audio: Float32Array;
  readonly #ports: number;

  constructor(memory: ChunkLaneMemory) {
    this.#control = new Int32Array(memory.control);
    this.#audio = new Float32Array(memory.audio);
    this.#ports = memory.ports;
  }

  /** Waits until chunk `index` has a slot. False when the coordinator wants no more. */
  waitForSlot(index: number): boolean {
    for (;;) {
      if (Atomics.load(this.#control, STOPPED) === 1) return false;
      const returned = Atomics.load(this.#control, RETURNED);
      if (index < returned + SLOTS) return true;
      Atomics.wait(this.#control, RETURNED, returned, 1000);
    }
  }

  /** Writes one block of 256 floats. */
  write(index: number, port: number, block: number, samples: Float32Array): void {
    this.#audio.set(samples, offset(this.#ports, index, port) + block * BLOCK_SAMPLES);
  }

  /** Chunk `index` is whole. */
  publish(index: number): void {
    Atomics.store(this.#control, READY, index + 1);
  }
}

/** The coordinator's end. */
export class ChunkReader {
  readonly #control: Int32Array;
  readonly #audio: Float32Array;
  readonly #ports: number;

  constructor(memory: ChunkLaneMemory) {
    this.#control = new Int32Array(memory.control);
    this.#audio = new Float32Array(memory.audio);
    this.#ports = memory.ports;
  }

  isReady(index: number): boolean {
    return Atomics.load(this.#control, READY) > index;
  }

  /** Copies a port's chunk, block after block. */
  read(index: number, port: number, into: Float32Array): void {
    const at = offset(this.#ports, index, port);
    into.set(this.#audio.subarray(at, at + CHUNK_BLOCKS * BLOCK_SAMPLES));
  }

  /** The slot may be written again. */
  giveBack(): void {
    Atomics.add(this.#control, RETURNED, 1);
    Atomics.notify(this.#control, RETURNED);
  }

  stop(): void {
    Atomics.store(this.#control, STOPPED, 1);
    Atomics.notify(this.#control, RETURNED);
  }
}

function offset(ports: number, index: number, port: number): number {
  return ((index % SLOTS) * ports + port) * CHUNK_BLOCKS * BLOCK_SAMPLES;
}
