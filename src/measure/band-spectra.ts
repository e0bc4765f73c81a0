// Frequency bands of a stream, from overlapping transforms of about 85 ms.
// Blocks overlap by a quarter; their windows are flat with tapers whose squares add up to 1. So energies summed over
// blocks and bins are exactly those of the signal (Parseval), and blocks windowed once more add up to the band's own signal.
// Left and right go through one transform as real and imaginary part.
import { kPowerGain, kWeighting } from "../filters/k-weighting.ts";
import type { F32Block, F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BandEnvelopes } from "./band-envelope.ts";
import { type Band, bandsFor } from "./band-edges.ts";
import { Fft } from "../transform/fft.ts";
import { GrowingList } from "./growing-list.ts";
import type { StereoSums } from "./stereo.ts";
import { taperedWindow } from "./windows.ts";

const BLOCKS_PER_SECOND_AT_LEAST = 10;
const SMALLEST_TRANSFORM = 512;
/** Numbers of a band in a section. */
const SUMS = 3;

/** The largest power of two that lasts no longer than 100 ms: 4096 at 44.1 and 48 kHz, bins of 11 to 12 Hz. */
export function transformSize(sampleRateHz: number): number {
  let size = SMALLEST_TRANSFORM;
  while (2 * size <= sampleRateHz / BLOCKS_PER_SECOND_AT_LEAST) size *= 2;
  return size;
}

type Spectra = readonly [F32Block, F32Block, F32Block, F32Block];

/** One or two channels that go through one transform. */
interface Pair {
  readonly left: F32Block;
  readonly right: F32Block;
  readonly stereo: boolean;
  readonly gainLeft: F32Block;
  readonly gainRight: F32Block;
  /** Bins of left (real, imaginary) and right of this block, and of the block before. */
  spectra: Spectra;
  lastSpectra: Spectra;
  readonly envelopes: readonly BandEnvelopes[];
  ringing: boolean;
}

/** Gathers a stream into blocks and keeps what bands are made of. */
export class BandSpectra {
  readonly bands: readonly Band[];
  readonly size: number;
  /** Frames from block to block: three quarters of the size. The first block begins `size` / 4 before the stream. */
  readonly hop: number;
  /** Block by block, for every band: K-weighted energy (sum of squares), each channel by its weight. */
  readonly kEnergies = new GrowingList();
  /** Blocks of a section: about half a second. */
  readonly sectionBlocks: number;
  /** Section by section, for every band: squares of left, of right, products; of all pairs, in units of squared samples. */
  readonly sections = new GrowingList();

  readonly #kernels: Kernels;
  readonly #fft: Fft;
  readonly #window: F32Block;
  readonly #pairs: readonly Pair[];
  /** The bands as the kernel wants them, the energies of a block, the sums of a section. */
  readonly #table: F64Block;
  readonly #energies: F64Block;
  readonly #sums: F64Block;
  #sectionFilled = 0;
  readonly #owned: (F32Block | F64Block)[] = [];
  #filled: number;

