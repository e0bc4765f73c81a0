// `stemroom process IN OUT --insert JSON…`: a chain of processors on one file.
import type { Command } from "commander";
import { type ChainInsert, processAudio } from "../../src/node.ts";
import { define, numberOption, repeatable } from "../command.ts";
import { UsageError } from "../failure.ts";
import { addFormatOptions, type FormatFlags, formatRequest } from "../format-options.ts";
import { writtenText } from "./written.ts";

interface ProcessFlags extends FormatFlags {
  readonly insert?: string[];
  readonly key?: string;
  readonly tail?: number;
}

export function defineProcess(parent: Command): void {
  const command = addFormatOptions(
    parent.command("process <in> <out>").description("run a chain of processors on one file; 32-bit float out unless --bits"),
  )
    .addOption(
      repeatable(
        "--insert <json>",
        `a processor, such as '{"processor":"limiter","params":{"ceilingDbtp":-1}}' (repeatable, in order)`,
      ),
    )
    .option("--key <file>", "what side-chains listen to")
    .addOption(numberOption("--tail <s>", "seconds added at the end", { min: 0, max: 600, unit: "s" }));
  define<ProcessFlags>(command, async ({ face, signal }, [input = "", output = ""], flags) => {
    const inserts = (flags.insert ?? []).map(insertOf);
    if (inserts.length === 0)
      throw new UsageError("There is nothing to do", "Give at least one --insert; see `stemroom processors`.");
    const options = {
      ...formatRequest(flags),
      inserts,
      ...(flags.key !== undefined && { key: flags.key }),
      ...(flags.tail !== undefined && { tailS: flags.tail }),
    };
    const written = await processAudio(input, output, options, { onProgress: face.progress, signal });
    face.result({ file: output, ...written }, writtenText(output, written));
    return undefined;
  });
}

/** One insert from JSON. @throws UsageError */
function insertOf(text: string): ChainInsert {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `--insert is not valid JSON (${error instanceof Error ? error.message : String(error)}): ${text}`,
      `Try --insert '{"processor":"trim","params":{"gainDb":-3}}'.`,
    );
  }
  const {
    processor,
    preset,
    params = {},
    ...rest
  } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const unknown = Object.keys(rest);
  if (
    typeof processor !== "string" ||
    (preset !== undefined && typeof preset !== "string") ||
    typeof params !== "object" ||
    params === null ||
    Array.isArray(params) ||
    unknown.length > 0
  ) {
    throw new UsageError(
      `--insert is not a processor with parameters: ${text}`,
      `Give "processor", and "preset" or "params" or both, nothing else${unknown.length > 0 ? ` (not ${unknown.join(", ")})` : ""}.`,
    );
  }
  return { processor, ...(preset !== undefined && { preset }), params: params as NonNullable<ChainInsert["params"]> };
}
