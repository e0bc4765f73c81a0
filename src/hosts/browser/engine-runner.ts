// What the worklet does: runs the engine block by block from the rings, follows the transport, fills meters. Knows no Web Audio.
import { createEngine, type Engine } from "../../engine/engine.ts";
import type { Plan } from "../../engine/plan.ts";
import { BLOCK_SAMPLES, type BlockSource } from "../../engine/running-program.ts";
import { instantiateModule } from "../../kernels/instance.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { type MeterLayout, type MeterMemory, MeterWriter } from "./meter-ring.ts";
import { type RingMemory, RingReader } from "./ring.ts";
import { TapRecorder } from "./tap-recorder.ts";
import {
  BLOCK,
  BUSY_MS,
  CHANGING,
  ENDED,
  FEEDER_EPOCH,
  PLAYING,
  SEEK_BLOCK,
  SEEK_EPOCH,
  STARVED,
  WORKLET_EPOCH,
} from "./transport.ts";

/** Handed over by `processorOptions`. */
export interface RunnerSetup {
  readonly module: WebAssembly.Module;
  /** Its first tap is what is played. */
  readonly plan: Plan;
  /** By stem id. */
  readonly rings: Readonly<Record<string, RingMemory>>;
  readonly transport: SharedArrayBuffer;
  readonly meters: MeterMemory;
  readonly tap: SharedArrayBuffer | null;
}

/** The feeder is woken every so many blocks: 43 ms at 48 kHz. */
const WAKE_BLOCKS = 16;

export class EngineRunner {
  readonly #engine: Engine;
  readonly #transport: Int32Array;
  readonly #rings: readonly RingReader[];
  readonly #meters: MeterWriter;
  readonly #tap: TapRecorder | null;
  /** The block that is being played, and how much of it has been. */
  readonly #block = new Float32Array(BLOCK_SAMPLES);
  #played = BLOCK_FRAMES;
  #next = 0;
  #end: number;
  #epoch = 0;
  #isSounding = false;

