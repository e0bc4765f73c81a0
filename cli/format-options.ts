// The options of commands that write one audio file.
import { type Command, Option } from "commander";
import type { FileFormat } from "../src/node.ts";
import { numberOption } from "./command.ts";

export interface FormatFlags {
  readonly rate?: number;
  readonly bits?: string;
  readonly dither?: "tpdf" | "shaped" | "none";
  readonly bitrate?: number;
  readonly seed?: number;
  readonly force?: boolean;
}

export function addFormatOptions(command: Command): Command {
  return command
    .addOption(numberOption("--rate <hz>", "sample rate of the output", { min: 8000, max: 192000, unit: "Hz", whole: true }))
    .addOption(new Option("--bits <bits>", "word length; 32 is floating point").choices(["16", "24", "32"]))
    .addOption(new Option("--dither <kind>", "for 16 and 24 bit").choices(["tpdf", "shaped", "none"]))
    .addOption(numberOption("--bitrate <kbps>", "for MP3 and M4A", { min: 32, max: 320, unit: "kbit/s", whole: true }))
    .addOption(numberOption("--seed <n>", "seed of the dither", { min: 0, max: 2147483647, unit: "", whole: true }))
    .option("--force", "replace the output if it is there already");
}

export function formatRequest(flags: FormatFlags): Partial<FileFormat> & { force: boolean } {
  const bits = flags.bits === "16" ? 16 : flags.bits === "24" ? 24 : flags.bits === "32" ? 32 : undefined;
  return {
    force: flags.force ?? false,
    ...(flags.rate !== undefined && { sampleRateHz: flags.rate }),
    ...(bits !== undefined && { bits }),
    ...(flags.dither && { dither: flags.dither }),
    ...(flags.bitrate !== undefined && { bitrateKbps: flags.bitrate }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
  };
}
