// The options that `finish`, `mix` and `master` share, and what they ask of the course.
import { type Command, Option } from "commander";
import { STEP_IDS, type StepId } from "../src/course/step.ts";
import { type CourseRequest, parseFormats, type RoadOptions } from "../src/node.ts";
import { numberOption, repeatable } from "./command.ts";
import { UsageError } from "./failure.ts";

/** As commander gives them. */
export interface CourseFlags {
  readonly output: string;
  readonly force?: boolean;
  readonly name?: string;
  readonly tempo?: number;
  readonly balance?: "anchor";
  readonly anchor?: string;
  readonly loudness?: number;
  readonly ceiling?: number;
  readonly until?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly amount?: string[];
  readonly workers?: number;
  readonly seed?: number;
  readonly formats?: string;
  readonly stems?: string;
}

export function addCourseOptions(command: Command): Command {
  return command
    .requiredOption("-o, --output <folder>", "where the results go")
    .option("--force", "replace results that are there already")
    .option("--name <name>", "the song's name; else the folder's")
    .addOption(numberOption("--tempo <bpm>", "tempo of the song", { min: 20, max: 400, unit: "BPM" }))
    .addOption(new Option("--balance <method>", "how levels are found").choices(["anchor"]))
    .option("--anchor <track>", "the track that the others are balanced against")
    .addOption(numberOption("--loudness <lufs>", "loudness of the master (default −10)", { min: -40, max: -5, unit: "LUFS" }))
    .addOption(
      numberOption("--ceiling <dbtp>", "highest true peak of every file (default −1)", { min: -12, max: 0, unit: "dBTP" }),
    )
    .option("--stems <folder>", "where the stems of a session are now, if they have moved")
    .option("--until <step>", "stop after this step")
    .addOption(repeatable("--only <step>", "only this step (repeatable)"))
    .addOption(repeatable("--skip <step>", "without this step (repeatable)"))
    .addOption(repeatable("--amount <step=percent>", "how much of a step, 0 to 150 (repeatable)"))
    .addOption(numberOption("--workers <n>", "threads that render", { min: 1, max: 64, unit: "", whole: true }))
    .addOption(numberOption("--seed <n>", "seed of everything random", { min: 0, max: 2147483647, unit: "", whole: true }));
}

/** Everything that the flags ask for. @throws UsageError */
export function roadOptions(flags: CourseFlags): RoadOptions {
  return {
    ...courseRequest(flags),
    ...(flags.name !== undefined && { name: nameOf(flags.name) }),
    ...(flags.tempo !== undefined && { tempoBpm: flags.tempo }),
    ...(flags.force !== undefined && { force: flags.force }),
    ...(flags.workers !== undefined && { workers: flags.workers }),
    ...(flags.stems !== undefined && { stemsFolder: flags.stems }),
    ...(flags.formats !== undefined && { formats: formatsOf(flags.formats) }),
  };
}

function nameOf(text: string): string {
  if (text.trim() === "") throw new UsageError("--name is empty", "Give the song a name.");
  return text;
}

function formatsOf(text: string): ReturnType<typeof parseFormats> {
  try {
    return parseFormats(text);
  } catch (error) {
    const [what = "", ...hint] = (error instanceof Error ? error.message : "").split(/(?<=\.) /);
    throw new UsageError(what, hint.join(" "));
  }
}

/** What the flags ask of the course. @throws UsageError naming the option and what it takes */
export function courseRequest(flags: CourseFlags): CourseRequest {
  return {
    ...(flags.balance && { balance: flags.balance }),
    ...(flags.anchor !== undefined && { anchor: flags.anchor }),
    ...(flags.loudness !== undefined && { targetLufs: flags.loudness }),
    ...(flags.ceiling !== undefined && { ceilingDbtp: flags.ceiling }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.until !== undefined && { until: stepOf("--until", flags.until) }),
    ...(flags.only && { only: flags.only.map((step) => stepOf("--only", step)) }),
    ...(flags.skip && { skip: flags.skip.map((step) => stepOf("--skip", step)) }),
    ...(flags.amount && { amounts: Object.fromEntries(flags.amount.map(amountOf)) }),
  };
}

function stepOf(option: string, text: string): StepId {
  const step = STEP_IDS.find((id) => id === text);
  if (!step) throw new UsageError(`${option} names no step: "${text}"`, `The steps: ${STEP_IDS.join(", ")}.`);
  return step;
}

function amountOf(text: string): readonly [StepId, number] {
  const [name = "", percent = ""] = text.split("=");
  const amount = Number(percent);
  if (percent.trim() === "" || !Number.isFinite(amount) || amount < 0 || amount > 150) {
    throw new UsageError(`--amount is "${text}"`, "Give STEP=PERCENT with 0 to 150, such as glue=50.");
  }
  return [stepOf("--amount", name), amount];
}
