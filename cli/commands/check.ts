// `stemroom check FILE|SESSION`: the course's rules, one verdict each.
import type { Command } from "commander";
import { check } from "../../src/node.ts";
import { define } from "../command.ts";
import { ceilingOption, loudnessOption, mediaOf, mediumOption, workersOption } from "../course-options.ts";
import { EXIT } from "../failure.ts";
import { allRulesText } from "./result-text.ts";

interface CheckFlags {
  readonly loudness?: number;
  readonly ceiling?: number;
  readonly medium?: string[];
  readonly stems?: string;
  readonly workers?: number;
}

export function defineCheck(parent: Command): void {
  const command = parent
    .command("check <file>")
    .description("hold a finished record or a session against the rules; exit code 1 where one fails")
    .addOption(loudnessOption("loudness it should have, ±0.1 (else −12 to −8)"))
    .addOption(ceilingOption("highest true peak it may have (default −1)"))
    .addOption(mediumOption())
    .option("--stems <folder>", "where the stems of a session are now, if they have moved")
    .addOption(workersOption());
  define<CheckFlags>(command, async ({ face, signal }, [path = ""], flags) => {
    const options = {
      media: mediaOf(flags.medium),
      ...(flags.loudness !== undefined && { targetLufs: flags.loudness }),
      ...(flags.ceiling !== undefined && { ceilingDbtp: flags.ceiling }),
      ...(flags.stems !== undefined && { stemsFolder: flags.stems }),
      ...(flags.workers !== undefined && { workers: flags.workers }),
    };
    const rules = await check(path, options, { onProgress: face.progress, signal });
    face.result({ file: path, rules }, allRulesText(rules));
    return rules.some((rule) => rule.verdict === "fail") ? EXIT.fellShort : EXIT.done;
  });
}
