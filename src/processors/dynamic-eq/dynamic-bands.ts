// One set of dynamic bands in kernel memory: states and the calls that run them. kernels/dynamic-eq.ts.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import type { StereoBlock } from "../processor.ts";
import {
  ATTACK,
  BAND_LENGTH,
  CONTROL_FRAMES,
  type DynamicDesign,
  GAIN,
  partInControl,
  RANGE,
  RELEASE,
  SLOPE,
  SLOPE_STEP,
  SLOPE_TARGET,
  STATES,
  STATES_END,
  STEPS_LEFT,
  THRESHOLD,
  THRESHOLD_STEP,
  THRESHOLD_TARGET,
  TURNED,
} from "./dynamic-design.ts";
import { MAX_DYNAMIC_BANDS } from "./dynamic-eq.params.ts";

/** Threshold and ratio glide for so long. */
const GLIDE_S = 0.02;
/** How the power of the whole sound falls that relative bands are held against. */
const WHOLE_DECAY_S = 0.05;

/** Allocates in its constructor only. */
export class DynamicBands {
  lowestDb = 0;
  readonly #kernels: Kernels;
  readonly #rateHz: number;
  readonly #memory: F64Block;
  readonly #lanes: F64Block;
  readonly #whole: F64Block; // state, then powers
  readonly #active = new Int32Array(MAX_DYNAMIC_BANDS);
  #hasRelative = false;
  #phase = 0;

  constructor(kernels: Kernels, rateHz: number) {
    this.#kernels = kernels;
    this.#rateHz = rateHz;
    this.#memory = kernels.heap.f64(MAX_DYNAMIC_BANDS * BAND_LENGTH);
    this.#lanes = kernels.heap.f64(2 * BLOCK_FRAMES);
    this.#whole = kernels.heap.f64(4 + BLOCK_FRAMES / CONTROL_FRAMES + 2);
  }

  /** A design's curves, at rest, as if no sample had passed. */
  load(design: DynamicDesign): void {
    this.#memory.array.set(design.values);
    this.#active.set(design.active);
    this.#hasRelative = design.hasRelative;
    this.#whole.array.fill(0);
    this.#phase = 0;
    for (let index = 0; index < MAX_DYNAMIC_BANDS; index++)
      if (this.#active[index] === 1) this.#kernels.call.standDynamicBand(this.#ptr(index));
  }

  /** Takes on the past of the set that it follows: dynamic gains, and signals where the curves are alike (`continues`). */
  follow(before: DynamicBands, continues: Int32Array): void {
    const memory = this.#memory.array;
    const past = before.#memory.array;
    this.#whole.array.set(before.#whole.array);
    this.#phase = before.#phase;
    for (let index = 0; index < MAX_DYNAMIC_BANDS; index++) {
      if (this.#active[index] !== 1) continue;
      const at = index * BAND_LENGTH;
      const isOld = continues[index] === 1 && before.#active[index] === 1;
      if (!isOld) continue;
      const range = memory[at + RANGE] as number;
      const gain = past[at + GAIN] as number;
      memory[at + GAIN] = range < 0 ? Math.max(range, Math.min(0, gain)) : Math.min(range, Math.max(0, gain));
      for (let value = STATES; value < STATES_END; value++) memory[at + value] = past[at + value] as number;
      memory[at + TURNED] = past[at + TURNED] as number;
      memory[at + TURNED + 1] = past[at + TURNED + 1] as number;
      this.#kernels.call.standDynamicBand(this.#ptr(index));
    }
  }

  /** On to a design that differs in thresholds, ratios and times only: they glide there. */
  glide(design: DynamicDesign): void {
    for (let index = 0; index < MAX_DYNAMIC_BANDS; index++)
      if (this.#active[index] === 1) this.#glideBand(index * BAND_LENGTH, design.values);
  }

  get isIdle(): boolean {
    return !this.#active.includes(1);
  }

  /** From `input` into `output`, which may be the same; `key` is listened to. */
  process(input: StereoBlock, key: StereoBlock, output: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    this.lowestDb = 0;
    const powers = this.#whole.ptr + 8 * 4;
    if (this.#hasRelative) {
      const decay = 1 - partInControl(1000 * WHOLE_DECAY_S, this.#rateHz);
      call.wholePower(this.#whole.ptr, key.left, key.right, this.#phase, frames, decay, powers);
    }
    call.toLanes(input.left, input.right, this.#lanes.ptr, frames);
    for (let index = 0; index < MAX_DYNAMIC_BANDS; index++) {
      if (this.#active[index] !== 1) continue;
      const lowest = call.dynamicBand(this.#ptr(index), key.left, key.right, this.#lanes.ptr, powers, this.#phase, frames);
      this.lowestDb = Math.min(this.lowestDb, lowest);
    }
    call.fromLanes(this.#lanes.ptr, output.left, output.right, frames);
    this.#phase = (this.#phase + frames) % CONTROL_FRAMES;
  }

  release(): void {
    for (const piece of [this.#memory, this.#lanes, this.#whole]) this.#kernels.heap.release(piece);
  }

  #ptr(index: number): number {
    return this.#memory.ptr + 8 * index * BAND_LENGTH;
  }

  #glideBand(at: number, values: Float64Array): void {
    const memory = this.#memory.array;
    const threshold = values[at + THRESHOLD] as number;
    const slope = values[at + SLOPE] as number;
    memory[at + ATTACK] = values[at + ATTACK] as number;
    memory[at + RELEASE] = values[at + RELEASE] as number;
    if (memory[at + THRESHOLD_TARGET] === threshold && memory[at + SLOPE_TARGET] === slope) return;
    const steps = Math.ceil((GLIDE_S * this.#rateHz) / CONTROL_FRAMES);
    memory[at + THRESHOLD_TARGET] = threshold;
    memory[at + SLOPE_TARGET] = slope;
    memory[at + STEPS_LEFT] = steps;
    memory[at + THRESHOLD_STEP] = (threshold - (memory[at + THRESHOLD] as number)) / steps;
    memory[at + SLOPE_STEP] = (slope - (memory[at + SLOPE] as number)) / steps;
  }
}
