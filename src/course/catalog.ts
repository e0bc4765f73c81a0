// What `stemroom steps --json` says of steps.
import { stepRank } from "../session/step-ids.ts";
import type { Step } from "./step.ts";

/** A step without its decisions: what is known of it before anything is heard. */
export interface StepDescription {
  readonly number: number;
  readonly id: Step["id"];
  readonly part: Step["part"];
  readonly title: string;
  readonly says: string;
  readonly rule: string;
}

export function describeSteps(steps: readonly Step[]): readonly StepDescription[] {
  return steps.map(({ number, id, part, title, says, rule }) => ({ number, id, part, title, says, rule }));
}

/** Those of `steps` that a person asked for by `--until`, `--only` and `--skip`. `until` may name a step that is not among them. */
export function chooseSteps(
  steps: readonly Step[],
  asked: { readonly until?: string; readonly only?: readonly string[]; readonly skip?: readonly string[] },
): readonly Step[] {
  const last = asked.until === undefined ? Infinity : stepRank(asked.until);
  return steps.filter(
    (step) =>
      stepRank(step.id) <= last &&
      (asked.only === undefined || asked.only.length === 0 || asked.only.includes(step.id)) &&
      !(asked.skip ?? []).includes(step.id),
  );
}
