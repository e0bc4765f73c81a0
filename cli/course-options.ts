// The options that `finish`, `mix`, `master` and `check` share, and what they ask of the course.
import { type Command, Option } from "commander";
import { STEP_IDS, type StepId } from "../src/course/step.ts";
import { courseSteps } from "../src/master/steps/index.ts";
import { type CourseRequest, FORMAT_IDS, MEDIA, type Medium, parseFormats, type RoadOptions } from "../src/node.ts";
import { numberOption, repeatable } from "./command.ts";
import { UsageError } from "./failure.ts";

/** As commander gives them. */
export interface CourseFlags {
  readonly output: string;
  readonly force?: boolean;
  readonly name?: string;
  readonly tempo?: number;
  readonly balance?: string;
  readonly anchor?: string;
  readonly reference?: string[];
  readonly loudness?: number;
  readonly ceiling?: number;
  readonly medium?: string[];
  readonly until?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly amount?: string[];
  readonly workers?: number;
  readonly seed?: number;
  readonly formats?: string;
  readonly stems?: string;
}

export const loudnessOption = (help: string): Option =>
  numberOption("--loudness <lufs>", help, { min: -40, max: -5, unit: "LUFS" });
export const ceilingOption = (help: string): Option => numberOption("--ceiling <dbtp>", help, { min: -12, max: 0, unit: "dBTP" });
export const mediumOption = (): Option => repeatable("--medium <name>", `a verdict for ${MEDIA.join(", ")} (repeatable)`);
export const workersOption = (): Option =>
  numberOption("--workers <n>", "threads that render", { min: 1, max: 64, unit: "", whole: true });

export function addCourseOptions(command: Command): Command {
  return command
    .requiredOption("-o, --output <folder>", "where the results go")
    .option("--force", "replace results that are there already")
    .option("--name <name>", "the song's name; else the folder's")
    .addOption(numberOption("--tempo <bpm>", "tempo of the song", { min: 20, max: 400, unit: "BPM" }))
    .option("--balance <method>", "how levels are found: anchor (default)")
    .option("--anchor <track>", "the track that the others are balanced against")
    .addOption(repeatable("--reference <file[@weight]>", "a reference track, noted in the session (repeatable)"))
    .addOption(loudnessOption("loudness of the master (default −10)"))
    .addOption(ceilingOption("highest true peak of every file (default −1)"))
    .option("--stems <folder>", "where the stems of a session are now, if they have moved")
    .option("--until <step>", "stop after this step")
    .addOption(repeatable("--only <step>", "only this step (repeatable)"))
    .addOption(repeatable("--skip <step>", "without this step (repeatable)"))
    .addOption(repeatable("--amount <step=percent>", "how much of a step, 0 to 150 (repeatable)"))
    .addOption(workersOption())
    .addOption(numberOption("--seed <n>", "seed of everything random", { min: 0, max: 2147483647, unit: "", whole: true }));
}

/** Options of the roads that end with files to release. */
export function addReleaseOptions(command: Command): Command {
  return command.option("--formats <list>", `release files, by commas: ${FORMAT_IDS.join(",")}`).addOption(mediumOption());
}

/** Everything that the flags ask for. @throws UsageError */
export function roadOptions(flags: CourseFlags): RoadOptions {
  return {
    ...courseRequest(flags),
    media: mediaOf(flags.medium),
    ...(flags.reference && { references: flags.reference.map(referenceOf) }),
    ...(flags.name !== undefined && { name: nameOf(flags.name) }),
    ...(flags.tempo !== undefined && { tempoBpm: flags.tempo }),
    ...(flags.force !== undefined && { force: flags.force }),
    ...(flags.workers !== undefined && { workers: flags.workers }),
    ...(flags.stems !== undefined && { stemsFolder: flags.stems }),
    ...(flags.formats !== undefined && { formats: formatsOf(flags.formats) }),
  };
}

/** What the flags ask of the course. @throws UsageError naming the option and what it takes */
export function courseRequest(flags: CourseFlags): CourseRequest {
  return {
    ...(flags.balance !== undefined && { balance: balanceOf(flags.balance) }),
    ...(flags.anchor !== undefined && { anchor: flags.anchor }),
    ...(flags.loudness !== undefined && { targetLufs: flags.loudness }),
    ...(flags.ceiling !== undefined && { ceilingDbtp: flags.ceiling }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.until !== undefined && { until: stepOf("--until", flags.until) }),
    ...(flags.only && { only: flags.only.map((step) => builtStepOf("--only", step)) }),
    ...(flags.skip && { skip: flags.skip.map((step) => stepOf("--skip", step)) }),
    ...(flags.amount && { amounts: Object.fromEntries(flags.amount.map(amountOf)) }),
  };
}

const PLANNED_BALANCES = ["pink-noise", "programme-noise", "reference"];

function balanceOf(text: string): "anchor" {
  if (text === "anchor") return text;
  if (PLANNED_BALANCES.includes(text))
    throw new UsageError(`--balance ${text} is not there yet`, "Use --balance anchor, or leave it out.", { code: "not-yet" });
  throw new UsageError(`--balance names no method: "${text}"`, "Use --balance anchor, or leave it out.");
}

/** `FILE` or `FILE@WEIGHT`. */
function referenceOf(text: string): { path: string; weight: number } {
  const [, path = text, weight = "1"] = /^(.+)@([\d.]+)$/s.exec(text) ?? [];
  const value = Number(weight);
  if (!Number.isFinite(value) || value <= 0 || value > 100)
    throw new UsageError(`--reference ${text} has no usable weight`, "Give FILE@WEIGHT with a weight over 0, up to 100.");
  return { path, weight: value };
}

export function mediaOf(names: readonly string[] = []): readonly Medium[] {
  return names.map((text) => {
    const medium = MEDIA.find((one) => one === text);
    if (!medium) throw new UsageError(`--medium names no medium: "${text}"`, `The media: ${MEDIA.join(", ")}.`);
    return medium;
  });
}

function nameOf(text: string): string {
  if (text.trim() === "") throw new UsageError("--name is empty", "Give the song a name.");
  if (text.length > 500) throw new UsageError(`--name has ${text.length} characters`, "Give the song a name of at most 500.");
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

function stepOf(option: string, text: string): StepId {
  const step = STEP_IDS.find((id) => id === text);
  if (!step) throw new UsageError(`${option} names no step: "${text}"`, `The steps: ${STEP_IDS.join(", ")}.`);
  return step;
}

function builtStepOf(option: string, text: string): StepId {
  const step = stepOf(option, text);
  if (step !== "formats" && !courseSteps.some((one) => one.id === step))
    throw new UsageError(`${option} ${text} is not there yet`, "`stemroom steps` lists those that are.", {
      code: "not-yet",
    });
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
