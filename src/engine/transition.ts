// From one plan to the next without a click: a third plan in which both sound, the old one less and less.
import type { InsertFork, Plan, PlannedDelay, PlannedEdge, PlannedInsert, PlannedKey, PlannedStrip, StripStage } from "./plan.ts";
import type { PlannedGain } from "./gains.ts";

export interface Transition {
  /** What runs meanwhile; null when the next plan can take over at once (only gains and parameters have changed). */
  readonly plan: Plan | null;
  /** The next plan's inserts and delays that go on with the state of the old plan's. */
  readonly insertsKept: ReadonlyMap<PlannedInsert, PlannedInsert>;
  readonly delaysKept: ReadonlyMap<PlannedDelay, PlannedDelay>;
  /** Keys of gains that are on their way to 1. */
  readonly moving: ReadonlySet<string>;
  /** Keys of gains that begin at 1: the old plan let the signal pass there untouched. */
  readonly fromUnity: ReadonlySet<string>;
  /** Frames that new delays and processors need to fill before the fade may begin. */
  readonly warmUpFrames: number;
}

/**
 * Pure. Strips are told apart by id, inserts by identity, ways by key. Null when the strips cannot run side by side (what
 * fed a strip before is fed by it now): then the host fades out, swaps and fades in.
 */
export function planTransition(old: Plan, next: Plan): Transition | null {
  const merger = new Merger();
  const order = mergeOrder(old, next);
  if (!order) return null;
  const olds = new Map(old.strips.map((strip) => [strip.id, strip]));
  const nexts = new Map(next.strips.map((strip) => [strip.id, strip]));
  const strips = order.map((id) => merger.strip(olds.get(id), nexts.get(id)));
  const needed = merger.structural || merger.moving.size > 0;
  return {
    plan: needed ? { ...next, strips } : null,
    insertsKept: merger.insertsKept,
    delaysKept: merger.delaysKept,
    moving: merger.moving,
    fromUnity: merger.fromUnity,
    warmUpFrames: merger.warmUpFrames,
  };
}

/** The next plan's order with the old plan's further strips in between, or null when the two contradict each other. */
function mergeOrder(old: Plan, next: Plan): string[] | null {
  const common = new Set(next.strips.map((strip) => strip.id));
  const order = next.strips.map((strip) => strip.id);
  let at = 0;
  for (const { id } of old.strips) {
    if (common.has(id)) at = Math.max(at, order.indexOf(id) + 1);
    else order.splice(at++, 0, id);
  }
  const place = new Map(order.map((id, index) => [id, index]));
  const isForward = (plan: Plan) =>
    dependencies(plan).every(([from, to]) => (place.get(from) as number) < (place.get(to) as number));
  return isForward(old) && isForward(next) ? order : null;
}

function dependencies(plan: Plan): [from: string, to: string][] {
  return plan.strips.flatMap((strip) =>
    strip.stages.flatMap((stage): [string, string][] => {
      if (stage.kind === "edges") return stage.edges.map((edge) => [edge.from, edge.to]);
      if (stage.kind !== "inserts") return [];
      return stage.inserts.flatMap((insert) => insert.keys.map((key): [string, string] => [key.from, strip.id]));
    }),
  );
}

class Merger {
  readonly insertsKept = new Map<PlannedInsert, PlannedInsert>();
  readonly delaysKept = new Map<PlannedDelay, PlannedDelay>();
  readonly moving = new Set<string>();
  readonly fromUnity = new Set<string>();
  structural = false;
  warmUpFrames = 0;