  /** `prune` false computes every envelope: same result, slower; for tests. */
  constructor(kernels: Kernels, sampleRateHz: number, weights: readonly number[], prune = true) {
    const f32 = (length: number): F32Block => this.#own(kernels.heap.f32(length));
    const f64 = (length: number): F64Block => this.#own(kernels.heap.f64(length));
    this.size = transformSize(sampleRateHz);
    this.hop = (this.size * 3) / 4;
    this.bands = bandsFor(sampleRateHz, this.size);
    this.#kernels = kernels;
    this.#fft = new Fft(kernels, this.size);
    this.#window = f32(this.size);
    this.#window.array.set(taperedWindow(this.size));
    this.sectionBlocks = Math.round(sampleRateHz / (2 * this.hop));
    this.#table = f64(4 * this.bands.length);
    this.#table.array.set(this.bands.flatMap(numbersOf));
    this.#energies = f64(this.bands.length);
    this.#sums = f64(SUMS * this.bands.length);
    this.#filled = this.size / 4;
    const gains = kGains(sampleRateHz, this.size);
    const half = this.size / 2;
    const spectra = (): Spectra => [f32(half), f32(half), f32(half), f32(half)];
    this.#pairs = weights.flatMap((weight, channel) => {
      if (channel % 2 === 1) return [];
      const stereo = channel + 1 < weights.length;
      const pair: Pair = {
        left: f32(this.size),
        right: f32(this.size),
        stereo,
        gainLeft: f32(half),
        gainRight: f32(half),
        spectra: spectra(),
        lastSpectra: spectra(),
        envelopes: Array.from({ length: stereo ? 2 : 1 }, () => new BandEnvelopes(kernels, this.bands, this.size, prune)),
        ringing: false,
      };
      pair.gainLeft.array.set(gains.map((gain) => gain * weight));
      pair.gainRight.array.set(gains.map((gain) => gain * (weights[channel + 1] ?? 0)));
      return [pair];
    });
  }

  /** The next frames of every channel, which lie at these addresses. */
  add(addresses: readonly number[], frames: number): void {
    let taken = 0;
    while (taken < frames) {
      const count = Math.min(this.size - this.#filled, frames - taken);
      let channel = 0;
      for (const { left, right, stereo } of this.#pairs) {
        this.#stage(left, (addresses[channel++] ?? 0) + 4 * taken, count);
        if (stereo) this.#stage(right, (addresses[channel++] ?? 0) + 4 * taken, count);
      }
      this.#filled += count;
      taken += count;
      if (this.#filled === this.size) this.#block();
    }
  }

  /** Silence behind the end, until the last frame has been in every block that it belongs to. */
  finish(): void {
    const newest = this.#filled;
    for (let remaining = newest; remaining > 0; remaining -= this.hop) {
      for (const { left, right } of this.#pairs) for (const stage of [left, right]) stage.array.fill(0, this.#filled);
      this.#block();
    }
    if (this.#sectionFilled > 0) this.#endSection();
  }

  /** Sums over the sections `from` up to, not including, `to` in the band at an index: by default over the whole stream. */
  sums(index: number, from = 0, to = this.sections.length): StereoSums {
    const sections = this.sections.values;
    const step = SUMS * this.bands.length;
    const sums = { left: 0, right: 0, products: 0 };
    for (let at = from * step + SUMS * index; at < Math.min(to * step, sections.length); at += step) {
      sums.left += sections[at] ?? 0;
      sums.right += sections[at + 1] ?? 0;
      sums.products += sections[at + 2] ?? 0;
    }
    return sums;
  }

  /** Largest amplitude (envelope) of the band at an index on any channel, linear. */
  amplitude(index: number): number {
    const all = this.#pairs.flatMap((pair) => pair.envelopes);
    return all.reduce((largest, envelopes) => Math.max(largest, envelopes.amplitude(index)), 0);
  }

  release(): void {
    this.#fft.release();
    for (const block of this.#owned) this.#kernels.heap.release(block);
    for (const { envelopes } of this.#pairs) for (const one of envelopes) one.release();
  }

  #own<T extends F32Block | F64Block>(block: T): T {
    this.#owned.push(block);
    return block;
  }

  #stage(stage: F32Block, from: number, frames: number): void {
    this.#kernels.call.copyFrames(from, stage.ptr + 4 * this.#filled, frames);
  }

  #block(): void {
    const { call } = this.#kernels;
    for (const pair of this.#pairs) {
      this.#transform(pair);
      for (const { ptr } of [pair.left, pair.right]) call.copyFrames(ptr + 4 * this.hop, ptr, this.size - this.hop);
    }
    this.kEnergies.append(this.#energies.array);
    this.#energies.array.fill(0);
    if (++this.#sectionFilled === this.sectionBlocks) this.#endSection();
    this.#filled = this.size - this.hop;
  }

  #endSection(): void {
    this.sections.append(this.#sums.array);
    this.#sums.array.fill(0);
    this.#sectionFilled = 0;
  }

  #transform(pair: Pair): void {
    const { call } = this.#kernels;
    const { re, im } = this.#fft;
    const largest = call.windowPair(pair.left.ptr, pair.right.ptr, this.#window.ptr, this.size, re.ptr, im.ptr);
    if (largest === 0 && !pair.ringing) return;
    pair.ringing = largest > 0;
    [pair.spectra, pair.lastSpectra] = [pair.lastSpectra, pair.spectra];
    const [leftRe, leftIm, rightRe, rightIm] = pair.spectra;
    const [lastLeftRe, lastLeftIm, lastRightRe, lastRightIm] = pair.lastSpectra;
    this.#fft.forward();
    call.spectraApart(re.ptr, im.ptr, this.size, leftRe.ptr, leftIm.ptr, rightRe.ptr, rightIm.ptr);
    call.bandSums(
      leftRe.ptr,
      leftIm.ptr,
      rightRe.ptr,
      rightIm.ptr,
      pair.gainLeft.ptr,
      pair.gainRight.ptr,
      this.#table.ptr,
      this.bands.length,
      2 / this.size,
      this.#energies.ptr,
      this.#sums.ptr,
    );
    pair.envelopes[0]?.add(leftRe, leftIm, lastLeftRe, lastLeftIm);
    pair.envelopes[1]?.add(rightRe, rightIm, lastRightRe, lastRightIm);
  }
}

/** A band as `bandSums` (kernels/measure-bands.ts) wants it. */
function numbersOf({ firstBin, firstBelow, lastBin, lastShare }: Band): number[] {
  return [firstBin, lastBin - firstBin + 1, firstBelow, 1 - lastShare];
}

/** Power gain of the K-weighting at each bin. */
function kGains(sampleRateHz: number, size: number): number[] {
  const weighting = kWeighting(sampleRateHz);
  return Array.from({ length: size / 2 }, (_, bin) => kPowerGain(weighting, (bin * sampleRateHz) / size, sampleRateHz));
}
