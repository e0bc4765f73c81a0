// Runs a processor as the engine does, but in any split of blocks, with parameter changes at given frames, and watching its memory.
import { type F32Block, type F64Block, Heap } from "../../kernels/heap.ts";
import { instantiateKernels, type Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import type { AnyDeclaration } from "../catalog.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import type { AnyProcessor } from "../registry.ts";
import { seededRandom, type StereoSignal } from "./signals.ts";

/** What is tested: a declaration and how to make an instance. */
export interface Subject {
  readonly declaration: AnyDeclaration;
  create(kernels: Kernels): AnyProcessor;
}

export const RIG_RATE_HZ = 48000;
const SENTINEL = 1234.5;

/** A heap that knows which pieces are out and counts what was ever taken. */
export class WatchedHeap extends Heap {
  taken = 0;
  readonly live = new Set<number>();

  override f32(length: number): F32Block {
    return this.#watch(super.f32(length));
  }

  override f64(length: number): F64Block {
    return this.#watch(super.f64(length));
  }

  override release(piece: { readonly ptr: number }): void {
    super.release(piece);
    this.live.delete(piece.ptr);
  }

  #watch<Piece extends { readonly ptr: number }>(piece: Piece): Piece {
    this.taken++;
    this.live.add(piece.ptr);
    return piece;
  }
}

/** Frames a process call: a fixed number, or pseudo-random ones from 1 to BLOCK_FRAMES. */
export type Split = number | "random";

export interface FeedOptions {
  readonly split?: Split;
  /** update() with these parameters before the frame. Frames count from the start of this feed. */
  readonly changes?: readonly { readonly atFrame: number; readonly params: ParamValues }[];
  /** update() with the parameters as they stand before every block, as automation does. */
  readonly updateEveryBlock?: boolean;
  readonly key?: StereoSignal;
}

export interface Take extends StereoSignal {
  /** Lowest and highest value that each meter showed, NaN if it ever was no finite number. */
  readonly meterLow: number[];
  readonly meterHigh: number[];
  /** The processor wrote outside of its frames or into the key. */
  readonly trespassed: boolean;
}

/** One prepared instance with a heap of its own. */
export class Rig {
  readonly heap: WatchedHeap;
  readonly processor: AnyProcessor;
  readonly declaration: AnyDeclaration;
  readonly #block: { left: F32Block; right: F32Block };
  readonly #key: { left: F32Block; right: F32Block };
  #params: Record<string, unknown>;

  constructor(subject: Subject, params: ParamValues = {}, sampleRateHz = RIG_RATE_HZ) {
    const { call, heap } = instantiateKernels();
    this.heap = new WatchedHeap(heap.memory, call.heapBase());
    this.declaration = subject.declaration;
    this.#block = { left: this.heap.f32(BLOCK_FRAMES), right: this.heap.f32(BLOCK_FRAMES) };
    this.#key = { left: this.heap.f32(BLOCK_FRAMES), right: this.heap.f32(BLOCK_FRAMES) };
    this.processor = subject.create({ call, heap: this.heap });
    this.#params = this.resolve(params);
    this.processor.prepare(sampleRateHz, this.#params);
  }

  resolve(params: ParamValues): Record<string, unknown> {
    return resolveParams(this.declaration.id, this.declaration.parameters, params);
  }

  update(params: ParamValues): void {
    this.#params = this.resolve(params);
    this.processor.update(this.#params);
  }

  feed(input: StereoSignal, options: FeedOptions = {}): Take {
    const frames = input.left.length;
    const output = { left: new Float32Array(frames), right: new Float32Array(frames) };
    const meterLow = Array.from(this.processor.meters, () => Infinity);
    const meterHigh = Array.from(this.processor.meters, () => -Infinity);
    const changes = [...(options.changes ?? [])].sort((a, b) => a.atFrame - b.atFrame);
    const random = seededRandom(99);
    let trespassed = false;
    for (let at = 0; at < frames; ) {
      while (changes[0] && changes[0].atFrame <= at) this.update(changes.shift()?.params ?? {});
      if (options.updateEveryBlock) this.processor.update(this.#params);
      const wanted = options.split === "random" ? 1 + Math.floor(random() * BLOCK_FRAMES) : (options.split ?? BLOCK_FRAMES);
      const count = Math.min(wanted, frames - at, (changes[0]?.atFrame ?? frames) - at);
      trespassed = this.#processOne(input, output, at, count, options.key) || trespassed;
      at += count;
      this.processor.meters.forEach((value, index) => {
        meterLow[index] = Math.min(meterLow[index] ?? NaN, Number.isFinite(value) ? value : NaN);
        meterHigh[index] = Math.max(meterHigh[index] ?? NaN, Number.isFinite(value) ? value : NaN);
      });
    }
    return { ...output, meterLow, meterHigh, trespassed };
  }

  dispose(): void {
    this.processor.dispose();
    for (const piece of [this.#block.left, this.#block.right, this.#key.left, this.#key.right]) this.heap.release(piece);
  }

  #processOne(input: StereoSignal, output: StereoSignal, at: number, count: number, key: StereoSignal | undefined): boolean {
    const { left, right } = this.#block;
    const keyed = key ? { left: this.#key.left.ptr, right: this.#key.right.ptr } : null;
    if (count < BLOCK_FRAMES) {
      left.array[count] = SENTINEL;
      right.array[count] = SENTINEL;
    }
    if (key) {
      this.#key.left.array.set(key.left.subarray(at, at + count));
      this.#key.right.array.set(key.right.subarray(at, at + count));
    }
    left.array.set(input.left.subarray(at, at + count));
    right.array.set(input.right.subarray(at, at + count));
    this.processor.process({ left: left.ptr, right: right.ptr }, count, keyed);
    output.left.set(left.array.subarray(0, count), at);
    output.right.set(right.array.subarray(0, count), at);
    if (count < BLOCK_FRAMES && (left.array[count] !== SENTINEL || right.array[count] !== SENTINEL)) return true;
    return key !== undefined && (this.#key.left.array[0] !== key.left[at] || this.#key.right.array[0] !== key.right[at]);
  }
}

/** A fresh instance fed once: the usual case. */
export function take(
  subject: Subject,
  input: StereoSignal,
  params: ParamValues = {},
  options: FeedOptions & { readonly sampleRateHz?: number } = {},
): Take {
  return new Rig(subject, params, options.sampleRateHz).feed(input, options);
}
