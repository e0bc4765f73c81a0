// Bus compressor: key or input → high-pass → level of the louder channel, held → minus the reduction of the frame before (the
// replica of the gain cell) → knee and loop gain → attack, release (one store or two) → reduction → gain on both channels: a clean VCA,
// or a diode bridge that bends with the reduction.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain } from "../../units/decibels.ts";
import { CELL, cellGlide, GainCell } from "../dynamics/feedback-cell.ts";
import { GLIDE, Glide } from "../dynamics/glide.ts";
import { highPassG, SideChain } from "../dynamics/side-chain.ts";
import { FALL_DB_A_HOLD, framesOf, holdMs, LONGEST_HOLD_MS, leftAfterFrame } from "../dynamics/time-constants.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { busCompressor } from "./bus-compressor.params.ts";

type Params = ParamsOf<typeof busCompressor.parameters>;

/** Level at rest, before any sound. */
const SILENT_DBFS = -200;
/** Automatic release: the store leaks, and shares with a second one that charges slowly. */
export const AUTOMATIC_MS = {
  vca: { leak: 200, exchange: 100, slowCharge: 620 },
  a1: { leak: 98, exchange: 50, slowCharge: 408 },
  a2: { leak: 406, exchange: 150, slowCharge: 433 },
} as const;
/** How the diode bridge and the transformers behind it bend, and how much more the lows do. */
export const BRIDGE = { cellSquare: 0.001, cellCube: 0.074, lineSquare: 0.0003, lineCube: 0.01, lows: 0.5 } as const;

const HELD_LEVEL = 0;
const STATE_LENGTH = 4;

class BusCompressor implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #glide!: Glide;
  #sideChain!: SideChain;
  #reduction!: F32Block;
  #state!: F64Block;
  #release = 0; // what is left after a frame
  #holdFrames = 0;
  #automatic = 0;
  #leak = 0; // what goes in a frame
  #exchange = 0; // what goes in a frame
  #slowCharge = 0; // what goes in a frame
  #bridgeGlide!: Glide;
  #bridge!: GainCell;
  /** The bridge has been in the circuit since the last reset: from then on its kernel does both, lest the VCA's rounding be heard as a step. */
  #isBridged = false;
  #circuitIsBridge = false;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    this.#glide = new Glide(this.#kernels, sampleRateHz);
    this.#sideChain = new SideChain(this.#kernels, sampleRateHz);
    this.#reduction = this.#kernels.heap.f32(BLOCK_FRAMES);
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
    this.#bridgeGlide = cellGlide(this.#kernels, sampleRateHz);
    this.#bridge = new GainCell(this.#kernels, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#glide.jump();
    this.#bridgeGlide.jump();
    this.#bridge.reset();
    this.#isBridged = this.#circuitIsBridge;
    this.#sideChain.reset();
    this.#state.array.fill(0);
    this.#state.array[HELD_LEVEL] = SILENT_DBFS;
    this.meters[0] = 0;
  }

  update(params: Params): void {
    const rateHz = this.#sampleRateHz;
    this.#release = leftAfterFrame(params.releaseMs, rateHz);
    this.#holdFrames = framesOf(params.autoRelease ? LONGEST_HOLD_MS : holdMs(params.releaseMs), rateHz);
    this.#automatic = params.autoRelease ? 1 : 0;
    this.#circuitIsBridge = params.circuit === "diode-bridge";
    this.#isBridged ||= this.#circuitIsBridge;
    const { leak, exchange, slowCharge } = AUTOMATIC_MS[this.#circuitIsBridge ? params.recovery : "vca"];
    this.#leak = 1 - leftAfterFrame(leak, rateHz);
    this.#exchange = 1 - leftAfterFrame(exchange, rateHz);
    this.#slowCharge = 1 - leftAfterFrame(slowCharge, rateHz);
    const { values } = this.#glide;
    values[GLIDE.THRESHOLD_DBFS] = params.thresholdDbfs;
    values[GLIDE.SLOPE] = params.ratio - 1;
    values[GLIDE.KNEE_DB] = params.kneeDb;
    values[GLIDE.MAKEUP_DB] = params.makeupDb;
    values[GLIDE.MIX] = params.mixPercent / 100;
    // Inside the loop a rise is `ratio` times as fast as the store charges; with this the label holds at every ratio.
    values[GLIDE.ATTACK] = 1 - leftAfterFrame(params.attackMs * params.ratio, rateHz);
    values[GLIDE.HIGH_PASS_G] = highPassG(params.sideChainHighPassHz, rateHz);
    this.#glide.aim();
    this.#aimBridge(params);
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { call } = this.#kernels;
    const { ptr, remaining } = this.#glide;
    const reduction = this.#reduction.ptr;
    this.#sideChain.listen(key ?? block, this.#glide, frames);
    call.loudestLevel(this.#sideChain.left.ptr, this.#sideChain.right.ptr, reduction, frames);
    this.meters[0] = 0 - this.#follow(reduction, frames);
    if (this.#isBridged) {
      call.reductionToGain(reduction, reduction, frames);
      this.#bridge.process(reduction, reduction, this.#bridgeGlide, block, frames);
    } else {
      call.applyReduction(ptr, remaining, reduction, reduction, block.left, block.right, frames);
    }
    this.#glide.advance(frames);
    this.#bridgeGlide.advance(frames);
  }

  dispose(): void {
    this.#glide.release();
    this.#bridgeGlide.release();
    this.#bridge.release();
    this.#sideChain.release();
    this.#kernels.heap.release(this.#reduction);
    this.#kernels.heap.release(this.#state);
  }

  #aimBridge(params: Params): void {
    const { values } = this.#bridgeGlide;
    const amount = this.#circuitIsBridge ? 1 : 0;
    values[CELL.IN_GAIN] = 1;
    values[CELL.OUT_GAIN] = dbToGain(params.makeupDb);
    values[CELL.WET] = params.mixPercent / 100;
    values[CELL.CELL_SQUARE] = amount * BRIDGE.cellSquare;
    values[CELL.CELL_CUBE] = amount * BRIDGE.cellCube;
    values[CELL.LINE_SQUARE] = amount * BRIDGE.lineSquare;
    values[CELL.LINE_CUBE] = amount * BRIDGE.lineCube;
    values[CELL.LOWS] = BRIDGE.lows;
    this.#bridgeGlide.aim();
  }

  #follow(reduction: number, frames: number): number {
    return this.#kernels.call.feedbackReduction(
      this.#state.ptr,
      this.#glide.ptr,
      this.#glide.remaining,
      reduction,
      this.#holdFrames,
      FALL_DB_A_HOLD / this.#holdFrames,
      this.#release,
      this.#automatic,
      this.#leak,
      this.#exchange,
      this.#slowCharge,
      frames,
    );
  }
}

export const busCompressorFactory: ProcessorFactory<typeof busCompressor.parameters> = {
  declaration: busCompressor,
  create: (kernels) => new BusCompressor(kernels),
};
