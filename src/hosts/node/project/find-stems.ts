// Looks through a folder on disk; what its files are is said by src/stems/sort-files.ts.
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { type SortedFiles, sortFiles } from "../../../stems/sort-files.ts";
import { ProjectError } from "./project-error.ts";

export type { FoundFile } from "../../../stems/sort-files.ts";

/**
 * Lists stems, references and what is skipped, in the order of their names («2 Snare» before «10 Hats»).
 * Hidden files, saved sessions (`NAME.stemroom`) and links to folders are passed over.
 * @throws ProjectError
 */
export async function findStems(folder: string): Promise<SortedFiles> {
  const info = await stat(folder).catch(() => null);
  if (info === null) throw new ProjectError("not-found", "There is no such folder", folder, "Check the path.");
  if (!info.isDirectory())
    throw new ProjectError("not-a-folder", "STEMS is a file", folder, "Give the folder that holds the stems.");
  const sorted = sortFiles(await filesBelow(folder));
  const { stems, skipped } = sorted;
  if (stems.length === 0) {
    const others = skipped.length === 1 ? "1 other file was" : `${skipped.length} other files were`;
    const hint = skipped.length > 0 ? `${others} skipped. ` : "";
    throw new ProjectError(
      "no-stems",
      "No audio files in the folder",
      folder,
      `${hint}Put the stems there as WAV, AIFF, FLAC, MP3, Ogg, Opus or M4A.`,
    );
  }
  return sorted;
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
