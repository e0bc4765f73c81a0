// The meter: takes audio in pieces of any length, gathers slots of 100 ms inside kernel memory and shows each slot once to every
// measurement. Because slots lie on a fixed grid, the result does not depend on how the audio was cut.
import type { F32Block } from "../kernels/heap.ts";
import { instantiateKernels, type Kernels } from "../kernels/kernels.ts";
import { BandSpectra } from "./band-spectra.ts";
import { usualWeights } from "./channels.ts";
import { type Dynamics, dynamicsOf } from "./dynamics.ts";
import { KEnergy } from "./k-energy.ts";
import { Levels } from "./levels.ts";
import type { Measurement, MeasurementHistory } from "./measurement.ts";
import { historyOf, type LoudStretch, loudestSection, measurementOf } from "./summary.ts";
import { maxSlotFrames, slotStart } from "./time-grid.ts";
import { FUTURE_FRAMES, LAG_FRAMES, PAST_FRAMES, TruePeakScan } from "./true-peak.ts";

/** What a meter is made for. */
export interface MeterOptions {
  /** 4 000 to 768 000 Hz. */
  readonly sampleRateHz: number;
  /** Channels of the stream. Stereo figures (correlation, balance, width, mono fold) exist for exactly two. */
  readonly channels: number;
  /** Loudness weight of each channel; without it 1 and 2 channels count 1, 5 and 6 are 5.0 and 5.1 in WAV order. */
  readonly channelWeights?: readonly number[];
  /** False leaves `bands` empty, for those who only need the rest: bands take about half of the time. Default true. */
  readonly bands?: boolean;
  /** An instance to live in; without it the meter makes its own. */
  readonly kernels?: Kernels;
}

/** Samples as a file packs them, in the memory of the meter's own `kernels`. */
export interface PackedSamples {
  /** Address of the first frame; 16 bytes behind the last one must be readable. */
  readonly ptr: number;
  readonly bytesPerFrame: number;
  /** What `pcmToPlanes` (kernels/pcm-planes.ts) calls the samples. */
  readonly kind: number;
}

/** Measures one stream. */
export interface Meter {
  /**
   * The next piece of the stream: one array a channel, all of one length (or at least `frames` long). Any length, also 0.
   * Throws where a sample is NaN or infinite, naming the frame.
   */
  push(channels: readonly Float32Array[], frames?: number): void;
  /** The same for one or two channels of packed samples: decoded where they are measured, so that nothing is copied. */
  pushPacked(samples: PackedSamples, frames: number): void;
  /** Ends the stream and says everything about it. Later calls give the same answer. */
  result(): Measurement;
  /** Ends the stream and says how loudness and correlation went over time. */
  history(): MeasurementHistory;
  /** Ends the stream and finds its loudest stretch of `seconds` (the whole, where it is shorter). */
  loudestSection(seconds: number): LoudStretch;
  /** Ends the stream and says how much its peaks stand out. */
  dynamics(): Dynamics;
  /** Gives the kernel memory back. Only needed where `kernels` were handed in. */
  release(): void;
}

/** A meter for one stream. */
export function createMeter(options: MeterOptions): Meter {
  return new StreamMeter(options);
}

/** Measures audio that is in memory: one array a channel. */
export function measureFrames(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  options: Omit<MeterOptions, "sampleRateHz" | "channels" | "kernels"> = {},
): Measurement {
  const meter = createMeter({ ...options, sampleRateHz, channels: channels.length });
  meter.push(channels);
  return meter.result();
}

class StreamMeter implements Meter {
  readonly #options: { readonly sampleRateHz: number; readonly channels: number };
  readonly #kernels: Kernels;
  /** Per channel: the past that the true peak looks back on, the slot being gathered, room for its look-ahead. */
  readonly #stages: F32Block[];
  /** Where each channel's slot begins. */
  readonly #addresses: readonly number[];
  readonly #energy: KEnergy;
  readonly #levels: Levels;
  readonly #truePeak: TruePeakScan;
  readonly #spectra: BandSpectra | undefined;
  #slot = 0;
  #filled = 0;
  #frames = 0;
  #ended: Measurement | undefined;

  constructor({ sampleRateHz, channels, channelWeights, bands = true, kernels }: MeterOptions) {
    if (!Number.isInteger(sampleRateHz) || sampleRateHz < 4000 || sampleRateHz > 768000)
      throw new RangeError(`measure: sample rate is ${sampleRateHz}: a whole number from 4000 to 768000 Hz is needed.`);
    if (!Number.isInteger(channels) || channels < 1) throw new RangeError(`measure: ${channels} channels: at least 1 is needed.`);
    const weights = channelWeights ?? usualWeights(channels);
    if (weights.length !== channels)
      throw new RangeError(`measure: ${weights.length} channelWeights for ${channels} channels. Pass one number a channel.`);
    this.#options = { sampleRateHz, channels };
    this.#kernels = kernels ?? instantiateKernels();
    const slotFrames = maxSlotFrames(sampleRateHz);
    this.#stages = weights.map(() => this.#kernels.heap.f32(PAST_FRAMES + slotFrames + FUTURE_FRAMES));
    this.#addresses = this.#stages.map((stage) => stage.ptr + 4 * PAST_FRAMES);
    this.#energy = new KEnergy(this.#kernels, sampleRateHz, weights);
    this.#levels = new Levels(this.#kernels, channels);
    this.#truePeak = new TruePeakScan(this.#kernels, slotFrames + FUTURE_FRAMES);
    this.#spectra = bands ? new BandSpectra(this.#kernels, sampleRateHz, weights) : undefined;
  }

