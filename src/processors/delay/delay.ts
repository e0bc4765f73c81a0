// Delay: input (ping-pong: its mono sum, left first) → + feedback → line → low cut, high cut 12 dB/oct → rounding of peaks → out and
// back, straight or crosswise. Wow and flutter move the heads; a new time is faded to. Ducking turns the echoes down, not
// what goes around. Source: see delay.params.ts.
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { PI, tan } from "../../units/exact-math.ts";
import { Duck } from "../ducking/ducking.ts";
import { equalPower } from "../modulation/blend.ts";
import { LINE_OVERHANG } from "../modulation/modulated-line.ts";
import type { ParamsOf } from "../parameters.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { DEEPEST_SWAY_MS, delay, echoMs, LONGEST_MS } from "./delay.params.ts";

type Params = ParamsOf<typeof delay.parameters>;

const RAMP_S = 0.05;
/** A new time is faded to in this. */
const FADE_S = 0.06;
const LONGEST_OFFSET_MS = 50;
const STATE_LENGTH = 16;
const NOW = 4;
const NEXT = 6;
/** Speeds of the tape's slow and fast unsteadiness. */
const WOW_HZ = 0.55;
const FLUTTER_HZ = 6.3;
/** Excursions at full wear. Wow 3 ms at 0.55 Hz is 1 % of the speed: an old machine. */
const WOW_MS = 3;
const FLUTTER_MS = 0.1;
/** At full wear a full-scale peak comes out at 1 / sqrt(1 + bend²). */
const DEEPEST_BEND = 1.2;
/** Heads stay this far behind the newest sample. */
const NEAREST_FRAMES = 3;

class Delay implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  #sampleRateHz = 0;
  #mask = 0;
  #leftFrames = 0;
  #rightFrames = 0;
  #duck!: Duck;
  #ramps!: Ramps;
  #state!: F64Block;
  #line!: F32Block;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#sampleRateHz = sampleRateHz;
    let length = 8;
    while (length < ((LONGEST_MS + LONGEST_OFFSET_MS + DEEPEST_SWAY_MS) * sampleRateHz) / 1000 + 8) length *= 2;
    this.#mask = length - 1;
    this.#line = this.#kernels.heap.f32(2 * (length + LINE_OVERHANG));
    this.#state = this.#kernels.heap.f64(STATE_LENGTH);
    this.#ramps = new Ramps(this.#kernels, this.#values(params));
    this.#duck = new Duck(this.#kernels, sampleRateHz, params);
    this.#aim(params);
    this.reset();
  }

  reset(): void {
    this.#ramps.jump();
    this.#duck.reset();
    this.#line.array.fill(0);
    const state = this.#state.array;
    state.fill(0);
    for (const heads of [NOW, NEXT]) {
      state[heads] = this.#leftFrames;
      state[heads + 1] = this.#rightFrames;
    }
  }

  update(params: Params): void {
    this.#duck.set(params);
    this.#aim(params);
    this.#ramps.glide(this.#values(params), Math.round(RAMP_S * this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    this.meters[0] = this.#duck.listen(key ?? block, frames);
    const rate = this.#sampleRateHz;
    this.#kernels.call.runEcho(
      this.#ramps.ptr,
      this.#state.ptr,
      this.#line.ptr,
      this.#mask,
      this.#leftFrames,
      this.#rightFrames,
      Math.round(FADE_S * rate),
      WOW_HZ / rate,
      FLUTTER_HZ / rate,
      this.#duck.gains,
      block.left,
      block.right,
      frames,
    );
  }

  dispose(): void {
    this.#ramps.dispose();
    this.#duck.dispose();
    this.#kernels.heap.release(this.#state);
    this.#kernels.heap.release(this.#line);
  }

  #aim(params: Params): void {
    const framesOf = (ms: number) => Math.max(NEAREST_FRAMES, (ms * this.#sampleRateHz) / 1000);
    const ms = echoMs(params);
    this.#leftFrames = framesOf(ms + Math.max(0, -params.stereoOffsetMs));
    this.#rightFrames = framesOf(ms + Math.max(0, params.stereoOffsetMs));
  }

  /** Short echoes sway less: the tape has less way to go wrong on. */
  #values(params: Params): number[] {
    const rate = this.#sampleRateHz;
    const gOf = (hz: number) => tan((PI * Math.min(hz, 0.45 * rate)) / rate);
    const wear = params.wearPercent / 100;
    const swayFrames = (ms: number) => (wear * Math.min(ms, echoMs(params) / 20) * rate) / 1000;
    const level = equalPower(params.wetPercent / 100);
    return [
      params.feedbackPercent / 100,
      params.pingPong ? 1 : 0,
      gOf(params.lowCutHz),
      gOf(params.highCutHz),
      level.wet,
      wear * DEEPEST_BEND,
      swayFrames(WOW_MS),
      swayFrames(FLUTTER_MS),
      level.dry,
    ];
  }
}

export const delayFactory: ProcessorFactory<typeof delay.parameters> = {
  declaration: delay,
  create: (kernels) => new Delay(kernels),
};
