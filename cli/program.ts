// All commands in one program, and usage errors in the contract's form.
import { Command, CommanderError } from "commander";
import { programVersion } from "../src/hosts/node/version.ts";
import { report } from "./command.ts";
import { EXIT, UsageError } from "./failure.ts";

type Define = (parent: Command) => void;

/** One line a command, in the order of the help. Loaded when asked for: a command should not wait for what others need. */
const COMMANDS: Readonly<Record<string, () => Promise<Define>>> = {
  finish: async () => (await import("./commands/finish.ts")).defineFinish,
  mix: async () => (await import("./commands/mix.ts")).defineMix,
  master: async () => (await import("./commands/master.ts")).defineMaster,
  demo: async () => (await import("./commands/demo.ts")).defineDemo,
  measure: async () => (await import("./commands/measure.ts")).defineMeasure,
  check: async () => (await import("./commands/check.ts")).defineCheck,
  process: async () => (await import("./commands/process.ts")).defineProcess,
  convert: async () => (await import("./commands/convert.ts")).defineConvert,
  render: async () => (await import("./commands/render.ts")).defineRender,
  print: async () => (await import("./commands/print.ts")).definePrint,
  moves: async () => (await import("./commands/moves.ts")).defineMoves,
  processors: async () => (await import("./commands/processors.ts")).defineProcessors,
  steps: async () => (await import("./commands/steps.ts")).defineSteps,
  schema: async () => (await import("./commands/schema.ts")).defineSchema,
};

const isCommand = (word: string): boolean => Object.hasOwn(COMMANDS, word);

/** The program with the one command that `argv` names; with all of them where it names none: the help lists them. */
async function program(argv: readonly string[]): Promise<Command> {
  const stemroom = new Command("stemroom")
    .description("A folder of stems in; a mix, a master and the release files out, every move explained and measured.")
    .version(programVersion())
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} });
  const [, , first = ""] = argv;
  const wanted = isCommand(first) ? [first] : first === "--version" || first === "-V" ? [] : Object.keys(COMMANDS);
  for (const name of wanted) (await COMMANDS[name]?.())?.(stemroom);
  for (const command of stemroom.commands) command.exitOverride().configureOutput({ outputError: () => {} });
  return stemroom.exitOverride();
}

/** Parses and runs; sets `process.exitCode`. Never throws. */
export async function run(argv: readonly string[]): Promise<void> {
  endQuietlyWithTheReader();
  try {
    await (await program(argv)).parseAsync(argv);
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
  const optionsOnly = argv.slice(2).every((arg) => arg.startsWith("-"));
  if (error.code === "commander.help" || (optionsOnly && argv.includes("--json")))
    return new UsageError("No command was given", "Try `stemroom --help`.");
  const text = error.message.replace(/^error: /, "").trim();
  const [what = "", ...rest] = text.split(/\n|(?<=\.) (?=Allowed)/);
  const hint = rest.join(" ").trim();
  return new UsageError(
    `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    hint || (isCommand(command) ? `Try \`stemroom ${command} --help\`.` : "Try `stemroom --help`."),
  );
}
