// The façade: the whole story of Stemroom, told over a host that has files and sound.
import { DEFAULT_OPTIONS, runSteps, selectSteps } from "./course/runner.ts";
import type { Listen } from "./course/listen.ts";
import type { CourseOptions, Step, StepId } from "./course/step.ts";
import { masterSteps } from "./master/steps.ts";
import { mixSteps } from "./mix/steps.ts";
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

/** What a host gives: a way to hear a session. */
export interface Host {
  listen(folder: string): Listen;
}

/** The mixing steps of the course, up to the printed mix. Pure but for listening. */
export function mix(host: Host, project: Project, request: CourseRequest = {}, watch: Watch = {}): Promise<Project> {
  return walk(host, project, mixSteps, request, watch);
}

/** The mastering steps, on a project that has been mixed or that holds a finished mix. */
export function master(host: Host, project: Project, request: CourseRequest = {}, watch: Watch = {}): Promise<Project> {
  return walk(host, project, masterSteps, request, watch);
}

async function walk(host: Host, project: Project, steps: readonly Step[], request: CourseRequest, watch: Watch): Promise<Project> {
  const chosen = selectSteps(steps, request);
  const options: CourseOptions = { ...DEFAULT_OPTIONS, ...request };
  const session = await runSteps(project.session, chosen, host.listen(project.folder), options, watch);
  return { ...project, session };
}
