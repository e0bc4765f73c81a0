// Checks of the contract about samples that must be equal. Each returns what is wrong, in words; nothing wrong is [].
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { resolveParams, type ParamValues } from "../parameters.ts";
import { bestLag, firstDifferentBit, onset } from "./compare.ts";
import { RIG_RATE_HZ, Rig, type Split, type Subject, take } from "./rig.ts";
import { concatenate, noise, richSignal, silence, type StereoSignal } from "./signals.ts";
import { defaults, randomParams, structuralVariants } from "./variations.ts";

function latencyOf({ declaration }: Subject, params: ParamValues, sampleRateHz = RIG_RATE_HZ): number {
  return declaration.latencyFrames(resolveParams(declaration.id, declaration.parameters, params), sampleRateHz);
}

function firstUnequal(input: Float32Array, output: Float32Array, delay: number): number {
  for (let frame = 0; frame < output.length; frame++) {
    if (output[frame] !== (frame < delay ? 0 : input[frame - delay])) return frame;
  }
  return -1;
}

function nullProblem(subject: Subject, params: ParamValues, sampleRateHz: number, key?: StereoSignal): string[] {
  const input = concatenate(richSignal(6000, sampleRateHz), noise(500, 8, 5), noise(300, 1e-38, 6), silence(500));
  const output = take(subject, input, params, key ? { sampleRateHz, key } : { sampleRateHz });
  const delay = latencyOf(subject, params, sampleRateHz);
  for (const side of ["left", "right"] as const) {
    const frame = firstUnequal(input[side], output[side], delay);
    if (frame >= 0) {
      const numbers = `${output[side][frame]} instead of ${frame < delay ? 0 : input[side][frame - delay]}`;
      return [`neutral ${JSON.stringify(params)} at ${sampleRateHz} Hz: ${side} frame ${frame} is ${numbers} (latency ${delay})`];
    }
  }
  return [];
}

/** Neutral parameters give the input back, delayed by the reported latency, for every structural variant; and so does a mix of 0 %. */
export function checkNeutral(subject: Subject): string[] {
  const { neutral, parameters } = subject.declaration;
  const sets: ParamValues[] = neutral ? structuralVariants(subject.declaration, neutral) : [];
  if ("mixPercent" in parameters) {
    for (const seed of [1, 2]) sets.push({ ...randomParams(subject.declaration, seed), mixPercent: 0 });
  }
  const key = subject.declaration.keyed ? noise(7300, 1, 8) : undefined;
  return sets.flatMap((params) => [
    ...nullProblem(subject, params, RIG_RATE_HZ, key),
    ...nullProblem(subject, params, 44100),
    ...nullProblem(subject, params, 192000),
  ]);
}

/** The latency is a whole number, moves with structural parameters only, and is what a noise burst measures. */
export function checkLatency(subject: Subject): string[] {
  const { declaration } = subject;
  const problems: string[] = [];
  const base = defaults(declaration);
  for (const variant of structuralVariants(declaration, base)) {
    const reported = latencyOf(subject, variant);
    if (!Number.isInteger(reported) || reported < 0) problems.push(`latency is ${reported} frames`);
    for (const seed of [1, 2, 3]) {
      const moved = { ...randomParams(declaration, seed), ...structuralOf(subject, variant) };
      if (latencyOf(subject, moved) !== reported)
        problems.push(`latency moves with a parameter that is not structural (seed ${seed})`);
    }
    if (declaration.timeBased) continue;
    const input = noise(3000 + reported + 400, 0.25, 11);
    const output = take(subject, input, variant);
    const measured = bestLag(input.left, output.left, reported + 400);
    // an all-pass (crossovers that add up to one) spreads the noise to later frames, but its first frame comes on time
    const starts = onset(output.left) - onset(input.left);
    if (Math.abs(measured - reported) > 1 && Math.abs(starts - reported) > 1)
      problems.push(`latency is reported as ${reported} frames and measured as ${measured}`);
  }
  return problems;
}

function structuralOf({ declaration }: Subject, params: ParamValues): ParamValues {
  const names = Object.entries(declaration.parameters).flatMap(([name, spec]) =>
    spec.kind !== "list" && spec.structural ? [name] : [],
  );
  return Object.fromEntries(names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));
}

/** Signal and parameter changes in which everything moves. Changes keep the structural parameters. */
function movingScene(subject: Subject, seed: number) {
  const start = randomParams(subject.declaration, seed);
  const fixed = structuralOf(subject, start);
  const next = (step: number) => ({ ...randomParams(subject.declaration, seed + step), ...fixed });
  const frames = 60 * BLOCK_FRAMES;
  const changes = [8, 10, 24, 25, 26, 40].map((block, index) => ({
    atFrame: block * BLOCK_FRAMES,
    params: next(100 * (index + 1)),
  }));
  const key = subject.declaration.keyed && seed % 2 === 0 ? richSignal(frames, RIG_RATE_HZ, 77) : undefined;
  return { start, input: richSignal(frames, RIG_RATE_HZ, seed), options: key ? { changes, key } : { changes } };
}

/** Any split of the frames into process calls gives the same bits, also while parameters move; and nothing outside is written. */
export function checkSplits(subject: Subject): string[] {
  const problems: string[] = [];
  for (const seed of [1, 2]) {
    const { start, input, options } = movingScene(subject, seed);
    const whole = take(subject, input, start, options);
    const splits: readonly Split[] = [1, 7, 64, "random"];
    for (const split of splits) {
      const parts = take(subject, input, start, { ...options, split });
      const frame = firstDifferentBit(whole, parts);
      if (frame >= 0) problems.push(`blocks of ${split} differ from blocks of ${BLOCK_FRAMES} at frame ${frame} (seed ${seed})`);
      if (parts.trespassed) problems.push(`blocks of ${split}: wrote outside of its frames or into the key (seed ${seed})`);
    }
    const repeated = take(subject, input, start, { ...options, updateEveryBlock: true });
    const frame = firstDifferentBit(whole, repeated);
    if (frame >= 0) problems.push(`update() with unchanged parameters changes the sound at frame ${frame} (seed ${seed})`);
  }
  return problems;
}

/** After reset() an instance with a past gives the same bits as a fresh one. */
export function checkReset(subject: Subject): string[] {
  const problems: string[] = [];
  for (const seed of [1, 2]) {
    const { start, input, options } = movingScene(subject, seed);
    const last = options.changes.at(-1)?.params ?? start;
    const rig = new Rig(subject, start);
    rig.feed(input, options);
    rig.update(start);
    rig.feed(noise(333, 1, 21), { split: 50 });
    rig.update(last);
    rig.processor.reset();
    const again = rig.feed(input);
    const frame = firstDifferentBit(again, take(subject, input, last));
    if (frame >= 0) problems.push(`after reset() frame ${frame} differs from a fresh instance (seed ${seed})`);
  }
  return problems;
}
