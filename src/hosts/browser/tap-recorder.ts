// Records what the worklet hands to the sound card, so that a test can compare it with the offline render, sample by sample.

const FRAMES = 0;
const HEADER_BYTES = 16;

/** Main thread; allocates. Room for `frames` stereo frames; what comes later is not recorded. */
export function createTap(frames: number): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + 2 * frames * Float32Array.BYTES_PER_ELEMENT);
}

/** Worklet: allocates in the constructor only. */
export class TapRecorder {
  readonly #control: Int32Array;
  readonly #left: Float32Array;
  readonly #right: Float32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, 1);
    [this.#left, this.#right] = planes(memory);
  }

  /** A block of left samples, then as many right ones. */
  push(block: Float32Array): void {
    const at = this.#control[FRAMES] as number;
    const frames = block.length / 2;
    const count = Math.min(frames, this.#left.length - at);
    for (let i = 0; i < count; i++) {
      this.#left[at + i] = block[i] as number;
      this.#right[at + i] = block[frames + i] as number;
    }
    Atomics.store(this.#control, FRAMES, at + count);
  }
}

/** Main thread: copies of what has been recorded so far. */
export function readTap(memory: SharedArrayBuffer): [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>] {
  const frames = Atomics.load(new Int32Array(memory, 0, 1), FRAMES);
  const [left, right] = planes(memory);
  return [new Float32Array(left.subarray(0, frames)), new Float32Array(right.subarray(0, frames))];
}

function planes(memory: SharedArrayBuffer): [Float32Array, Float32Array] {
  const frames = (memory.byteLength - HEADER_BYTES) / (2 * Float32Array.BYTES_PER_ELEMENT);
  const right = HEADER_BYTES + frames * Float32Array.BYTES_PER_ELEMENT;
  return [new Float32Array(memory, HEADER_BYTES, frames), new Float32Array(memory, right, frames)];
}
