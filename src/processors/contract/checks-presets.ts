// Checks of the contract about presets: named, valid, not silent, not destructive, and no two alike.
import { powerToDb } from "../../units/decibels.ts";
import { ParameterError, resolveParams } from "../parameters.ts";
import type { Preset } from "../processor.ts";
import { largestDifference, meanSquare } from "./compare.ts";
import { RIG_RATE_HZ, type Subject, take } from "./rig.ts";
import { richSignal, type StereoSignal } from "./signals.ts";

const FEWEST = 2;
/** Two presets that differ by less than -60 dBFS are one. */
const APART = 1e-3;
/** No preset makes the sound that much louder or softer. */
const LEVEL_CHANGE_DB = 30;
const FRAMES = 38400;

/** Every processor has presets; each has a name and a sentence, is allowed, keeps the level within reason and is unlike the others. */
export function checkPresets(subject: Subject): string[] {
  const { presets } = subject.declaration;
  const problems = presets.length < FEWEST ? [`has ${presets.length} presets, at least ${FEWEST} are asked for`] : [];
  const names = new Set(presets.map(({ name }) => name.toLowerCase()));
  if (names.size < presets.length) problems.push("two presets have one name");
  const input = richSignal(FRAMES, RIG_RATE_HZ);
  const key = subject.declaration.keyed ? richSignal(FRAMES, RIG_RATE_HZ, 5) : undefined;
  const heard: { readonly name: string; readonly plain: StereoSignal; readonly keyed: StereoSignal }[] = [];
  for (const preset of presets) {
    const wrong = presetProblem(subject, preset);
    if (wrong) {
      problems.push(wrong);
      continue;
    }
    const plain = take(subject, input, preset.params);
    const keyed = key ? take(subject, input, preset.params, { key }) : plain;
    const changeDb = powerToDb(meanSquare(plain) / meanSquare(input));
    if (!(Math.abs(changeDb) < LEVEL_CHANGE_DB)) problems.push(`preset "${preset.name}" changes the level by ${changeDb} dB`);
    for (const other of heard) {
      const apart = Math.max(largestDifference(plain, other.plain), largestDifference(keyed, other.keyed));
      if (!(apart > APART)) problems.push(`presets "${other.name}" and "${preset.name}" sound alike`);
    }
    heard.push({ name: preset.name, plain, keyed });
  }
  return problems;
}

function presetProblem({ declaration }: Subject, { name, says, params }: Preset): string {
  if (!/^[A-Z0-9]/.test(name) || !says.endsWith(".")) return `preset "${name}" needs a capital and a sentence`;
  try {
    resolveParams(declaration.id, declaration.parameters, params);
    return "";
  } catch (error) {
    if (error instanceof ParameterError) return `preset "${name}": ${error.message} ${error.hint}`;
    throw error;
  }
}
