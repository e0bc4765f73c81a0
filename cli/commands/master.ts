// `stemroom master MIX… -o OUT`: the mastering steps on finished mixes.
import type { Command } from "commander";
import { masterToFolder } from "../../src/node.ts";
import { define } from "../command.ts";
import { addCourseOptions, addReleaseOptions, type CourseFlags, roadOptions } from "../course-options.ts";
import { resultText } from "./result-text.ts";

export function defineMaster(parent: Command): void {
  const command = addCourseOptions(
    parent.command("master <mixes...>").description("finished mixes become masters and release files; several: a folder each"),
  );
  addReleaseOptions(command);
  define<CourseFlags>(command, async ({ face, signal }, mixes, flags) => {
    const results = await masterToFolder(mixes, flags.output, roadOptions(flags), { onProgress: face.progress, signal });
    const reports = results.map((result) => result.report);
    face.result(
      reports.length === 1 ? reports[0] : { songs: reports },
      results.map((result) => resultText(result, flags.output)).join("\n\n"),
    );
    return undefined;
  });
}
