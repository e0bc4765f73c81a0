// A folder of stems becomes a project: every file is found, read through once and checked before anything is decided.
import { join, resolve } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { createSession, type FoundStem } from "../../../stems/create-session.ts";
import { fileStream } from "../audio/file-stream.ts";
import { chunkFrames } from "../audio/stream.ts";
import { contentHash } from "../files/content-hash.ts";
import { prepareStem, tidyCache } from "../render/stem-cache.ts";
import { type FoundFile, findStems, songName } from "./find-stems.ts";

export interface OpenStemsOptions extends Watch {
  readonly name?: string;
  readonly tempoBpm?: number;
  readonly seed?: number;
  /** Rate at which everything is mixed; 48 000 Hz when left out. */
  readonly sampleRateHz?: number;
}

export interface OpenedStems {
  readonly project: Project;
  /** Files that were passed over, relative to the folder. */
  readonly skipped: readonly string[];
}

/** Everything is mixed at this rate where nothing else is asked for. */
export const SESSION_RATE_HZ = 48000;

/**
 * Opens a folder of stems as a neutral session: its plain sum.
 * @throws ProjectError when there are no stems, AudioFileError naming the stem that can't be read
 */
export async function openStems(folder: string, options: OpenStemsOptions = {}): Promise<OpenedStems> {
  const root = resolve(folder);
  const found = await findStems(root);
  const sampleRateHz = options.sampleRateHz ?? SESSION_RATE_HZ;
  const stems: FoundStem[] = [];
  for (const [index, file] of found.stems.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.(index / found.stems.length, `reading ${file.path}`);
    stems.push(await readStem(root, file, sampleRateHz, options.signal));
  }
  await tidyCache();
  const session = createSession(stems, {
    name: options.name ?? songName(root),
    sampleRateHz,
    references: found.references.map(({ path }) => ({ path, weight: 1 })),
    tempoBpm: options.tempoBpm ?? null,
    ...(options.seed !== undefined && { seed: options.seed }),
  });
  return { project: { session, folder: root }, skipped: found.skipped };
}

/** Reads one file through, so that everything wrong with it is known before anything is decided. @throws AudioFileError */
export async function readStem(
  root: string,
  { path, group }: FoundFile,
  sampleRateHz: number,
  signal?: AbortSignal,
): Promise<FoundStem> {
  const file = join(root, path);
  const stream = await fileStream(file);
  const { format, channels, bitDepth } = stream.info;
  const hash = await contentHash(file, signal);
  const { layout } = await prepareStem({ path: file, contentHash: hash, sampleRateHz, channels }, signal);
  return {
    path,
    folder: group,
    contentHash: hash,
    format,
    sampleRateHz: stream.sampleRateHz,
    channels,
    bitDepth,
    fileFrames: stream.frames ?? (stream.sampleRateHz === sampleRateHz ? layout.frames : await countFrames(file, signal)),
    frames: layout.frames,
  };
}

/** For compressed files whose header does not tell: goes through the whole file. */
async function countFrames(file: string, signal?: AbortSignal): Promise<number> {
  let frames = 0;
  for await (const planar of (await fileStream(file)).chunks(signal)) frames += chunkFrames(planar);
  return frames;
}
