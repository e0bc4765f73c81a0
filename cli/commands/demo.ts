// `stemroom demo`: a multitrack song that the program makes by itself, and finishes.
import type { Command } from "commander";
import { demo } from "../../src/node.ts";
import { define, numberOption } from "../command.ts";
import { resultText } from "./result-text.ts";

interface DemoFlags {
  readonly output: string;
  readonly force?: boolean;
  readonly seed: number;
  readonly workers?: number;
}

export function defineDemo(parent: Command): void {
  const command = parent
    .command("demo")
    .description("make a song by itself, without downloads, and finish it")
    .option("-o, --output <folder>", "where the song and its results go", "demo")
    .option("--force", "replace results that are there already")
    .addOption(
      numberOption("--seed <n>", "another seed, another song", { min: 0, max: 2147483647, unit: "", whole: true }).default(1),
    )
    .addOption(numberOption("--workers <n>", "threads that render", { min: 1, max: 64, unit: "", whole: true }));
  define<DemoFlags>(command, async ({ face, signal }, _args, flags) => {
    const { output, seed, force = false, workers } = flags;
    const result = await demo(
      output,
      { seed, force, ...(workers !== undefined && { workers }) },
      { onProgress: face.progress, signal },
    );
    face.result(result.report, resultText(result, output));
    return undefined;
  });
}
