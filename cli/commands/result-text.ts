// What is said at the end of the main job: the main figures, the rules that fell short, and where the files are.
import { join } from "node:path";
import type { FinishResult, RuleResult } from "../../src/node.ts";
import type { Face } from "../face.ts";
import { columns, signedFigure as figure } from "../figures.ts";

/** Files that were passed over are told, once. */
export function noteSkipped(face: Face, skipped: readonly string[]): void {
  if (skipped.length > 0) face.note(`Passed over, as they are no audio: ${skipped.join(", ")}`);
}

export function resultText({ report, files }: FinishResult, out: string): string {
  const { mix, master } = report.measurements;
  const head = `${report.song}: ${report.stems.length} ${report.stems.length === 1 ? "stem" : "stems"}, ${report.moves.length} moves`;
  const levels = [
    ...(mix ? [["mix", ...levelCells(mix)]] : []),
    ...(master ? [["master", ...levelCells(master)]] : []),
    ...Object.values(report.measurements.deliverables).map((one) => [
      one.file,
      ...(one.verified ? levelCells(one) : ["not verified", "", ""]),
    ]),
  ];
  return [
    head,
    "",
    columns(levels),
    "",
    rulesText(report),
    "",
    `Files in ${out}:`,
    ...files.map((file) => `  ${join(out, file)}`),
  ].join("\n");
}

interface Levels {
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly loudnessRangeLu: number | null;
}

function levelCells({ integratedLufs, truePeakDbtp, loudnessRangeLu }: Levels): string[] {
  return [figure(integratedLufs, "LUFS"), figure(truePeakDbtp, "dBTP", 2), figure(loudnessRangeLu, "LU range")];
}

/** How many pass, and those that don't. */
export function rulesText({ rules }: { readonly rules: readonly RuleResult[] }): string {
  const short = rules.filter((rule) => rule.verdict !== "pass");
  return [`Rules: ${rules.length - short.length} of ${rules.length} pass.`, ...short.map(ruleLine)].join("\n");
}

/** Every rule with its verdict, those that fall short first. */
export function allRulesText(rules: readonly RuleResult[]): string {
  const passed = rules.filter((rule) => rule.verdict === "pass");
  return [rulesText({ rules }), ...passed.map(ruleLine)].join("\n");
}

function ruleLine({ verdict, text, where, value, unit }: RuleResult): string {
  const measured = value === null ? "" : `: ${figure(value, unit)}`;
  return `  ${{ pass: "✓", warn: "▲", fail: "✗" }[verdict]} ${text} (${where})${measured}`;
}
