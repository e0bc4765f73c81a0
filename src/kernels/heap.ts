// Memory for blocks and states inside the kernels' WASM memory. Allocates in prepare() only, never in the audio path.

const ALIGN_BYTES = 16;
const PAGE_BYTES = 65536;

/** A piece of kernel memory seen as 32-bit floats. `ptr` is what kernels take; `array` is for everyone else. */
export class F32Block {
  readonly ptr: number;
  readonly length: number;
  readonly #memory: WebAssembly.Memory;
  #view: Float32Array;

  constructor(memory: WebAssembly.Memory, ptr: number, length: number) {
    this.#memory = memory;
    this.ptr = ptr;
    this.length = length;
    this.#view = new Float32Array(memory.buffer, ptr, length);
  }

  /** Today's view. Take it anew after anything that may have grown the memory; do not keep it. */
  get array(): Float32Array {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new Float32Array(this.#memory.buffer, this.ptr, this.length);
    return this.#view;
  }
}

/** A piece of kernel memory seen as 64-bit floats. */
export class F64Block {
  readonly ptr: number;
  readonly length: number;
  readonly #memory: WebAssembly.Memory;
  #view: Float64Array;

  constructor(memory: WebAssembly.Memory, ptr: number, length: number) {
    this.#memory = memory;
    this.ptr = ptr;
    this.length = length;
    this.#view = new Float64Array(memory.buffer, ptr, length);
  }

  /** Today's view. Take it anew after anything that may have grown the memory; do not keep it. */
  get array(): Float64Array {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new Float64Array(this.#memory.buffer, this.ptr, this.length);
    return this.#view;
  }
}

/**
 * Hands out zeroed, 16-byte-aligned pieces of one WASM memory and takes them back.
 * Freed pieces go to a free list by exact size, so a session that swaps plans all day does not grow.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly #free = new Map<number, number[]>();
  readonly #sizes = new Map<number, number>();
  #top: number;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.memory = memory;
    this.#top = alignUp(base);
  }

  /** `length` 32-bit floats, all 0. */
  f32(length: number): F32Block {
    return new F32Block(this.memory, this.#take(length * 4), length);
  }

  /** `length` 64-bit floats, all 0. */
  f64(length: number): F64Block {
    return new F64Block(this.memory, this.#take(length * 8), length);
  }

  /** Gives a piece back. Its views must not be used afterwards. */
  release(piece: { readonly ptr: number }): void {
    const bytes = this.#sizes.get(piece.ptr);
    if (bytes === undefined) throw new Error(`kernel heap: address ${piece.ptr} is not allocated. Release each piece once.`);
    this.#sizes.delete(piece.ptr);
    const list = this.#free.get(bytes);
    if (list) list.push(piece.ptr);
    else this.#free.set(bytes, [piece.ptr]);
  }

  #take(wantedBytes: number): number {
    const bytes = Math.max(ALIGN_BYTES, alignUp(wantedBytes));
    const freed = this.#free.get(bytes)?.pop();
    if (freed !== undefined) new Uint8Array(this.memory.buffer, freed, bytes).fill(0);
    const ptr = freed ?? this.#fresh(bytes);
    this.#sizes.set(ptr, bytes);
    return ptr;
  }

  /** Memory that was never handed out is still all 0. */
  #fresh(bytes: number): number {
    const ptr = this.#top;
    this.#top += bytes;
    const missing = this.#top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return ptr;
  }
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES;
}
