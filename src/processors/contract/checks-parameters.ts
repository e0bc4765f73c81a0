// Checks of the contract about parameters: each is heard, none clicks, wrong ones are refused by name.
import { ParameterError, resolveParams, type ParamValues, type ScalarParameter } from "../parameters.ts";
import { firstDifferentBit, largestDifference, largestKink, samplePeak } from "./compare.ts";
import { RIG_RATE_HZ, type Subject, take } from "./rig.ts";
import { richSignal, type StereoSignal, tone } from "./signals.ts";
import { defaults, farSteps, jumps, randomParams } from "./variations.ts";

const AUDIBLE = 1e-5; // -100 dBFS
const CONTEXTS = 16;
const ALIVE_FRAMES = 28800;

/**
 * Every parameter moves the sound by more than -100 dBFS in at least one of the contexts (the defaults and random sets: a release
 * says nothing where automatic release is on), and update() alone does it, too. Structural ones only change by prepare().
 */
export function checkAlive(subject: Subject): string[] {
  const { declaration } = subject;
  const input = richSignal(ALIVE_FRAMES, RIG_RATE_HZ);
  const key = declaration.keyed ? richSignal(ALIVE_FRAMES, RIG_RATE_HZ, 5) : undefined;
  const dead = new Set<string>();
  const alive = new Set<string>();
  const problems: string[] = [];
  for (let context = 0; context < CONTEXTS; context++) {
    const base = context === 0 ? defaults(declaration) : randomParams(declaration, context);
    const options = key && context % 4 === 3 ? { key } : {};
    let plain: StereoSignal | undefined;
    for (const { path, structural, from, to } of farSteps(declaration, base)) {
      if (alive.has(path)) continue;
      dead.add(path);
      plain ??= take(subject, input, base, options);
      const before = path.endsWith("(one more)") ? take(subject, input, from, options) : plain;
      if (!(largestDifference(before, take(subject, input, to, options)) > AUDIBLE)) continue;
      alive.add(path);
      dead.delete(path);
      problems.push(...liveProblem(subject, input, path, structural, from, to, options));
    }
    if (context > 0 && dead.size === 0) break;
  }
  return [...[...dead].map((path) => `${path} never changes the sound`), ...problems];
}

function liveProblem(
  subject: Subject,
  input: StereoSignal,
  path: string,
  structural: boolean,
  from: ParamValues,
  to: ParamValues,
  options: { readonly key?: StereoSignal },
): string[] {
  const atFrame = 12800;
  const still = take(subject, input, from, options);
  const changed = take(subject, input, from, { ...options, changes: [{ atFrame, params: to }] });
  const frame = firstDifferentBit(still, changed);
  if (structural) return frame < 0 ? [] : [`${path} is structural, yet update() changes the sound`];
  if (frame < 0) return [`update() of ${path} changes nothing`];
  return frame >= atFrame ? [] : [`update() of ${path} reaches back in time`];
}

/** Loudest kink that a jump may leave, relative to the output's sample peak. A hard step leaves 1 to 6, a 10 ms ramp 0.005. */
const KINK_LIMIT = 0.02;

/** How far the way from one setting to the other may be louder than both: 12 dB, for filters that settle. */
const BURST_LIMIT = 4;

/** No parameter clicks or bursts when it jumps between its ends (numbers) or to its next mode, judged on a low tone with an offset. */
export function checkClicks(subject: Subject): string[] {
  const { declaration } = subject;
  const frames = 19200;
  const jumpFrame = 9600;
  const input = tone(frames, RIG_RATE_HZ, 220, 0.2, 0.1);
  const problems: string[] = [];
  for (const seed of [0, 1, 2, 3]) {
    const base = seed === 0 ? defaults(declaration) : randomParams(declaration, seed);
    for (const { path, structural, from, to } of jumps(declaration, base)) {
      if (structural) continue;
      const output = take(subject, input, from, { changes: [{ atFrame: jumpFrame, params: to }] });
      const steady = Math.max(largestKink(output, jumpFrame - 2400, jumpFrame), largestKink(output, frames - 2400, frames));
      const jump = largestKink(output, jumpFrame, frames);
      const limit = 1.5 * steady + KINK_LIMIT * samplePeak(output, jumpFrame - 2400) + 1e-6;
      if (!(jump <= limit)) {
        problems.push(`${path} clicks: kink ${jump.toPrecision(3)}, allowed ${limit.toPrecision(3)} (context ${seed})`);
      }
      const ends = Math.max(samplePeak(output, jumpFrame - 2400, jumpFrame), samplePeak(output, frames - 2400), 0.05);
      const loudest = samplePeak(output, jumpFrame);
      if (!(loudest <= BURST_LIMIT * ends))
        problems.push(`${path} bursts: ${loudest.toPrecision(3)} between ${ends.toPrecision(3)} at most`);
    }
  }
  return [...new Set(problems)];
}

function refusal(subject: Subject, params: ParamValues): string {
  const { id, parameters } = subject.declaration;
  try {
    resolveParams(id, parameters, params);
  } catch (error) {
    if (error instanceof ParameterError) return `${error.message} ${error.hint}`;
  }
  return "";
}

function hostileValues(spec: ScalarParameter): unknown[] {
  if (spec.kind === "toggle") return [1, "true", null];
  if (spec.kind === "choice") return ["no such mode", 0, null, true];
  return [NaN, Infinity, -Infinity, spec.min - 1, spec.max + 1, String(spec.default), true, null];
}

/** NaN, out of range, unknown and wrongly typed values are refused; the error names the parameter and says what is allowed. */
export function checkHostileParameters(subject: Subject): string[] {
  const { id, parameters } = subject.declaration;
  const problems: string[] = [];
  const expectRefusal = (name: string, params: Record<string, unknown>, said: readonly string[]) => {
    const text = refusal(subject, params as ParamValues);
    const missing = [id, name, ...said].filter((word) => !text.includes(word));
    if (missing.length > 0) problems.push(`${JSON.stringify(params)}: the refusal "${text}" does not say ${missing.join(", ")}`);
  };
  expectRefusal("noSuchParameter", { noSuchParameter: 1 }, Object.keys(parameters));
  for (const [name, spec] of Object.entries(parameters)) {
    if (spec.kind === "list") {
      expectRefusal(name, { [name]: 3 }, [String(spec.maxItems)]);
      expectRefusal(name, { [name]: Array.from({ length: spec.maxItems + 1 }, () => ({})) }, [String(spec.maxItems)]);
      expectRefusal(name, { [name]: [{ noSuchField: 1 }] }, ["noSuchField"]);
      for (const [field, fieldSpec] of Object.entries(spec.fields)) {
        for (const value of hostileValues(fieldSpec)) expectRefusal(field, { [name]: [{ [field]: value }] }, allowed(fieldSpec));
      }
      continue;
    }
    for (const value of hostileValues(spec)) expectRefusal(name, { [name]: value }, allowed(spec));
  }
  return problems;
}

function allowed(spec: ScalarParameter): readonly string[] {
  if (spec.kind === "number") return [`${spec.min} to ${spec.max}`];
  return spec.kind === "toggle" ? ["true", "false"] : spec.choices;
}
