// Session → plan: what is heard, in which order it is computed, and how long each signal waits for the others.
import type { Session, Strip, Track } from "../session/schema.ts";
import { levelFactors, panFactors } from "./gains.ts";
import { type ResolvedInsert, resolveInserts } from "./inserts.ts";
import { checkAutomation, stripLane } from "./lanes.ts";
import { planLatencies, type StripLatency } from "./latency.ts";
import type { Plan, PlannedEdge, PlannedInsert, PlannedSource, PlannedStrip, TapRequest } from "./plan.ts";
import { PlanError } from "./plan-error.ts";
import { type Dependency, listRoutes, listStrips, MASTER, orderStrips, type Route, type StripNode } from "./routing.ts";
import { planSource } from "./regions.ts";
import { audibleRoutes } from "./solo.ts";
import { type StripParts, stripStages } from "./strip.ts";

export interface PlanOptions {
  /** Where to listen. What no tap needs is left out. The master's output when left out. */
  readonly taps?: readonly TapRequest[];
  /** Strips show their level (`engine.levels`). */
  readonly levels?: boolean;
}

const DEFAULT_TAPS: readonly TapRequest[] = [{ strip: MASTER, point: "output" }];

/**
 * Pure. What changes nothing is not in the plan: inserts that are off, gains of 0 dB, pans at the centre, muted strips.
 * @throws PlanError saying what is wrong with the session, where, and the way out.
 */
export function planSession(session: Session, options: PlanOptions = {}): Plan {
  const taps = options.taps ?? DEFAULT_TAPS;
  const nodes = listStrips(session);
  const routes = listRoutes(nodes);
  const inserts = new Map([...nodes.values()].map((node) => [node.id, resolveInserts(session, nodes, node)]));
  for (const node of nodes.values()) checkAutomation(node.id, node.strip);
  for (const tap of taps) checkTap(nodes, tap);
  const keys = keyDependencies(inserts);
  const order = orderStrips([...nodes.keys()], [...routes, ...keys]);

  const flow = flowingRoutes(order, nodes, audibleRoutes(nodes, routes), [...taps.map((tap) => tap.strip), ...keySources(keys)]);
  const needed = neededStrips(order, flow, keys, taps);
  const kept = flow.filter((route) => needed.has(route.to));
  const strips = order.filter((id) => needed.has(id));
  const latencies = planLatencies(strips, kept, inserts);
  const sources = trackSources(session);
  const planned = strips.map((id): PlannedStrip => {
    const node = nodes.get(id) as StripNode;
    const latencyFrames = (latencies.get(id) as StripLatency).points;
    const source = sources.get(id);
    return {
      id,
      kind: node.kind,
      sources: source ? [source] : [],
      imported: false,
      stages: stripStages(id, stripParts(session, node, inserts.get(id) ?? [], kept, latencies), latencyFrames),
      latencyFrames,
    };
  });
  return {
    sampleRateHz: session.sampleRateHz,
    strips: planned,
    taps: taps.map((tap) => ({ ...tap, latencyFrames: latencyAt(latencies, tap) })),
    levels: options.levels ?? false,
    imports: [],
    songFrames: Math.max(0, ...[...sources.values()].map(endOfSource)),
    tailFrames: longestTail(strips, kept, inserts),
  };
}

function checkTap(nodes: ReadonlyMap<string, StripNode>, tap: TapRequest): void {
  if (nodes.has(tap.strip)) return;
  throw new PlanError(
    "unknown-reference",
    `There is no strip "${tap.strip}" to listen to`,
    `Strips: ${[...nodes.keys()].join(", ")}.`,
  );
}

function keyDependencies(inserts: ReadonlyMap<string, readonly ResolvedInsert[]>): Dependency[] {
  return [...inserts].flatMap(([to, chain]) =>
    chain.flatMap(({ insert }) => (insert.keyFrom === null ? [] : [{ from: insert.keyFrom, to }])),
  );
}

function keySources(keys: readonly Dependency[]): string[] {
  return keys.map((key) => key.from);
}

/** Without the routes out of buses that nobody feeds. Buses that are listened to are kept: their processors may sound by themselves. */
function flowingRoutes(
  order: readonly string[],
  nodes: ReadonlyMap<string, StripNode>,
  routes: readonly Route[],
  listened: readonly string[],
): Route[] {
  const live = new Set(listened);
  const flowing = new Set<Route>();
  for (const id of order) {
    const kind = nodes.get(id)?.kind;
    if (kind === "track" || kind === "mix" || kind === "master") live.add(id);
    if (!live.has(id)) continue;
    for (const route of routes) {
      if (route.from !== id) continue;
      flowing.add(route);
      live.add(route.to);
    }
  }
  return routes.filter((route) => flowing.has(route));
}

