// The long-term average spectrum of a stream: mean power in each bin of a Hann-windowed transform of about 170 ms, half overlapped,
// counting only blocks that sound. Grouped into third octaves (IEC 61260-1 base-ten centres) or bands of the ear's width.
import type { F32Block, F64Block } from "../kernels/heap.ts";
import { instantiateKernels, type Kernels } from "../kernels/kernels.ts";
import { powerToDb } from "../units/decibels.ts";
import { log10, pow } from "../units/exact-math.ts";
import { Fft } from "../transform/fft.ts";
import { finite } from "./nullable.ts";
import { hannWindow } from "./windows.ts";

const BLOCKS_PER_SECOND_AT_LEAST = 5;
/** A block under this mean square (-70 dBFS) is silence and does not count. */
const SILENT_MEAN_SQUARE = 1e-7;

/** Mean power over the time that sounds. Powers are mean squares: all bins of a channel add up to its mean square. */
export interface Spectrum {
  readonly sampleRateHz: number;
  /** Distance of the bins; bin k lies at k times this. */
  readonly binHz: number;
  /** Time that counted. */
  readonly activeS: number;
  /** Of the left (or only) channel, from 0 Hz to just under half the rate. */
  readonly left: Float64Array;
  /** Of the right channel; empty for one channel. */
  readonly right: Float64Array;
  /** Real part of left times right, for correlation by frequency; empty for one channel. */
  readonly products: Float64Array;
}

/** One band of a grouped spectrum. */
export interface SpectrumBand {
  readonly lowHz: number;
  readonly centreHz: number;
  readonly highHz: number;
  /** RMS of the band, mean of the channels; null for silence. */
  readonly dbfs: number | null;
}

/** Gathers the spectrum of one stream of one or two channels. */
export class SpectrumMeter {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #channels: number;
  readonly #fft: Fft;
  readonly #window: F32Block;
  readonly #stages: readonly F32Block[];
  readonly #bins: readonly F32Block[];
  readonly #sums: readonly F64Block[];
  #filled: number;
  #frames = 0;
  #activeFrames = 0;
  #blocks = 0;
  #ended: Spectrum | undefined;

  constructor(sampleRateHz: number, channels: 1 | 2, kernels: Kernels = instantiateKernels()) {
    let size = 512;
    while (2 * size <= sampleRateHz / BLOCKS_PER_SECOND_AT_LEAST) size *= 2;
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#channels = channels;
    this.#fft = new Fft(kernels, size);
    this.#window = heap.f32(size);
    this.#window.array.set(hannWindow(size));
    this.#stages = [heap.f32(size), heap.f32(size)];
    this.#bins = Array.from({ length: 4 }, () => heap.f32(size / 2));
    this.#sums = Array.from({ length: 3 }, () => heap.f64(size / 2));
    this.#filled = size / 2; // silence in front, so that the first frames lie in two blocks like all others
  }

