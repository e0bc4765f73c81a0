// Tube compressor: key or input (middle and side, if lateral-vertical) → high-pass → level, held → the loop's settled reduction →
// storage network → bias of both push-pull pairs → gain and what their curvature adds → makeup → mix.
// Source: compressor-tube.params.ts; the tube law stands in kernels/variable-mu.ts and README.md.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { exp, PI } from "../../units/exact-math.ts";
import { GLIDE, Glide } from "../dynamics/glide.ts";
import { highPassG, SideChain } from "../dynamics/side-chain.ts";
import { FALL_DB_A_HOLD, framesOf, holdMs, LONGEST_HOLD_MS, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { compressorTube } from "./compressor-tube.params.ts";
import { networkOf } from "./time-constants.ts";

type Params = ParamsOf<typeof compressorTube.parameters>;

const SILENT_DBFS = -200;
/** What bends in the tubes lies below this: no harmonic folds back loudly. */
const TUBE_HZ = 5000;
const TUBE_DC_HZ = 10;

const MOST = 10; // in the state, left and right
const STATE_LENGTH = 16;
const CONSTANTS = 10;

class CompressorTube implements Processor<Params> {
  readonly meters = new Float64Array(2);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #linked = 1;
  #lateral = 0;
  #glide!: Glide;
  #sideChain!: SideChain;
  #middleSide!: { readonly left: number; readonly right: number };
  #work!: F32Block;
  #constants!: F64Block;
  #state!: F64Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#linked = params.link === "linked" ? 1 : 0;
    this.#lateral = params.link === "lateral-vertical" ? 1 : 0;
    this.#glide = new Glide(this.#kernels, sampleRateHz);
    this.#sideChain = new SideChain(this.#kernels, sampleRateHz);
    this.#work = this.#kernels.heap.f32(2 * BLOCK_FRAMES);
    this.#middleSide = { left: this.#work.ptr, right: this.#work.ptr + 4 * BLOCK_FRAMES };
    this.#constants = this.#kernels.heap.f64(CONSTANTS);
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#sideChain.reset();
    this.#state.array.fill(0);
    this.#state.array.fill(SILENT_DBFS, 0, 2);
    this.meters.fill(0);
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    const { values } = this.#glide;
    values[GLIDE.THRESHOLD_DBFS] = params.thresholdDbfs;
    values[GLIDE.SLOPE] = params.ratio - 1;
    values[GLIDE.KNEE_DB] = params.kneeDb;
    values[GLIDE.MAKEUP_DB] = params.makeupDb;
    values[GLIDE.MIX] = params.mixPercent / 100;
    values[GLIDE.HIGH_PASS_G] = highPassG(params.sideChainHighPassHz, rateHz);
    this.#glide.aim();
    const network = networkOf(params);
    const part = (perSecond: number) => 1 - exp(-perSecond / rateHz);
    const constants = this.#constants.array;
    constants[0] = 1 - leftAfterFrame(network.attackMs, rateHz);
    constants[1] = part(network.leak);
    constants[2] = part(network.toSecond);
    constants[3] = part(network.chargeSecond);
    constants[4] = part(network.toThird);
    constants[5] = part(network.chargeThird);
    const holdFrames = framesOf(params.timeConstant === "free" ? holdMs(params.releaseMs) : LONGEST_HOLD_MS, rateHz);
    constants[6] = holdFrames;
    constants[7] = FALL_DB_A_HOLD / holdFrames;
    constants[8] = part(2 * PI * TUBE_HZ);
    constants[9] = part(2 * PI * TUBE_DC_HZ);
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const state = this.#state.ptr;
    const constants = this.#constants.ptr;
    const swing = this.#middleSide;
    let heard = key ?? block;
    if (this.#lateral === 1) {
      call.splitMidSide(heard.left, heard.right, this.#middleSide.left, this.#middleSide.right, frames);
      heard = this.#middleSide;
    }
    this.#sideChain.listen(heard, this.#glide, frames);
    const left = this.#sideChain.left.ptr;
    const right = this.#linked === 1 ? left : this.#sideChain.right.ptr;
    call.variableMuLevels(left, this.#sideChain.right.ptr, this.#linked, frames);
    call.variableMuReduction(state, ptr, remaining, left, this.#sideChain.right.ptr, constants, frames);
    call.variableMuGains(ptr, remaining, left, swing.left, frames);
    if (this.#linked === 0) call.variableMuGains(ptr, remaining, right, swing.right, frames);
    const swingRight = this.#linked === 1 ? swing.left : swing.right;
    this.#tubes(block, left, right, swingRight, frames);
    this.#glide.advance(frames);
    const memory = this.#state.array;
    this.meters[0] = 0 - (memory[MOST] as number);
    this.meters[1] = 0 - (memory[MOST + 1] as number);
  }

  dispose(): void {
    this.#glide.release();
    this.#sideChain.release();
    for (const piece of [this.#work, this.#constants, this.#state]) this.#kernels.heap.release(piece);
  }

  #tubes(block: StereoBlock, gainLeft: number, gainRight: number, swingRight: number, frames: number): void {
    this.#kernels.call.variableMuTubes(
      this.#state.ptr,
      this.#glide.ptr,
      this.#glide.remaining,
      this.#constants.ptr,
      gainLeft,
      gainRight,
      this.#middleSide.left,
      swingRight,
      block.left,
      block.right,
      this.#lateral,
      frames,
    );
  }
}

export const compressorTubeFactory: ProcessorFactory<typeof compressorTube.parameters> = {
  declaration: compressorTube,
  create: (kernels) => new CompressorTube(kernels),
};
