// The published JSON Schema of a session, for editors and other programs.
import { z } from "zod";
import { SESSION_VERSION, sessionSchema } from "./schema.ts";

/** JSON Schema (draft 2020-12) of session.json. */
export function sessionJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(sessionSchema, { io: "input" });
  return { title: "Stemroom session", description: `A mix and its master, version ${SESSION_VERSION}.`, ...schema };
}
