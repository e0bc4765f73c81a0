// Cuts a plan in parts that run side by side: each worker takes some tracks, one coordinator takes the buses. Sums keep their order.
import type { Plan, PlannedStrip, PlannedTap, StripStage, TapPoint, TapRequest } from "./plan.ts";

export interface PlanPart {
  /** Its first `exports` taps leave for the rest; those after them are listened to where they are. */
  readonly plan: Plan;
  readonly exports: number;
  /** Which of the whole plan's taps follow the exports. */
  readonly ownTaps: readonly number[];
}

export interface CutPlan {
  readonly parts: readonly PlanPart[];
  /** Everything else. Its imports are the exports of all parts, one part after the other. */
  readonly rest: Plan;
  /** Which of the whole plan's taps the rest's taps are. */
  readonly restTaps: readonly number[];
}

/**
 * Tracks in `shares` shares of about the same work. Tracks that are each other's keys stay together. What depends on a bus stays
 * with the rest.
 */
export function shareTracks(plan: Plan, shares: number): string[][] {
  const clusters = keyClusters(plan).sort((a, b) => b.cost - a.cost);
  const loads = Array.from({ length: shares }, () => ({ cost: 0, strips: [] as string[] }));
  for (const cluster of clusters) {
    const lightest = loads.reduce((best, load) => (load.cost < best.cost ? load : best));
    lightest.cost += cluster.cost;
    lightest.strips.push(...cluster.strips);
  }
  return loads.map((load) => load.strips).filter((strips) => strips.length > 0);
}

interface Cluster {
  cost: number;
  strips: string[];
}

function keyClusters(plan: Plan): Cluster[] {
  const tracks = new Map(plan.strips.filter((strip) => strip.kind === "track").map((strip) => [strip.id, strip]));
  const clusterOf = new Map<string, Cluster>();
  for (const strip of tracks.values()) clusterOf.set(strip.id, { cost: costOf(strip), strips: [strip.id] });
  const tied: string[] = [];
  for (const strip of tracks.values()) {
    for (const key of keysOf(strip)) {
      const from = clusterOf.get(key);
      const to = clusterOf.get(strip.id) as Cluster;
      if (!from) tied.push(strip.id);
      else if (from !== to) {
        from.cost += to.cost;
        from.strips.push(...to.strips);
        for (const id of to.strips) clusterOf.set(id, from);
      }
    }
  }
  // A track whose key is a bus is computed after that bus, and so is whatever listens to it.
  const held = new Set(tied.map((id) => clusterOf.get(id)));
  return [...new Set(clusterOf.values())].filter((cluster) => !held.has(cluster));
}

function costOf(strip: PlannedStrip): number {
  return 1 + strip.stages.reduce((sum, stage) => sum + (stage.kind === "inserts" ? stage.inserts.length : 0), 0);
}

function keysOf(strip: PlannedStrip): string[] {
  return strip.stages.flatMap((stage) =>
    stage.kind === "inserts" ? stage.inserts.flatMap((insert) => insert.keys.map((key) => key.from)) : [],
  );
}

/** `shares` as shareTracks gives them. `ownTaps`: the plan's taps that are listened to in the part where they are. */
export function cutPlan(plan: Plan, shares: readonly (readonly string[])[], ownTaps: ReadonlySet<number> = new Set()): CutPlan {
  const parts = shares.map((share) => cutPart(plan, new Set(share), ownTaps));
  const imports = parts.flatMap((part) =>
    part.plan.taps.slice(0, part.exports).map(({ strip, point }): TapRequest => ({ strip, point })),
  );
  const away = new Set(shares.flat());
  const strips = plan.strips.map((strip) => (away.has(strip.id) ? asImport(strip) : strip));
  const restTaps = plan.taps.flatMap((tap, index) => (ownTaps.has(index) && away.has(tap.strip) ? [] : [index]));
  const taps = restTaps.map((index) => plan.taps[index] as PlannedTap);
  return { parts, rest: { ...plan, strips, imports, taps }, restTaps };
}

/** Only its ways to the buses are left. */
function asImport(strip: PlannedStrip): PlannedStrip {
  const stages = strip.stages.map(
    (stage): StripStage => (stage.kind === "inserts" ? { kind: "inserts", inserts: [], fork: null } : stage),
  );
  return { ...strip, imported: true, sources: [], stages };
}

function cutPart(plan: Plan, share: ReadonlySet<string>, ownTaps: ReadonlySet<number>): PlanPart {
  const strips = plan.strips.filter((strip) => share.has(strip.id));
  const listened = new Set([
    ...plan.taps.filter((_, index) => !ownTaps.has(index)).map((tap) => place(tap.strip, tap.point)),
    ...plan.strips.filter((strip) => !share.has(strip.id)).flatMap((strip) => keysOf(strip).map((key) => place(key, "inserts"))),
  ]);
  const exports = strips.flatMap((strip) =>
    (["input", "inserts", "output"] as const)
      .filter((point) => listened.has(place(strip.id, point)) || leavesAt(strip, point))
      .map((point) => ({ strip: strip.id, point, latencyFrames: strip.latencyFrames[point] })),
  );
  const own = [...ownTaps].filter((index) => share.has(plan.taps[index]?.strip ?? "")).sort((a, b) => a - b);
  const taps = [...exports, ...own.map((index) => plan.taps[index] as PlannedTap)];
  const silent = strips.map((strip) => ({ ...strip, stages: strip.stages.map(withoutEdges) }));
  return { plan: { ...plan, strips: silent, taps, imports: [] }, exports: exports.length, ownTaps: own };
}

/** Whether a send or the output takes its signal at this point. */
function leavesAt(strip: PlannedStrip, wanted: TapPoint): boolean {
  let point: TapPoint = "input";
  for (const stage of strip.stages) {
    if (stage.kind === "point") point = stage.point;
    else if (stage.kind === "edges" && stage.edges.length > 0 && point === wanted) return true;
  }
  return false;
}

function withoutEdges(stage: StripStage): StripStage {
  return stage.kind === "edges" ? { kind: "edges", edges: [] } : stage;
}

function place(strip: string, point: TapPoint): string {
  return `${point} of ${strip}`;
}
