// Mute and solo: which routes are cut. Solo in place; returns are solo-safe; mute wins over solo.
// Keys of side chains and taps are taken before the mute: a muted strip still controls others and can be listened to.
import type { Route, StripNode } from "./routing.ts";

/** The routes through which sound flows. */
export function audibleRoutes(nodes: ReadonlyMap<string, StripNode>, routes: readonly Route[]): Route[] {
  const soloed = [...nodes.values()].filter((node) => node.strip.solo);
  const strips = new Set(soloed.filter((node) => node.kind === "track" || node.kind === "group").map((node) => node.id));
  const returns = new Set(soloed.filter((node) => node.kind === "return").map((node) => node.id));
  const heard = strips.size > 0 ? heardWithSolo(nodes, strips) : null;
  const downstream = downstreamOf(nodes, returns);
  return routes.filter((route) => {
    const from = nodes.get(route.from) as StripNode;
    if (from.strip.mute) return false;
    if (from.kind === "mix") return true;
    if (returns.size > 0) {
      if (from.kind === "return" && !returns.has(from.id)) return false;
      if (route.send !== null && !returns.has(route.to)) return false;
    }
    if (from.kind === "return") return true;
    if (heard) return heard.has(from.id) || downstream.has(from.id);
    if (returns.size > 0 && route.send === null) return !downstream.has(route.to) || downstream.has(from.id);
    return true;
  });
}

/** The soloed strips, everything that feeds them through its output, and the groups on their way to the mix. */
function heardWithSolo(nodes: ReadonlyMap<string, StripNode>, soloed: ReadonlySet<string>): Set<string> {
  const heard = new Set<string>();
  for (const node of nodes.values()) {
    const way = outputPath(nodes, node.id);
    if (!way.some((id) => soloed.has(id))) continue;
    heard.add(node.id);
    if (soloed.has(node.id)) for (const id of way) heard.add(id);
  }
  return heard;
}

/** The groups and the mix that the outputs of `ids` pass. */
function downstreamOf(nodes: ReadonlyMap<string, StripNode>, ids: ReadonlySet<string>): Set<string> {
  return new Set([...ids].flatMap((id) => outputPath(nodes, id).slice(1)));
}

/** The strip and everything its output passes, to the master. */
function outputPath(nodes: ReadonlyMap<string, StripNode>, id: string): string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = id; at; at = nodes.get(at)?.output) path.push(at);
  return path;
}
