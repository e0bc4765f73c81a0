// `stemroom print SESSION -o DIR`: every track as a stem.
import { join } from "node:path";
import type { Command } from "commander";
import { openSession, printTracks } from "../../src/node.ts";
import { define } from "../command.ts";
import { workersOption } from "../course-options.ts";

interface PrintFlags {
  readonly output: string;
  readonly withoutTimeEffects?: boolean;
  readonly force?: boolean;
  readonly stems?: string;
  readonly workers?: number;
}

export function definePrint(parent: Command): void {
  const command = parent
    .command("print <session>")
    .description("every track as a stem, after its inserts and before its fader: 24-bit WAV, a folder for each group")
    .requiredOption("-o, --output <folder>", "where the stems go")
    .option("--without-time-effects", "leave out chorus, flanger, phaser, reverb and delay")
    .option("--force", "replace stems that are there already")
    .option("--stems <folder>", "where the stems of the session are now, if they have moved")
    .addOption(workersOption());
  define<PrintFlags>(command, async ({ face, signal }, [path = ""], flags) => {
    const { output, stems, workers, force = false, withoutTimeEffects = false } = flags;
    const watch = { onProgress: face.progress, signal };
    const project = await openSession(path, { ...watch, ...(stems !== undefined && { stemsFolder: stems }) });
    face.endProgress();
    const options = { force, withoutTimeEffects, ...(workers !== undefined && { workers }) };
    const files = await printTracks(project, output, options, watch);
    face.result({ files }, files.map((file) => join(output, file)).join("\n"));
    return undefined;
  });
}
