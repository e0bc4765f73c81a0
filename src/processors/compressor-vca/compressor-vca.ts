// VCA compressor: key or input → high-pass → mean square, 35 ms → gain computer (dB, knee, link) → gain and makeup, mixed with the
// input. There is no other smoothing: the mean square of one pole is the attack and the release.
import type { Kernels } from "../../kernels/kernels.ts";
import { GLIDE, Glide } from "../dynamics/glide.ts";
import { highPassG, SideChain } from "../dynamics/side-chain.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { compressorVca } from "./compressor-vca.params.ts";

type Params = ParamsOf<typeof compressorVca.parameters>;

/** Falls by 4.343 dB per time constant: 124 dB per second. */
export const VCA_RMS_MS = 35;
export const VCA_SOFT_KNEE_DB = 10;

class CompressorVca implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #sideChain!: SideChain;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz);
    this.#sideChain = new SideChain(this.#kernels, sampleRateHz, VCA_RMS_MS);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#sideChain.reset();
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const { values } = this.#glide;
    values[GLIDE.THRESHOLD_DBFS] = params.thresholdDbfs;
    values[GLIDE.SLOPE] = 1 - 1 / params.ratio;
    values[GLIDE.KNEE_DB] = params.softKnee ? VCA_SOFT_KNEE_DB : 0;
    values[GLIDE.MAKEUP_DB] = params.makeupDb;
    values[GLIDE.MIX] = params.mixPercent / 100;
    values[GLIDE.HIGH_PASS_G] = highPassG(params.sideChainHighPassHz, this.#sampleRateHz);
    values[GLIDE.RMS_AMOUNT] = 1;
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
    this.meters[0] = 0 - call.largestReduction(left, right, frames);
    call.applyReduction(ptr, remaining, left, right, block.left, block.right, frames);
    this.#glide.advance(frames);
  }

  dispose(): void {
    this.#glide.release();
    this.#sideChain.release();
  }
}

export const compressorVcaFactory: ProcessorFactory<typeof compressorVca.parameters> = {
  declaration: compressorVca,
  create: (kernels) => new CompressorVca(kernels),
};
