// The coordinator's side of a render thread.
import type { Worker } from "node:worker_threads";
import type { Heard } from "../../../course/listen.ts";
import { ChunkReader, createChunkLane } from "./chunk-lane.ts";
import type { PartRequest } from "./part-runner.ts";
import type { RenderTask } from "./render-worker.ts";
import { giveThreadBack, takeThread } from "./thread-pool.ts";
import { type PlainError, reviveError } from "./thread-error.ts";

type Message = { readonly ready: number } | { readonly heard: Heard[] } | { readonly failure: PlainError };

export class PartThread {
  readonly exports: number;
  readonly #worker: Worker;
  readonly #reader: ChunkReader;
  #heard: Heard[] | null = null;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(module: WebAssembly.Module, part: PartRequest, exports: number, blocks: number) {
    const lane = createChunkLane(exports);
    this.exports = exports;
    this.#reader = new ChunkReader(lane);
    this.#worker = takeThread();
    this.#worker.on("message", (message: Message) => {
      if ("heard" in message) this.#heard = message.heard;
      if ("failure" in message) this.#failure = reviveError(message.failure);
      this.#wake?.();
    });
    this.#worker.on("error", (error: Error) => {
      this.#failure = error;
      this.#wake?.();
    });
    this.#worker.on("exit", (code) => {
      if (this.#heard === null) this.#failure ??= new Error(`A render thread ended with code ${code} before it was done.`);
      this.#wake?.();
    });
    const task: RenderTask = { module, part, exports, lane, blocks };
    this.#worker.postMessage(task);
  }

  /** Waits for a chunk. Rejects with the thread's error. */
  async chunk(index: number): Promise<void> {
    while (!this.#reader.isReady(index)) await this.#news();
    if (this.#failure && this.#heard === null) throw this.#failure;
  }

  /** Copies a port of the chunk. */
  read(index: number, port: number, into: Float32Array): void {
    this.#reader.read(index, port, into);
  }

  giveBack(): void {
    this.#reader.giveBack();
  }

  /** What the thread's probes have heard, once it is done. */
  async heard(): Promise<Heard[]> {
    while (this.#heard === null) await this.#news();
    return this.#heard;
  }

  async stop(): Promise<void> {
    this.#reader.stop();
    if (this.#heard) await giveThreadBack(this.#worker);
    else await this.#worker.terminate();
  }

  #news(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
