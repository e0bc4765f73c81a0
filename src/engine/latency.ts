// Latency compensation: how late each signal is at every place, and how long the earlier ones wait.
import type { ResolvedInsert } from "./inserts.ts";
import type { TapPoint } from "./plan.ts";
import type { Route } from "./routing.ts";

export interface InsertLatency {
  /** The signal waits before the processor for a key that comes later. */
  readonly waitFrames: number;
  /** Latency of the signal that enters the processor. */
  readonly entryFrames: number;
  /** The key waits for a signal that comes later. */
  readonly keyDelayFrames: number;
}

export interface StripLatency {
  readonly points: Readonly<Record<TapPoint, number>>;
  readonly inserts: readonly InsertLatency[];
}

/** `strips` in the order of computation. A strip is as late as the latest signal that enters it. */
export function planLatencies(
  strips: readonly string[],
  routes: readonly Route[],
  inserts: ReadonlyMap<string, readonly ResolvedInsert[]>,
): Map<string, StripLatency> {
  const latencies = new Map<string, StripLatency>();
  for (const id of strips) {
    const feeders = routes.filter((route) => route.to === id);
    const arrival = Math.max(0, ...feeders.map((route) => latencies.get(route.from)?.points.output ?? 0));
    let at = arrival;
    const own = (inserts.get(id) ?? []).map((one): InsertLatency => {
      const key = one.insert.keyFrom === null ? at : (latencies.get(one.insert.keyFrom)?.points.inserts ?? at);
      const entryFrames = Math.max(at, key);
      const waitFrames = entryFrames - at;
      at = entryFrames + one.latencyFrames;
      return { waitFrames, entryFrames, keyDelayFrames: entryFrames - key };
    });
    latencies.set(id, { points: { input: arrival, inserts: at, output: at }, inserts: own });
  }
  return latencies;
}
