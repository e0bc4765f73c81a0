// The demo song as files: a folder of stems such as a producer would bring.
import { existsSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Watch } from "../../../index.ts";
import { type DemoSong, type DemoStem, demoSong } from "../../../demo/demo-song.ts";
import type { AudioStream } from "../audio/stream.ts";
import { makeFolder } from "../files/make-folder.ts";
import { openStaging } from "../files/staging.ts";
import { writeStream } from "../audio/write-stream.ts";

/** Frames handed to the writer at a time. */
const CHUNK_FRAMES = 65536;

export interface WrittenDemo {
  readonly song: DemoSong;
  /** Removes the stems again, where there were none before. */
  readonly takeAway: () => Promise<void>;
}

/** Plays the song with this seed into `folder`, whose stems appear together. @throws AudioFileError where some are there and `force` is not given */
export async function writeDemoSong(
  folder: string,
  seed: number,
  options: Watch & { readonly force?: boolean } = {},
): Promise<WrittenDemo> {
  const song = demoSong(seed);
  const paths = song.stems.map((stem) => stem.path);
  const wasThere = paths.some((path) => existsSync(join(folder, path)));
  const staging = await openStaging(folder, paths, options.force ?? false);
  try {
    await writeStems(song, staging.folder, options);
    await staging.finish();
  } catch (error) {
    await staging.abort();
    throw error;
  }
  const takeAway = async (): Promise<void> => {
    if (wasThere) return;
    for (const path of paths) await rm(join(folder, path), { force: true });
    await removeEmptyFolders(folder, paths);
  };
  return { song, takeAway };
}

async function removeEmptyFolders(folder: string, paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => dirname(join(folder, path))));
  for (const one of [...folders].filter((inner) => inner !== folder)) await rmdir(one).catch(() => {});
  await rmdir(folder).catch(() => {});
  await rmdir(dirname(folder)).catch(() => {});
}

async function writeStems(song: DemoSong, folder: string, options: Watch): Promise<void> {
  for (const [index, stem] of song.stems.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.(index / song.stems.length, `playing ${stem.path}`);
    const path = join(folder, stem.path);
    await makeFolder(dirname(path));
    const target = { format: "wav", bitDepth: stem.bitDepth } as const;
    await writeStream(streamOf(stem), path, target, {
      ...(options.signal && { signal: options.signal }),
    });
    // Playing a stem holds the thread: let Ctrl-C through between two.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function streamOf(stem: DemoStem): AudioStream {
  const { sampleRateHz, channels, frames, bitDepth } = stem;
  return {
    sampleRateHz,
    channels,
    frames,
    // The writer expects samples on the grid of its word length; an async pass, as streams are.
    async *chunks() {
      const planar = stem.render().map((samples) => onGrid(samples, bitDepth));
      for (let start = 0; start < frames; start += CHUNK_FRAMES) {
        yield planar.map((samples) => samples.subarray(start, Math.min(frames, start + CHUNK_FRAMES)));
      }
    },
  };
}

function onGrid(samples: Float32Array, bitDepth: number): Float32Array {
  const steps = 2 ** (bitDepth - 1);
  return samples.map((sample) => Math.round(sample * steps) / steps);
}
