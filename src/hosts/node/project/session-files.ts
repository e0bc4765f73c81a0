// Sessions on disk: `NAME.stemroom/session.json`, opened with a look at every stem, saved whole or not at all.
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { readSession, relativePath, resolvePath, type Session, type Stem, writeSession } from "../../../session/index.ts";
import { contentHash } from "../files/content-hash.ts";
import { writeFileWhole } from "../files/file-sink.ts";
import { makeFolder } from "../files/make-folder.ts";
import { findStems } from "./find-stems.ts";
import { ProjectError } from "./project-error.ts";

export const SESSION_ENDING = ".stemroom";
const SESSION_FILE = "session.json";

/** Whether a path names a session rather than a folder of stems. */
export async function isSession(path: string): Promise<boolean> {
  if (path.endsWith(SESSION_ENDING) || basename(path) === SESSION_FILE) return true;
  return (await stat(join(path, SESSION_FILE)).catch(() => null)) !== null;
}

/** Reads the document and leaves the stems alone. @throws ProjectError, SessionError */
export async function readSessionFile(path: string): Promise<Project> {
  const file = resolve(basename(path) === SESSION_FILE ? path : join(path, SESSION_FILE));
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null)
    throw new ProjectError(
      "not-a-session",
      "There is no session here",
      file,
      "Give a folder NAME.stemroom that holds a session.json.",
    );
  return { session: readSession(text), folder: dirname(file) };
}

export interface OpenSessionOptions extends Watch {
  /** Where to look for stems that are not at their place: they are known by their content. */
  readonly stemsFolder?: string;
}

/**
 * Opens a session and makes sure that each of its stems is there and is what it was.
 * @throws ProjectError naming the stem that is missing or has changed; SessionError where the document is not right
 */
export async function openSession(path: string, options: OpenSessionOptions = {}): Promise<Project> {
  const { session, folder } = await readSessionFile(path);
  const stems: Stem[] = [];
  const elsewhere = options.stemsFolder === undefined ? null : await hashesBelow(options.stemsFolder, session, options.signal);
  for (const [index, stem] of session.stems.entries()) {
    options.onProgress?.(index / session.stems.length, `looking at ${basename(stem.path)}`);
    stems.push(await checkedStem(folder, stem, elsewhere, options.signal));
  }
  return { session: { ...session, stems }, folder };
}

async function checkedStem(
  folder: string,
  stem: Stem,
  elsewhere: ReadonlyMap<string, string> | null,
  signal?: AbortSignal,
): Promise<Stem> {
  const path = resolvePath(folder, stem.path);
  const isThere = (await stat(path).catch(() => null))?.isFile() ?? false;
  if (isThere && (await contentHash(path, signal)) === stem.contentHash) return stem;
  const found = elsewhere?.get(stem.contentHash);
  if (found !== undefined) return { ...stem, path: relativePath(folder, found) };
  if (isThere) {
    const hint = "Put the former file back, or start again from the stems: the decisions were made for the former sound.";
    throw new ProjectError(
      "stem-changed",
      `The stem "${basename(stem.path)}" is not the file that this session was made with`,
      path,
      hint,
    );
  }
  const hint = "Put it back, or say where the stems are now with --stems FOLDER: they are known by their content.";
  throw new ProjectError("stem-missing", `The stem "${basename(stem.path)}" is not at its place`, path, hint);
}

/** Content hash → absolute path of the audio files below a folder. */
async function hashesBelow(stemsFolder: string, session: Session, signal?: AbortSignal): Promise<Map<string, string>> {
  const names = new Set(session.stems.map((stem) => basename(stem.path)));
  const { stems } = await findStems(stemsFolder);
  // Files of the same name first: most often only the folder has moved.
  const ordered = [...stems].sort((a, b) => Number(names.has(basename(b.path))) - Number(names.has(basename(a.path))));
  const found = new Map<string, string>();
  for (const { path } of ordered) {
    if (session.stems.every((stem) => found.has(stem.contentHash))) break;
    const file = resolve(stemsFolder, path);
    found.set(await contentHash(file, signal), file);
  }
  return found;
}

/** The same project as seen from another folder: paths are rewritten, nothing else. */
export function movedTo(project: Project, folder: string): Project {
  const moved = (path: string): string => relativePath(folder, resolvePath(project.folder, path));
  const { session } = project;
  const stems = session.stems.map((stem) => ({ ...stem, path: moved(stem.path) }));
  const references = session.references.map((reference) => ({ ...reference, path: moved(reference.path) }));
  return { folder, session: { ...session, stems, references } };
}

/** Saves to `folder/session.json` (made where it is missing), atomically. Returns the project as seen from there. */
export async function saveSession(
  project: Project,
  folder: string,
  options: { readonly force?: boolean } = {},
): Promise<Project> {
  const target = resolve(folder);
  await makeFolder(target);
  const moved = movedTo({ ...project, folder: resolve(project.folder) }, target);
  await writeFileWhole(join(target, SESSION_FILE), writeSession(moved.session), options);
  return moved;
}
