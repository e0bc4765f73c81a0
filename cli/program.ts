// All commands in one program, and usage errors in the contract's form.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { report } from "./command.ts";
import { defineConvert } from "./commands/convert.ts";
import { defineDemo } from "./commands/demo.ts";
import { defineFinish } from "./commands/finish.ts";
import { defineMaster } from "./commands/master.ts";
import { defineMix } from "./commands/mix.ts";
import { defineSteps } from "./commands/steps.ts";
import { defineMeasure } from "./commands/measure.ts";
import { defineMoves } from "./commands/moves.ts";
import { defineProcess } from "./commands/process.ts";
import { defineProcessors } from "./commands/processors.ts";
import { defineRender } from "./commands/render.ts";
import { defineSchema } from "./commands/schema.ts";
import { EXIT, UsageError } from "./failure.ts";

/** One line a command, in the order of the help. */
const COMMANDS = [
  defineFinish,
  defineMix,
  defineMaster,
  defineDemo,
  defineMeasure,
  defineProcess,
  defineConvert,
  defineRender,
  defineMoves,
  defineProcessors,
  defineSteps,
  defineSchema,
];

/** The version in package.json, two folders above the built file. */
function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

export function program(): Command {
  const stemroom = new Command("stemroom")
    .description("A folder of stems in; a mix, a master and the release files out, every move explained and measured.")
    .version(version())
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} });
  for (const define of COMMANDS) define(stemroom);
  for (const command of stemroom.commands) command.exitOverride().configureOutput({ outputError: () => {} });
  return stemroom.exitOverride();
}

/** Parses and runs; sets `process.exitCode`. Never throws. */
export async function run(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
  });
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return;
      process.exitCode = report(argv.includes("--json"), usageErrorOf(error));
      return;
    }
    process.exitCode = report(argv.includes("--json"), error);
  }
}

function usageErrorOf(error: CommanderError): UsageError {
  if (error.code === "commander.help") return new UsageError("No command was given", "Try `stemroom --help`.");
  const text = error.message.replace(/^error: /, "").trim();
  const [what, ...rest] = text.split(/\n|(?<=\.) (?=Allowed)/);
  const hint = rest.join(" ").trim();
  return new UsageError(
    `${what?.charAt(0).toUpperCase()}${what?.slice(1)}`,
    hint || "Try `stemroom --help`, or `stemroom COMMAND --help`.",
  );
}
