// Runs one part of a plan in one thread: an engine over stem files, with the probes that listen there.
import type { Heard } from "../../../course/listen.ts";
import { createEngine, type Engine } from "../../../engine/engine.ts";
import type { Plan } from "../../../engine/plan.ts";
import type { F32Block } from "../../../kernels/heap.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { CHUNK_BLOCKS } from "./chunk-lane.ts";
import { Probe, type ProbeRequest } from "./probe.ts";
import { type StemFile, StemSource } from "./stem-files.ts";

/** Posted to the thread. */
export interface PartRequest {
  readonly plan: Plan;
  readonly stems: Readonly<Record<string, StemFile>>;
  /** Frame of the song at which the engine starts; a multiple of the block. */
  readonly startFrame: number;
  readonly probes: readonly ProbeRequest[];
}

export class PartRunner {
  readonly engine: Engine;
  readonly #probes: readonly Probe[];
  readonly #sources: StemSource[] = [];

  constructor({ plan, stems, startFrame, probes }: PartRequest, module?: WebAssembly.Module) {
    const kernels = module ? instantiateKernels(module) : instantiateKernels();
    try {
      this.engine = createEngine({
        kernels,
        plan,
        startFrame,
        importBlocks: CHUNK_BLOCKS,
        openSource: (stemId) => {
          const file = stems[stemId];
          if (!file) throw new Error(`No file was prepared for the stem "${stemId}".`);
          const source = new StemSource(kernels, file);
          this.#sources.push(source);
          return source;
        },
      });
      const inserts = this.engine.insertMeters();
      this.#probes = probes.map((probe) => new Probe(kernels, probe, plan.sampleRateHz, startFrame, inserts));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** One block; the probes hear it. */
  process(): void {
    const { frame } = this.engine;
    this.engine.process();
    for (const probe of this.#probes) probe.push(this.tap(probe.request.tap).array, frame);
  }

  tap(index: number): F32Block {
    return this.engine.tap(index);
  }

  answers(): Heard[] {
    return this.#probes.map((probe) => probe.answer());
  }

  close(): void {
    for (const source of this.#sources) source.close();
  }
}