  push(channels: readonly Float32Array[], frames: number = channels[0]?.length ?? 0): void {
    if (channels.length !== this.#options.channels)
      throw new RangeError(`measure: ${channels.length} channels were pushed into a meter for ${this.#options.channels}.`);
    const short = channels.find((channel) => channel.length < frames);
    if (short)
      throw new RangeError(`measure: a channel holds ${short.length} of ${frames} frames. All channels must be of one length.`);
    this.#gather(frames, (taken, count) =>
      this.#stages.forEach((stage, channel) => {
        const piece = channels[channel]?.subarray(taken, taken + count);
        if (piece) stage.array.set(piece, PAST_FRAMES + this.#filled);
      }),
    );
  }

  pushPacked({ ptr, bytesPerFrame, kind }: PackedSamples, frames: number): void {
    const [left, right = left] = this.#stages;
    if (!left || !right || this.#stages.length > 2)
      throw new RangeError(`measure: packed samples of ${this.#stages.length} channels: 1 or 2 are decoded. Use push().`);
    this.#gather(frames, (taken, count) => {
      const offset = 4 * (PAST_FRAMES + this.#filled);
      const from = ptr + taken * bytesPerFrame;
      this.#kernels.call.pcmToPlanes(from, left.ptr + offset, right.ptr + offset, count, this.#stages.length, kind);
    });
  }

  /** Has `frames` frames placed behind those that are staged, slot by slot. */
  #gather(frames: number, place: (taken: number, count: number) => void): void {
    if (this.#ended) throw new Error("measure: the meter has ended: result() was asked for. Create a new meter for more audio.");
    let taken = 0;
    while (taken < frames) {
      const room = this.#slotFrames() - this.#filled;
      const count = Math.min(room, frames - taken);
      place(taken, count);
      this.#filled += count;
      taken += count;
      if (count === room) this.#endSlot();
    }
  }

  result(): Measurement {
    this.#end();
    return this.#ended as Measurement;
  }

  history(): MeasurementHistory {
    this.#end();
    return historyOf(this.#energy, this.#levels, this.#options.sampleRateHz, this.#frames);
  }

  loudestSection(seconds: number): LoudStretch {
    this.#end();
    return loudestSection(this.#energy, this.#options.sampleRateHz, this.#frames, seconds);
  }

  dynamics(): Dynamics {
    this.#end();
    return dynamicsOf(this.#energy, this.#levels);
  }

  release(): void {
    for (const stage of this.#stages) this.#kernels.heap.release(stage);
    this.#energy.release();
    this.#levels.release();
    this.#truePeak.release();
    this.#spectra?.release();
  }

  #slotFrames(): number {
    return slotStart(this.#slot + 1, this.#options.sampleRateHz) - slotStart(this.#slot, this.#options.sampleRateHz);
  }

  #endSlot(): void {
    const frames = this.#filled;
    this.#show();
    for (const address of this.#addresses) {
      this.#truePeak.scan(address, frames);
      const past = address - 4 * PAST_FRAMES;
      this.#kernels.call.copyFrames(past + 4 * frames, past, PAST_FRAMES);
    }
    this.#slot++;
    this.#filled = 0;
  }

  /** Shows what is gathered to everything but the true peak. */
  #show(): void {
    const frames = this.#filled;
    const views = (): Float32Array[] => this.#stages.map(({ array }) => array.subarray(PAST_FRAMES, PAST_FRAMES + frames));
    this.#levels.addSlot(this.#addresses, views, frames, this.#frames);
    this.#energy.addSlot(this.#addresses, frames);
    this.#spectra?.add(this.#addresses, frames);
    this.#frames += frames;
  }

  #end(): void {
    if (this.#ended) return;
    // Silence behind the end lets the true peak's interpolation ring out; no other measurement sees it.
    for (const stage of this.#stages) stage.array.fill(0, PAST_FRAMES + this.#filled);
    this.#show();
    for (const address of this.#addresses) this.#truePeak.scan(address, this.#filled + 2 * LAG_FRAMES);
    this.#spectra?.finish();
    this.#ended = measurementOf(this.#energy, this.#levels, this.#truePeak, this.#spectra, {
      sampleRateHz: this.#options.sampleRateHz,
      channels: this.#options.channels,
      frames: this.#frames,
    });
  }
}
