// A session as text: two spaces, names always in the schema's order, free names by the alphabet. Same session, same text, so that differences read well.
import { sessionSchema, type Session } from "./schema.ts";

/** The text of a session.json, with a line end at its end. */
export function writeSession(session: Session): string {
  return `${JSON.stringify(inOrder(sessionSchema.parse(session), sessionSchema), null, 2)}\n`;
}

/** What the ordering needs to know of a schema. */
interface SchemaLike {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly unwrap?: () => unknown;
}

function inOrder(value: unknown, schema: unknown): unknown {
  const like = (typeof schema === "object" && schema !== null ? schema : {}) as SchemaLike;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const list = like.element === undefined && like.unwrap !== undefined ? (like.unwrap() as SchemaLike) : like;
    return value.map((item) => inOrder(item, list.element));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const names = like.shape ? Object.keys(like.shape) : Object.keys(fields).sort();
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, inOrder(fields[name], like.shape?.[name])]),
  );
}
