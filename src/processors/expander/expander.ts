// Expander: key or input → high-pass, low-pass → level → curve in dB (ratio, knee, range) → hold, attack, release → gain;
// input → look-ahead → × gain, mixed with the delayed input → output. Loops: kernels/expander.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { Glide } from "../dynamics/glide.ts";
import { aimKey, KEY_GLIDE, KEY_GLIDES, KeyFilter } from "../dynamics/key-filter.ts";
import { LookAhead } from "../dynamics/look-ahead.ts";
import { framesOf, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { expander } from "./expander.params.ts";

type Params = ParamsOf<typeof expander.parameters>;

const STATE_LENGTH = 6;
/** How fast the held level gives way behind the hold. */
const RISE_DB_A_MS = 20;

class Expander implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #keyFilter!: KeyFilter;
  #lookAhead!: LookAhead;
  #state!: F64Block;
  #block!: F32Block;
  #reduction!: StereoBlock;
  #release = 0; // what is left after a frame
  #holdFrames = 0;
  #riseDb = 0; // a frame

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz, KEY_GLIDES);
    this.#keyFilter = new KeyFilter(this.#kernels);
    this.#lookAhead = new LookAhead(this.#kernels, expander.latencyFrames(params, sampleRateHz));
    this.#state = heap.f64(STATE_LENGTH);
    this.#block = heap.f32(2 * BLOCK_FRAMES);
    this.#reduction = { left: this.#block.ptr, right: this.#block.ptr + 4 * BLOCK_FRAMES };
    this.#riseDb = (RISE_DB_A_MS * 1000) / sampleRateHz;
    this.update(params);
    this.reset();
  }

  reset(): void {
    const { values } = this.#glide;
    this.#glide.jump();
    this.#keyFilter.reset();
    this.#lookAhead.reset();
    // as if silence had gone on for ever
    const silent = (values[KEY_GLIDE.SLOPE] as number) > 0 ? (values[KEY_GLIDE.RANGE_DB] as number) : 0;
    this.#state.array.fill(silent);
    this.#state.array.fill(0, 2, 4);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    const { values } = this.#glide;
    this.#release = leftAfterFrame(params.releaseMs, rateHz);
    this.#holdFrames = framesOf(params.holdMs, rateHz);
    aimKey(values, params, rateHz);
    values[KEY_GLIDE.THRESHOLD_DBFS] = params.thresholdDbfs;
    values[KEY_GLIDE.SLOPE] = params.ratio - 1;
    values[KEY_GLIDE.KNEE_DB] = params.kneeDb;
    values[KEY_GLIDE.ATTACK] = 1 - leftAfterFrame(params.attackMs, rateHz);
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const { left, right } = this.#reduction;
    this.#keyFilter.hear(key ?? block, this.#glide, frames);
    call.computeExpansion(ptr, remaining, this.#keyFilter.left, this.#keyFilter.right, left, right, frames);
    const deepestDb = call.smoothExpansion(
      this.#state.ptr,
      ptr,
      remaining,
      left,
      right,
      this.#release,
      this.#holdFrames,
      this.#riseDb,
      frames,
    );
    this.#keyFilter.listen(block, this.#reduction, this.#glide, frames);
    this.#lookAhead.process(block, frames);
    call.applyReduction(ptr, remaining, left, right, block.left, block.right, frames);
    this.#glide.advance(frames);
    this.meters[0] = 0 - deepestDb;
  }

  dispose(): void {
    this.#glide.release();
    this.#keyFilter.release();
    this.#lookAhead.release();
    this.#kernels.heap.release(this.#block);
    this.#kernels.heap.release(this.#state);
  }
}

export const expanderFactory: ProcessorFactory<typeof expander.parameters> = {
  declaration: expander,
  create: (kernels) => new Expander(kernels),
};
