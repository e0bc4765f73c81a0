// Looks through a folder's files the way the contract says: every audio file is a stem, subfolders are groups, `reference` holds
// references. Pure: hosts list the paths.

const AUDIO_ENDINGS = new Set([
  ".wav",
  ".wave",
  ".bwf",
  ".rf64",
  ".bw64",
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

export interface SortedFiles {
  readonly stems: readonly FoundFile[];
  readonly references: readonly FoundFile[];
  /** Files that are not audio by their name; relative paths. */
  readonly skipped: readonly string[];
}

/** Sorts paths that are relative to the folder, in the order given. Hidden files and saved sessions (`NAME.stemroom`) are passed over. */
export function sortFiles(paths: readonly string[]): SortedFiles {
  const stems: FoundFile[] = [];
  const references: FoundFile[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    const parts = path.split("/");
    const folders = parts.slice(0, -1);
    if (parts.some((part) => part.startsWith(".")) || folders.some((part) => part.endsWith(".stemroom"))) continue;
    const found = { path, group: parts.length > 1 ? (parts[0] ?? null) : null };
    if (!AUDIO_ENDINGS.has(/\.[^.]+$/.exec(path)?.[0].toLowerCase() ?? "")) skipped.push(path);
    else if (folders.some((part) => REFERENCE_FOLDERS.has(part.toLowerCase()))) references.push(found);
    else stems.push(found);
  }
  return { stems, references, skipped };
}
