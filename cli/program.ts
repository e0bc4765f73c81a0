// All commands in one program, and usage errors in the contract's form.
import { Command, CommanderError } from "commander";
import { report } from "./command.ts";
import { programVersion } from "../src/node.ts";
import { defineCheck } from "./commands/check.ts";
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
  defineCheck,
  defineProcess,
  defineConvert,
  defineRender,
  defineMoves,
  defineProcessors,
  defineSteps,
  defineSchema,
];

export function program(): Command {
  const stemroom = new Command("stemroom")
    .description("A folder of stems in; a mix, a master and the release files out, every move explained and measured.")
    .version(programVersion())
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} });
  for (const define of COMMANDS) define(stemroom);
  for (const command of stemroom.commands) command.exitOverride().configureOutput({ outputError: () => {} });
  return stemroom.exitOverride();
}

/** Parses and runs; sets `process.exitCode`. Never throws. */
export async function run(argv: readonly string[]): Promise<void> {
  endQuietlyWithTheReader();
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = report(argv.includes("--json"), error instanceof CommanderError ? usageErrorOf(error, argv) : error);
  }
}

/** A reader that closes the pipe early (`| head`) is no failure; without anyone who reads the progress the work goes on. */
function endQuietlyWithTheReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
  });
  process.stderr.on("error", () => {});
}

function usageErrorOf(error: CommanderError, argv: readonly string[]): UsageError {
  const [, , command = ""] = argv;
  const isCommand = program().commands.some((one) => one.name() === command);
  const optionsOnly = argv.slice(2).every((arg) => arg.startsWith("-"));
  if (error.code === "commander.help" || (optionsOnly && argv.includes("--json")))
    return new UsageError("No command was given", "Try `stemroom --help`.");
  const text = error.message.replace(/^error: /, "").trim();
  const [what = "", ...rest] = text.split(/\n|(?<=\.) (?=Allowed)/);
  const hint = rest.join(" ").trim();
  return new UsageError(
    `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    hint || (isCommand ? `Try \`stemroom ${command} --help\`.` : "Try `stemroom --help`."),
  );
}
