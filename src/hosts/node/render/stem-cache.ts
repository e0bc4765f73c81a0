// Decoded stems on disk: what is compressed or of another rate is decoded once, to 32-bit floats at the session's rate, keyed by
// content. Files appear whole (renamed into place); the oldest leave when the folder grows beyond its limit.
import { createHash, randomUUID } from "node:crypto";
import { access, constants, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { openAudioFile } from "../files/open-audio-file.ts";
import { resampledFrames } from "../../../conversion/resampler.ts";
import { resampleChunks, RESAMPLER_VERSION } from "./resample-chunks.ts";
import type { StemFile } from "./stem-files.ts";

/** Bytes the folder may hold. */
const CACHE_LIMIT_BYTES = 20e9;
const ENDING = ".f32";
const BYTES_PER_SAMPLE = 4;
/** A day: no run takes that long over one stem. */
const STALE_MS = 86_400_000;

/** `STEMROOM_CACHE`, or the user's cache folder, or the temporary folder where there is no home. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.STEMROOM_CACHE) return env.STEMROOM_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "stemroom");
  const home = homedir();
  return home && home !== "/" ? join(home, ".cache", "stemroom") : join(tmpdir(), "stemroom-cache");
}

/** The cache's folder, and the one that stands in for it where it can't be written to. */
function cacheFolders(): readonly [string, string] {
  return [cacheFolder(), join(tmpdir(), "stemroom-cache")];
}

export interface StemRequest {
  readonly path: string;
  /** SHA-256 of the file; empty where unknown: then path, size and time of change stand in for it. */
  readonly contentHash: string;
  readonly channels: 1 | 2;
  /** The rate that is wanted: the session's. */
  readonly sampleRateHz: number;
  /** Length at that rate, where it is known: a copy of another length is damaged. */
  readonly frames?: number;
}

/** The decoded copy of a stem where there is one; null otherwise. Opens no file. */
export async function cachedStem(request: StemRequest): Promise<StemFile | null> {
  const name = await cacheName(request);
  for (const folder of cacheFolders()) {
    const path = join(folder, name);
    const frames = await decodedFrames(path, request.channels, request.frames ?? null);
    if (frames !== null) return decodedFile(request.path, path, request.channels, frames);
  }
  return null;
}

/**
 * How render threads read a stem: the file itself where it is uncompressed and at the session's rate, else its decoded copy,
 * which is made now if need be. @throws AudioFileError
 */
export async function prepareStem(request: StemRequest, signal?: AbortSignal): Promise<StemFile> {
  const reader = await openAudioFile(request.path, signal ? { signal } : {});
  try {
    const { pcm, info } = reader;
    if (pcm && info.sampleRateHz === request.sampleRateHz) return { path: request.path, name: request.path, layout: pcm };
    const folder = await usableFolder();
    const path = join(folder, await cacheName({ ...request, channels: info.channels }));
    const expected = info.frames === null ? null : resampledFrames(info.frames, info.sampleRateHz, request.sampleRateHz);
    const known = await decodedFrames(path, info.channels, expected);
    if (known !== null) return decodedFile(request.path, path, info.channels, known);
    const chunks =
      info.sampleRateHz === request.sampleRateHz
        ? reader.chunks(signal)
        : resampleChunks(reader.chunks(signal), info.sampleRateHz, request.sampleRateHz, info.channels);
    const frames = await writeDecoded(path, chunks, info.channels);
    return decodedFile(request.path, path, info.channels, frames);
  } finally {
    await reader.close();
  }
}

function decodedFile(name: string, path: string, channels: 1 | 2, frames: number): StemFile {
  const layout = { dataOffset: 0, frames, bytesPerFrame: BYTES_PER_SAMPLE * channels, channels, sample: "f32le" } as const;
  return { path, name, layout };
}

async function cacheName({ path, contentHash, sampleRateHz, channels }: StemRequest): Promise<string> {
  let content = contentHash;
  if (!/^[0-9a-f]{64}$/.test(content)) {
    const { size, mtimeMs } = await stat(path);
    content = createHash("sha256")
      .update(JSON.stringify([path, size, mtimeMs]))
      .digest("hex");
  }
  return `${content}-${sampleRateHz}-${channels}-r${RESAMPLER_VERSION}${ENDING}`;
}

/** Frames of a decoded copy, or null where there is none or it is not of the expected length. Touches it: the oldest leave first. */
async function decodedFrames(path: string, channels: number, expected: number | null): Promise<number | null> {
  try {
    const { size } = await stat(path);
    if (expected !== null && size !== expected * BYTES_PER_SAMPLE * channels) return null;
    const now = new Date();
    await utimes(path, now, now);
    return size / (BYTES_PER_SAMPLE * channels);
  } catch {
    return null;
  }
}

async function writeDecoded(path: string, chunks: AsyncIterable<readonly Float32Array[]>, channels: number): Promise<number> {
  const partial = `${path}.${randomUUID()}.partial`;
  const handle = await open(partial, "wx").catch((error: unknown) => {
    throw noRoom(path, error);
  });
  let frames = 0;
  try {
    for await (const planar of chunks) {
      const interleaved = interleave(planar, channels);
      // Not write(): on a disk that is nearly full it may take a part and say so in its answer only.
      await handle.writeFile(new Uint8Array(interleaved.buffer)).catch((error: unknown) => {
        throw noRoom(path, error);
      });
      frames += interleaved.length / channels;
    }
    await handle.close();
    await rename(partial, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  return frames;
}

function noRoom(path: string, cause: unknown): AudioFileError {
  return new AudioFileError(
    "output-failed",
    "The decoded copy of a stem could not be written",
    path,
    "Make room on that disk, or name another folder in STEMROOM_CACHE.",
    cause,
  );
}

function interleave(planar: readonly Float32Array[], channels: number): Float32Array<ArrayBuffer> {
  const frames = planar[0]?.length ?? 0;
  const out = new Float32Array(frames * channels);
  planar.forEach((channel, index) => {
    for (let frame = 0; frame < frames; frame++) out[frame * channels + index] = channel[frame] ?? 0;
  });
  return out;
}

async function usableFolder(): Promise<string> {
  const [wanted, fallback] = cacheFolders();
  try {
    await makeFolder(wanted);
    await access(wanted, constants.W_OK);
    return wanted;
  } catch {
    await makeFolder(fallback).catch((error: unknown) => {
      throw noRoom(fallback, error);
    });
    return fallback;
  }
}

/** Keeps the cache within its limit: to be called where stems have been prepared. */
export async function tidyCache(keep: ReadonlySet<string> = new Set()): Promise<void> {
  for (const folder of new Set(cacheFolders())) await pruneCache(folder, CACHE_LIMIT_BYTES, keep);
}

/**
 * Removes the copies that were used longest ago until the folder is within its limit, and what broken runs left behind. A copy that
 * can't be removed stays. `keep`: paths of copies that are about to be read.
 */
export async function pruneCache(
  folder: string,
  limitBytes: number = CACHE_LIMIT_BYTES,
  keep: ReadonlySet<string> = new Set(),
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files: { path: string; bytes: number; usedMs: number }[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) continue;
    const isStale = name.endsWith(".partial") && Date.now() - found.mtimeMs > STALE_MS;
    if (isStale) await isRemoved(path);
    else if (name.endsWith(ENDING)) files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  files.sort((a, b) => a.usedMs - b.usedMs);
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (total <= limitBytes) return;
    if (keep.has(file.path)) continue;
    if (await isRemoved(file.path)) total -= file.bytes;
  }
}

function isRemoved(path: string): Promise<boolean> {
  return rm(path, { force: true }).then(
    () => true,
    () => false,
  );
}
