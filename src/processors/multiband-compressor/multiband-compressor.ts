// Multiband compressor: input → crossover → per band: loudest crest of both channels, held → gain computer, down and up → attack,
// release → gain → sum of the bands. Source: multiband-compressor.params.ts.
import { Crossover } from "../../filters/crossover.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { FALL_DB_A_HOLD, framesOf, holdMs, leftAfterFrame } from "../dynamics/time-constants.ts";
import { type ParamsOf, resolveParams } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { LANE, LaneGlide, LANES } from "./lane-glide.ts";
import { LinearPhaseSplit } from "./linear-phase-split.ts";
import { crossoversHz, multibandCompressor } from "./multiband-compressor.params.ts";

type Params = ParamsOf<typeof multibandCompressor.parameters>;
type Band = Params["bands"][number];

/** Frames between two steps of the control, as in the kernel. */
const GROUP_FRAMES = 4;
const GLIDE_S = 0.02;
/** Places in the constants, in f32. */
const HOLD_GROUPS = 4 * LANES;
const FALL_DB = 5 * LANES;
/** Frames of a channel in front of the block: the last ones heard, and what keeps them aligned. */
const BEFORE = 4;
const SILENT_DBFS = -200;

/** Places in the state, in f32. */
const HELD = 8;
const GAIN = 24;
const GAIN_AT_END = 40;
const REDUCTION = 64;
const THROUGH = 72;
const THROUGH_AT_END = 73;
const GLIDE_LEFT = 75;
const STATE_LENGTH = 76;

const DEFAULT_BAND: Band = resolveParams("band", multibandCompressor.parameters.bands.fields, {});

class MultibandCompressor implements Processor<Params> {
  readonly meters = new Float64Array(multibandCompressor.meters.length);
  readonly #kernels: Kernels;
  #groupsHz = 0;
  #count = 0;
  #crossover: Crossover | null = null;
  #linear: LinearPhaseSplit | null = null;
  #memory!: F32Block;
  #bands: readonly StereoBlock[] = [];
  #glide!: LaneGlide;
  #constants!: F64Block;
  #state!: F32Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    const crossovers = crossoversHz(params, sampleRateHz);
    this.#groupsHz = sampleRateHz / GROUP_FRAMES;
    this.#count = crossovers.length + 1;
    if (params.phase === "linear") this.#linear = new LinearPhaseSplit(this.#kernels, crossovers, sampleRateHz);
    else {
      this.#crossover = new Crossover(this.#kernels, this.#count);
      this.#crossover.set(crossovers, sampleRateHz);
    }
    const channelBytes = 4 * (BEFORE + BLOCK_FRAMES);
    this.#memory = heap.f32(2 * this.#count * (BEFORE + BLOCK_FRAMES) + BEFORE);
    const first = this.#memory.ptr + 4 * BEFORE;
    this.#bands = Array.from({ length: this.#count }, (_, band) => {
      const left = first + 2 * channelBytes * band;
      return { left, right: left + channelBytes };
    });
    this.#glide = new LaneGlide(this.#kernels);
    this.#constants = heap.f64(3 * LANES);
    this.#state = heap.f32(STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#crossover?.reset();
    this.#linear?.reset();
    this.#glide.jump();
    this.#memory.array.fill(0);
    const state = this.#state.array;
    state.fill(0);
    state.fill(SILENT_DBFS, HELD, HELD + LANES);
    for (let lane = 0; lane < LANES; lane++) {
      const wet = dbToGain(this.#glide.goal(LANE.MAKEUP_DB, lane));
      const gain = this.#glide.goal(LANE.AUDIBLE, lane) * (1 + this.#glide.goal(LANE.MIX, lane) * (wet - 1));
      state[GAIN + lane] = gain;
      state[GAIN_AT_END + lane] = gain;
    }
    state[THROUGH] = this.#glide.goal(LANE.THROUGH, 0);
    state[THROUGH_AT_END] = this.#glide.goal(LANE.THROUGH, 0);
    this.meters.fill(0);
  }

  update(params: Params): void {
    const anySolo = params.bands.some(({ solo }, band) => solo && band < this.#count);
    const times = this.#constants.array;
    const holds = new Float32Array(this.#kernels.heap.memory.buffer, this.#constants.ptr, FALL_DB + LANES);
    for (let lane = 0; lane < LANES; lane++) {
      const band = params.bands[lane] ?? DEFAULT_BAND;
      this.#glide.set(LANE.THRESHOLD_DBFS, lane, band.thresholdDbfs);
      this.#glide.set(LANE.SLOPE, lane, 1 - 1 / band.ratio);
      this.#glide.set(LANE.KNEE_DB, lane, band.kneeDb);
      this.#glide.set(LANE.UP_THRESHOLD_DBFS, lane, band.upThresholdDbfs);
      this.#glide.set(LANE.UP_SLOPE, lane, 1 - 1 / band.upRatio);
      this.#glide.set(LANE.RANGE_DB, lane, band.rangeDb);
      this.#glide.set(LANE.MAKEUP_DB, lane, band.makeupDb);
      this.#glide.set(LANE.MIX, lane, band.bypass ? 0 : params.mixPercent / 100);
      this.#glide.set(LANE.AUDIBLE, lane, anySolo && !band.solo ? 0 : 1);
      this.#glide.set(LANE.THROUGH, lane, params.mixPercent === 0 ? 0 : 1);
      times[lane] = 1 - leftAfterFrame(band.attackMs, this.#groupsHz);
      times[LANES + lane] = 1 - leftAfterFrame(band.releaseMs, this.#groupsHz);
      const hold = framesOf(holdMs(band.releaseMs), this.#groupsHz);
      holds[HOLD_GROUPS + lane] = hold;
      holds[FALL_DB + lane] = FALL_DB_A_HOLD / hold;
    }
    const state = this.#state.array;
    state[GLIDE_LEFT] = this.#glide.aim(state[GLIDE_LEFT] as number, Math.round(GLIDE_S * this.#groupsHz));
  }

  process(block: StereoBlock, frames: number): void {
    if (this.#linear) this.#linear.process(block, frames, this.#bands);
    else this.#crossover?.process(block.left, block.right, frames, this.#bands);
    this.#kernels.call.multibandCompress(
      this.#state.ptr,
      this.#glide.ptr,
      this.#constants.ptr,
      this.#memory.ptr + 4 * BEFORE,
      this.#count,
      block.left,
      block.right,
      frames,
    );
    const state = this.#state.array;
    for (let band = 0; band < this.#count; band++) this.meters[band] = 0 - (state[REDUCTION + band] as number);
  }

  dispose(): void {
    this.#crossover?.release();
    this.#linear?.release();
    this.#glide.release();
    for (const piece of [this.#memory, this.#constants, this.#state]) this.#kernels.heap.release(piece);
  }
}

export const multibandCompressorFactory: ProcessorFactory<typeof multibandCompressor.parameters> = {
  declaration: multibandCompressor,
  create: (kernels) => new MultibandCompressor(kernels),
};
