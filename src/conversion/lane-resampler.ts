// The resampler for simple ratios (kernels/resample-lanes.ts): works in turns of four cycles of both channels, or eight of one.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { type LaneTable, laneTable } from "./lane-table.ts";
import { designResampler } from "./resampler-design.ts";
import { empty, framesOf, pushedAfterEnd, type Resampler, type ResamplerOptions, resampledFrames } from "./resampler-stream.ts";

const CHUNK_FRAMES = 4096;

export class LaneResampler implements Resampler {
  readonly #fromHz: number;
  readonly #toHz: number;
  readonly #channels: number;
  readonly #kernels: Kernels;
  readonly #lanes: LaneTable;
  readonly #inStep: number; // frames of a turn
  readonly #outStep: number;
  readonly #need: number; // input frames that must be there for a turn
  readonly #mostTurns: number; // that the outputs have room for
  readonly #table: F32Block;
  readonly #starts: F32Block; // whole numbers: written as i32
  readonly #work: F32Block;
  readonly #lines: F32Block[];
  readonly #outs: F32Block[];
  #filled: number; // frames in the lines, from the next turn's first on
  #inFrames = 0;
  #outFrames = 0;
  #finished = false;

  constructor({ fromHz, toHz, channels, kernels }: ResamplerOptions) {
    const design = designResampler(fromHz, toHz);
    const { heap } = kernels;
    this.#fromHz = fromHz;
    this.#toHz = toHz;
    this.#channels = channels;
    this.#kernels = kernels;
    this.#lanes = laneTable(design);
    const { cycle, rows, table, starts, reach } = this.#lanes;
    const cycles = channels === 1 ? 8 : 4;
    this.#inStep = cycles * cycle;
    this.#outStep = cycles * rows;
    this.#need = (cycles - 1) * cycle + reach;
    this.#mostTurns = Math.ceil(CHUNK_FRAMES / this.#inStep);
    this.#table = heap.f32(table.length);
    this.#table.array.set(table);
    this.#starts = heap.f32(starts.length);
    new Int32Array(heap.memory.buffer, this.#starts.ptr, starts.length).set(starts);
    this.#work = heap.f32(8 * reach + 96);
    this.#lines = Array.from({ length: channels }, () => heap.f32(this.#need + (this.#mostTurns - 1) * this.#inStep));
    this.#outs = Array.from({ length: channels }, () => heap.f32(this.#mostTurns * this.#outStep + 4));
    this.#filled = design.taps / 2 - 1; // silence before the first frame
  }

  push(planar: readonly Float32Array[]): Float32Array[] {
    if (this.#finished) throw pushedAfterEnd();
    const frames = framesOf(planar, this.#channels);
    this.#inFrames += frames;
    return this.#take(planar, frames);
  }

  finish(): Float32Array[] {
    if (this.#finished) return empty(this.#channels);
    const missing = resampledFrames(this.#inFrames, this.#fromHz, this.#toHz) - this.#outFrames;
    const turns = Math.ceil(missing / this.#outStep);
    const silence = turns === 0 ? 0 : Math.max(0, (turns - 1) * this.#inStep + this.#need - this.#filled);
    const rest = this.#take(null, silence).map((channel) => channel.slice(0, missing));
    this.#finished = true;
    for (const block of [this.#table, this.#starts, this.#work, ...this.#lines, ...this.#outs]) this.#kernels.heap.release(block);
    return rest;
  }

  /** Takes frames, or silence for null, and returns those of all turns that are ready. */
  #take(planar: readonly Float32Array[] | null, frames: number): Float32Array[] {
    const ready = this.#turns(this.#filled + frames) * this.#outStep;
    const result = this.#lines.map(() => new Float32Array(ready));
    let at = 0;
    for (let taken = 0; taken < frames; ) {
      const count = Math.min(frames - taken, (this.#lines[0] as F32Block).length - this.#filled);
      this.#lines.forEach((line, index) => {
        const source = planar?.[index];
        if (source) line.array.set(source.subarray(taken, taken + count), this.#filled);
        else line.array.fill(0, this.#filled, this.#filled + count);
      });
      this.#filled += count;
      taken += count;
      at = this.#runTurns(result, at);
    }
    this.#outFrames += ready;
    return result;
  }

  #turns(filled: number): number {
    return filled < this.#need ? 0 : Math.floor((filled - this.#need) / this.#inStep) + 1;
  }

  /** Writes the turns that the lines hold to `result` from frame `at` on; returns where the next ones go. */
  #runTurns(result: readonly Float32Array[], at: number): number {
    const turns = this.#turns(this.#filled);
    if (turns === 0) return at;
    const { cycle, rows, groups, taps, reach } = this.#lanes;
    const [left, right] = this.#lines as [F32Block, F32Block?];
    const [outLeft, outRight] = this.#outs as [F32Block, F32Block?];
    this.#kernels.call.resampleLanes(
      left.ptr,
      right ? right.ptr : left.ptr + 16 * cycle,
      outLeft.ptr,
      outRight ? outRight.ptr : outLeft.ptr + 16 * rows,
      turns,
      this.#inStep,
      this.#outStep,
      cycle,
      rows,
      groups,
      taps,
      this.#table.ptr,
      this.#starts.ptr,
      reach,
      this.#work.ptr,
    );
    const used = turns * this.#inStep;
    for (const line of this.#lines) line.array.copyWithin(0, used, this.#filled);
    this.#filled -= used;
    result.forEach((channel, index) => {
      channel.set((this.#outs[index] as F32Block).array.subarray(0, turns * this.#outStep), at);
    });
    return at + turns * this.#outStep;
  }
}
