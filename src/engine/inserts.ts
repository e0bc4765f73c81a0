// The inserts that are switched on, checked against the catalog: complete parameters, latency, automation.
import { type AnyDeclaration, findDeclaration } from "../processors/catalog.ts";
import { checkScalar, ParameterError, resolveParams, type ParamValues, type ScalarParameter } from "../processors/parameters.ts";
import type { Insert, Session } from "../session/schema.ts";
import { parameterLane, type LaneTarget } from "./lanes.ts";
import type { ParameterLane, PlannedParams } from "./plan.ts";
import { PlanError } from "./plan-error.ts";
import type { StripNode } from "./routing.ts";

export interface ResolvedInsert {
  readonly insert: Insert;
  readonly declaration: AnyDeclaration;
  readonly params: PlannedParams;
  readonly latencyFrames: number;
  readonly tailFrames: number;
  readonly lanes: readonly ParameterLane[];
}

/** @throws PlanError on unknown processors, keys or parameters. */
export function resolveInserts(session: Session, nodes: ReadonlyMap<string, StripNode>, node: StripNode): ResolvedInsert[] {
  const ids = new Set<string>();
  return node.strip.inserts.flatMap((insert) => {
    if (ids.has(insert.id)) {
      throw new PlanError(
        "duplicate-id",
        `${node.id} has two inserts called "${insert.id}"`,
        "Give every insert of a strip an id of its own.",
      );
    }
    ids.add(insert.id);
    return insert.enabled ? [resolveInsert(session, nodes, node, insert)] : [];
  });
}

function resolveInsert(session: Session, nodes: ReadonlyMap<string, StripNode>, node: StripNode, insert: Insert): ResolvedInsert {
  const where = `${node.id} ${insert.id}`;
  const declaration = findDeclaration(insert.processor);
  if (!declaration) {
    throw new PlanError(
      "unknown-processor",
      `${where} is "${insert.processor}", which does not exist`,
      "`stemroom processors` lists what there is.",
    );
  }
  checkKey(nodes, node, insert, declaration);
  try {
    const params = resolveParams(where, declaration.parameters, insert.params as ParamValues);
    return {
      insert,
      declaration,
      params: params,
      latencyFrames: declaration.latencyFrames(params, session.sampleRateHz),
      tailFrames: declaration.tailFrames(params, session.sampleRateHz),
      lanes: insertLanes(node, insert, declaration, params),
    };
  } catch (error) {
    if (error instanceof ParameterError) throw new PlanError("bad-parameter", error.message, error.hint);
    throw error;
  }
}

function checkKey(nodes: ReadonlyMap<string, StripNode>, node: StripNode, insert: Insert, declaration: AnyDeclaration): void {
  if (insert.keyFrom === null) return;
  if (!nodes.has(insert.keyFrom)) {
    throw new PlanError(
      "unknown-reference",
      `${node.id} ${insert.id} takes its key from "${insert.keyFrom}", which does not exist`,
      "Choose a track, group or return, or no key.",
    );
  }
  if (!declaration.keyed) {
    throw new PlanError(
      "bad-routing",
      `${node.id} ${insert.id} has a key, but ${declaration.name} takes none`,
      "Remove the key, or choose a processor with a side chain.",
    );
  }
}

/** The lanes whose parameter begins with `inserts.ID.`. @throws PlanError */
function insertLanes(node: StripNode, insert: Insert, declaration: AnyDeclaration, params: PlannedParams): ParameterLane[] {
  const prefix = `inserts.${insert.id}.`;
  return node.strip.automation
    .filter((automation) => automation.parameter.startsWith(prefix))
    .map((automation) => {
      const { target, address } = findParameter(node, declaration, params, automation.parameter, prefix.length);
      return { ...address, lane: parameterLane(node.id, automation, target) };
    });
}

function findParameter(
  node: StripNode,
  declaration: AnyDeclaration,
  params: PlannedParams,
  path: string,
  prefixLength: number,
): { target: LaneTarget; address: Omit<ParameterLane, "lane"> } {
  const [name = "", item, field] = path.slice(prefixLength).split(".");
  const spec = Object.hasOwn(declaration.parameters, name) ? declaration.parameters[name] : undefined;
  if (spec && spec.kind !== "list" && item === undefined) {
    return { target: numberTarget(node, path, spec, params[name]), address: { name, item: null } };
  }
  const list = params[name];
  const index = Number(item);
  if (spec?.kind === "list" && Array.isArray(list) && field !== undefined && list[index] && Object.hasOwn(spec.fields, field)) {
    const target = numberTarget(node, path, spec.fields[field] as ScalarParameter, list[index][field]);
    return { target, address: { name, item: { index, field } } };
  }
  throw new PlanError(
    "bad-automation",
    `${node.id} automates "${path}", which ${declaration.name} does not have`,
    `Its parameters: ${Object.keys(declaration.parameters).join(", ")}; items of lists as in bands.0.gainDb.`,
  );
}

function numberTarget(node: StripNode, path: string, spec: ScalarParameter, value: unknown): LaneTarget {
  if (spec.kind !== "number" || spec.structural) {
    throw new PlanError(
      "bad-automation",
      `${node.id} automates "${path}", which cannot move while the song plays`,
      "Only numbers that do not rebuild the processor can be automated.",
    );
  }
  return {
    value: value as number,
    ratios: spec.curve === "log" && spec.min > 0,
    check: (where, point) => checkScalar(where, spec, point),
  };
}
