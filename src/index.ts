// The façade: the whole story of Stemroom, told over a host that has files and sound.
import { chooseSteps } from "./course/catalog.ts";
import type { Listen } from "./course/listen.ts";
import { runSteps, type StepProgress } from "./course/runner.ts";
import type { CourseOptions, Step, StepId } from "./course/step.ts";
import { masteringSteps } from "./master/steps/index.ts";
import { mixingSteps } from "./mix/steps/index.ts";
import type { Session } from "./session/schema.ts";

/** A session and where it stands: the paths of its stems are relative to `folder`. */
export interface Project {
  readonly session: Session;
  readonly folder: string;
}

/** How a long work is followed and stopped. */
export interface Watch {
  /** 0..1 of the whole work, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
  readonly signal?: AbortSignal;
}

/** What a person asks of the course; what is left out has a default. */
export interface CourseRequest extends Partial<CourseOptions> {
  /** Stop after this step. */
  readonly until?: StepId;
  /** Only these steps. */
  readonly only?: readonly StepId[];
  readonly skip?: readonly StepId[];
}

/** What a host gives: a way to hear the sessions of one folder. */
export type Host = (folder: string) => Listen;

/** Loudness and ceiling of the course's master; the anchor is chosen by the step. */
export const DEFAULT_OPTIONS: CourseOptions = {
  anchor: null,
  balance: "anchor",
  targetLufs: -10,
  ceilingDbtp: -1,
  seed: 1,
  amounts: {},
};

/** The mixing steps, up to the printed mix. */
export function mix(host: Host, project: Project, request: CourseRequest = {}, watch: Watch = {}): Promise<Project> {
  return walk(host, project, mixingSteps, request, watch);
}

/** The mastering steps, on a project that has been mixed or that holds a finished mix. */
export function master(host: Host, project: Project, request: CourseRequest = {}, watch: Watch = {}): Promise<Project> {
  return walk(host, project, masteringSteps, request, watch);
}

async function walk(
  host: Host,
  project: Project,
  steps: readonly Step[],
  request: CourseRequest,
  watch: Watch,
): Promise<Project> {
  const { until, only, skip, ...asked } = request;
  const chosen = chooseSteps(steps, { ...(until && { until }), ...(only && { only }), ...(skip && { skip }) });
  const run = {
    ...(watch.signal && { signal: watch.signal }),
    onStep: (progress: StepProgress): void => watch.onProgress?.(shareOf(progress), doingOf(progress)),
  };
  const session = await runSteps(project.session, chosen, host(project.folder), { ...DEFAULT_OPTIONS, ...asked }, run);
  return { ...project, session };
}

/** Later rounds of a step move on half of what is left of it, since no one knows how many come. */
function shareOf({ index, count, round, share, done }: StepProgress): number {
  const inStep = done ? 1 : 1 - (1 - 0.5 * share) / 2 ** round;
  return (index + inStep) / count;
}

function doingOf({ step, round }: StepProgress): string {
  return round === 0 ? step.title.toLowerCase() : `${step.title.toLowerCase()}, hearing it again`;
}
