// Checks before anything is written into a session: each says what can't stand there, and what can.
import type { z } from "zod";
import { findDeclaration } from "../processors/catalog.ts";
import { ParameterError, type ParamValues, resolveParams } from "../processors/parameters.ts";
import { badEdit } from "./errors.ts";
import type { Insert, MoveValue, Session } from "./schema.ts";
import { MIX_ID, RESERVED_IDS, stripKind } from "./strips.ts";

/** The value, when the schema accepts it. @throws SessionError in plain words */
export function checked<Value>(where: string, schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const inside = issue && issue.path.length > 0 ? ` (${issue.path.join(".")})` : "";
  throw badEdit(where, `${JSON.stringify(value) ?? "nothing"} can't stand here${inside}`, issue?.message ?? "");
}

/** The insert itself, when its processor knows all its parameters and none is out of range. @throws SessionError */
export function checkInsert(insert: Insert): Insert {
  const where = `inserts.${insert.id}`;
  const declaration = findDeclaration(insert.processor);
  if (!declaration) throw badEdit(where, `There is no processor "${insert.processor}"`, "See `stemroom processors`.");
  if (insert.keyFrom !== null && !declaration.keyed) {
    throw badEdit(where, `${insert.processor} takes no side-chain key`, "Set keyFrom to null.");
  }
  try {
    resolveParams(insert.processor, declaration.parameters, insert.params as ParamValues);
  } catch (error) {
    if (error instanceof ParameterError) throw badEdit(where, error.message, error.hint);
    throw error;
  }
  return insert;
}

export function checkOutput(session: Session, target: string, value: MoveValue): void {
  if (value === MIX_ID) return;
  const groups = new Map(session.groups.map((group) => [group.id, group.output]));
  const known = [...groups.keys(), MIX_ID];
  if (typeof value !== "string" || !groups.has(value)) {
    throw badEdit(`${target} output`, `There is no group "${String(value)}"`, `Outputs: ${known.join(", ")}.`);
  }
  const seen = new Set([target]);
  for (let next: string | undefined = value; next !== undefined && next !== MIX_ID; next = groups.get(next)) {
    if (seen.has(next)) throw badEdit(`${target} output`, `"${value}" leads back to ${target}`, "Choose a group outside of it.");
    seen.add(next);
  }
}

export function checkReturn(session: Session, where: string, id: string): void {
  if (session.returns.some((one) => one.id === id)) return;
  const known = session.returns.map((one) => one.id).join(", ");
  throw badEdit(where, `There is no return "${id}"`, known === "" ? "Add a return first." : `Returns: ${known}.`);
}

export function checkNewId(session: Session, id: string): void {
  if (RESERVED_IDS.includes(id)) throw badEdit(id, "This id is kept for the system", "Choose another id.");
  if (stripKind(session, id) !== undefined) throw badEdit(id, "There is a strip with this id already", "Choose another id.");
}
