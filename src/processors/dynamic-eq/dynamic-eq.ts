// Dynamic equaliser: key or input → filter of each band → power → gain computer → attack, release → dynamic gain;
// input → bands with their gains, in double precision → output gain → output. kernels/dynamic-eq.ts.
// When a band's curve is turned, a second set of bands runs in unheard, with the gains and the past of the first, and is faded over.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { DynamicBands } from "./dynamic-bands.ts";
import { DynamicDesign, hasSameCurves } from "./dynamic-design.ts";
import { type DynamicBand, type DynamicEqParams, dynamicEq, MAX_DYNAMIC_BANDS } from "./dynamic-eq.params.ts";

const FADE_S = 0.02;
const SETTLE_S = 0.02;
const GAIN_STATE_LENGTH = 4;
const BYTES_A_FRAME = 4;

class DynamicEq implements Processor<DynamicEqParams> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #design = new DynamicDesign();
  readonly #continues = new Int32Array(MAX_DYNAMIC_BANDS);
  readonly #part = { left: 0, right: 0 };
  readonly #keyPart = { left: 0, right: 0 };
  readonly #before = { left: 0, right: 0 };
  #rateHz = 0;
  #wanted: readonly DynamicBand[] = [];
  #standing: readonly DynamicBand[] = [];
  #heard!: DynamicBands; // what sounds, or is being faded in
  #other!: DynamicBands; // what is being faded out, or idle
  #faded!: { readonly left: F32Block; readonly right: F32Block };
  #gain!: F64Block;
  #targetGain = 1;
  #changed = false;
  #fadeFrames = 0;
  #settleFrames = 0;
  #fadeLeft = 0; // frames

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: DynamicEqParams): void {
    const { heap } = this.#kernels;
    this.#rateHz = sampleRateHz;
    this.#fadeFrames = Math.round(FADE_S * sampleRateHz);
    this.#settleFrames = Math.round(SETTLE_S * sampleRateHz);
    this.#heard = new DynamicBands(this.#kernels, sampleRateHz);
    this.#other = new DynamicBands(this.#kernels, sampleRateHz);
    this.#faded = { left: heap.f32(BLOCK_FRAMES), right: heap.f32(BLOCK_FRAMES) };
    this.#before.left = this.#faded.left.ptr;
    this.#before.right = this.#faded.right.ptr;
    this.#gain = heap.f64(GAIN_STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#standing = this.#wanted;
    this.#heard.load(this.#design);
    this.#changed = false;
    this.#fadeLeft = 0;
    this.#kernels.call.setRampedGain(this.#gain.ptr, this.#targetGain, 0);
    this.meters[0] = 0;
  }

  update({ bands, outputGainDb }: DynamicEqParams): void {
    if (!areSame(bands, this.#wanted)) {
      this.#wanted = bands.map((band) => ({ ...band }));
      this.#design.draw(this.#wanted, this.#rateHz);
      this.#changed = true;
    }
    const gain = dbToGain(outputGainDb);
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#gain.ptr, gain, this.#fadeFrames);
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    let lowestDb = 0;
    for (let done = 0; done < frames; ) {
      if (this.#changed && this.#fadeLeft === 0) this.#move();
      const count = this.#fadeLeft > 0 ? Math.min(frames - done, this.#fadeLeft) : frames - done;
      shift(this.#part, block, done);
      shift(this.#keyPart, key ?? block, done);
      this.#run(this.#part, this.#keyPart, count);
      lowestDb = Math.min(lowestDb, this.#heard.lowestDb);
      done += count;
    }
    this.#kernels.call.applyRampedGain(this.#gain.ptr, block.left, block.right, frames);
    this.meters[0] = lowestDb;
  }

  dispose(): void {
    this.#heard.release();
    this.#other.release();
    for (const piece of [this.#faded.left, this.#faded.right, this.#gain]) this.#kernels.heap.release(piece);
  }

  #run(block: StereoBlock, key: StereoBlock, frames: number): void {
    if (this.#fadeLeft === 0) {
      if (!this.#heard.isIdle) this.#heard.process(block, key, block, frames);
      return;
    }
    const before = this.#before;
    this.#other.process(block, key, before, frames);
    this.#heard.process(block, key, block, frames);
    this.#kernels.call.fadeOver(before.left, before.right, block.left, block.right, this.#fadeLeft, this.#fadeFrames, frames);
    this.#fadeLeft -= frames;
  }

  /** Threshold, ratio and times glide; anything else is faded over. While a fade runs, moves wait for its end. */
  #move(): void {
    this.#changed = false;
    const before = this.#standing;
    this.#standing = this.#wanted;
    let onlyNumbers = before.length === this.#wanted.length;
    for (let index = 0; index < this.#wanted.length; index++) {
      const [from, to] = [before[index], this.#wanted[index] as DynamicBand];
      if (!from || !hasSameCurves(from, to)) onlyNumbers = false;
      this.#continues[index] = from?.shape === to.shape ? 1 : 0;
    }
    if (onlyNumbers) {
      this.#heard.glide(this.#design);
      return;
    }
    const next = this.#other;
    next.load(this.#design);
    next.follow(this.#heard, this.#continues);
    this.#other = this.#heard;
    this.#heard = next;
    this.#fadeLeft = this.#settleFrames + this.#fadeFrames;
  }
}

function shift(part: { left: number; right: number }, { left, right }: StereoBlock, frames: number): void {
  part.left = left + frames * BYTES_A_FRAME;
  part.right = right + frames * BYTES_A_FRAME;
}

const FIELDS = Object.keys(dynamicEq.parameters.bands.fields) as (keyof DynamicBand)[];

function areSame(one: readonly DynamicBand[], other: readonly DynamicBand[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < Math.min(one.length, MAX_DYNAMIC_BANDS); index++)
    for (const field of FIELDS) if (one[index]?.[field] !== other[index]?.[field]) return false;
  return true;
}

export const dynamicEqFactory: ProcessorFactory<typeof dynamicEq.parameters> = {
  declaration: dynamicEq,
  create: (kernels) => new DynamicEq(kernels),
};
