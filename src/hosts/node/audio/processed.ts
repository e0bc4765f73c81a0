// A stream through a chain of processors, block by block, with the chain's latency taken out: same length, or longer by a tail.
import { instantiateKernels, type Kernels } from "../../../kernels/kernels.ts";
import { findDeclaration } from "../../../processors/catalog.ts";
import { type ParamValues, ParameterError, resolveParams } from "../../../processors/parameters.ts";
import { withPreset } from "../../../processors/presets.ts";
import type { StereoBlock } from "../../../processors/processor.ts";
import { type AnyProcessor, createProcessor } from "../../../processors/registry.ts";
import { BLOCK_FRAMES } from "../../../units/blocks.ts";
import { type AudioStream, chunkFrames } from "./stream.ts";

/** One link of a chain. */
export interface ChainInsert {
  readonly processor: string;
  /** The name of one of the processor's presets; `params` are laid over it. */
  readonly preset?: string;
  readonly params?: ParamValues;
}

export interface ProcessedOptions {
  /** What keyed processors listen to; at the stream's rate, as long as it lasts and silent afterwards. */
  readonly key?: AudioStream;
  /** Frames added at the end, so that tails ring out. */
  readonly tailFrames?: number;
}

/** The stream after the chain: always stereo. @throws ParameterError for an unknown processor or a parameter out of range */
export function processed(source: AudioStream, inserts: readonly ChainInsert[], options: ProcessedOptions = {}): AudioStream {
  const links = inserts.map((insert) => resolveInsert(insert, source.sampleRateHz));
  const latencyFrames = links.reduce((sum, link) => sum + link.latencyFrames, 0);
  const tailFrames = options.tailFrames ?? 0;
  return {
    sampleRateHz: source.sampleRateHz,
    channels: 2,
    frames: source.frames === null ? null : source.frames + tailFrames,
    async *chunks(signal) {
      const chain = new Chain(links, source.sampleRateHz);
      const key = options.key ? new Puller(options.key.chunks(signal)) : null;
      const input = new Puller(source.chunks(signal));
      try {
        let skip = latencyFrames;
        let left = Number.POSITIVE_INFINITY;
        let taken = 0;
        while (left > 0) {
          const got = await input.fill(chain.input);
          taken += got;
          if (got < BLOCK_FRAMES && left === Number.POSITIVE_INFINITY) left = taken + tailFrames - chain.delivered;
          if (key) await key.fill(chain.key);
          chain.run(key !== null);
          const from = Math.min(skip, BLOCK_FRAMES);
          skip -= from;
          const frames = Math.min(BLOCK_FRAMES - from, left);
          if (frames > 0) yield chain.take(from, frames);
          if (left !== Number.POSITIVE_INFINITY) left -= frames;
        }
      } finally {
        await input.close();
        await key?.close();
        chain.dispose();
      }
    },
  };
}

interface Link {
  readonly id: string;
  readonly params: Record<string, unknown>;
  readonly latencyFrames: number;
}

function resolveInsert({ processor, preset, params = {} }: ChainInsert, sampleRateHz: number): Link {
  const declaration = findDeclaration(processor);
  if (!declaration) throw new ParameterError(`There is no processor "${processor}"`, "See `stemroom processors`.");
  const given = preset === undefined ? params : withPreset(declaration, preset, params);
  const resolved = resolveParams(processor, declaration.parameters, given);
  return { id: processor, params: resolved, latencyFrames: declaration.latencyFrames(resolved, sampleRateHz) };
}

/** Running processors and the blocks they work on. */
class Chain {
  /** Frames that take() has handed out. */
  delivered = 0;
  readonly #kernels: Kernels = instantiateKernels();
  readonly #left = this.#kernels.heap.f32(BLOCK_FRAMES);
  readonly #right = this.#kernels.heap.f32(BLOCK_FRAMES);
  readonly #keyLeft = this.#kernels.heap.f32(BLOCK_FRAMES);
  readonly #keyRight = this.#kernels.heap.f32(BLOCK_FRAMES);
  readonly #block: StereoBlock = { left: this.#left.ptr, right: this.#right.ptr };
  readonly #keyBlock: StereoBlock = { left: this.#keyLeft.ptr, right: this.#keyRight.ptr };
  readonly #processors: AnyProcessor[];

  constructor(links: readonly Link[], sampleRateHz: number) {
    this.#processors = links.map(({ id, params }) => {
      const processor = createProcessor(id, this.#kernels);
      processor.prepare(sampleRateHz, params);
      processor.update(params);
      return processor;
    });
  }

  get input(): readonly Float32Array[] {
    return [this.#left.array, this.#right.array];
  }

  get key(): readonly Float32Array[] {
    return [this.#keyLeft.array, this.#keyRight.array];
  }

  run(keyed: boolean): void {
    for (const processor of this.#processors) processor.process(this.#block, BLOCK_FRAMES, keyed ? this.#keyBlock : null);
  }

  take(from: number, frames: number): readonly Float32Array[] {
    this.delivered += frames;
    return [this.#left.array.slice(from, from + frames), this.#right.array.slice(from, from + frames)];
  }

  dispose(): void {
    for (const processor of this.#processors) processor.dispose();
  }
}

/** Cuts chunks of any length into blocks; past the end come zeros. Mono goes to both sides. */
class Puller {
  readonly #iterator: AsyncIterator<readonly Float32Array[]>;
  #chunk: readonly Float32Array[] = [];
  #at = 0;
  #ended = false;

  constructor(chunks: AsyncIterable<readonly Float32Array[]>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** Fills a stereo block; returns how many frames were really there. */
  async fill([left, right]: readonly Float32Array[]): Promise<number> {
    if (!left || !right) return 0;
    let filled = 0;
    while (filled < left.length && !this.#ended) {
      const available = chunkFrames(this.#chunk) - this.#at;
      if (available <= 0) {
        const next = await this.#iterator.next();
        if (next.done) this.#ended = true;
        else this.#chunk = next.value;
        this.#at = 0;
        continue;
      }
      const frames = Math.min(available, left.length - filled);
      const first = this.#chunk[0] ?? left;
      left.set(first.subarray(this.#at, this.#at + frames), filled);
      right.set((this.#chunk[1] ?? first).subarray(this.#at, this.#at + frames), filled);
      this.#at += frames;
      filled += frames;
    }
    left.fill(0, filled);
    right.fill(0, filled);
    return filled;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
