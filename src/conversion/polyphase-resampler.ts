// The resampler for ratios that are not simple: output frames that share a row of taps lie far apart and are worked on one by one.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { designResampler, type ResamplerDesign } from "./resampler-design.ts";
import { empty, framesOf, pushedAfterEnd, type Resampler, type ResamplerOptions, resampledFrames } from "./resampler-stream.ts";

const CHUNK_FRAMES = 4096;

/** For ratios whose cycle is long. */
export class PolyphaseResampler implements Resampler {
  readonly #fromHz: number;
  readonly #toHz: number;
  readonly #channels: number;
  readonly #kernels: Kernels;
  readonly #design: ResamplerDesign;
  readonly #table: F32Block;
  readonly #steps: F32Block; // whole numbers: written as i32
  readonly #lines: F32Block[];
  readonly #outs: F32Block[];
  #filled: number; // frames in the lines
  #next = 0; // place in the lines where the next output frame's taps begin
  #inFrames = 0;
  #outFrames = 0;
  #finished = false;

  constructor({ fromHz, toHz, channels, kernels }: ResamplerOptions) {
    this.#fromHz = fromHz;
    this.#toHz = toHz;
    this.#channels = channels;
    this.#kernels = kernels;
    this.#design = designResampler(fromHz, toHz);
    const { table, steps, taps, outFrames, inFrames } = this.#design;
    const { heap } = kernels;
    this.#table = heap.f32(table.length);
    this.#table.array.set(table);
    this.#steps = heap.f32(steps.length);
    new Int32Array(heap.memory.buffer, this.#steps.ptr, steps.length).set(steps);
    const most = Math.ceil((CHUNK_FRAMES * outFrames) / inFrames) + 1;
    this.#lines = Array.from({ length: channels }, () => heap.f32(taps + CHUNK_FRAMES));
    this.#outs = Array.from({ length: channels }, () => heap.f32(most));
    this.#filled = taps / 2 - 1; // silence before the first frame
  }

  push(planar: readonly Float32Array[]): Float32Array[] {
    if (this.#finished) throw pushedAfterEnd();
    const frames = framesOf(planar, this.#channels);
    this.#inFrames += frames;
    const pieces: Float32Array[][] = [];
    for (let at = 0; at < frames; ) {
      const count = Math.min(frames - at, CHUNK_FRAMES);
      planar.forEach((channel, index) => this.#line(index).array.set(channel.subarray(at, at + count), this.#filled));
      this.#filled += count;
      at += count;
      pieces.push(this.#drain(Infinity));
    }
    return this.#join(pieces);
  }

  finish(): Float32Array[] {
    if (this.#finished) return empty(this.#channels);
    const wanted = resampledFrames(this.#inFrames, this.#fromHz, this.#toHz);
    const pieces: Float32Array[][] = [];
    while (this.#outFrames < wanted) {
      for (let index = 0; index < this.#channels; index++)
        this.#line(index).array.fill(0, this.#filled, this.#filled + CHUNK_FRAMES);
      this.#filled += CHUNK_FRAMES;
      pieces.push(this.#drain(wanted - this.#outFrames));
    }
    this.#finished = true;
    for (const block of [this.#table, this.#steps, ...this.#lines, ...this.#outs]) this.#kernels.heap.release(block);
    return this.#join(pieces);
  }

  /** Every output frame whose taps are all filled, up to `most`; then what is used up leaves the lines. */
  #drain(most: number): Float32Array[] {
    const { taps, rows, inFrames, outFrames } = this.#design;
    const row = this.#outFrames % rows;
    const room = this.#filled - taps - this.#next; // frames that the next output may still move forward
    const begun = Math.floor((row * inFrames) / outFrames);
    // output number row + i begins floor((row + i) in/out) - begun later; the last one that fits:
    const fits = room < 0 ? 0 : Math.ceil(((room + begun + 1) * outFrames) / inFrames) - row;
    const count = Math.min(fits, most);
    if (count > 0) {
      const { call } = this.#kernels;
      const from = this.#next * 4;
      const table = this.#table.ptr;
      const steps = this.#steps.ptr;
      const [left, right] = [this.#lines[0] as F32Block, this.#lines[1]];
      const [outLeft, outRight] = [this.#outs[0] as F32Block, this.#outs[1]];
      if (right && outRight)
        call.resampleStereo(
          left.ptr + from,
          right.ptr + from,
          outLeft.ptr,
          outRight.ptr,
          count,
          table,
          taps,
          rows,
          row,
          steps,
          inFrames,
        );
      else call.resampleMono(left.ptr + from, outLeft.ptr, count, table, taps, rows, row, steps, inFrames);
      this.#next += Math.floor(((row + count) * inFrames) / outFrames) - begun;
      this.#outFrames += count;
    }
    const used = Math.min(this.#next, this.#filled);
    for (const line of this.#lines) line.array.copyWithin(0, used, this.#filled);
    this.#filled -= used;
    this.#next -= used;
    return this.#outs.map((out) => out.array.slice(0, Math.max(0, count)));
  }

  #line(index: number): F32Block {
    return this.#lines[index] as F32Block;
  }

  #join(pieces: readonly Float32Array[][]): Float32Array[] {
    if (pieces.length === 1) return pieces[0] as Float32Array[];
    return Array.from({ length: this.#channels }, (_, channel) => {
      const joined = new Float32Array(pieces.reduce((sum, piece) => sum + (piece[channel] as Float32Array).length, 0));
      let at = 0;
      for (const piece of pieces) {
        joined.set(piece[channel] as Float32Array, at);
        at += (piece[channel] as Float32Array).length;
      }
      return joined;
    });
  }
}