/** Everything that reaches a tap, or the key of something that does. */
function neededStrips(
  order: readonly string[],
  routes: readonly Route[],
  keys: readonly Dependency[],
  taps: readonly TapRequest[],
): Set<string> {
  const needed = new Set(taps.map((tap) => tap.strip));
  const dependencies = [...routes, ...keys];
  for (const id of [...order].reverse()) {
    if (!needed.has(id)) continue;
    for (const { from, to } of dependencies) if (to === id) needed.add(from);
  }
  return needed;
}

function trackSources(session: Session): Map<string, PlannedSource> {
  const stems = new Map(session.stems.map((stem) => [stem.id, stem]));
  return new Map(session.tracks.map((track: Track) => [track.id, planSource(track, stems)]));
}

function endOfSource(source: PlannedSource): number {
  return source.regions ? Math.min(source.frames, source.regions.at(-1)?.endFrame ?? 0) : source.frames;
}

function latencyAt(latencies: ReadonlyMap<string, StripLatency>, tap: TapRequest): number {
  return (latencies.get(tap.strip) as StripLatency).points[tap.point];
}

function stripParts(
  session: Session,
  node: StripNode,
  chain: readonly ResolvedInsert[],
  routes: readonly Route[],
  latencies: ReadonlyMap<string, StripLatency>,
): StripParts {
  const { id, strip } = node;
  const sends = (tap: "pre-fader" | "post-fader") =>
    strip.sends.flatMap((send) => {
      const route = routes.find((one) => one.from === id && one.send === send.id);
      return route && send.tap === tap ? [planEdge(strip, route, latencies, send.levelDb)] : [];
    });
  const output = routes.find((route) => route.from === id && route.send === null);
  const closed = node.kind === "master" && strip.mute;
  return {
    polarity: strip.polarityInverted ? [{ kind: "polarity" }] : [],
    trim: levelFactors(stripLane(id, strip, "trimDb", strip.trimDb)),
    inserts: chain.map((one, index) => planInsert(id, one, index, latencies)),
    "pre-fader sends": sends("pre-fader"),
    fader: [...levelFactors(stripLane(id, strip, "faderDb", strip.faderDb)), ...(closed ? [{ kind: "closed" } as const] : [])],
    pan: panFactors(session.panLawDb, stripLane(id, strip, "pan", strip.pan)),
    "post-fader sends": sends("post-fader"),
    output: output ? [planEdge(strip, output, latencies, 0)] : [],
  };
}

function planEdge(strip: Strip, route: Route, latencies: ReadonlyMap<string, StripLatency>, levelDb: number | null): PlannedEdge {
  const key = route.send === null ? `${route.from} > ${route.to}` : `${route.from} send ${route.send} > ${route.to}`;
  const departure = (latencies.get(route.from) as StripLatency).points.output;
  const arrival = (latencies.get(route.to) as StripLatency).points.input;
  const lane = route.send === null ? null : stripLane(route.from, strip, `sends.${route.send}.levelDb`, levelDb);
  return {
    key,
    from: route.from,
    to: route.to,
    gain: { key: `${key}/gain`, factors: lane ? levelFactors(lane) : [], latencyFrames: departure },
    delay: { key, frames: arrival - departure },
    fade: null,
  };
}

function planInsert(
  strip: string,
  { insert, declaration, params, latencyFrames, lanes }: ResolvedInsert,
  index: number,
  latencies: ReadonlyMap<string, StripLatency>,
): PlannedInsert {
  const at = (latencies.get(strip) as StripLatency).inserts[index] as StripLatency["inserts"][number];
  const structural = Object.entries(declaration.parameters)
    .filter(([, spec]) => spec.kind !== "list" && spec.structural)
    .map(([name]) => [name, params[name]]);
  const identity = JSON.stringify([strip, insert.id, insert.processor, insert.keyFrom, structural]);
  return {
    identity,
    strip,
    insert: insert.id,
    processor: insert.processor,
    params,
    lanes,
    latencyFrames: at.entryFrames,
    ownLatencyFrames: latencyFrames,
    wait: { key: `${identity}/wait`, frames: at.waitFrames },
    keys:
      insert.keyFrom === null
        ? []
        : [{ from: insert.keyFrom, delay: { key: `${identity}/key`, frames: at.keyDelayFrames }, fade: null }],
  };
}

/** Upper bound of the sound after the end: the tails along the longest way to an end. */
function longestTail(
  strips: readonly string[],
  routes: readonly Route[],
  inserts: ReadonlyMap<string, readonly ResolvedInsert[]>,
): number {
  const tails = new Map<string, number>();
  let longest = 0;
  for (const id of strips) {
    const before = Math.max(0, ...routes.filter((route) => route.to === id).map((route) => tails.get(route.from) ?? 0));
    const own = (inserts.get(id) ?? []).reduce((sum, one) => sum + one.tailFrames, 0);
    tails.set(id, before + own);
    longest = Math.max(longest, before + own);
  }
  return longest;
}
