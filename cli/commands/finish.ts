// `stemroom finish STEMS -o OUT`: the main job, stems → mix → master → release files → report.
import type { Command } from "commander";
import { DELIVERABLE_FORMATS } from "../../src/deliver/formats.ts";
import { finish, type FinishResult } from "../../src/node.ts";
import { define } from "../command.ts";
import { addCourseOptions, type CourseFlags, courseRequest, formatsOf } from "../course-options.ts";

interface FinishFlags extends CourseFlags {
  readonly formats?: string;
}

export function defineFinish(parent: Command): void {
  const command = addCourseOptions(
    parent.command("finish <stems>").description("the main job: a folder of stems becomes mix, master, release files and report"),
  ).option("--formats <list>", `release files, by commas: ${DELIVERABLE_FORMATS.join(",")}`);
  define<FinishFlags>(command, async ({ face, signal }, [stems = ""], flags) => {
    const formats = formatsOf(flags.formats);
    const options = { ...courseRequest(flags), ...projectOptions(flags), ...(formats && { formats }) };
    const result = await finish(stems, flags.output, options, { onProgress: face.progress, signal });
    face.result(result.report, finishText(result));
    return undefined;
  });
}

/** What concerns the project rather than the course. */
export function projectOptions(flags: CourseFlags): { name?: string; tempoBpm?: number; force?: boolean; workers?: number } {
  return {
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.tempo !== undefined && { tempoBpm: flags.tempo }),
    ...(flags.force !== undefined && { force: flags.force }),
    ...(flags.workers !== undefined && { workers: flags.workers }),
  };
}

/** Where the files are, and the main figures. */
export function finishText(result: FinishResult): string {
  return result.summary;
}
