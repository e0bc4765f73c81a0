// Looks through a folder the way the contract says: every audio file is a stem, subfolders are groups, `reference` holds references.
import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";
import { ProjectError } from "./project-error.ts";

const AUDIO_ENDINGS = new Set([
  ".wav",
  ".wave",
  ".bwf",
  ".rf64",
  ".bw64",
  ".w64",
  ".aif",
  ".aiff",
  ".aifc",
  ".flac",
  ".mp3",
  ".ogg",
  ".oga",
  ".opus",
  ".m4a",
  ".mp4",
  ".aac",
]);
const REFERENCE_FOLDERS = new Set(["reference", "references"]);

export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** The first subfolder's name, or null for files at the top. */
  readonly group: string | null;
}

export interface FoundFiles {
  readonly stems: readonly FoundFile[];
  readonly references: readonly FoundFile[];
  /** Files that are not audio by their name; relative paths. */
  readonly skipped: readonly string[];
}

/**
 * Lists stems, references and what is skipped, in the order of their names («2 Snare» before «10 Hats»).
 * Hidden files, saved sessions (`NAME.stemroom`) and links to folders are passed over.
 * @throws ProjectError
 */
export async function findStems(folder: string): Promise<FoundFiles> {
  const info = await stat(folder).catch(() => null);
  if (info === null) throw new ProjectError("not-found", "There is no such folder", folder, "Check the path.");
  if (!info.isDirectory())
    throw new ProjectError("not-a-folder", "STEMS is a file", folder, "Give the folder that holds the stems.");
  const stems: FoundFile[] = [];
  const references: FoundFile[] = [];
  const skipped: string[] = [];
  for (const file of await filesBelow(folder)) {
    const parts = file.split("/");
    const isReference = parts.slice(0, -1).some((part) => REFERENCE_FOLDERS.has(part.toLowerCase()));
    const found = { path: file, group: parts.length > 1 ? (parts[0] ?? null) : null };
    if (!AUDIO_ENDINGS.has(extname(file).toLowerCase())) skipped.push(file);
    else if (isReference) references.push(found);
    else stems.push(found);
  }
  if (stems.length === 0) {
    const hint = skipped.length > 0 ? `${skipped.length} other files were skipped. ` : "";
    throw new ProjectError(
      "no-stems",
      "No audio files in the folder",
      folder,
      `${hint}Put the stems there as WAV, AIFF, FLAC, MP3, Ogg, Opus or M4A.`,
    );
  }
  return { stems, references, skipped };
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (here: string): Promise<void> => {
    for (const entry of await readdir(here, { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      const path = join(here, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.endsWith(".stemroom")) await walk(path);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile())) {
        found.push(relative(folder, path).split(sep).join("/"));
      }
    }
  };
  await walk(folder);
  return found.sort(byName.compare);
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The song's name where none is given: the folder's. */
export function songName(folder: string): string {
  return basename(folder).trim() || "song";
}