  strip(old: PlannedStrip | undefined, next: PlannedStrip | undefined): PlannedStrip {
    if (old && next) {
      const stages = next.stages.map((stage, index) => this.#stage(old.stages[index] as StripStage, stage));
      return { ...next, sources: this.#sources(old, next), stages };
    }
    this.structural = true;
    const strip = (old ?? next) as PlannedStrip;
    const fade = old ? "out" : "in";
    const stages = strip.stages.map((stage): StripStage => {
      if (stage.kind === "inserts" && next) for (const insert of stage.inserts) this.#warm(insert);
      if (stage.kind !== "edges") return stage;
      for (const edge of next ? stage.edges : [])
        this.warmUpFrames = Math.max(this.warmUpFrames, strip.latencyFrames.output + edge.delay.frames);
      return { kind: "edges", edges: stage.edges.map((edge) => ({ ...edge, fade })) };
    });
    return { ...strip, stages };
  }

  #sources(old: PlannedStrip, next: PlannedStrip): PlannedStrip["sources"] {
    if (JSON.stringify(old.sources) === JSON.stringify(next.sources)) return next.sources;
    this.structural = true;
    return [...old.sources, ...next.sources];
  }

  #stage(old: StripStage, next: StripStage): StripStage {
    if (old.kind === "gain" && next.kind === "gain") return this.#gain(old.gain, next.gain), next;
    if (old.kind === "inserts" && next.kind === "inserts") return this.#inserts(old.inserts, next.inserts);
    if (old.kind === "edges" && next.kind === "edges") return { kind: "edges", edges: this.#edges(old.edges, next.edges) };
    return next;
  }

  #gain(old: PlannedGain, next: PlannedGain): void {
    if (old.factors.length > 0 && next.factors.length === 0) this.moving.add(next.key);
    if (old.factors.length === 0 && next.factors.length > 0) this.fromUnity.add(next.key);
  }

  #inserts(old: readonly PlannedInsert[], next: readonly PlannedInsert[]): StripStage {
    let common = 0;
    while (common < old.length && common < next.length && this.#goesOn(old[common], next[common])) common++;
    const inserts = next.slice(0, common).map((insert, index) => this.#keep(old[index] as PlannedInsert, insert));
    if (common === old.length && common === next.length) return { kind: "inserts", inserts, fork: null };
    this.structural = true;
    const fork: InsertFork = { old: old.slice(common), new: next.slice(common) };
    this.warmUpFrames = Math.max(
      this.warmUpFrames,
      fork.new.reduce((sum, insert) => sum + insert.wait.frames + insert.ownLatencyFrames, 0),
    );
    for (const insert of fork.new) this.#warm(insert);
    return { kind: "inserts", inserts, fork };
  }

  #goesOn(old: PlannedInsert | undefined, next: PlannedInsert | undefined): boolean {
    return old?.identity === next?.identity && old?.wait.frames === next?.wait.frames;
  }

  #keep(old: PlannedInsert, next: PlannedInsert): PlannedInsert {
    this.insertsKept.set(next, old);
    this.delaysKept.set(next.wait, old.wait);
    const [oldKey] = old.keys;
    const [nextKey] = next.keys;
    if (!oldKey || !nextKey) return next;
    if (this.#sameDelay(oldKey.delay, nextKey.delay)) return next;
    this.structural = true;
    const keys: PlannedKey[] = [
      { ...oldKey, fade: "out" },
      { ...nextKey, fade: "in" },
    ];
    const both = { ...next, keys };
    this.insertsKept.set(both, old);
    return both;
  }

  #sameDelay(old: PlannedDelay, next: PlannedDelay): boolean {
    if (old.frames === next.frames) {
      this.delaysKept.set(next, old);
      return true;
    }
    this.warmUpFrames = Math.max(this.warmUpFrames, next.frames);
    return false;
  }

  /** New delay lines of a chain must fill before they are heard. */
  #warm(insert: PlannedInsert): void {
    for (const key of insert.keys) this.warmUpFrames = Math.max(this.warmUpFrames, key.delay.frames);
  }

  #edges(old: readonly PlannedEdge[], next: readonly PlannedEdge[]): PlannedEdge[] {
    const left = new Map(old.map((edge) => [edge.key, edge]));
    const edges = next.flatMap((edge): PlannedEdge[] => {
      const before = left.get(edge.key);
      left.delete(edge.key);
      if (before) {
        this.#gain(before.gain, edge.gain);
        if (this.#sameDelay(before.delay, edge.delay)) return [edge];
      } else this.warmUpFrames = Math.max(this.warmUpFrames, edge.delay.frames);
      this.structural = true;
      const fresh: PlannedEdge = { ...edge, fade: "in" };
      return before ? [{ ...before, gain: edge.gain, fade: "out" }, fresh] : [fresh];
    });
    if (left.size > 0) this.structural = true;
    return [...edges, ...[...left.values()].map((edge): PlannedEdge => ({ ...edge, fade: "out" }))];
  }
}
