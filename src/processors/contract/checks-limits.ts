// Checks of the contract about limits: extremes, tails, memory, rates, meters, the key, and the declaration itself.
import { ParameterError, type ParamValues, resolveParams, type ScalarParameter } from "../parameters.ts";
import { powerToDb } from "../../units/decibels.ts";
import { largestDifference, meanSquare, samplePeak } from "./compare.ts";
import { RIG_RATE_HZ, Rig, type Subject, take } from "./rig.ts";
import { concatenate, hostileSignal, noise, richSignal, sameAtEveryRate, silence, slice, type StereoSignal } from "./signals.ts";
import { cornerParams, defaults, randomParams } from "./variations.ts";

export const RATES_HZ = [44100, 48000, 88200, 96000, 176400, 192000] as const;

/** With every number at an end of its range and the worst of inputs, samples and meters stay finite. */
export function checkFinite(subject: Subject): string[] {
  const input = hostileSignal();
  const problems: string[] = [];
  for (let seed = 0; seed < 16; seed++) {
    const params = cornerParams(subject.declaration, seed);
    const sampleRateHz = RATES_HZ[seed % RATES_HZ.length] ?? RIG_RATE_HZ;
    const options = subject.declaration.keyed && seed % 3 === 2 ? { sampleRateHz, key: input } : { sampleRateHz };
    const output = take(subject, input, params, options);
    if (!Number.isFinite(samplePeak(output)))
      problems.push(`output is not finite with ${JSON.stringify(params)} at ${sampleRateHz} Hz`);
    problems.push(...meterProblems(subject, output.meterLow, output.meterHigh));
  }
  return problems;
}

function meterProblems({ declaration }: Subject, low: readonly number[], high: readonly number[]): string[] {
  if (low.length !== declaration.meters.length) return [`has ${low.length} meters, declares ${declaration.meters.length}`];
  return declaration.meters.flatMap(({ name, kind }, index) => {
    const [lowest, highest] = [low[index] ?? NaN, high[index] ?? NaN];
    if (!Number.isFinite(lowest) || !Number.isFinite(highest)) return [`meter ${name} is not finite`];
    return kind === "reduction" && highest > 0 ? [`meter ${name} shows a reduction of +${highest} dB`] : [];
  });
}

/** Every meter moves when there is something to show. */
export function checkMeters(subject: Subject): string[] {
  const { declaration } = subject;
  const input = richSignal(20000, RIG_RATE_HZ);
  const takes = [1, 2, 3, 4, 5, 6].map((seed) => take(subject, input, randomParams(declaration, seed)));
  const still = declaration.meters.filter((_, index) =>
    takes.every(({ meterLow, meterHigh }) => meterLow[index] === meterHigh[index]),
  );
  return [
    ...takes.flatMap((one) => meterProblems(subject, one.meterLow, one.meterHigh)),
    ...still.map(({ name }) => `meter ${name} never moves`),
  ];
}

const PATIENCE = silence(RIG_RATE_HZ);

/** Feeds so many frames of silence and returns the highest sample that comes out. */
function wait(rig: Rig, frames: number): number {
  let highest = 0;
  for (let left = frames; left > 0; left -= PATIENCE.left.length)
    highest = Math.max(highest, samplePeak(rig.feed(slice(PATIENCE, 0, Math.min(left, PATIENCE.left.length)))));
  return highest;
}

/** After the input ends: below -120 dB of what came out before within the reported tail, and exactly 0 not much later. */
export function checkTail(subject: Subject): string[] {
  const { declaration } = subject;
  const problems: string[] = [];
  const sets = [
    defaults(declaration),
    ...[1, 2, 3, 4].map((seed) => randomParams(declaration, seed)),
    cornerParams(declaration, 1),
  ];
  for (const [index, params] of sets.entries()) {
    const resolved = resolveParams(declaration.id, declaration.parameters, params);
    const tail = declaration.tailFrames(resolved, RIG_RATE_HZ);
    if (!Number.isInteger(tail) || tail < 0) {
      problems.push(`tail is ${tail} frames`);
      continue;
    }
    const quiet = declaration.latencyFrames(resolved, RIG_RATE_HZ) + tail;
    const rest = 2 * tail + RIG_RATE_HZ;
    const rig = new Rig(subject, params);
    const before = samplePeak(rig.feed(noise(9600, 0.9, 31)));
    wait(rig, quiet);
    const start = wait(rig, rest - 256);
    if (!(start <= 1e-6 * Math.max(1, before))) problems.push(`${start} is left after the tail of ${tail} frames (set ${index})`);
    const end = wait(rig, 256);
    if (end !== 0) problems.push(`silence does not come to rest: ${end} after ${quiet + rest} frames (set ${index})`);
  }
  return problems;
}

/** process(), update() and reset() take no memory, and dispose() gives all of it back. */
export function checkMemory(subject: Subject): string[] {
  const rig = new Rig(subject, randomParams(subject.declaration, 1));
  const taken = rig.heap.taken;
  const bytes = rig.heap.memory.buffer.byteLength;
  for (const seed of [2, 3]) {
    rig.feed(richSignal(5000, RIG_RATE_HZ, seed), { split: "random" });
    rig.update(randomParams(subject.declaration, seed));
    rig.feed(richSignal(5000, RIG_RATE_HZ, seed));
    rig.processor.reset();
  }
  const problems: string[] = [];
  if (rig.heap.taken !== taken || rig.heap.memory.buffer.byteLength !== bytes)
    problems.push("takes kernel memory after prepare()");
  rig.dispose();
  if (rig.heap.live.size > 0) problems.push(`dispose() leaves ${rig.heap.live.size} pieces of kernel memory behind`);
  return problems;
}

