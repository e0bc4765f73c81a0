// Plan → program: walks the strips in order, hands out buffers and writes down the operations.
import type { PlannedGain } from "./gains.ts";
import type {
  Fade,
  Plan,
  PlannedDelay,
  PlannedEdge,
  PlannedInsert,
  PlannedKey,
  PlannedSource,
  PlannedStrip,
  StripStage,
  TapPoint,
} from "./plan.ts";
import { FADE_IN_GAIN, FADE_OUT_GAIN, type Operation, type Program } from "./program.ts";

/** `moving`: keys of gains that are computed although their target is 1, because they are still on their way there. */
export function compilePlan(plan: Plan, moving: ReadonlySet<string> = new Set()): Program {
  const compiler = new Compiler(plan, moving);
  for (const strip of plan.strips) compiler.strip(strip);
  return compiler.finish();
}

const FADES: readonly PlannedGain[] = [
  { key: "fade out", factors: [], latencyFrames: 0 },
  { key: "fade in", factors: [], latencyFrames: 0 },
];

class Compiler {
  readonly #plan: Plan;
  readonly #moving: ReadonlySet<string>;
  readonly #operations: Operation[] = [];
  readonly #sources: PlannedSource[] = [];
  readonly #gains: PlannedGain[] = [...FADES];
  readonly #delays: PlannedDelay[] = [];
  readonly #inserts: PlannedInsert[] = [];
  readonly #levels: string[] = [];
  readonly #free: number[] = [];
  #buffers = 0;
  /** Signals that later strips or taps want, by place. */
  readonly #kept = new Map<string, number>();
  readonly #wanted: ReadonlySet<string>;
  /** What has come together at the input of each bus. */
  readonly #inputs = new Map<string, number>();

  constructor(plan: Plan, moving: ReadonlySet<string>) {
    this.#plan = plan;
    this.#moving = moving;
    this.#wanted = new Set([...plan.taps.map((tap) => place(tap.strip, tap.point)), ...keysOf(plan)]);
  }

  finish(): Program {
    const taps = this.#plan.taps.map((tap) => this.#kept.get(place(tap.strip, tap.point)) ?? this.#silence());
    return {
      operations: this.#operations,
      buffers: this.#buffers,
      sources: this.#sources,
      gains: this.#gains,
      delays: this.#delays,
      inserts: this.#inserts,
      taps,
      levels: this.#levels,
    };
  }

