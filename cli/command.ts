// What all commands share: their options, cancelling by Ctrl-C, and the way from an error to an exit code.
import { type Command, InvalidArgumentError, Option } from "commander";
import { Face } from "./face.ts";
import { EXIT, explain, failureJson, failureLine } from "./failure.ts";

/** What a command's work is given. */
export interface Run {
  readonly face: Face;
  /** Aborts on Ctrl-C; everything half-written is taken away before the process ends. */
  readonly signal: AbortSignal;
}

/** Adds `--json` and `--quiet` and runs `work` with the contract's exit codes. */
export function define<Options extends object>(
  command: Command,
  work: (run: Run, args: string[], options: Options) => Promise<number | undefined>,
): Command {
  command.option("--json", "print one JSON document on stdout");
  command.option("--quiet", "no progress");
  command.action(async () => {
    const options = command.opts<Options & { json?: boolean; quiet?: boolean }>();
    const face = new Face({ json: options.json ?? false, quiet: options.quiet ?? false });
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === "string");
    process.exitCode = await runGuarded(face, (signal) => work({ face, signal }, args, options));
  });
  return command;
}

async function runGuarded(face: Face, work: (signal: AbortSignal) => Promise<number | undefined>): Promise<number> {
  const cancel = new AbortController();
  const onInterrupt = (): void => {
    if (cancel.signal.aborted) process.exit(EXIT.cancelled);
    cancel.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  try {
    return (await work(cancel.signal)) ?? EXIT.done;
  } catch (error) {
    face.endProgress();
    return report(face.json, cancel.signal.aborted ? cancel.signal.reason : error);
  } finally {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  }
}

/** Prints an error in the contract's form and gives its exit code. */
export function report(json: boolean, error: unknown): number {
  const failure = explain(error);
  if (json) process.stdout.write(`${JSON.stringify(failureJson(failure), null, 2)}\n`);
  process.stderr.write(`${failureLine(failure)}\n`);
  if (failure.code === "bug" && error instanceof Error && process.env["STEMROOM_DEBUG"]) process.stderr.write(`${error.stack}\n`);
  return failure.exitCode;
}

/** A finite number within a range. */
export function numberOption(
  flags: string,
  help: string,
  range: { min: number; max: number; unit: string; whole?: boolean },
): Option {
  return new Option(flags, help).argParser((text: string) => {
    const value = Number(text);
    if (
      text.trim() === "" ||
      !Number.isFinite(value) ||
      value < range.min ||
      value > range.max ||
      (range.whole && !Number.isInteger(value))
    ) {
      throw new InvalidArgumentError(
        `Allowed: ${range.whole ? "a whole number, " : ""}${range.min} to ${range.max} ${range.unit}`.trimEnd() + ".",
      );
    }
    return value;
  });
}

/** An option that may be given several times. */
export function repeatable(flags: string, help: string): Option {
  return new Option(flags, help).argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
}
