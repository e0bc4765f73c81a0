// From a path on disk to a finished folder: the three roads, and the demo song.
import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { safeFileName } from "../../../deliver/deliverables.ts";
import { openMix } from "../project/open-mix.ts";
import { type OpenedStems, openStems } from "../project/open-stems.ts";
import { isSession, openSession } from "../project/session-files.ts";
import { ProjectError } from "../project/project-error.ts";
import { writeDemoSong } from "../demo/write-demo.ts";
import { relativePath } from "../../../session/paths.ts";
import { fileStream } from "../audio/file-stream.ts";
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
export function finish(stems: string, out: string, options: RoadOptions = {}, watch: Watch = {}): Promise<FinishResult> {
  return walkStems("finish", stems, out, options, watch);
}

/** The mixing steps, up to the printed mix. */
export function mixToFolder(stems: string, out: string, options: RoadOptions = {}, watch: Watch = {}): Promise<FinishResult> {
  return walkStems("mix", stems, out, options, watch);
}

async function walkStems(
  road: "finish" | "mix",
  stems: string,
  out: string,
  options: RoadOptions,
  watch: Watch,
): Promise<FinishResult> {
  await refuseInside(stems, out);
  const opened = await openProject(stems, options, partOf(watch, 0, OPEN_SHARE));
  const anchored = { ...options, ...anchorOf(opened.project, options.anchor ?? null) };
  return finishProject(road, opened, out, anchored, partOf(watch, OPEN_SHARE, 1));
}

/** The anchor by the track's id or name. */
function anchorOf({ session, folder }: Project, asked: string | null): { anchor?: string } {
  if (asked === null) return {};
  const track =
    session.tracks.find((one) => one.id === asked) ??
    session.tracks.find((one) => one.name.toLowerCase() === asked.toLowerCase());
  if (track) return { anchor: track.id };
  const known = session.tracks.map((one) => one.id).join(", ");
  throw new ProjectError("no-such-strip", `There is no track "${asked}" to be the anchor`, folder, `The tracks: ${known}.`);
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
  const projects: OpenedStems[] = [];
  for (const [index, path] of mixes.entries()) {
    const part = partOf(watch, (OPEN_SHARE * index) / mixes.length, (OPEN_SHARE * (index + 1)) / mixes.length);
    const isFile = !(await isSession(path));
    projects.push(isFile ? await openFinishedMix(path, options, part) : await openProject(path, options, part));
  }
  refuseSameNames(projects, out);
  const results: FinishResult[] = [];
  const finishing = partOf(watch, OPEN_SHARE, 1);
  for (const [index, opened] of projects.entries()) {
    const folder = projects.length === 1 ? out : join(out, safeFileName(opened.project.session.name));
    const part = partOf(finishing, index / projects.length, (index + 1) / projects.length);
    results.push(await finishProject("master", opened, folder, options, part));
  }
  return results;
}

async function openFinishedMix(path: string, options: RoadOptions, watch: Watch): Promise<OpenedStems> {
  return { project: await withReferences(await openMix(path, options, watch), options), skipped: [] };
}

function refuseSameNames(projects: readonly OpenedStems[], out: string): void {
  const names = projects.map(({ project }) => safeFileName(project.session.name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ProjectError("output-exists", `Two mixes have the name "${twice}"`, out, "Rename one of the files.");
}

/** What is written among the stems would be stems the next time. */
async function refuseInside(stems: string, out: string): Promise<void> {
  if (await isSession(stems)) return;
  const way = relative(await realFolder(stems), await realFolder(out));
  if (way.startsWith("..") || isAbsolute(way)) return;
  throw new ProjectError(
    "output-inside-input",
    "The output folder lies among the stems, and would be taken for stems the next time",
    out,
    "Name a folder outside of them with -o.",
  );
}

/** Links resolved as far as the path exists. */
async function realFolder(path: string): Promise<string> {
  const whole = resolve(path);
  const real = await realpath(whole).catch(() => null);
  if (real !== null || dirname(whole) === whole) return real ?? whole;
  return join(await realFolder(dirname(whole)), basename(whole));
}

export interface DemoOptions extends FinishOptions {
  readonly seed?: number;
}

/** Plays the demo song into `out/stems` and finishes it in `out`. Cancelled, it takes the stems away again. */
export async function demo(out: string, options: DemoOptions = {}, watch: Watch = {}): Promise<FinishResult> {
  const stems = join(resolve(out), "stems");
  const { seed = 1, force = false } = options;
  const { song, takeAway } = await writeDemoSong(stems, seed, { ...partOf(watch, 0, 0.15), force });
  const named = { ...options, seed, force, name: song.title, tempoBpm: song.tempoBpm };
  try {
    return await finish(stems, out, named, partOf(watch, 0.15, 1));
  } catch (error) {
    await takeAway();
    throw error;
  }
}

/** A folder of stems or a saved session, with what was asked of it besides. */
export async function openProject(path: string, options: RoadOptions, watch: Watch): Promise<OpenedStems> {
  const { name, tempoBpm, seed, stemsFolder } = options;
  const asked = {
    ...(name !== undefined && { name }),
    ...(tempoBpm !== undefined && { tempoBpm }),
    ...(seed !== undefined && { seed }),
  };
  if (!(await isSession(path))) {
    const { project, skipped } = await openStems(path, { ...watch, ...asked });
    return { project: await withReferences(project, options), skipped };
  }
  const { session, folder } = await openSession(path, { ...watch, ...(stemsFolder !== undefined && { stemsFolder }) });
  return { project: await withReferences({ folder, session: { ...session, ...asked } }, options), skipped: [] };
}

/** The project with the references that were named besides, each of them looked at. @throws AudioFileError */
async function withReferences(project: Project, { references = [] }: RoadOptions): Promise<Project> {
  for (const { path } of references) await fileStream(path);
  const { session, folder } = project;
  const added = references.map(({ path, weight }) => ({ path: relativePath(folder, resolve(path)), weight }));
  const kept = session.references.filter((one) => added.every((other) => other.path !== one.path));
  return { folder, session: { ...session, references: [...kept, ...added] } };
}
