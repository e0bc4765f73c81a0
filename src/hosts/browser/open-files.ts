// Files that were picked become a session with its stems: a saved session and its files, or stems alone as their plain sum.
import { resampledFrames } from "../../conversion/resampler.ts";
import { openAudio } from "../../formats/open-audio.ts";
import { resolvePath } from "../../session/paths.ts";
import type { Session, Stem } from "../../session/schema.ts";
import { readSession } from "../../session/validate.ts";
import { createSession, type FoundStem } from "../../stems/create-session.ts";
import { type FoundFile, sortFiles } from "../../stems/sort-files.ts";
import { blobSource } from "./blob-source.ts";
import { BrowserError } from "./browser-needs.ts";

export interface PickedFile {
  /** As the browser names it, with forward slashes: `Song/Drums/Kick.wav`, or only the name for single files. */
  readonly path: string;
  readonly file: File;
}

export interface OpenedFiles {
  readonly session: Session;
  /** By stem id. */
  readonly stems: ReadonlyMap<string, File>;
  /** The path of the session among the files, or null: a neutral one was made. */
  readonly sessionPath: string | null;
}

const SESSION_FILE = "session.json";
const SESSION_RATE_HZ = 48000;

/** From `<input type="file">`, with or without `webkitdirectory`. */
export function pickedFiles(files: Iterable<File>): PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * Opens what was picked. Of several sessions the one saved last. Reads headers, not the sound.
 * @throws BrowserError, SessionError, AudioFileError naming the stem that can't be read
 */
export async function openFiles(files: readonly PickedFile[]): Promise<OpenedFiles> {
  const saved = files
    .filter(({ path }) => nameOf(path) === SESSION_FILE)
    .sort((a, b) => b.file.lastModified - a.file.lastModified);
  const [newest] = saved;
  return newest ? openSaved(newest, files) : openStems(files);
}

/** SHA-256 of a file's bytes, as sessions carry it: 64 hex digits. The whole file is in memory meanwhile. */
export async function contentHash(file: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function openSaved(saved: PickedFile, files: readonly PickedFile[]): Promise<OpenedFiles> {
  const session = readSession(await saved.file.text());
  const folder = saved.path.split("/").slice(0, -1).join("/");
  const stems = new Map<string, File>();
  const missing: string[] = [];
  for (const stem of session.stems) {
    const file = await findStem(stem, folder, files);
    if (file) stems.set(stem.id, file);
    else missing.push(nameOf(stem.path));
  }
  if (missing.length > 0)
    throw new BrowserError(
      `These stems of the session are not among the files: ${missing.join(", ")}`,
      "Pick the folder that holds both the stems and the session.",
    );
  for (const stem of session.stems) await checkStem(stem, stems.get(stem.id) as File);
  return { session, stems, sessionPath: saved.path };
}

/** By place, else by name; where several have the name, or none has, by content. */
async function findStem(stem: Stem, folder: string, files: readonly PickedFile[]): Promise<File | null> {
  const place = resolvePath(folder, stem.path);
  const there = files.find(({ path }) => path === place);
  if (there) return there.file;
  const named = files.filter(({ path }) => nameOf(path) === nameOf(stem.path));
  if (named.length === 1 && named[0]) return named[0].file;
  const sorted = named.length > 0 ? named : audioAmong(files);
  for (const { file } of stem.contentHash ? sorted : []) if ((await contentHash(file)) === stem.contentHash) return file;
  return null;
}

function audioAmong(files: readonly PickedFile[]): PickedFile[] {
  const stems = new Set(sortFiles(files.map(({ path }) => path)).stems.map(({ path }) => path));
  return files.filter(({ path }) => stems.has(path));
}

async function checkStem(stem: Stem, file: File): Promise<void> {
  const { info } = await openAudio(blobSource(file.name, file));
  const isSame =
    info.sampleRateHz === stem.sampleRateHz &&
    info.channels === stem.channels &&
    (info.frames === null || info.frames === stem.fileFrames);
  if (isSame) return;
  throw new BrowserError(
    `The stem "${file.name}" is not the file that this session was made with`,
    "Put the former file back, or start again from the stems: the decisions were made for the former sound.",
  );
}

async function openStems(files: readonly PickedFile[]): Promise<OpenedFiles> {
  const root = sharedRoot(files);
  const byPath = new Map(files.map(({ path, file }) => [path.slice(root.length), file]));
  const { stems, references } = sortFiles([...byPath.keys()]);
  if (stems.length === 0)
    throw new BrowserError(
      "There are no audio files here",
      "Pick a folder with stems as WAV, AIFF, FLAC, MP3, Ogg or Opus, or with a session.",
    );
  const found: FoundStem[] = [];
  for (const stem of stems) found.push(await readStem(stem, byPath.get(stem.path) as File));
  const session = createSession(found, {
    name: root.slice(0, -1) || "Song",
    sampleRateHz: SESSION_RATE_HZ,
    references: references.map(({ path }) => ({ path, weight: 1 })),
  });
  const opened = new Map(session.stems.map((stem) => [stem.id, byPath.get(stem.path) as File]));
  return { session, stems: opened, sessionPath: null };
}

/** The content hash is left empty: for that the whole file would have to be read before the first sound. */
async function readStem({ path, group }: FoundFile, file: File): Promise<FoundStem> {
  const reader = await openAudio(blobSource(path, file));
  const { format, sampleRateHz, channels, bitDepth } = reader.info;
  let fileFrames = reader.info.frames;
  if (fileFrames === null) {
    fileFrames = 0;
    for await (const [left] of reader.chunks()) fileFrames += left?.length ?? 0;
  }
  const frames = resampledFrames(fileFrames, sampleRateHz, SESSION_RATE_HZ);
  return { path, folder: group, contentHash: "", format, sampleRateHz, channels, bitDepth, fileFrames, frames };
}

/** `Song/` where all files lie in one picked folder. */
function sharedRoot(files: readonly PickedFile[]): string {
  const [first] = files;
  const root = first?.path.includes("/") ? first.path.slice(0, first.path.indexOf("/") + 1) : "";
  return files.every(({ path }) => path.startsWith(root)) ? root : "";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
