// `stemroom render SESSION -o FILE`: the session as it stands, without deciding anything.
import type { Command } from "commander";
import { openSession, render } from "../../src/node.ts";
import { define, numberOption } from "../command.ts";
import { UsageError } from "../failure.ts";
import { addFormatOptions, type FormatFlags, formatRequest } from "../format-options.ts";
import { writtenText } from "./written.ts";

interface RenderFlags extends FormatFlags {
  readonly output: string;
  readonly from?: number;
  readonly to?: number;
  readonly tap?: string;
  readonly workers?: number;
  readonly stems?: string;
}

const SECONDS = { min: 0, max: 1e6, unit: "s" };

export function defineRender(parent: Command): void {
  const command = addFormatOptions(
    parent.command("render <session>").description("render a session as it stands; 24 bit unless --bits"),
  )
    .requiredOption("-o, --output <file>", "the file to write; its ending names the format")
    .addOption(numberOption("--from <s>", "where to begin", SECONDS))
    .addOption(numberOption("--to <s>", "where to end", SECONDS))
    .option("--tap <strip>", "a track, a group, a return, mix or master (default)")
    .option("--stems <folder>", "where the stems are now, if they have moved")
    .addOption(numberOption("--workers <n>", "threads that render", { min: 1, max: 64, unit: "", whole: true }));
  define<RenderFlags>(command, async ({ face, signal }, [session = ""], flags) => {
    if (flags.from !== undefined && flags.to !== undefined && flags.to <= flags.from) {
      throw new UsageError(`--to ${flags.to} is not after --from ${flags.from}`, "Give a later end.");
    }
    const watch = { onProgress: face.progress, signal };
    const project = await openSession(session, { ...watch, ...(flags.stems !== undefined && { stemsFolder: flags.stems }) });
    face.endProgress();
    const options = {
      ...formatRequest(flags),
      ...(flags.from !== undefined && { fromS: flags.from }),
      ...(flags.to !== undefined && { toS: flags.to }),
      ...(flags.tap !== undefined && { tap: flags.tap }),
      ...(flags.workers !== undefined && { workers: flags.workers }),
    };
    const written = await render(project, flags.output, options, watch);
    face.result({ file: flags.output, ...written }, writtenText(flags.output, written));
    return undefined;
  });
}
