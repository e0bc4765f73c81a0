// A finished mix, one file, as a project of one track: what mastering starts from.
import { basename, dirname, extname, resolve } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { createSession } from "../../../stems/create-session.ts";
import { tidyCache } from "../render/stem-cache.ts";
import { readStem, SESSION_RATE_HZ } from "./open-stems.ts";

export interface OpenMixOptions {
  /** The song's name; else the file's. */
  readonly name?: string;
  readonly tempoBpm?: number;
  readonly seed?: number;
}

/** @throws AudioFileError where the file can't be read */
export async function openMix(path: string, options: OpenMixOptions = {}, watch: Watch = {}): Promise<Project> {
  const file = resolve(path);
  watch.onProgress?.(0, `reading ${basename(file)}`);
  const folder = dirname(file);
  const stem = await readStem(folder, { path: basename(file), group: null }, SESSION_RATE_HZ, watch.signal);
  await tidyCache();
  const name = options.name ?? (basename(file, extname(file)).replace(/[ ._-]mix$/i, "") || "song");
  const session = createSession([stem], {
    name,
    sampleRateHz: SESSION_RATE_HZ,
    tempoBpm: options.tempoBpm ?? null,
    ...(options.seed !== undefined && { seed: options.seed }),
  });
  const tracks = session.tracks.map((track) => ({ ...track, role: "mix" as const }));
  return { folder, session: { ...session, tracks } };
}
