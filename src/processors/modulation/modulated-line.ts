// A short delay line with up to four swinging heads a side, in front of it low cut, high cut and bend, around it feedback.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { PI, tan } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";

/** A head that travels from one end of its range to the other in this bends the pitch, and does not click. */
const RAMP_S = 0.15;
const HEADS = 4;
const STATE_LENGTH = 18;
/** The kernel's lines repeat their first samples behind their end. */
export const LINE_OVERHANG = 3;
/** No cut corner lies above this share of the rate. */
const HIGHEST_CORNER = 0.45;

export type LfoShape = "sine" | "triangle";

/** What the line does, in the units of parameters. */
export interface Swing {
  /** Shortest and longest delay of the swing. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly rateHz: number;
  readonly shape: LfoShape;
  /** Degrees by which the right side leads the left. */
  readonly stereoDegrees: number;
  /** 1, 2 or 4 heads, evenly spread over the swing. */
  readonly heads: number;
  /** Second harmonic of a tone at -18 dBFS, as a share of it. */
  readonly bendShare: number;
  readonly lowCutHz: number;
  readonly highCutHz: number;
  /** -1 to 1, exclusive. */
  readonly feedback: number;
  readonly dryGain: number;
  readonly wetGain: number;
}

/** An amplitude of -18 dBFS. */
const NOMINAL = 0.12589254117941673;

/** Runs in place; the dry part is `dryFrames` late, so that a swing can pass through it. */
export class ModulatedLine {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #dryFrames: number;
  readonly #ramps: Ramps;
  readonly #state: F64Block;
  readonly #line: F32Block;
  readonly #mask: number;
  readonly #dry: F32Block;
  readonly #dryLine: F32Block;
  readonly #dryPlace: F64Block;

  constructor(kernels: Kernels, sampleRateHz: number, longestMs: number, dryFrames: number, swing: Swing) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#dryFrames = dryFrames;
    let length = 8;
    while (length < (longestMs * sampleRateHz) / 1000 + 4) length *= 2;
    this.#mask = length - 1;
    this.#line = heap.f32(2 * (length + LINE_OVERHANG));
    this.#state = heap.f64(STATE_LENGTH);
    this.#dry = heap.f32(2 * BLOCK_FRAMES);
    this.#dryLine = heap.f32(2 * Math.max(1, dryFrames));
    this.#dryPlace = heap.f64(1);
    this.#ramps = new Ramps(kernels, this.#values(swing));
  }

  reset(): void {
    this.#ramps.jump();
    for (const piece of [this.#state, this.#line, this.#dryLine, this.#dryPlace]) piece.array.fill(0);
  }

  update(swing: Swing): void {
    this.#ramps.glide(this.#values(swing), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process({ left, right }: StereoBlock, frames: number): void {
    const { call } = this.#kernels;
    const dry = this.#dry.ptr;
    const dryRight = dry + 4 * BLOCK_FRAMES;
    if (this.#dryFrames > 0) {
      call.delayStereo(this.#dryLine.ptr, this.#dryFrames, this.#dryPlace.ptr, left, right, dry, dryRight, frames);
    } else {
      call.copyFrames(left, dry, frames);
      call.copyFrames(right, dryRight, frames);
    }
    call.runModulatedLine(this.#ramps.ptr, this.#state.ptr, this.#line.ptr, this.#mask, dry, left, right, frames);
  }

  dispose(): void {
    this.#ramps.dispose();
    for (const piece of [this.#state, this.#line, this.#dry, this.#dryLine, this.#dryPlace]) this.#kernels.heap.release(piece);
  }

  #values(swing: Swing): number[] {
    const rate = this.#sampleRateHz;
    const gOf = (hz: number) => tan(PI * Math.min(hz / rate, HIGHEST_CORNER));
    const [from, to] = [(swing.fromMs * rate) / 1000, (swing.toMs * rate) / 1000];
    const headGains = Array.from({ length: HEADS }, (_, head) => (head < swing.heads ? 1 / Math.sqrt(swing.heads) : 0));
    return [
      (from + to) / 2,
      (to - from) / 2,
      swing.stereoDegrees / 360,
      swing.shape === "sine" ? 1 : 0,
      swing.rateHz / rate,
      (2 * swing.bendShare) / NOMINAL,
      gOf(swing.lowCutHz),
      gOf(swing.highCutHz),
      swing.feedback,
      swing.wetGain,
      ...headGains,
      swing.dryGain,
    ];
  }
}
