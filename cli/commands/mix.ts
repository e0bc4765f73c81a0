// `stemroom mix STEMS|SESSION -o OUT`: the mixing steps, up to the printed mix.
import type { Command } from "commander";
import { mixToFolder } from "../../src/node.ts";
import { define } from "../command.ts";
import { addCourseOptions, type CourseFlags, roadOptions } from "../course-options.ts";
import { noteSkipped, resultText } from "./result-text.ts";

export function defineMix(parent: Command): void {
  const command = addCourseOptions(
    parent.command("mix <stems>").description("a folder of stems or a session becomes a printed mix"),
  );
  define<CourseFlags>(command, async ({ face, signal }, [stems = ""], flags) => {
    const result = await mixToFolder(stems, flags.output, roadOptions(flags), { onProgress: face.progress, signal });
    noteSkipped(face, result.report.skipped);
    face.result(result.report, resultText(result, flags.output));
    return undefined;
  });
}
