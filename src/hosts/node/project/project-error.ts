// What is said when a project can't be opened: what is wrong, where, the way out.

export type ProjectCode =
  | "not-found"
  | "not-a-folder"
  | "not-a-session"
  | "no-stems"
  | "stem-missing"
  | "stem-changed"
  | "no-such-strip"
  | "output-exists"
  | "output-inside-input";

export class ProjectError extends Error {
  override readonly name = "ProjectError";
  readonly code: ProjectCode;
  /** The file or folder that it is about. */
  readonly file: string;
  readonly hint: string;

  /** `message` without a full stop at its end, `hint` with one. */
  constructor(code: ProjectCode, message: string, file: string, hint: string) {
    super(message);
    this.code = code;
    this.file = file;
    this.hint = hint;
  }
}
