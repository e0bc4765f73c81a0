// The error of a session that cannot be turned into sound.

export type PlanErrorCode =
  | "unknown-reference"
  | "duplicate-id"
  | "feedback"
  | "bad-routing"
  | "bad-automation"
  | "bad-regions"
  | "unknown-processor"
  | "bad-parameter";

/** `message` says what is wrong and where, `hint` the way out. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly code: PlanErrorCode;
  readonly hint: string;

  constructor(code: PlanErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