  /** The next piece, of any length. */
  push(channels: readonly Float32Array[]): void {
    if (this.#ended) throw new Error("spectrum: the meter has ended: result() was asked for. Create a new one for more audio.");
    if (channels.length !== this.#channels)
      throw new RangeError(`spectrum: ${channels.length} channels were pushed into a meter for ${this.#channels}.`);
    const frames = channels[0]?.length ?? 0;
    for (let taken = 0; taken < frames; ) {
      const count = Math.min(this.#fft.size - this.#filled, frames - taken);
      channels.forEach((channel, index) => {
        this.#stages[index]?.array.set(channel.subarray(taken, taken + count), this.#filled);
      });
      this.#filled += count;
      this.#frames += count;
      taken += count;
      if (this.#filled === this.#fft.size) this.#block();
    }
  }

  /** Ends the stream. */
  result(): Spectrum {
    this.#ended ??= this.#finish();
    return this.#ended;
  }

  /** Gives the kernel memory back. */
  release(): void {
    this.#fft.release();
    for (const block of [this.#window, ...this.#stages, ...this.#bins, ...this.#sums]) this.#kernels.heap.release(block);
  }

  #finish(): Spectrum {
    for (let remaining = this.#filled; remaining > 0; remaining -= this.#fft.size / 2) {
      for (const stage of this.#stages) stage.array.fill(0, this.#filled);
      this.#block();
    }
    // Half-overlapped Hann windows hold 3/4 of the energy on average; a bin above 0 Hz stands for its mirror image too.
    const scale = this.#activeFrames === 0 ? 0 : 2 / (this.#fft.size * 0.75 * this.#activeFrames);
    const [left, right, products] = this.#sums.map((sum) => Float64Array.from(sum.array, (power) => power * scale));
    const none = new Float64Array();
    const stereo = this.#channels === 2;
    return {
      sampleRateHz: this.#sampleRateHz,
      binHz: this.#sampleRateHz / this.#fft.size,
      activeS: this.#activeFrames / this.#sampleRateHz,
      left: left ?? none,
      right: stereo ? (right ?? none) : none,
      products: stereo ? (products ?? none) : none,
    };
  }

  #block(): void {
    const { call } = this.#kernels;
    const { size } = this.#fft;
    const [left, right] = this.#stages as readonly [F32Block, F32Block];
    // The middle half of a block is what it counts for; the first lies half in front of the stream.
    const from = this.#blocks * (size / 2) - size / 4;
    const counted = Math.min(this.#frames, from + size / 2) - Math.max(0, from);
    this.#blocks++;
    if (this.#sounds(left.array) || (this.#channels === 2 && this.#sounds(right.array))) {
      call.windowPair(left.ptr, right.ptr, this.#window.ptr, size, this.#fft.re.ptr, this.#fft.im.ptr);
      this.#fft.forward();
      const { re, im } = this.#fft;
      const [leftRe, leftIm, rightRe, rightIm] = this.#bins.map((block) => block.ptr) as [number, number, number, number];
      const [squaresLeft, squaresRight, products] = this.#sums.map((block) => block.ptr) as [number, number, number];
      call.spectraOfPair(re.ptr, im.ptr, size, leftRe, leftIm, rightRe, rightIm, squaresLeft, squaresRight, products);
      this.#activeFrames += Math.max(0, counted);
    }
    for (const stage of this.#stages) stage.array.copyWithin(0, size / 2);
    this.#filled = size / 2;
  }

  #sounds(samples: Float32Array): boolean {
    let squares = 0;
    for (const sample of samples) squares += sample * sample;
    return squares > SILENT_MEAN_SQUARE * samples.length;
  }
}

/** Mean square between two frequencies, mean of the channels; bins at the edges count by the part that lies inside. */
export function powerBetween(spectrum: Spectrum, lowHz: number, highHz: number): number {
  const sum = (bins: Float64Array): number => {
    const low = lowHz / spectrum.binHz + 0.5;
    const high = Math.min(bins.length, highHz / spectrum.binHz + 0.5);
    let power = 0;
    for (let bin = Math.max(1, Math.floor(low)); bin < high; bin++)
      power += (bins[bin] ?? 0) * (Math.min(bin + 1, high) - Math.max(bin, low));
    return power;
  };
  return spectrum.right.length === 0 ? sum(spectrum.left) : 0.5 * (sum(spectrum.left) + sum(spectrum.right));
}

/** Third octaves from 25 Hz to 20 kHz, as far as they lie below half the sample rate. */
export function thirdOctaves(spectrum: Spectrum): SpectrumBand[] {
  const bands: SpectrumBand[] = [];
  for (let step = -16; step <= 13; step++) {
    const [lowHz, centreHz, highHz] = [step - 0.5, step, step + 0.5].map((tenth) => 1000 * pow(10, tenth / 10)) as [
      number,
      number,
      number,
    ];
    if (highHz <= spectrum.sampleRateHz / 2) bands.push(bandOf(spectrum, lowHz, centreHz, highHz));
  }
  return bands;
}

/** Bands one Cam wide (the width of the ear's filters: Glasberg and Moore 1990), 1 to 40 Cam, below half the sample rate. */
export function erbBands(spectrum: Spectrum): SpectrumBand[] {
  const bands: SpectrumBand[] = [];
  for (let cam = 1.5; camToHz(cam + 0.5) <= spectrum.sampleRateHz / 2 && cam < 40; cam++)
    bands.push(bandOf(spectrum, camToHz(cam - 0.5), camToHz(cam), camToHz(cam + 0.5)));
  return bands;
}

/** Number of ear filters below a frequency (Cam). */
export function hzToCam(hz: number): number {
  return 21.366 * log10(0.004368 * hz + 1);
}

/** Frequency of a Cam number. */
export function camToHz(cam: number): number {
  return (pow(10, cam / 21.366) - 1) / 0.004368;
}

function bandOf(spectrum: Spectrum, lowHz: number, centreHz: number, highHz: number): SpectrumBand {
  return { lowHz, centreHz, highHz, dbfs: finite(powerToDb(powerBetween(spectrum, lowHz, highHz))) };
}