  strip(strip: PlannedStrip): void {
    if (strip.imported) return this.#imported(strip);
    const main = this.#input(strip);
    let pinned = false;
    let fused: PlannedGain | null = null;
    strip.stages.forEach((stage, index) => {
      const rest = strip.stages.slice(index + 1);
      if (stage.kind === "point") {
        if (stage.point === "output" && this.#plan.levels) this.#level(strip.id, main);
        if (!this.#wanted.has(place(strip.id, stage.point))) return;
        if (rest.some((later) => this.#changesSignal(later))) this.#kept.set(place(strip.id, stage.point), this.#copy(main));
        else {
          this.#kept.set(place(strip.id, stage.point), main);
          pinned = true;
        }
      } else if (stage.kind === "gain") {
        if (!this.#isActive(stage.gain)) return;
        if (this.#fusible(strip, rest)) fused = stage.gain;
        else this.#emit({ do: "scale", gain: this.#gain(stage.gain), from: main, to: main });
      } else if (stage.kind === "inserts") {
        for (const insert of stage.inserts) this.#insert(insert, main);
        if (stage.fork) this.#fork(stage.fork.old, stage.fork.new, main);
      } else {
        const isEnd = rest.length === 0;
        stage.edges.forEach((edge, n) => {
          pinned = this.#edge(edge, main, isEnd && n === stage.edges.length - 1 && !pinned, fused) || pinned;
        });
      }
    });
    if (!pinned) this.#release(main);
  }

  /** Signals of a strip that is computed elsewhere: only its ways to the buses are left to do. */
  #imported(strip: PlannedStrip): void {
    let point: TapPoint = "input";
    for (const stage of strip.stages) {
      if (stage.kind === "point") point = stage.point;
      const edges = stage.kind === "edges" ? stage.edges : [];
      const wanted = stage.kind === "point" && this.#wanted.has(place(strip.id, point));
      if (edges.length === 0 && !wanted) continue;
      const from = this.#import(strip.id, point);
      for (const edge of edges) this.#edge(edge, from, false, null);
    }
  }

  #import(strip: string, point: TapPoint): number {
    const known = this.#kept.get(place(strip, point));
    if (known !== undefined) return known;
    const port = this.#plan.imports.findIndex((one) => one.strip === strip && one.point === point);
    if (port < 0) throw new Error(`The plan does not import ${strip} at its ${point}. Cut plans with cutPlan only.`);
    const to = this.#take();
    this.#emit({ do: "import", port, to });
    this.#kept.set(place(strip, point), to);
    return to;
  }

  #input(strip: PlannedStrip): number {
    const summed = this.#inputs.get(strip.id);
    if (summed !== undefined) return summed;
    const main = this.#take();
    const [first, second] = strip.sources;
    if (!first) this.#emit({ do: "clear", to: main });
    else this.#emit({ do: "read", source: this.#sources.push(first) - 1, to: main });
    if (second) {
      const other = this.#take();
      this.#emit({ do: "read", source: this.#sources.push(second) - 1, to: other });
      this.#crossfade(main, other);
    }
    return main;
  }

  /** A gain right before the only way out is applied on that way: one pass through memory less. */
  #fusible(strip: PlannedStrip, rest: readonly StripStage[]): boolean {
    const edges = rest.flatMap((stage) => (stage.kind === "edges" ? stage.edges : []));
    const [edge] = edges;
    return (
      edge !== undefined &&
      edges.length === 1 &&
      !this.#plan.levels &&
      rest.every(
        (stage) => stage.kind === "edges" || (stage.kind === "point" && !this.#wanted.has(place(strip.id, stage.point))),
      ) &&
      !this.#isActive(edge.gain) &&
      edge.delay.frames === 0 &&
      edge.fade === null
    );
  }

  /** Adds a strip's signal to a bus. `last`: the buffer is free afterwards. Returns whether it was handed over. */
  #edge(edge: PlannedEdge, main: number, last: boolean, fused: PlannedGain | null): boolean {
    const gains = [
      ...(fused ? [this.#gain(fused)] : []),
      ...(this.#isActive(edge.gain) ? [this.#gain(edge.gain)] : []),
      ...(edge.fade ? [fadeGain(edge.fade)] : []),
    ];
    let from = main;
    if (edge.delay.frames > 0) {
      if (!last) from = this.#copy(main);
      this.#delay(edge.delay, from);
    }
    while (gains.length > 1) {
      const gain = gains.shift() as number;
      const to = from === main && !last ? this.#take() : from;
      this.#emit({ do: "scale", gain, from, to });
      from = to;
    }
    const [gain] = gains;
    const bus = this.#inputs.get(edge.to);
    const handOver = bus === undefined && (last || from !== main);
    if (bus !== undefined)
      this.#emit(gain === undefined ? { do: "add", from, to: bus } : { do: "add-scaled", gain, from, to: bus });
    else {
      const to = handOver ? from : this.#take();
      if (gain !== undefined) this.#emit({ do: "scale", gain, from, to });
      else if (!handOver) this.#emit({ do: "copy", from, to });
      this.#inputs.set(edge.to, to);
    }
    if (from !== main && !handOver) this.#release(from);
    return handOver && from === main;
  }

  #insert(insert: PlannedInsert, main: number): void {
    this.#delay(insert.wait, main);
    const key = this.#key(insert.keys);
    this.#emit({ do: "insert", insert: this.#inserts.push(insert) - 1, to: main, key: key.buffer });
    if (key.own) this.#release(key.buffer);
  }

  #key(keys: readonly PlannedKey[]): { buffer: number; own: boolean } {
    const [first, second] = keys;
    if (!first) return { buffer: -1, own: false };
    const source = this.#kept.get(place(first.from, "inserts")) as number;
    if (!second && first.delay.frames === 0) return { buffer: source, own: false };
    const buffer = this.#copy(source);
    this.#delay(first.delay, buffer);
    if (second) {
      const other = this.#copy(source);
      this.#delay(second.delay, other);
      this.#crossfade(buffer, other);
    }
    return { buffer, own: true };
  }

  #fork(old: readonly PlannedInsert[], fresh: readonly PlannedInsert[], main: number): void {
    const other = this.#copy(main);
    for (const insert of old) this.#insert(insert, main);
    for (const insert of fresh) this.#insert(insert, other);
    this.#crossfade(main, other);
  }

  /** From `main` to `other`, into `main`. */
  #crossfade(main: number, other: number): void {
    this.#emit({ do: "scale", gain: FADE_OUT_GAIN, from: main, to: main });
    this.#emit({ do: "add-scaled", gain: FADE_IN_GAIN, from: other, to: main });
    this.#release(other);
  }

  #delay(delay: PlannedDelay, buffer: number): void {
    if (delay.frames > 0) this.#emit({ do: "delay", delay: this.#delays.push(delay) - 1, to: buffer });
  }

  #level(strip: string, from: number): void {
    this.#emit({ do: "level", level: this.#levels.push(strip) - 1, from });
  }

  #isActive(gain: PlannedGain): boolean {
    return gain.factors.length > 0 || this.#moving.has(gain.key);
  }

  #changesSignal(stage: StripStage): boolean {
    if (stage.kind === "gain") return this.#isActive(stage.gain);
    return stage.kind === "inserts" && (stage.inserts.length > 0 || stage.fork !== null);
  }

  #gain(gain: PlannedGain): number {
    const index = this.#gains.findIndex((known) => known.key === gain.key);
    return index >= 0 ? index : this.#gains.push(gain) - 1;
  }

  #copy(from: number): number {
    const to = this.#take();
    this.#emit({ do: "copy", from, to });
    return to;
  }

  /** What is heard at a tap on a strip that is gone. */
  #silence(): number {
    const to = this.#take();
    this.#emit({ do: "clear", to });
    return to;
  }

  #emit(operation: Operation): void {
    this.#operations.push(operation);
  }

  #take(): number {
    return this.#free.pop() ?? this.#buffers++;
  }

  #release(buffer: number): void {
    this.#free.push(buffer);
  }
}

function place(strip: string, point: TapPoint): string {
  return `${point} of ${strip}`;
}

function fadeGain(fade: Fade): number {
  return fade === "out" ? FADE_OUT_GAIN : FADE_IN_GAIN;
}

/** The places at which side chains listen. */
function keysOf(plan: Plan): string[] {
  return plan.strips.flatMap((strip) =>
    strip.stages.flatMap((stage) => {
      if (stage.kind !== "inserts") return [];
      const inserts = [...stage.inserts, ...(stage.fork ? [...stage.fork.old, ...stage.fork.new] : [])];
      return inserts.flatMap((insert) => insert.keys.map((key) => place(key.from, "inserts")));
    }),
  );
}
