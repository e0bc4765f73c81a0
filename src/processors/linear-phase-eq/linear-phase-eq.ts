// Linear-phase equaliser: input → 16 partitions of a symmetric filter, overlap-save → output gain → output; without bands a plain delay.
// When bands move, a second filter is drawn in two steps, a partition apart, and then faded over: both hear the same past, so nothing
// has to settle. Everything happens at fixed places in time.
import type { LaplaceSection } from "../../filters/laplace.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { RealFft, realFftRoom } from "../../transform/real-fft.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { type Band, MAX_BANDS, SECTIONS_A_BAND } from "../equalisers/bands.params.ts";
import { analogueSections, sameBand } from "../equalisers/bands.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { FilterDesigner } from "./linear-filter.ts";
import { filterFrames, linearPhaseEq, PARTITIONS } from "./linear-phase-eq.params.ts";

type Params = ParamsOf<typeof linearPhaseEq.parameters>;

const GAIN_STATE_LENGTH = 4;
const GAIN_GLIDE_S = 0.02;
const FADE_S = 0.02;

/** A filter in memory; flat ones are delays and have no spectra. */
interface Filter {
  readonly spectra: F32Block;
  isFlat: boolean;
}

/** One channel's past and what it is about to give. */
interface Channel {
  readonly latest: F32Block; // the partition before and the one that fills
  readonly ring: F32Block; // spectra of the latest partitions
  readonly heard: F32Block; // the second half sounds while the next partition fills
  readonly fading: F32Block; // the same of the filter that is faded out
  readonly delay: F32Block;
  readonly delayed: F32Block; // this block's input, late
  readonly before: F32Block; // this block through the filter that is faded out
}

