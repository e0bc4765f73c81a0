// From a path on disk to a finished folder: the three roads, and the demo song.
import { join, resolve } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { safeFileName } from "../../../deliver/deliverables.ts";
import { openMix } from "../project/open-mix.ts";
import { openStems } from "../project/open-stems.ts";
import { isSession, openSession } from "../project/session-files.ts";
import { ProjectError } from "../project/project-error.ts";
import { writeDemoSong } from "../demo/write-demo.ts";
import { partOf } from "../watch.ts";
import { finishProject, type FinishOptions, type FinishResult } from "./finish.ts";

export interface RoadOptions extends FinishOptions {
  /** The song's name; else the folder's. */
  readonly name?: string;
  readonly tempoBpm?: number;
  /** Reference tracks and their weights. */
  readonly references?: readonly { readonly path: string; readonly weight: number }[];
  /** Where the stems of a session are now, if they have moved. */
  readonly stemsFolder?: string;
}

/** Share of the progress that goes to opening. */
const OPEN_SHARE = 0.08;

/** The main job: stems (or a session) → mix → master → release files → report. @throws ProjectError, AudioFileError, SessionError */
export async function finish(stems: string, out: string, options: RoadOptions = {}, watch: Watch = {}): Promise<FinishResult> {
  const project = await openProject(stems, options, partOf(watch, 0, OPEN_SHARE));
  return finishProject("finish", project, out, options, partOf(watch, OPEN_SHARE, 1));
}

/** The mixing steps, up to the printed mix. */
export async function mixToFolder(
  stems: string,
  out: string,
  options: RoadOptions = {},
  watch: Watch = {},
): Promise<FinishResult> {
  const project = await openProject(stems, options, partOf(watch, 0, OPEN_SHARE));
  return finishProject("mix", project, out, options, partOf(watch, OPEN_SHARE, 1));
}

/**
 * The mastering steps on finished mixes. One mix: its files in `out`; several: a folder each, all to the same loudness.
 * A session that was mixed here can stand for a mix.
 */
export async function masterToFolder(
  mixes: readonly string[],
  out: string,
  options: RoadOptions = {},
  watch: Watch = {},
): Promise<FinishResult[]> {
  const projects: Project[] = [];
  for (const path of mixes)
    projects.push((await isSession(path)) ? await openProject(path, options, watch) : await openMix(path, options, watch));
  refuseSameNames(projects, out);
  const results: FinishResult[] = [];
  for (const [index, project] of projects.entries()) {
    const folder = projects.length === 1 ? out : join(out, safeFileName(project.session.name));
    const part = partOf(watch, index / projects.length, (index + 1) / projects.length);
    results.push(await finishProject("master", project, folder, options, part));
  }
  return results;
}

function refuseSameNames(projects: readonly Project[], out: string): void {
  const names = projects.map(({ session }) => safeFileName(session.name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ProjectError("output-exists", `Two mixes have the name "${twice}"`, out, "Rename one of the files.");
}

export interface DemoOptions extends FinishOptions {
  readonly seed?: number;
}

/** Plays the demo song into `out/stems` and finishes it in `out`. */
export async function demo(out: string, options: DemoOptions = {}, watch: Watch = {}): Promise<FinishResult> {
  const stems = join(resolve(out), "stems");
  const { seed = 1, force = false } = options;
  const song = await writeDemoSong(stems, seed, { ...partOf(watch, 0, 0.15), force });
  const named = { ...options, seed, force, name: song.title, tempoBpm: song.tempoBpm };
  return finish(stems, out, named, partOf(watch, 0.15, 1));
}

/** A folder of stems or a saved session. */
export async function openProject(path: string, options: RoadOptions, watch: Watch): Promise<Project> {
  if (await isSession(path)) {
    const project = await openSession(path, {
      ...watch,
      ...(options.stemsFolder !== undefined && { stemsFolder: options.stemsFolder }),
    });
    return options.name === undefined ? project : { ...project, session: { ...project.session, name: options.name } };
  }
  const { name, tempoBpm, seed, references } = options;
  const opened = await openStems(path, {
    ...watch,
    ...(name !== undefined && { name }),
    ...(tempoBpm !== undefined && { tempoBpm }),
    ...(seed !== undefined && { seed }),
    ...(references && { references }),
  });
  return opened.project;
}