const inputs = new Map<number, StereoSignal>();

/** The same sound in, the same levels out at every rate: within 0.5 dB in each quarter beat (time effects: 1.5 dB over all). */
export function checkRates(subject: Subject): string[] {
  const { declaration } = subject;
  const seconds = 1;
  const toleranceDb = declaration.timeBased ? 1.5 : 0.5;
  const partS = declaration.timeBased ? seconds : 0.0625;
  const problems: string[] = [];
  for (const seed of [0, 1, 2]) {
    const params = seed === 0 ? defaults(declaration) : randomParams(declaration, seed);
    const levelsAt = (sampleRateHz: number) => {
      const input = inputs.get(sampleRateHz) ?? sameAtEveryRate(seconds, sampleRateHz);
      inputs.set(sampleRateHz, input);
      const latency = declaration.latencyFrames(resolveParams(declaration.id, declaration.parameters, params), sampleRateHz);
      const output = slice(take(subject, concatenate(input, silence(latency)), params, { sampleRateHz }), latency);
      return Array.from({ length: seconds / partS }, (_, part) =>
        powerToDb(
          meanSquare(output, Math.round(part * partS * sampleRateHz), Math.round((part + 1) * partS * sampleRateHz)) + 1e-7,
        ),
      );
    };
    const reference = levelsAt(RIG_RATE_HZ);
    for (const sampleRateHz of RATES_HZ) {
      const apart = levelsAt(sampleRateHz).map((level, part) => Math.abs(level - (reference[part] ?? NaN)));
      const worst = apart.reduce((a, b) => (b <= a ? a : b), 0);
      if (!(worst <= toleranceDb)) {
        problems.push(`${sampleRateHz} Hz: ${worst.toFixed(2)} dB away from ${RIG_RATE_HZ} Hz (set ${seed})`);
      }
    }
  }
  return problems;
}

/** A keyed processor listens to its key; one without a key does not. */
export function checkKey(subject: Subject): string[] {
  const input = richSignal(20000, RIG_RATE_HZ);
  const key = richSignal(20000, RIG_RATE_HZ, 6);
  const heard = [1, 2, 3, 4, 5, 6].some((seed) => {
    const params = randomParams(subject.declaration, seed);
    return largestDifference(take(subject, input, params), take(subject, input, params, { key })) > 1e-5;
  });
  if (subject.declaration.keyed === heard) return [];
  return [heard ? "listens to a key that it does not declare" : "declares a key and does not listen to it"];
}

const UNIT_OF_SUFFIX: Readonly<Record<string, readonly string[]>> = {
  Dbfs: ["dBFS"],
  Dbtp: ["dBTP"],
  Db: ["dB"],
  Hz: ["Hz"],
  Ms: ["ms"],
  S: ["s"],
  Percent: ["%"],
  DbPerOctave: ["dB/oct"],
  Octaves: ["oct"],
  Degrees: ["°"],
  Bpm: ["BPM"],
};

function specProblems(path: string, spec: ScalarParameter): string[] {
  const problems: string[] = [];
  if (!spec.label || !/^[^a-z].*\.$/s.test(spec.help))
    problems.push(`${path}: label, and a help sentence that ends in a full stop`);
  if (spec.kind === "choice" && (spec.choices.length < 2 || !spec.choices.includes(spec.default)))
    problems.push(`${path}: choices`);
  if (spec.kind !== "number") return problems;
  if (!(spec.min < spec.max && spec.default >= spec.min && spec.default <= spec.max)) problems.push(`${path}: min, default, max`);
  if (spec.curve === "log" && !(spec.min > 0)) problems.push(`${path}: a log curve needs a minimum above 0`);
  const suffix = Object.keys(UNIT_OF_SUFFIX).find(
    (ending) => path.endsWith(ending) || path === ending.toLowerCase() || path.endsWith(`.${ending.toLowerCase()}`),
  );
  const units = suffix ? UNIT_OF_SUFFIX[suffix] : [""];
  if (!units?.includes(spec.unit)) problems.push(`${path}: the name says ${units?.join()}, the unit is "${spec.unit}"`);
  return problems;
}

/** The declaration is whole: sentences, ranges, units that agree with the names, a valid neutral set. */
export function checkDeclaration({ declaration }: Subject): string[] {
  const { id, name, says, source, version, parameters, neutral, latencyFrames } = declaration;
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9-]*$/.test(id) || !name || !says.endsWith(".") || !source)
    problems.push("id, name, says (a sentence), source");
  if (!Number.isInteger(version) || version < 1) problems.push("version is a whole number from 1 on");
  for (const [path, spec] of Object.entries(parameters)) {
    if (spec.kind !== "list") problems.push(...specProblems(path, spec));
    else problems.push(...Object.entries(spec.fields).flatMap(([field, one]) => specProblems(`${path}.${field}`, one)));
  }
  if (neutral) problems.push(...resolveProblem(() => resolveParams(id, parameters, neutral)));
  problems.push(...resolveProblem(() => latencyFrames(resolveParams(id, parameters, {} satisfies ParamValues), RIG_RATE_HZ)));
  return problems;
}

function resolveProblem(attempt: () => unknown): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (error instanceof ParameterError) return [`${error.message} ${error.hint}`];
    throw error;
  }
}