class LinearPhaseEq implements Processor<Params> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  #partition = 0; // frames
  #room = 0;
  #fft!: RealFft;
  #designer!: FilterDesigner;
  #channels: readonly Channel[] = [];
  #sum!: F32Block;
  #gain!: F64Block;
  #heard!: Filter;
  #other!: Filter;
  #bands: Band[] = [];
  #sections: LaplaceSection[] = [];
  #targetGain = 1;
  #gainGlideFrames = 0;
  #fadeFrames = 0;
  #filled = 0;
  #newest = 0;
  #delayAt = 0;
  #changed = false;
  #isDrawn = false; // the other filter has its response and waits for its partitions
  #fadeLeft = 0; // frames

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    const length = filterFrames(params.resolution, sampleRateHz);
    const latency = linearPhaseEq.latencyFrames(params, sampleRateHz);
    this.#partition = length / PARTITIONS;
    this.#room = realFftRoom(2 * this.#partition);
    this.#fft = new RealFft(this.#kernels, 2 * this.#partition);
    this.#designer = new FilterDesigner(this.#kernels, length, this.#fft, MAX_BANDS * SECTIONS_A_BAND, sampleRateHz);
    const spectra = 2 * this.#room * PARTITIONS;
    this.#channels = [0, 1].map(() => ({
      latest: heap.f32(2 * this.#partition),
      ring: heap.f32(spectra),
      heard: heap.f32(2 * this.#partition),
      fading: heap.f32(2 * this.#partition),
      delay: heap.f32(latency),
      delayed: heap.f32(BLOCK_FRAMES),
      before: heap.f32(BLOCK_FRAMES),
    }));
    this.#heard = { spectra: heap.f32(spectra), isFlat: true };
    this.#other = { spectra: heap.f32(spectra), isFlat: true };
    this.#sum = heap.f32(2 * this.#room);
    this.#gain = heap.f64(GAIN_STATE_LENGTH);
    this.#gainGlideFrames = Math.round(GAIN_GLIDE_S * sampleRateHz);
    this.#fadeFrames = this.#partition * Math.ceil((FADE_S * sampleRateHz) / this.#partition);
    this.update(params);
    this.reset();
  }

  reset(): void {
    for (const { latest, ring, heard, fading, delay } of this.#channels)
      for (const piece of [latest, ring, heard, fading, delay]) piece.array.fill(0);
    this.#filled = 0;
    this.#newest = 0;
    this.#delayAt = 0;
    this.#fadeLeft = 0;
    this.#changed = false;
    this.#isDrawn = false;
    this.#heard.isFlat = this.#sections.length === 0;
    this.#designer.take(this.#sections);
    if (!this.#heard.isFlat) {
      this.#designer.drawResponse();
      this.#designer.drawPartitions(this.#heard.spectra);
    }
    this.#kernels.call.setRampedGain(this.#gain.ptr, this.#targetGain, 0);
  }

  update({ bands, outputGainDb }: Params): void {
    if (bands.length !== this.#bands.length || bands.some((band, index) => !sameBand(band, this.#bands[index]))) {
      this.#bands = bands.map((band) => ({ ...band }));
      this.#sections = this.#bands.flatMap(analogueSections);
      this.#changed = true;
    }
    const gain = dbToGain(outputGainDb);
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#gain.ptr, gain, this.#gainGlideFrames);
  }

  process(block: StereoBlock, frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#partition - this.#filled);
      const [left, right] = [block.left + 4 * done, block.right + 4 * done];
      this.#pass(this.#channels[0] as Channel, left, count);
      this.#pass(this.#channels[1] as Channel, right, count);
      this.#fade(left, right, count);
      this.#delayAt = (this.#delayAt + count) % (this.#channels[0] as Channel).delay.array.length;
      this.#filled += count;
      done += count;
      if (this.#filled === this.#partition) this.#turnOver();
    }
    this.#kernels.call.applyRampedGain(this.#gain.ptr, block.left, block.right, frames);
  }

  dispose(): void {
    this.#fft.release();
    this.#designer.release();
    const pieces = this.#channels.flatMap((channel) => Object.values(channel) as F32Block[]);
    for (const piece of [...pieces, this.#heard.spectra, this.#other.spectra, this.#sum, this.#gain])
      this.#kernels.heap.release(piece);
  }

  /** Takes `frames` frames of one channel in and gives what is due, through the filter that is heard and the one that fades. */
  #pass({ latest, heard, fading, delay, delayed, before }: Channel, signal: number, frames: number): void {
    const { call } = this.#kernels;
    const due = 4 * (this.#partition + this.#filled);
    call.copyFrames(signal, latest.ptr + due, frames);
    call.copyFrames(signal, delayed.ptr, frames);
    call.lookAhead(delay.ptr, delay.array.length, this.#delayAt, delayed.ptr, frames);
    if (this.#fadeLeft > 0) call.copyFrames(this.#other.isFlat ? delayed.ptr : fading.ptr + due, before.ptr, frames);
    call.copyFrames(this.#heard.isFlat ? delayed.ptr : heard.ptr + due, signal, frames);
  }

  #fade(left: number, right: number, frames: number): void {
    if (this.#fadeLeft === 0) return;
    const [one, other] = [(this.#channels[0] as Channel).before, (this.#channels[1] as Channel).before];
    this.#kernels.call.fadeOver(one.ptr, other.ptr, left, right, this.#fadeLeft, this.#fadeFrames, frames);
    this.#fadeLeft -= frames;
  }

  /** A partition is full: its spectrum joins the ring, the next one's output is made; designs take their next step. */
  #turnOver(): void {
    this.#filled = 0;
    this.#newest = (this.#newest + 1) % PARTITIONS;
    this.#design();
    const { call } = this.#kernels;
    for (let side = 0; side < 2; side++) {
      const { latest, ring, heard, fading } = this.#channels[side] as Channel;
      const spectrum = ring.ptr + 8 * this.#newest * this.#room;
      this.#fft.forward(latest.ptr, spectrum, spectrum + 4 * this.#room);
      call.copyFrames(latest.ptr + 4 * this.#partition, latest.ptr, this.#partition);
      this.#convolve(ring, this.#heard, heard);
      if (this.#fadeLeft > 0) this.#convolve(ring, this.#other, fading);
    }
  }

  #convolve(ring: F32Block, filter: Filter, result: F32Block): void {
    if (filter.isFlat) return;
    const sum = this.#sum.ptr;
    const { call } = this.#kernels;
    call.multiplyPartitions(ring.ptr, filter.spectra.ptr, this.#room, this.#newest, PARTITIONS, sum);
    this.#fft.inverse(sum, sum + 4 * this.#room, result.ptr);
  }

  /** One step a partition: the response, then its partitions, then the fade. Moves that come meanwhile wait for its end. */
  #design(): void {
    if (this.#fadeLeft > 0) return;
    if (this.#isDrawn) {
      if (!this.#other.isFlat) this.#designer.drawPartitions(this.#other.spectra);
      const next = this.#other;
      this.#other = this.#heard;
      this.#heard = next;
      this.#fadeLeft = this.#fadeFrames;
      this.#isDrawn = false;
      return;
    }
    if (!this.#changed) return;
    this.#changed = false;
    this.#other.isFlat = this.#sections.length === 0;
    this.#designer.take(this.#sections);
    if (!this.#other.isFlat) this.#designer.drawResponse();
    this.#isDrawn = true;
  }
}

export const linearPhaseEqFactory: ProcessorFactory<typeof linearPhaseEq.parameters> = {
  declaration: linearPhaseEq,
  create: (kernels) => new LinearPhaseEq(kernels),
};
