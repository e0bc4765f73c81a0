// Turns whatever went wrong into the contract's one line, its JSON, and the exit code.

/** Exit codes of every command. */
export const EXIT = { done: 0, fellShort: 1, badInput: 2, cancelled: 130 } as const;

/** A wrong use of the command line or bad input. `where` is a file or an option. */
export class UsageError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly file: string | null;

  constructor(message: string, hint: string, options: { code?: string; file?: string } = {}) {
    super(message);
    this.name = "UsageError";
    this.code = options.code ?? "usage";
    this.hint = hint;
    this.file = options.file ?? null;
  }
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly file: string | null;
  readonly exitCode: number;
}

/** Errors of the operating system, in a producer's words. */
const SYSTEM: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOENT: ["There is no such file or folder", "Check the path."],
  EACCES: ["No permission", "Choose a place that you may read and write."],
  EPERM: ["No permission", "Choose a place that you may read and write."],
  EROFS: ["The disk is read-only", "Choose another place to write to."],
  ENOSPC: ["The disk is full", "Free some space, or choose another place to write to."],
  EDQUOT: ["The disk quota is used up", "Free some space, or choose another place to write to."],
  EISDIR: ["A file was expected and a folder found", "Give the path of a file."],
  ENOTDIR: ["A folder was expected and a file found", "Give the path of a folder."],
  EMFILE: ["Too many files are open", "Raise the limit with `ulimit -n`."],
  EFBIG: ["The file grows beyond what may be written here", "Write to another disk, or lift the limit on file sizes."],
  ENAMETOOLONG: ["The name is too long for this disk", "Choose a shorter name."],
};

function stringField(error: object, field: string): string | null {
  const value = (error as Record<string, unknown>)[field];
  return typeof value === "string" ? value : null;
}

/** Whether the work was cancelled rather than failed. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || stringField(error, "code") === "ABORT_ERR");
}

/** Explains any error. Errors of our rooms carry `code` and `hint`; a bug carries neither and says so. */
export function explain(error: unknown): Failure {
  if (isCancelled(error)) {
    return {
      code: "cancelled",
      message: "Cancelled",
      hint: "Nothing was left half-written.",
      file: null,
      exitCode: EXIT.cancelled,
    };
  }
  if (!(error instanceof Error)) {
    return { code: "bug", message: String(error), hint: "This is a bug: please report it.", file: null, exitCode: EXIT.badInput };
  }
  const code = stringField(error, "code");
  const file = stringField(error, "file") ?? stringField(error, "path");
  const system = code === null ? undefined : SYSTEM[code];
  if (system && stringField(error, "hint") === null) {
    return { code: code ?? "system", message: system[0], hint: system[1], file, exitCode: EXIT.badInput };
  }
  const hint = stringField(error, "hint");
  if (hint === null) {
    return { code: "bug", message: error.message, hint: "This is a bug: please report it.", file, exitCode: EXIT.badInput };
  }
  return { code: code ?? "error", message: whatOf(error.message, file, hint), hint, file, exitCode: EXIT.badInput };
}

/** Some errors say WHAT, WHERE and the hint in one message: only WHAT is kept. */
function whatOf(message: string, file: string | null, hint: string): string {
  const withoutHint = hint !== "" && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
  const withoutStop = withoutDot(withoutHint);
  return file !== null && withoutStop.endsWith(`: ${file}`) ? withoutStop.slice(0, -file.length - 2) : withoutStop;
}

const withoutDot = (text: string): string => text.replace(/[.\s]+$/, "");

/** `stemroom: WHAT is wrong: WHERE. TRY this.` on one line. */
export function failureLine(failure: Failure): string {
  const where = failure.file === null ? "" : `: ${failure.file}`;
  return `stemroom: ${withoutDot(failure.message)}${where}. ${failure.hint}`.trimEnd().replace(/[\r\n]+/g, " ");
}

/** The same for programs. */
export function failureJson(failure: Failure): { error: { code: string; message: string; hint: string; file: string | null } } {
  const { code, message, hint, file } = failure;
  return { error: { code, message, hint, file } };
}
