// From unknown JSON to a session that holds together, or to an error that says everything that is wrong with it.
import type { z } from "zod";
import { SessionError, type SessionProblem } from "./errors.ts";
import { migrate } from "./migrations.ts";
import { findProblems } from "./references.ts";
import { sessionSchema, type Session } from "./schema.ts";

/** How many problems an error names. */
const MAX_PROBLEMS = 12;

/** A session from parsed JSON of any version up to the present. @throws SessionError naming every place that is wrong */
export function parseSession(json: unknown): Session {
  const parsed = sessionSchema.safeParse(migrate(json));
  if (!parsed.success) throw new SessionError("bad-session", parsed.error.issues.slice(0, MAX_PROBLEMS).map(fromIssue));
  const problems = findProblems(parsed.data);
  if (problems.length > 0) throw new SessionError("bad-session", problems.slice(0, MAX_PROBLEMS));
  return parsed.data;
}

/** A session from the text of a session.json. @throws SessionError */
export function readSession(text: string): Session {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const what = `The session is not valid JSON (${error instanceof Error ? error.message : String(error)})`;
    const hint = "Restore it from a copy, or start again from the stems.";
    throw new SessionError("bad-session", [{ where: "", what, hint }]);
  }
  return parseSession(json);
}

function fromIssue(issue: z.core.$ZodIssue): SessionProblem {
  const where = issue.path.reduce<string>(
    (path, part) => (typeof part === "number" ? `${path}[${part}]` : path === "" ? String(part) : `${path}.${String(part)}`),
    "",
  );
  return { where, what: issue.message, hint: "See `stemroom schema` for the form of a session." };
}
