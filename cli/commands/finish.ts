// `stemroom finish STEMS -o OUT`: the main job, stems → mix → master → release files → report.
import type { Command } from "commander";
import { finish } from "../../src/node.ts";
import { define } from "../command.ts";
import { addCourseOptions, addReleaseOptions, type CourseFlags, roadOptions } from "../course-options.ts";
import { noteSkipped, resultText } from "./result-text.ts";

export function defineFinish(parent: Command): void {
  const command = addCourseOptions(
    parent.command("finish <stems>").description("the main job: a folder of stems becomes mix, master, release files and report"),
  );
  addReleaseOptions(command);
  define<CourseFlags>(command, async ({ face, signal }, [stems = ""], flags) => {
    const result = await finish(stems, flags.output, roadOptions(flags), { onProgress: face.progress, signal });
    noteSkipped(face, result.report.skipped);
    face.result(result.report, resultText(result, flags.output));
    return undefined;
  });
}
