// A folder of results that appears whole: everything is written to a hidden folder inside it and moved into place at the end.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AudioFileError } from "../../../formats/audio-file-error.ts";

const STAGING = /^\.stemroom-partial-(\d+)$/;

export interface Staging {
  /** Where to write. Its tree becomes the results' tree. */
  readonly folder: string;
  /** Moves every file into place, replacing what was there. */
  finish(): Promise<void>;
  /** Takes everything away, and the results' folder too if this made it. Harmless after finish(). */
  abort(): Promise<void>;
}

/**
 * Prepares `out` for `targets` (paths relative to it).
 * @throws AudioFileError when a target is there already and `force` is not given, or when `out` can't be written
 */
export async function openStaging(out: string, targets: readonly string[], force: boolean): Promise<Staging> {
  await refuseFile(out);
  const existing = targets.filter((target) => existsSync(join(out, target)));
  if (existing.length > 0 && !force) {
    const more = existing.length > 1 ? ` and ${existing.length - 1} more` : "";
    throw new AudioFileError(
      "output-exists",
      `The output is there already (${existing[0]}${more})`,
      out,
      "Choose another folder, or replace it with --force.",
    );
  }
  const made = await makeFolder(out);
  await removeStale(out);
  const folder = join(out, `.stemroom-partial-${process.pid}`);
  await makeFolder(folder);
  let open = true;
  return {
    folder,
    finish: async () => {
      for (const file of filesBelow(folder)) {
        await mkdir(dirname(join(out, file)), { recursive: true });
        await rename(join(folder, file), join(out, file));
      }
      open = false;
      await rm(folder, { recursive: true, force: true });
    },
    abort: async () => {
      if (!open) return;
      open = false;
      await rm(folder, { recursive: true, force: true });
      if (made !== null) await rmdir(out).catch(() => {});
    },
  };
}

async function refuseFile(out: string): Promise<void> {
  const info = await stat(out).catch(() => null);
  if (info && !info.isDirectory())
    throw new AudioFileError("output-failed", "The output is a file and should be a folder", out, "Name a folder with -o.");
}

/** Makes a folder with those above it; the first one that was missing, or null. */
async function makeFolder(folder: string): Promise<string | null> {
  try {
    return (await mkdir(folder, { recursive: true })) ?? null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const hint = code === "ENOSPC" ? "Free some space, or choose another disk." : "Choose a folder that you may write to.";
    throw new AudioFileError("output-failed", `The output folder can't be made (${code})`, folder, hint, error);
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
