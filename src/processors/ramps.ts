// A processor's numbers that glide to their targets inside its kernel. kernels/ramps.ts moves them; the layout stands there.
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";

const STRIDE = 3;

/** A fixed number of gliding values in kernel memory. */
export class Ramps {
  readonly #kernels: Kernels;
  readonly #block: F64Block;
  readonly #targets: number[];

  constructor(kernels: Kernels, values: readonly number[]) {
    this.#kernels = kernels;
    this.#block = kernels.heap.f64(1 + STRIDE * values.length);
    this.#targets = [...values];
    this.jump();
  }

  /** What kernels take. */
  get ptr(): number {
    return this.#block.ptr;
  }

  /** Whether any frame of a glide is left. */
  get isMoving(): boolean {
    return (this.#block.array[0] as number) > 0;
  }

  /** Today's value of one number. */
  value(index: number): number {
    return this.#block.array[1 + STRIDE * index] as number;
  }

  /** To the targets at once, as if they had always stood there. */
  jump(): void {
    const memory = this.#block.array;
    memory[0] = 0;
    for (const [index, target] of this.#targets.entries()) {
      memory[1 + STRIDE * index] = target;
      memory[2 + STRIDE * index] = 0;
      memory[3 + STRIDE * index] = target;
    }
  }

  /** From wherever the values are to these over `frames` frames. Values that are the targets already change nothing. */
  glide(values: readonly number[], frames: number): void {
    let isSame = true;
    for (let index = 0; index < this.#targets.length; index++) isSame &&= this.#targets[index] === values[index];
    if (isSame) return;
    const memory = this.#block.array;
    memory[0] = frames;
    for (let index = 0; index < this.#targets.length; index++) {
      const target = values[index] as number;
      this.#targets[index] = target;
      memory[2 + STRIDE * index] = (target - (memory[1 + STRIDE * index] as number)) / frames;
      memory[3 + STRIDE * index] = target;
    }
  }

  dispose(): void {
    this.#kernels.heap.release(this.#block);
  }
}
