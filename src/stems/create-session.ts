// From the audio files of a folder to a session with everything neutral: the plain sum of its stems.
import { emptySession, neutralGroup, neutralTrack } from "../session/neutral.ts";
import type { Session, Stem } from "../session/schema.ts";
import { RESERVED_IDS } from "../session/strips.ts";

/** A stem's file as it was found. */
export interface FoundStem {
  /** As the session will name it: relative to the session's folder where possible, forward slashes. */
  readonly path: string;
  /** Name of the subfolder that it lies in, or null: its group. */
  readonly folder: string | null;
  readonly contentHash: string;
  readonly format: string;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly bitDepth: number | null;
  /** At the file's own rate. */
  readonly fileFrames: number;
  /** At the session's rate, after conversion. */
  readonly frames: number;
}

export interface NewSessionOptions {
  readonly name: string;
  readonly sampleRateHz?: number;
  readonly seed?: number;
  readonly tempoBpm?: number | null;
  readonly references?: readonly { readonly path: string; readonly weight: number }[];
}

/** Tracks in the natural order of their paths (2 before 10), one for each stem; groups for subfolders and nothing else. */
export function createSession(found: readonly FoundStem[], options: NewSessionOptions): Session {
  const session = emptySession(options.name, options.sampleRateHz ?? 48000, options.seed ?? 1);
  const taken = new Set<string>(RESERVED_IDS);
  const sorted = [...found].sort((a, b) => naturalOrder(a.path, b.path));
  const readable = sorted.map((stem) => readableName(fileName(stem.path)));
  const isAlone = (name: string) => readable.filter((one) => one === name).length === 1;
  const names = sorted.map((stem, index) => (isAlone(readable[index] ?? "") ? (readable[index] ?? "") : fileName(stem.path)));
  const ids = names.map((name) => freeId(slug(name), taken));
  const folders = [...new Set(sorted.map((stem) => stem.folder).filter((folder) => folder !== null))];
  const groups = folders.map((folder) => neutralGroup(freeId(`group-${slug(folder)}`, taken), readableName(folder)));
  const outputOf = (folder: string | null) => (folder === null ? "mix" : (groups[folders.indexOf(folder)]?.id ?? "mix"));
  return {
    ...session,
    tempoBpm: options.tempoBpm ?? null,
    references: (options.references ?? []).map((reference) => ({ ...reference })),
    stems: sorted.map((stem, index) => stemOf(stem, ids[index] ?? "")),
    tracks: sorted.map((stem, index) => {
      const id = ids[index] ?? "";
      return { ...neutralTrack(id, names[index] ?? id, id), output: outputOf(stem.folder) };
    }),
    groups,
  };
}

function stemOf(found: FoundStem, id: string): Stem {
  const { path, contentHash, format, sampleRateHz, channels, bitDepth, fileFrames, frames } = found;
  return { id, path, contentHash, format, sampleRateHz, channels, bitDepth, fileFrames, frames };
}

/** `../a/01_Lead Vox.wav` → `01_Lead Vox`. */
export function fileName(path: string): string {
  const last = path.slice(path.lastIndexOf("/") + 1);
  const dot = last.lastIndexOf(".");
  return dot > 0 ? last.slice(0, dot) : last;
}

/** `01_lead_vox` → `Lead vox`: without the number in front, spaces for underscores, a capital first. */
export function readableName(name: string): string {
  const bare = name
    .replace(/^\d{1,3}[\s._-]+(?=.*\p{L})/u, "")
    .replace(/[_\s]+/gu, " ")
    .trim();
  const text = bare === "" ? name : bare;
  return (text.slice(0, 1).toUpperCase() + text.slice(1)).slice(0, 200);
}

/** Letters and digits of any script in lower case, joined by hyphens; `track` where none are left. */
export function slug(name: string): string {
  const joined = name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return joined.slice(0, 60).replace(/-+$/, "") || "track";
}

/** The id itself or, where it is taken, with the first free number behind it. Takes it. */
export function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  taken.add(id);
  return id;
}

/** Order of names in which 2 comes before 10; the same on every system. */
function naturalOrder(a: string, b: string): number {
  const left = a.toLowerCase().match(/\d+|\D+/g) ?? [];
  const right = b.toLowerCase().match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}