  /** Worklet, outside process(): allocates. @throws Error where a stem of the plan has no ring */
  constructor({ module, plan, rings, transport, meters, tap }: RunnerSetup) {
    this.#transport = new Int32Array(transport);
    const readers = new Map(Object.entries(rings).map(([stemId, memory]) => [stemId, new RingReader(memory)]));
    this.#rings = [...readers.values()];
    this.#meters = new MeterWriter(meters);
    this.#tap = tap ? new TapRecorder(tap) : null;
    this.#engine = createEngine({
      kernels: instantiateModule(module),
      plan,
      openSource: (stemId) => ringSource(readers, stemId),
    });
    this.#end = endBlock(plan);
  }

  /** Worklet, outside process(): which meters are written from now on. Gives back what no plan uses. Allocates. */
  settle(): MeterLayout {
    this.#engine.disposeRetired();
    return this.#meters.bind(this.#engine.levels(), this.#engine.insertMeters());
  }

  /** Worklet, outside process(): goes over to another plan without a click. Allocates. Call `settle` at once and after CHANGING. */
  setPlan(plan: Plan): void {
    this.#engine.swapPlan(plan);
    this.#end = endBlock(plan);
    Atomics.store(this.#transport, CHANGING, this.#engine.isChanging ? 1 : 0);
  }

  /** Worklet, in process(): fills both channels with what comes next. Allocates nothing, posts nothing, never waits. */
  render(left: Float32Array, right: Float32Array): void {
    const startedMs = Date.now();
    const frames = left.length;
    for (let done = 0; done < frames; ) {
      if (this.#played === BLOCK_FRAMES) {
        if (!this.#advance()) {
          left.fill(0, done);
          right.fill(0, done);
          break;
        }
        this.#played = 0;
      }
      const count = Math.min(BLOCK_FRAMES - this.#played, frames - done);
      for (let i = 0; i < count; i++) {
        left[done + i] = this.#block[this.#played + i] as number;
        right[done + i] = this.#block[BLOCK_FRAMES + this.#played + i] as number;
      }
      this.#played += count;
      done += count;
    }
    Atomics.add(this.#transport, BUSY_MS, Date.now() - startedMs);
  }

  /** Computes the next block. False: silence, and the song stands still. */
  #advance(): boolean {
    const transport = this.#transport;
    const epoch = Atomics.load(transport, SEEK_EPOCH);
    const isWanted = Atomics.load(transport, PLAYING) === 1 && epoch === this.#epoch;
    // A pause or a seek in the middle of the sound takes one block more, to fade out.
    if (!isWanted && !this.#isSounding) {
      if (epoch !== this.#epoch) this.#seek(epoch);
      return false;
    }
    if (Atomics.load(transport, FEEDER_EPOCH) !== this.#epoch) return false;
    if (this.#next >= this.#end) return this.#finish();
    if (!this.#isFed()) {
      this.#isSounding &&= isWanted;
      if (isWanted) Atomics.add(transport, STARVED, 1);
      return false;
    }
    this.#engine.process();
    this.#take(this.#isSounding || this.#next === 0 ? 1 : 0, isWanted ? 1 : 0);
    this.#isSounding = isWanted;
    this.#meters.push(this.#next);
    this.#next++;
    for (let index = 0; index < this.#rings.length; index++) (this.#rings[index] as RingReader).release(this.#next);
    Atomics.store(transport, CHANGING, this.#engine.isChanging ? 1 : 0);
    Atomics.store(transport, BLOCK, this.#next);
    if (this.#next % WAKE_BLOCKS === 0) Atomics.notify(transport, BLOCK);
    return true;
  }

  #isFed(): boolean {
    for (let index = 0; index < this.#rings.length; index++) {
      if (!(this.#rings[index] as RingReader).has(this.#next)) return false;
    }
    return true;
  }

  /** The engine's output into #block, on a straight line between two gains; untouched where both are 1. */
  #take(fromGain: number, toGain: number): void {
    const out = this.#engine.tap(0).array;
    if (fromGain === 1 && toGain === 1) this.#block.set(out);
    else {
      const step = (toGain - fromGain) / BLOCK_FRAMES;
      for (let i = 0; i < BLOCK_FRAMES; i++) {
        const gain = fromGain + step * (i + 1);
        this.#block[i] = gain * (out[i] as number);
        this.#block[BLOCK_FRAMES + i] = gain * (out[BLOCK_FRAMES + i] as number);
      }
    }
    this.#tap?.push(this.#block);
  }

  #seek(epoch: number): void {
    this.#epoch = epoch;
    this.#next = Atomics.load(this.#transport, SEEK_BLOCK);
    this.#engine.seek(this.#next * BLOCK_FRAMES);
    Atomics.store(this.#transport, ENDED, 0);
    Atomics.store(this.#transport, BLOCK, this.#next);
    Atomics.store(this.#transport, WORKLET_EPOCH, epoch);
    Atomics.notify(this.#transport, BLOCK);
  }

  #finish(): false {
    this.#isSounding = false;
    Atomics.store(this.#transport, PLAYING, 0);
    Atomics.store(this.#transport, ENDED, 1);
    return false;
  }
}

/** Blocks until the last sound of the tail has left the first tap. */
export function endBlock(plan: Plan): number {
  return Math.ceil((plan.songFrames + plan.tailFrames + (plan.taps[0]?.latencyFrames ?? 0)) / BLOCK_FRAMES);
}

function ringSource(readers: ReadonlyMap<string, RingReader>, stemId: string): BlockSource {
  const ring = readers.get(stemId);
  if (!ring) throw new Error(`The stem "${stemId}" is not being read. Open the session again.`);
  return { read: (startFrame, block) => ring.read(startFrame / BLOCK_FRAMES, block.array) };
}
