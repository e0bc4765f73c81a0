// A step of the course: a pure function from a session and what was heard to a better session, with its moves recorded.
import type { Session } from "../session/schema.ts";
import type { Heard, Need } from "./listen.ts";

/** The names on the command line and in moves; the course's own order. */
export const STEP_IDS = [
  "stems",
  "import",
  "faders-down",
  "balance",
  "pan",
  "saturation",
  "dynamics",
  "equalise",
  "effects",
  "glue",
  "summing",
  "print",
  "clip",
  "equalise-master",
  "multiband",
  "excite",
  "reverb",
  "formats",
  "image",
  "loudness",
] as const;
export type StepId = (typeof STEP_IDS)[number];

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
  /** What it must hear before it can decide. */
  needs(session: Session, options: CourseOptions): readonly Need[];
  /** `round` counts from 0: how often this step has decided in this run. */
  decide(session: Session, heard: ReadonlyMap<string, Heard>, options: CourseOptions, round: number): StepResult;
}
