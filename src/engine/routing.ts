// Who feeds whom: every output and send of a session as one list of routes, checked.
import type { Session, Strip } from "../session/schema.ts";
import type { StripKind } from "./plan.ts";
import { PlanError } from "./plan-error.ts";

export const MIX = "mix";
export const MASTER = "master";

/** A strip of the session with its kind and its place in the session's order. */
export interface StripNode {
  readonly id: string;
  readonly kind: StripKind;
  readonly strip: Strip;
  /** null for the master. */
  readonly output: string | null;
}

/** An output (`send` null) or an enabled send. */
export interface Route {
  readonly from: string;
  readonly to: string;
  readonly send: string | null;
}

/** Tracks, groups, returns, mix, master. @throws PlanError on ids that are used twice. */
export function listStrips(session: Session): Map<string, StripNode> {
  const nodes = new Map<string, StripNode>();
  const add = (id: string, kind: StripKind, strip: Strip, output: string | null) => {
    if (nodes.has(id) || (kind !== "mix" && kind !== "master" && (id === MIX || id === MASTER))) {
      throw new PlanError("duplicate-id", `Two strips are called "${id}"`, "Give every strip an id of its own.");
    }
    nodes.set(id, { id, kind, strip, output });
  };
  for (const track of session.tracks) add(track.id, "track", track, track.output);
  for (const group of session.groups) add(group.id, "group", group, group.output);
  for (const one of session.returns) add(one.id, "return", one, one.output);
  add(MIX, "mix", session.mix, MASTER);
  add(MASTER, "master", session.master, null);
  return nodes;
}

/** All routes in the order of the session. @throws PlanError on references that lead nowhere or to the wrong kind of strip. */
export function listRoutes(nodes: ReadonlyMap<string, StripNode>): Route[] {
  const routes: Route[] = [];
  for (const node of nodes.values()) {
    const sends = new Set<string>();
    for (const send of node.strip.sends) {
      if (sends.has(send.id)) {
        throw new PlanError("duplicate-id", `${node.id} has two sends called "${send.id}"`, "Give every send an id of its own.");
      }
      sends.add(send.id);
      if (!send.enabled) continue;
      checkSend(nodes, node, send.id, send.to);
      routes.push({ from: node.id, to: send.to, send: send.id });
    }
    if (node.output === null) continue;
    checkOutput(nodes, node, node.output);
    routes.push({ from: node.id, to: node.output, send: null });
  }
  return routes;
}

function checkSend(nodes: ReadonlyMap<string, StripNode>, node: StripNode, send: string, to: string): void {
  const target = nodes.get(to);
  if (!target) {
    throw new PlanError("unknown-reference", `${node.id} sends "${send}" to "${to}", which does not exist`, listReturns(nodes));
  }
  if (target.kind !== "return") {
    throw new PlanError("bad-routing", `${node.id} sends "${send}" to the ${target.kind} "${to}"`, listReturns(nodes));
  }
  if (node.kind === "return" || node.kind === "mix" || node.kind === "master") {
    throw new PlanError(
      "feedback",
      `The ${node.kind} "${node.id}" sends to the return "${to}"`,
      "Only tracks and groups may send: what comes after the returns would feed back into them.",
    );
  }
}

function listReturns(nodes: ReadonlyMap<string, StripNode>): string {
  const returns = [...nodes.values()].filter((node) => node.kind === "return").map((node) => node.id);
  return returns.length > 0 ? `Sends go to a return: ${returns.join(", ")}.` : "Sends go to a return; this session has none.";
}

function checkOutput(nodes: ReadonlyMap<string, StripNode>, node: StripNode, to: string): void {
  if (node.kind === "mix") return;
  const target = nodes.get(to);
  const way = `Outputs go to "${MIX}" or to a group.`;
  if (!target) throw new PlanError("unknown-reference", `The output of ${node.id} is "${to}", which does not exist`, way);
  if (target.kind !== "group" && target.kind !== "mix") {
    throw new PlanError("bad-routing", `The output of ${node.id} is the ${target.kind} "${to}"`, way);
  }
}

/** A strip that must be computed before another: it feeds it, or it is its key. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
}

/**
 * All strips in an order in which each comes after what it needs, as near to the session's order as that allows.
 * @throws PlanError naming the circle, if there is one.
 */
export function orderStrips(ids: readonly string[], dependencies: readonly Dependency[]): string[] {
  const needs = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const { from, to } of dependencies) needs.get(to)?.add(from);
  const done = new Set<string>();
  const left = [...ids];
  const order: string[] = [];
  while (left.length > 0) {
    const index = left.findIndex((id) => [...(needs.get(id) ?? [])].every((need) => done.has(need)));
    if (index < 0) throw feedback(left, needs);
    const [id] = left.splice(index, 1) as [string];
    done.add(id);
    order.push(id);
  }
  return order;
}

function feedback(left: readonly string[], needs: ReadonlyMap<string, ReadonlySet<string>>): PlanError {
  const path: string[] = [];
  let id = left[0] as string;
  while (!path.includes(id)) {
    path.push(id);
    id = [...(needs.get(id) ?? [])].find((need) => left.includes(need)) as string;
  }
  const circle = [...path.slice(path.indexOf(id)), id].reverse();
  return new PlanError(
    "feedback",
    `The signal runs in a circle: ${circle.join(" → ")}`,
    "Route one of these outputs, sends or side-chain keys elsewhere.",
  );
}
