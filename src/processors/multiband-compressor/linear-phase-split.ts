// Splits stereo into bands that add up to the delayed input: low-passes with the squared magnitude of a Butterworth (a fourth-order
// Linkwitz-Riley slope) and no phase; band n is low-pass n less low-pass n - 1, the last one the input less the last low-pass.
// Taps: the low-pass 1 / (1 + (w/wc)^4) is e^(-a|t|) (cos at + sin a|t|) in time, a = wc / sqrt 2.
import type { Kernels } from "../../kernels/kernels.ts";
import { cos, exp, PI, sin } from "../../units/exact-math.ts";
import { LookAhead } from "../dynamics/look-ahead.ts";
import { Convolver } from "../../transform/convolver.ts";
import type { StereoBlock } from "../processor.ts";
import { halfLengthFrames } from "./multiband-compressor.params.ts";

/** Symmetric, of odd length, adding up to 1. */
export function linearLowPass(hz: number, sampleRateHz: number): Float32Array {
  const half = halfLengthFrames(hz, sampleRateHz);
  const a = (2 * PI * hz) / Math.sqrt(2) / sampleRateHz;
  const side = Float64Array.from({ length: half + 1 }, (_, n) => exp(-a * n) * (cos(a * n) + sin(a * n)));
  let sum = -(side[0] as number);
  for (const tap of side) sum += 2 * tap;
  return Float32Array.from({ length: 2 * half + 1 }, (_, n) => (side[Math.abs(n - half)] as number) / sum);
}

export class LinearPhaseSplit {
  readonly #kernels: Kernels;
  readonly #delays: readonly LookAhead[];
  readonly #lowPasses: readonly Convolver[];
  readonly #dry: LookAhead;

  /** All bands are delayed as the lowest crossover needs it: `halfLengthFrames` of it. */
  constructor(kernels: Kernels, crossovers: readonly number[], sampleRateHz: number) {
    const halves = crossovers.map((hz) => halfLengthFrames(hz, sampleRateHz));
    const latency = halves[0] as number;
    this.#kernels = kernels;
    this.#delays = halves.map((half) => new LookAhead(kernels, latency - half));
    this.#lowPasses = crossovers.map((hz) => {
      const taps = linearLowPass(hz, sampleRateHz);
      return new Convolver(kernels, { left: taps, right: taps });
    });
    this.#dry = new LookAhead(kernels, latency);
  }

  /** Delays `block` in place and fills `bands`, lowest first. */
  process(block: StereoBlock, frames: number, bands: readonly StereoBlock[]): void {
    const { call } = this.#kernels;
    for (let index = 0; index < this.#lowPasses.length; index++) {
      const band = bands[index] as StereoBlock;
      call.copyFrames(block.left, band.left, frames);
      call.copyFrames(block.right, band.right, frames);
      (this.#delays[index] as LookAhead).process(band, frames);
      (this.#lowPasses[index] as Convolver).process(band.left, band.right, frames);
    }
    this.#dry.process(block, frames);
    const last = bands[this.#lowPasses.length] as StereoBlock;
    call.copyFrames(block.left, last.left, frames);
    call.copyFrames(block.right, last.right, frames);
    for (let index = this.#lowPasses.length; index > 0; index--) {
      const band = bands[index] as StereoBlock;
      const below = bands[index - 1] as StereoBlock;
      call.takeAway(below.left, band.left, frames);
      call.takeAway(below.right, band.right, frames);
    }
  }

  reset(): void {
    for (const part of [...this.#delays, ...this.#lowPasses, this.#dry]) part.reset();
  }

  release(): void {
    for (const part of [...this.#delays, ...this.#lowPasses, this.#dry]) part.release();
  }
}
