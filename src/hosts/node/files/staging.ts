// A folder of results that appears whole: everything is written to a hidden folder inside it and moved into place at the end.
import { readdirSync, type Stats, statSync } from "node:fs";
import { rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import { isAlive } from "./is-alive.ts";
import { makeFolder } from "./make-folder.ts";

const STAGING = /^\.stemroom-partial-(\d+)$/;

export interface Staging {
  /** Where to write. Its tree becomes the results' tree. */
  readonly folder: string;
  /** Moves every file into place, replacing what was there. @throws AudioFileError where someone else has put a target there meanwhile */
  finish(): Promise<void>;
  /** Takes everything away, and the folders that this made. Harmless after finish(). */
  abort(): Promise<void>;
}

/**
 * Prepares `out` for `targets` (paths relative to it).
 * @throws AudioFileError when a target is there already and `force` is not given, or when `out` can't be written
 */
export async function openStaging(out: string, targets: readonly string[], force: boolean): Promise<Staging> {
  await refuseFile(out);
  refuseExisting(out, targets, force);
  const made = await folderOrError(out);
  await removeStale(out);
  const folder = join(out, `.stemroom-partial-${process.pid}`);
  await folderOrError(folder);
  let open = true;
  return {
    folder,
    finish: async () => {
      refuseExisting(out, targets, force);
      for (const file of filesBelow(folder)) {
        await makeFolder(dirname(join(out, file)));
        await rename(join(folder, file), join(out, file));
      }
      open = false;
      await rm(folder, { recursive: true, force: true });
    },
    abort: async () => {
      if (!open) return;
      open = false;
      await rm(folder, { recursive: true, force: true });
      if (made !== null) await removeEmpty(made, out);
    },
  };
}

async function refuseFile(out: string): Promise<void> {
  const info = await stat(out).catch(() => null);
  if (info && !info.isDirectory())
    throw new AudioFileError("output-failed", "The output is a file and should be a folder", out, "Name a folder with -o.");
}

function refuseExisting(out: string, targets: readonly string[], force: boolean): void {
  const existing = targets.filter((target) => statOrNull(join(out, target)) !== null);
  const folder = existing.find((target) => statOrNull(join(out, target))?.isDirectory());
  if (folder !== undefined)
    throw new AudioFileError("output-failed", "A folder has the name of a result", join(out, folder), "Choose another folder.");
  if (existing.length === 0 || force) return;
  const more = existing.length > 1 ? ` and ${existing.length - 1} more` : "";
  throw new AudioFileError(
    "output-exists",
    `The output is there already (${existing[0]}${more})`,
    out,
    "Choose another folder, or replace it with --force.",
  );
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

async function folderOrError(folder: string): Promise<string | null> {
  try {
    return await makeFolder(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const hint = code === "ENOSPC" ? "Free some space, or choose another disk." : "Choose a folder that you may write to.";
    throw new AudioFileError("output-failed", `The output folder can't be made (${code})`, folder, hint, error);
  }
}

/** Removes `from` and the folders above it up to `top`, as far as they are empty. */
async function removeEmpty(top: string, from: string): Promise<void> {
  for (let at = from; !relative(top, at).startsWith(".."); at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}

/** Takes away what a killed process left behind. */
async function removeStale(out: string): Promise<void> {
  for (const name of readdirSync(out)) {
    const pid = Number(STAGING.exec(name)?.[1]);
    if (pid && !isAlive(pid)) await rm(join(out, name), { recursive: true, force: true });
  }
}
