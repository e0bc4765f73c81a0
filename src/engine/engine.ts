// The engine: runs a plan block by block and changes to another plan without a click. The same in Node, browser and worklet.
import type { F32Block, F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { compilePlan } from "./compile.ts";
import { RunningGain } from "./gain-bank.ts";
import type { PlannedGain } from "./gains.ts";
import type { Plan, PlannedDelay, PlannedInsert, StripStage } from "./plan.ts";
import { FADE_IN_GAIN, FADE_OUT_GAIN, type Program } from "./program.ts";
import { BLOCK_SAMPLES, type BlockSource, RunningProgram } from "./running-program.ts";
import { RunningInsert } from "./running-insert.ts";
import { planTransition, type Transition } from "./transition.ts";

/** Length of the fades between plans. A straight line over 20 ms changes full scale by less than -59 dBFS a frame. */
const FADE_S = 0.02;
const HEADER_FLOATS = 4;

export interface EngineOptions {
  readonly kernels: Kernels;
  readonly plan: Plan;
  /** The samples of a stem. Called when a plan is taken up, never in the audio path. */
  readonly openSource: (stemId: string) => BlockSource;
  /** Frame of the song at which to start; 0 when left out. */
  readonly startFrame?: number;
  /** Blocks in one chunk of imported signals; 1 when left out. */
  readonly importBlocks?: number;
}

/** Readings of one insert, in the order of its declaration's meters. */
export interface InsertMeters {
  readonly strip: string;
  readonly insert: string;
  readonly processor: string;
  readonly values: Float64Array;
}

export interface StripLevels {
  readonly strip: string;
  /** Sample peak left, sample peak right, sum of squares left, sum of squares right of the last block, linear. */
  readonly values: Float64Array;
}

/** A plan, its program and what it is bound to. */
interface Running {
  readonly plan: Plan;
  readonly program: Program;
  readonly loop: RunningProgram;
  readonly gains: readonly RunningGain[];
  readonly taps: readonly F32Block[];
}

export interface Engine {
  /** Frame of the song (without latency) at which the next block begins. */
  readonly frame: number;
  /** Computes the next 128 frames. Allocates nothing. */
  process(): void;
  /** The signal of the plan's tap after process(): 128 frames left, 128 right. */
  tap(index: number): F32Block;
  /** Where the host puts a chunk of an imported signal, block after block. */
  importBuffer(port: number): F32Block;
  /** Which block of the imported chunks the next process() takes. */
  setImportBlock(index: number): void;
  /** Silence everywhere, as if the song began at `frame`. Ends a change of plans at once. */
  seek(frame: number): void;
  /** Changes to another plan: between blocks, without a click. A further call during the change waits; the last one counts. */
  swapPlan(plan: Plan): void;
  /** True while two plans sound. */
  readonly isChanging: boolean;
  readonly plan: Plan;
  insertMeters(): InsertMeters[];
  levels(): StripLevels[];
  /** Gives back the memory of what no plan uses any more. Call outside the audio path. */
  disposeRetired(): void;
  /** Gives back everything. */
  dispose(): void;
}

export function createEngine(options: EngineOptions): Engine {
  return new BlockEngine(options);
}

class BlockEngine implements Engine {
  readonly #kernels: Kernels;
  readonly #openSource: (stemId: string) => BlockSource;
  readonly #importBlocks: number;
  readonly #fadeBlocks: number;
  readonly #gains = new Map<string, RunningGain>();
  readonly #fadeOut: RunningGain;
  readonly #fadeIn: RunningGain;
  readonly #inserts = new Map<PlannedInsert, RunningInsert>();
  readonly #delays = new Map<PlannedDelay, F32Block>();
  readonly #sources = new Map<string, BlockSource>();
  readonly #levels = new Map<string, F64Block>();
  readonly #buffers: F32Block[] = [];
  readonly #imports: F32Block[] = [];
  #running: Running;
  /** What follows when the change is over. */
  #next: Running | null = null;
  #blocksLeft = 0;
  #waiting: Plan[] = [];
  #frame: number;
  #retiredInserts: RunningInsert[] = [];
  #retiredPieces: { readonly ptr: number }[] = [];

  constructor({ kernels, plan, openSource, startFrame = 0, importBlocks = 1 }: EngineOptions) {
    this.#kernels = kernels;
    this.#openSource = openSource;
    this.#importBlocks = importBlocks;
    this.#frame = startFrame;
    this.#fadeBlocks = Math.max(1, Math.ceil((FADE_S * plan.sampleRateHz) / BLOCK_FRAMES));
    this.#fadeOut = new RunningGain({ key: "", factors: [], latencyFrames: 0 }, 0);
    this.#fadeIn = new RunningGain({ key: "", factors: [], latencyFrames: 0 }, 0);
    this.#running = this.#bind(plan, compilePlan(plan));
  }

  get frame(): number {
    return this.#frame;
  }

  get isChanging(): boolean {
    return this.#next !== null;
  }

  get plan(): Plan {
    return (this.#next ?? this.#running).plan;
  }

  process(): void {
    const { loop, gains } = this.#running;
    for (let index = 2; index < gains.length; index++) (gains[index] as RunningGain).aim(this.#frame);
    if (this.#next) this.#aimFades();
    loop.run(this.#frame);
    for (let index = 0; index < gains.length; index++) (gains[index] as RunningGain).advance();
    this.#frame += BLOCK_FRAMES;
    if (this.#next && --this.#blocksLeft === 0) this.#finishChange(this.#next);
  }

  tap(index: number): F32Block {
    const tap = this.#running.taps[index];
    if (!tap) throw new Error(`The plan has ${this.#running.taps.length} taps; there is no number ${index}.`);
    return tap;
  }

  importBuffer(port: number): F32Block {
    while (this.#imports.length <= port) this.#imports.push(this.#kernels.heap.f32(BLOCK_SAMPLES * this.#importBlocks));
    return this.#imports[port] as F32Block;
  }

  setImportBlock(index: number): void {
    this.#running.loop.importBlock = index;
  }

  seek(frame: number): void {
    const last = this.#waiting.at(-1);
    this.#waiting = [];
    if (this.#next) this.#finishChange(this.#next);
    this.#frame = frame;
    if (last) {
      this.#retireAllBut(new Set(), new Set());
      this.#gains.clear();
      this.#running = this.#bind(last, compilePlan(last));
    }
    for (const gain of this.#gains.values()) gain.jump(frame);
    for (const insert of this.#inserts.values()) insert.restart(frame);
    for (const [delay, line] of this.#delays) this.#kernels.call.mixDelayReset(line.ptr, delay.frames);
  }

  swapPlan(plan: Plan): void {
    this.#waiting = [plan];
    if (!this.#next) this.#beginChange();
  }

  insertMeters(): InsertMeters[] {
    return this.#running.program.inserts.map((planned) => ({
      strip: planned.strip,
      insert: planned.insert,
      processor: planned.processor,
      values: (this.#inserts.get(planned) as RunningInsert).processor.meters,
    }));
  }

  levels(): StripLevels[] {
    return this.#running.program.levels.map((strip) => ({ strip, values: (this.#levels.get(strip) as F64Block).array }));
  }

  disposeRetired(): void {
    for (const insert of this.#retiredInserts) insert.processor.dispose();
    for (const piece of this.#retiredPieces) this.#kernels.heap.release(piece);
    this.#retiredInserts = [];
    this.#retiredPieces = [];
  }

  dispose(): void {
    this.#retireAllBut(new Set(), new Set());
    this.#retiredPieces.push(...this.#buffers, ...this.#imports, ...this.#levels.values());
    this.disposeRetired();
  }

  #beginChange(): void {
    const plan = this.#waiting.shift();
    if (!plan) return;
    const old = this.#running.plan;
    const transition = planTransition(old, plan);
    if (!transition) {
      // The two cannot sound together: fade everything out in between.
      this.#waiting = [withoutSources(old), plan];
      return this.#beginChange();
    }
    this.#adopt(transition);
    const program = compilePlan(plan);
    this.#redefineGains(transition, program);
    const next = this.#bind(plan, program);
    if (transition.plan) {
      const both = this.#bind(transition.plan, compilePlan(transition.plan, transition.moving));
      for (const gain of both.program.gains)
        if (transition.moving.has(gain.key)) this.#gains.get(gain.key)?.redefine(gain, this.#frame, this.#fadeBlocks);
      this.#running = both;
      this.#next = next;
      this.#blocksLeft = this.#fadeBlocks + Math.ceil(transition.warmUpFrames / BLOCK_FRAMES);
      this.#fadeOut.stand(1, 1);
      this.#fadeIn.stand(0, 0);
    } else {
      this.#running = next;
      this.#retireUnused(next);
      this.#beginChange();
    }
  }

  /** The next plan's inserts and delays take over what is running. */
  #adopt({ insertsKept, delaysKept }: Transition): void {
    for (const [next, old] of insertsKept) {
      const running = this.#inserts.get(old);
      if (!running) continue;
      running.redefine(next, this.#frame);
      this.#inserts.set(next, running);
    }
    for (const [next, old] of delaysKept) {
      const line = this.#delays.get(old);
      if (line) this.#delays.set(next, line);
    }
  }

  #redefineGains({ fromUnity }: Transition, program: Program): void {
    for (const gain of program.gains) {
      const known = this.#gains.get(gain.key);
      if (known) known.redefine(gain, this.#frame, this.#fadeBlocks);
      else if (fromUnity.has(gain.key)) {
        const fresh = new RunningGain(gain, this.#frame);
        fresh.stand(1, 1);
        fresh.redefine(gain, this.#frame, this.#fadeBlocks);
        this.#gains.set(gain.key, fresh);
      }
    }
  }

  #aimFades(): void {
    const rest = Math.min(this.#fadeBlocks, this.#blocksLeft - 1) / this.#fadeBlocks;
    this.#fadeOut.aimAt(rest);
    this.#fadeIn.aimAt(1 - rest);
  }

  #finishChange(next: Running): void {
    this.#running = next;
    this.#next = null;
    this.#retireUnused(next);
    this.#beginChange();
  }

  #bind(plan: Plan, program: Program): Running {
    while (this.#buffers.length < program.buffers) this.#buffers.push(this.#kernels.heap.f32(BLOCK_SAMPLES));
    plan.imports.forEach((_, port) => this.importBuffer(port));
    const gains = program.gains.map((gain, index) => this.#bindGain(gain, index));
    const loop = new RunningProgram(this.#kernels, program, {
      buffers: this.#buffers.slice(0, program.buffers),
      sources: program.sources.map((source) => take(this.#sources, source.stemId, this.#openSource)),
      gains,
      delays: program.delays.map((delay) => take(this.#delays, delay, () => this.#delayLine(delay))),
      inserts: program.inserts.map((insert) =>
        take(this.#inserts, insert, () => new RunningInsert(this.#kernels, insert, plan.sampleRateHz, this.#frame)),
      ),
      levels: program.levels.map((strip) => take(this.#levels, strip, () => this.#kernels.heap.f64(4))),
      imports: this.#imports,
    });
    return { plan, program, loop, gains, taps: program.taps.map((buffer) => this.#buffers[buffer] as F32Block) };
  }

  #bindGain(gain: PlannedGain, index: number): RunningGain {
    if (index === FADE_OUT_GAIN) return this.#fadeOut;
    if (index === FADE_IN_GAIN) return this.#fadeIn;
    return take(this.#gains, gain.key, () => new RunningGain(gain, this.#frame));
  }

  #delayLine(delay: PlannedDelay): F32Block {
    const line = this.#kernels.heap.f32(HEADER_FLOATS + 2 * delay.frames);
    this.#kernels.call.mixDelayReset(line.ptr, delay.frames);
    return line;
  }

  #retireUnused({ program }: Running): void {
    const keys = new Set(program.gains.map((gain) => gain.key));
    for (const key of this.#gains.keys()) if (!keys.has(key)) this.#gains.delete(key);
    const stems = new Set(program.sources.map((source) => source.stemId));
    for (const stem of this.#sources.keys()) if (!stems.has(stem)) this.#sources.delete(stem);
    this.#retireAllBut(new Set(program.inserts), new Set(program.delays));
  }

  #retireAllBut(inserts: ReadonlySet<PlannedInsert>, delays: ReadonlySet<PlannedDelay>): void {
    const keptInserts = new Set([...inserts].map((insert) => this.#inserts.get(insert)));
    const keptDelays = new Set([...delays].map((delay) => this.#delays.get(delay)));
    const retired = new Set<RunningInsert>();
    const lines = new Set<F32Block>();
    for (const [planned, running] of this.#inserts) {
      if (inserts.has(planned)) continue;
      this.#inserts.delete(planned);
      if (!keptInserts.has(running)) retired.add(running);
    }
    for (const [planned, line] of this.#delays) {
      if (delays.has(planned)) continue;
      this.#delays.delete(planned);
      if (!keptDelays.has(line)) lines.add(line);
    }
    this.#retiredInserts.push(...retired);
    this.#retiredPieces.push(...lines);
  }
}

function take<Key, Value>(map: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make(key);
    map.set(key, value);
  }
  return value;
}

/** The plan with nothing but its mix bus and master, and no keys. */
function withoutSources(plan: Plan): Plan {
  const strips = plan.strips.filter((strip) => strip.kind === "mix" || strip.kind === "master");
  return { ...plan, strips: strips.map((strip) => ({ ...strip, stages: strip.stages.map(withoutKeys) })) };
}

function withoutKeys(stage: StripStage): StripStage {
  if (stage.kind !== "inserts") return stage;
  return { ...stage, inserts: stage.inserts.map((insert) => ({ ...insert, keys: [] })) };
}
