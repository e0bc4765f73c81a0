// A probe listens to one tap while the plan runs, in the thread where the strip is computed: only its answer travels.
import { findDeclaration } from "../../../processors/catalog.ts";
import type { InsertMeters } from "../../../engine/engine.ts";
import type { F32Block } from "../../../kernels/heap.ts";
import type { Kernels } from "../../../kernels/kernels.ts";
import type { Heard, MeterReading } from "../../../course/listen.ts";
import { createMeter, type Meter } from "../../../measure/index.ts";
import { BLOCK_FRAMES } from "../../../units/blocks.ts";
import { TapStream } from "./tap-stream.ts";

/** Posted to the thread. */
export interface ProbeRequest {
  /** Index among the taps of the thread's plan. */
  readonly tap: number;
  readonly strip: string;
  readonly latencyFrames: number;
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Whether the readings of the strip's inserts are wanted. */
  readonly inserts: boolean;
}

export class Probe {
  readonly request: ProbeRequest;
  readonly #kernels: Kernels;
  readonly #stream: TapStream;
  readonly #meter: Meter;
  readonly #peaks: Float32Array;
  readonly #planes: readonly [F32Block, F32Block];
  readonly #readings: InsertReadings[];

  /** `startFrame`: where the engine starts. */
  constructor(
    kernels: Kernels,
    request: ProbeRequest,
    sampleRateHz: number,
    startFrame: number,
    inserts: readonly InsertMeters[],
  ) {
    const { fromFrame, toFrame, latencyFrames } = request;
    this.request = request;
    this.#kernels = kernels;
    this.#meter = createMeter({ sampleRateHz, channels: 2 });
    this.#peaks = new Float32Array(Math.ceil((toFrame - fromFrame) / BLOCK_FRAMES));
    this.#planes = [kernels.heap.f32(BLOCK_FRAMES), kernels.heap.f32(BLOCK_FRAMES)];
    this.#stream = new TapStream(fromFrame - startFrame + latencyFrames, fromFrame, toFrame, (left, right, frames, at) =>
      this.#take(left, right, frames, at - fromFrame),
    );
    const own = request.inserts ? inserts.filter((insert) => insert.strip === request.strip) : [];
    this.#readings = own.map((insert) => new InsertReadings(insert, this.#peaks.length));
  }

  /** After the engine has computed the block that begins at `frame`. */
  push(samples: Float32Array, frame: number): void {
    const songFrame = frame - this.request.latencyFrames;
    if (songFrame >= this.request.fromFrame && songFrame < this.request.toFrame) {
      for (const reading of this.#readings) reading.take();
    }
    this.#stream.push(samples);
  }

  answer(): Heard {
    return {
      measurement: this.#meter.result(),
      history: this.#meter.history(),
      blockPeaks: this.#peaks,
      meters: Object.fromEntries(this.#readings.map((reading) => [reading.insert, reading.result()])),
    };
  }

  #take(left: Float32Array, right: Float32Array, frames: number, at: number): void {
    this.#meter.push([left, right], frames);
    const [l, r] = this.#planes;
    for (let first = 0; first < frames; first += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, frames - first);
      l.array.set(left.subarray(first, first + count));
      r.array.set(right.subarray(first, first + count));
      this.#peaks[(at + first) / BLOCK_FRAMES] = this.#kernels.call.planesPeak(l.ptr, r.ptr, count);
    }
  }
}

/** One reading a block of every meter of an insert. */
class InsertReadings {
  readonly insert: string;
  readonly #values: Float64Array;
  readonly #names: readonly string[];
  readonly #lists: readonly Float32Array[];
  #count = 0;

  constructor(insert: InsertMeters, blocks: number) {
    this.insert = insert.insert;
    this.#values = insert.values;
    this.#names = findDeclaration(insert.processor)?.meters.map((meter) => meter.name) ?? [];
    this.#lists = this.#names.map(() => new Float32Array(blocks));
  }

  take(): void {
    for (let index = 0; index < this.#lists.length; index++) {
      const list = this.#lists[index] as Float32Array;
      if (this.#count < list.length) list[this.#count] = this.#values[index] as number;
    }
    this.#count++;
  }

  result(): Record<string, MeterReading> {
    return Object.fromEntries(
      this.#names.map((name, index) => [name, summarise(this.#lists[index] as Float32Array, this.#count)]),
    );
  }
}

/** Zero everywhere where nothing was read. */
function summarise(list: Float32Array, count: number): MeterReading {
  const sorted = list.slice(0, Math.min(count, list.length)).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    lowest: at(0),
    highest: sorted.at(-1) ?? 0,
    mean: sorted.length > 0 ? sum / sorted.length : 0,
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
  };
}
