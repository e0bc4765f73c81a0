// What is said when a session, or an edit of one, can't be right: what is wrong, where in the document, the way out.

/** One thing that is wrong with a session. */
export interface SessionProblem {
  /** Where in the document, such as `tracks[3].inserts[0].params`. Empty for the document as a whole. */
  readonly where: string;
  readonly what: string;
  readonly hint: string;
}

/** A session that can't be read, or an edit that can't be made. Names every problem that was found. */
export class SessionError extends Error {
  readonly code: "bad-session" | "newer-session" | "bad-edit";
  readonly hint: string;
  readonly problems: readonly SessionProblem[];

  constructor(code: SessionError["code"], problems: readonly SessionProblem[]) {
    super(problems.map((problem) => (problem.where === "" ? problem.what : `${problem.what}: ${problem.where}`)).join("; "));
    this.name = "SessionError";
    this.code = code;
    this.hint = problems.find((problem) => problem.hint !== "")?.hint ?? "";
    this.problems = problems;
  }
}

/** An edit that can't be made. */
export function badEdit(where: string, what: string, hint: string): SessionError {
  return new SessionError("bad-edit", [{ where, what, hint }]);
}
