// The demo song as files: a folder of stems such as a producer would bring.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Watch } from "../../../index.ts";
import { type DemoSong, type DemoStem, demoSong } from "../../../demo/demo-song.ts";
import type { AudioStream } from "../audio/stream.ts";
import { writeStream } from "../audio/write-stream.ts";

/** Frames handed to the writer at a time. */
const CHUNK_FRAMES = 65536;

/** Plays the song with this seed into `folder`. Stems that are there already are kept where `force` is not given. @throws AudioFileError */
export async function writeDemoSong(
  folder: string,
  seed: number,
  options: Watch & { readonly force?: boolean } = {},
): Promise<DemoSong> {
  const song = demoSong(seed);
  for (const [index, stem] of song.stems.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.(index / song.stems.length, `playing ${stem.path}`);
    const path = join(folder, stem.path);
    await mkdir(dirname(path), { recursive: true });
    const target = { format: "wav", bitDepth: stem.bitDepth } as const;
    await writeStream(streamOf(stem), path, target, {
      force: options.force ?? false,
      ...(options.signal && { signal: options.signal }),
    });
    // Playing a stem holds the thread: let Ctrl-C through between two.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return song;
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
