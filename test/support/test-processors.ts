// Two processors for tests of the engine: one that waits, one that lets its key out.
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { list, number } from "../../src/processors/parameters.ts";
import type { StereoBlock } from "../../src/processors/processor.ts";
import { declareProcessor } from "../../src/processors/processor.ts";
import type { AnyProcessor } from "../../src/processors/registry.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";

/** Delays by `frames` (its latency) and multiplies by `gain`, jumping at block boundaries. */
const waiter = declareProcessor({
  id: "test-waiter",
  name: "Waiter",
  kind: "utility",
  says: "Waits.",
  timeBased: false,
  version: 1,
  source: "Test.",
  parameters: {
    frames: number({ unit: "", min: 0, max: 5000, default: 0, label: "Frames", help: "Latency.", structural: true }),
    gain: number({ unit: "", min: 0, max: 10000, default: 1, label: "Gain", help: "Gain." }),
    hz: number({ unit: "Hz", min: 20, max: 20000, default: 100, curve: "log", label: "Hz", help: "Shown by the meter." }),
    bands: list({
      maxItems: 4,
      fields: { gainDb: number({ unit: "dB", min: -20, max: 20, default: 0, label: "Gain", help: "Gain." }) },
      label: "Bands",
      help: "Shown by the meter.",
    }),
  },
  presets: [],
  keyed: false,
  meters: [
    { name: "hz", unit: "Hz", kind: "level", help: "The parameter." },
    { name: "bandDb", unit: "dB", kind: "level", help: "Gain of the first band." },
  ],
  neutral: { frames: 0, gain: 1 },
  latencyFrames: (params) => params.frames,
  tailFrames: (params) => params.frames,
});

/** Adds its key to its input. */
const keyOut = declareProcessor({
  id: "test-key-out",
  name: "Key out",
  kind: "utility",
  says: "Lets its key out.",
  timeBased: false,
  version: 1,
  source: "Test.",
  parameters: {},
  presets: [],
  keyed: true,
  meters: [],
  neutral: null,
  latencyFrames: () => 0,
  tailFrames: () => 0,
});

export const testDeclarations = new Map([waiter, keyOut].map((one) => [one.id, one as unknown as AnyDeclaration]));

/** Instances that are alive, to see what is disposed. */
export const alive = new Set<object>();

export function createTestProcessor(id: string, kernels: Kernels): AnyProcessor | undefined {
  if (id === "test-waiter") return new Waiter(kernels);
  if (id === "test-key-out") return new KeyOut(kernels);
  return undefined;
}

class Waiter {
  readonly meters = new Float64Array(2);
  readonly #kernels: Kernels;
  #frames = 0;
  #params: Record<string, unknown> = {};
  #lines: [Float32Array, Float32Array] = [new Float32Array(0), new Float32Array(0)];
  #at = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    alive.add(this);
  }

  prepare(_sampleRateHz: number, params: Record<string, unknown>): void {
    this.#frames = params.frames as number;
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#lines = [new Float32Array(this.#frames), new Float32Array(this.#frames)];
    this.#at = 0;
  }

  update(params: Record<string, unknown>): void {
    this.#params = { ...params };
    this.meters[0] = params.hz as number;
    this.meters[1] = (params.bands as { gainDb: number }[])[0]?.gainDb ?? 0;
  }

  process(block: StereoBlock, frames: number): void {
    const memory = this.#kernels.heap.memory.buffer;
    const views = [new Float32Array(memory, block.left, frames), new Float32Array(memory, block.right, frames)];
    for (let i = 0; i < frames; i++) {
      views.forEach((view, side) => {
        const line = this.#lines[side as 0 | 1];
        const x = (view[i] as number) * (this.#params.gain as number);
        view[i] = this.#frames === 0 ? x : (line[this.#at] as number);
        if (this.#frames > 0) line[this.#at] = x;
      });
      if (this.#frames > 0) this.#at = (this.#at + 1) % this.#frames;
    }
  }

  dispose(): void {
    alive.delete(this);
  }
}

class KeyOut {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    alive.add(this);
  }

  prepare(): void {}
  reset(): void {}
  update(): void {}

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const memory = this.#kernels.heap.memory.buffer;
    for (const side of ["left", "right"] as const) {
      const out = new Float32Array(memory, block[side], frames);
      const added = new Float32Array(memory, key ? key[side] : block[side], frames);
      for (let i = 0; i < frames; i++) out[i] = (out[i] as number) + (added[i] as number);
    }
  }

  dispose(): void {
    alive.delete(this);
  }
}
