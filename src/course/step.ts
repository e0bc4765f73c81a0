// A step of the course: a pure function from a session and what was heard to a better session, with its moves recorded.
import type { Session } from "../session/schema.ts";
import { STEP_IDS, type StepId } from "../session/step-ids.ts";
import type { Heard, Need } from "./listen.ts";

export { STEP_IDS, type StepId };

/** What a person asked for. Everything has a default. */
export interface CourseOptions {
  /** The anchor track's id; null lets the step choose. */
  readonly anchor: string | null;
  readonly balance: "pink-noise" | "programme-noise" | "anchor" | "reference";
  readonly targetLufs: number;
  readonly ceilingDbtp: number;
  readonly seed: number;
  /** Percent by step; 100 where left out. */
  readonly amounts: Readonly<Partial<Record<StepId, number>>>;
}

/** What a step decided on before, in the same run: the session it heard and what it heard. Lets it solve by the slope between two tries. */
export interface Round {
  readonly session: Session;
  /** Answers of that round, and of earlier ones where it didn't ask again. */
  readonly heard: ReadonlyMap<string, Heard>;
}

export interface StepResult {
  readonly session: Session;
  /** True when the step wants to hear its own result and decide once more (solving for an outcome). */
  readonly again: boolean;
}

export interface Step {
  /** Place in the course: 1 to 12 mixing, 1 to 8 mastering. */
  readonly number: number;
  readonly id: StepId;
  readonly part: "mixing" | "mastering";
  readonly title: string;
  /** What the step does, in an engineer's words. */
  readonly says: string;
  /** The rule that `stemroom steps` prints. */
  readonly rule: string;
  /** What it must hear before it can decide. `before` is the round before this one, null in the first. */
  needs(session: Session, options: CourseOptions, before: Round | null): readonly Need[];
  /** `round` counts from 0: how often this step has decided in this run. */
  decide(
    session: Session,
    heard: ReadonlyMap<string, Heard>,
    options: CourseOptions,
    round: number,
    before: Round | null,
  ): StepResult;
}
