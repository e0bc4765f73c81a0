// Gate: key or input → high-pass, low-pass → magnitude → open or closed (hysteresis, hold) → attack, release in dB → gain;
// input → look-ahead → × gain, mixed with the delayed input → output. Loops: kernels/gate.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { Glide } from "../dynamics/glide.ts";
import { aimKey, KEY_GLIDES, KeyFilter } from "../dynamics/key-filter.ts";
import { LookAhead } from "../dynamics/look-ahead.ts";
import { framesOf, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { gate } from "./gate.params.ts";

type Params = ParamsOf<typeof gate.parameters>;

const STATE_LENGTH = 6;
const DEEPEST = 4;
const WAS_OPEN = 5;
/** After a jump of a control the gate moves no faster than this for a while: a hand on a knob is no drum. */
const GENTLE_ATTACK_MS = 10;
const GENTLE_RELEASE_MS = 25;
const GENTLE_MS = 120;
/** What counts as a jump, not as automation: so many dB, or such a ratio of frequencies, within one block. */
const JUMP_DB = 1;
const JUMP_RATIO = 1.1;
const JUMP_PERCENT = 10;

class Gate implements Processor<Params> {
  readonly meters = new Float64Array(2);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #keyFilter!: KeyFilter;
  #lookAhead!: LookAhead;
  #state!: F64Block;
  #block!: F32Block;
  #reduction!: StereoBlock;
  #now!: Params;
  #opens = 0; // linear
  #closes = 0;
  #holdFrames = 0;
  #attack = 0; // what is left after a frame
  #release = 0;
  #gentleAttack = 0;
  #gentleRelease = 0;
  #gentleAttackFrames = 0;
  #gentleReleaseFrames = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz, KEY_GLIDES);
    this.#keyFilter = new KeyFilter(this.#kernels);
    this.#block = this.#kernels.heap.f32(2 * BLOCK_FRAMES);
    this.#reduction = { left: this.#block.ptr, right: this.#block.ptr + 4 * BLOCK_FRAMES };
    this.#lookAhead = new LookAhead(this.#kernels, gate.latencyFrames(params, sampleRateHz));
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
    this.#now = { ...params };
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#keyFilter.reset();
    this.#lookAhead.reset();
    this.#state.array.fill(0);
    this.#state.array.fill(this.#now.rangeDb, 2, 4); // closed
    this.#gentleAttackFrames = 0;
    this.#gentleReleaseFrames = 0;
    this.meters.fill(0);
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    const { thresholdDbfs, hysteresisDb, attackMs, holdMs, releaseMs } = params;
    this.#opens = dbToGain(thresholdDbfs);
    this.#closes = dbToGain(thresholdDbfs - hysteresisDb);
    this.#holdFrames = Math.max(1, framesOf(holdMs, rateHz));
    this.#attack = leftAfterFrame(attackMs, rateHz);
    this.#release = leftAfterFrame(releaseMs, rateHz);
    this.#gentleAttack = leftAfterFrame(Math.max(attackMs, GENTLE_ATTACK_MS), rateHz);
    this.#gentleRelease = leftAfterFrame(Math.max(releaseMs, GENTLE_RELEASE_MS), rateHz);
    if (isJump(this.#now, params)) {
      this.#gentleAttackFrames = framesOf(GENTLE_MS, rateHz);
      // what the jump makes it close on, it closes on after the hold
      this.#gentleReleaseFrames = framesOf(GENTLE_MS + Math.max(holdMs, this.#now.holdMs), rateHz);
    }
    Object.assign(this.#now, params);
    aimKey(this.#glide.values, params, rateHz);
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const { left, right } = this.#reduction;
    this.#keyFilter.hear(key ?? block, this.#glide, frames);
    call.gateReduction(
      this.#state.ptr,
      ptr,
      remaining,
      this.#keyFilter.left,
      this.#keyFilter.right,
      left,
      right,
      this.#opens,
      this.#closes,
      this.#holdFrames,
      this.#attack,
      this.#release,
      this.#gentleAttack,
      this.#gentleRelease,
      this.#gentleAttackFrames,
      this.#gentleReleaseFrames,
      frames,
    );
    this.#gentleAttackFrames = Math.max(0, this.#gentleAttackFrames - frames);
    this.#gentleReleaseFrames = Math.max(0, this.#gentleReleaseFrames - frames);
    this.#keyFilter.listen(block, this.#reduction, this.#glide, frames);
    this.#lookAhead.process(block, frames);
    const deepestDb = this.#state.array[DEEPEST] as number;
    // open all the time it is a wire
    if (deepestDb > 0 || remaining > 0) call.applyReduction(ptr, remaining, left, right, block.left, block.right, frames);
    this.#glide.advance(frames);
    this.meters[0] = 0 - deepestDb;
    this.meters[1] = this.#state.array[WAS_OPEN] as number;
  }

  dispose(): void {
    this.#glide.release();
    this.#keyFilter.release();
    this.#lookAhead.release();
    this.#kernels.heap.release(this.#block);
    this.#kernels.heap.release(this.#state);
  }
}

/** Whether a control has moved so far at once that the gate may open or close because of it. */
function isJump(from: Params, to: Params): boolean {
  const ratio = (a: number, b: number) => Math.max(a / b, b / a);
  return (
    Math.abs(to.thresholdDbfs - from.thresholdDbfs) > JUMP_DB ||
    Math.abs(to.hysteresisDb - from.hysteresisDb) > JUMP_DB ||
    ratio(to.keyHighPassHz, from.keyHighPassHz) > JUMP_RATIO ||
    ratio(to.keyLowPassHz, from.keyLowPassHz) > JUMP_RATIO ||
    ratio(to.attackMs, from.attackMs) > JUMP_RATIO ||
    ratio(to.holdMs, from.holdMs) > JUMP_RATIO ||
    ratio(to.releaseMs, from.releaseMs) > JUMP_RATIO ||
    Math.abs(to.stereoLinkPercent - from.stereoLinkPercent) > JUMP_PERCENT
  );
}

export const gateFactory: ProcessorFactory<typeof gate.parameters> = {
  declaration: gate,
  create: (kernels) => new Gate(kernels),
};
