// `stemroom convert IN OUT`: rate, word length, dither, format.
import type { Command } from "commander";
import { convert } from "../../src/node.ts";
import { define } from "../command.ts";
import { addFormatOptions, type FormatFlags, formatRequest } from "../format-options.ts";
import { writtenText } from "./written.ts";

export function defineConvert(parent: Command): void {
  const command = addFormatOptions(
    parent.command("convert <in> <out>").description("change rate, word length or format; the output's ending names the format"),
  );
  define<FormatFlags>(command, async ({ face, signal }, [input = "", output = ""], flags) => {
    const written = await convert(input, output, formatRequest(flags), { onProgress: face.progress, signal });
    face.result({ file: output, ...written }, writtenText(output, written));
    return undefined;
  });
}
