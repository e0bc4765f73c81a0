// Compressor: key or input → high-pass → power → gain computer (dB, knee, link) → hold, release, attack → gain;
// input → look-ahead → × gain, mixed with the delayed input → output. Giannoulis, Massberg, Reiss 2012, with a held release.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { GLIDE, Glide } from "../dynamics/glide.ts";
import { LookAhead } from "../dynamics/look-ahead.ts";
import { highPassG, SideChain } from "../dynamics/side-chain.ts";
import { FALL_DB_A_HOLD, framesOf, holdMs, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { compressor } from "./compressor.params.ts";

type Params = ParamsOf<typeof compressor.parameters>;

const SMOOTHER_LENGTH = 10;
/** The slow store of the automatic release: what charges it, and how it lets go. */
const SLOW_CHARGE_MS = 400;
const SLOW_RELEASE_MS = 1200;

class Compressor implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #sideChain!: SideChain;
  #lookAhead!: LookAhead;
  #smoother!: F64Block;
  #release = 0; // what is left after a frame
  #holdFrames = 0;
  #automatic = 0;
  #slowCharge = 0;
  #slowRelease = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz);
    this.#sideChain = new SideChain(this.#kernels, sampleRateHz);
    this.#lookAhead = new LookAhead(this.#kernels, compressor.latencyFrames(params, sampleRateHz));
    this.#smoother = this.#kernels.heap.f64(SMOOTHER_LENGTH);
    this.#slowCharge = leftAfterFrame(SLOW_CHARGE_MS, sampleRateHz);
    this.#slowRelease = leftAfterFrame(SLOW_RELEASE_MS, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#sideChain.reset();
    this.#lookAhead.reset();
    this.#smoother.array.fill(0);
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    this.#release = leftAfterFrame(params.releaseMs, rateHz);
    this.#holdFrames = framesOf(holdMs(params.releaseMs), rateHz);
    this.#automatic = params.autoRelease ? 1 : 0;
    const { values } = this.#glide;
    values[GLIDE.THRESHOLD_DBFS] = params.thresholdDbfs;
    values[GLIDE.SLOPE] = 1 - 1 / params.ratio;
    values[GLIDE.KNEE_DB] = params.kneeDb;
    values[GLIDE.MAKEUP_DB] = params.makeupDb;
    values[GLIDE.MIX] = params.mixPercent / 100;
    values[GLIDE.ATTACK] = 1 - leftAfterFrame(params.attackMs, rateHz);
    values[GLIDE.HIGH_PASS_G] = highPassG(params.sideChainHighPassHz, rateHz);
    values[GLIDE.RMS_AMOUNT] = params.detector === "rms" ? 1 : 0;
    values[GLIDE.LINK] = params.stereoLinkPercent / 100;
    this.#glide.aim();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const left = this.#sideChain.left.ptr;
    const right = this.#sideChain.right.ptr;
    this.#sideChain.listen(key ?? block, this.#glide, frames);
    call.computeReduction(ptr, remaining, left, right, frames);
    this.meters[0] = 0 - this.#smooth(left, right, frames);
    this.#lookAhead.process(block, frames);
    call.applyReduction(ptr, remaining, left, right, block.left, block.right, frames);
    this.#glide.advance(frames);
  }

  dispose(): void {
    this.#glide.release();
    this.#sideChain.release();
    this.#lookAhead.release();
    this.#kernels.heap.release(this.#smoother);
  }

  #smooth(left: number, right: number, frames: number): number {
    return this.#kernels.call.smoothReduction(
      this.#smoother.ptr,
      this.#glide.ptr,
      this.#glide.remaining,
      left,
      right,
      this.#release,
      this.#holdFrames,
      FALL_DB_A_HOLD / this.#holdFrames,
      this.#automatic,
      this.#slowCharge,
      this.#slowRelease,
      frames,
    );
  }
}

export const compressorFactory: ProcessorFactory<typeof compressor.parameters> = {
  declaration: compressor,
  create: (kernels) => new Compressor(kernels),
};
