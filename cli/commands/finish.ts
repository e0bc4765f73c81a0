// `stemroom finish STEMS -o OUT`: the main job, stems → mix → master → release files → report.
import type { Command } from "commander";
import { FORMAT_IDS, finish } from "../../src/node.ts";
import { define } from "../command.ts";
import { addCourseOptions, type CourseFlags, roadOptions } from "../course-options.ts";
import { resultText } from "./result-text.ts";

export function defineFinish(parent: Command): void {
  const command = addCourseOptions(
    parent.command("finish <stems>").description("the main job: a folder of stems becomes mix, master, release files and report"),
  ).option("--formats <list>", `release files, by commas: ${FORMAT_IDS.join(",")}`);
  define<CourseFlags>(command, async ({ face, signal }, [stems = ""], flags) => {
    const result = await finish(stems, flags.output, roadOptions(flags), { onProgress: face.progress, signal });
    face.result(result.report, resultText(result, flags.output));
    return undefined;
  });
}
