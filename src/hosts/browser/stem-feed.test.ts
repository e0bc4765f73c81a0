// A stem's feed gives the same samples from every frame on: from the file, from the decoded copy, and where the disk is full.
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { resampledFrames } from "../../conversion/resampler.ts";
import { createAudio } from "../../formats/create-audio.ts";
import type { AudioTarget, ByteSink } from "../../formats/audio.ts";
import { openAudio } from "../../formats/open-audio.ts";
import { BLOCK_SAMPLES } from "../../engine/running-program.ts";
import { compileKernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { blobSource } from "./blob-source.ts";
import { createRing, RingReader } from "./ring.ts";
import { StemFeed } from "./stem-feed.ts";
import { beginsAnywhere, stemStream } from "./stem-stream.ts";

const FRAMES = 70_001;
const RATE_HZ = 48000;
const module = compileKernels();

/** A file in memory. */
async function fileOf(target: AudioTarget, sampleRateHz: number): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(0);
  const sink: ByteSink = {
    name: "stem",
    get size() {
      return bytes.length;
    },
    async append(more) {
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    },
    async patch(offset, piece) {
      bytes.set(piece, offset);
    },
    finish: async () => undefined,
    abort: async () => undefined,
  };
  const writer = await createAudio(sink, target, { sampleRateHz, channels: 2 });
  const side = (seed: number) => Float32Array.from({ length: FRAMES }, (_, n) => (((n * seed * 7919) % 20011) - 10000) / 32768);
  await writer.write([side(1), side(3)], FRAMES);
  await writer.finish();
  return bytes;
}

const CASES = [
  { name: "WAV at the session's rate", target: { format: "wav", bitDepth: 24 }, hz: 48000 },
  { name: "WAV at another rate", target: { format: "wav", bitDepth: 16 }, hz: 44100 },
  { name: "FLAC", target: { format: "flac", bitDepth: 16 }, hz: 48000 },
] as const satisfies readonly { name: string; target: AudioTarget; hz: number }[];
const files = new Map<string, Uint8Array<ArrayBuffer>>();
const fileSource = (name: string) => blobSource(name, new Blob([files.get(name) as Uint8Array<ArrayBuffer>]));
beforeAll(async () => {
  for (const { name, target, hz } of CASES) files.set(name, await fileOf(target, hz));
});
afterEach(() => vi.unstubAllGlobals());

/** A disk in memory that takes so many bytes. Names of the files on it. */
function fakeDisk(roomBytes: number): Set<string> {
  const names = new Set<string>();
  const handle = () => {
    const bytes = new Uint8Array(roomBytes);
    return {
      write(from: Float32Array, { at }: { at: number }) {
        if (at + from.byteLength > roomBytes) throw new DOMException("full", "QuotaExceededError");
        bytes.set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength), at);
        return from.byteLength;
      },
      read(into: Float32Array, { at }: { at: number }) {
        new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes.subarray(at, at + into.byteLength));
        return into.byteLength;
      },
      close: () => undefined,
    };
  };
  const folder = {
    async getFileHandle(name: string) {
      names.add(name);
      return { createSyncAccessHandle: async () => handle() };
    },
    removeEntry: async (name: string) => void names.delete(name),
  };
  const storage = { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) };
  vi.stubGlobal("navigator", { storage });
  return names;
}

/** The whole stem, left and right. */
async function whole(name: string): Promise<Float32Array[]> {
  const source = fileSource(name);
  const chunks: Float32Array[][] = [];
  const stem = { source, module, sampleRateHz: RATE_HZ, reader: await openAudio(source) };
  for await (const chunk of stemStream(stem, 0)) chunks.push(chunk);
  const frames = chunks.reduce((sum, [left]) => sum + (left?.length ?? 0), 0);
  const out = [new Float32Array(frames), new Float32Array(frames)];
  let at = 0;
  for (const chunk of chunks) {
    out.forEach((channel, side) => channel.set(chunk[side] as Float32Array, at));
    at += chunk[0]?.length ?? 0;
  }
  return out;
}

/** Samples that differ; what is missing in `wanted` is silence. */
function differing(got: Float32Array, wanted: Float32Array): number {
  let count = 0;
  for (let n = 0; n < got.length; n++) if (got[n] !== (wanted[n] ?? 0)) count++;
  return count;
}

/** What a reader of the ring gets from `block` to the end. */
async function played(feed: StemFeed, reader: RingReader, block: number, frames: number): Promise<Float32Array[]> {
  await feed.restart(block);
  const blocks = Math.ceil(frames / BLOCK_FRAMES) - block;
  const out = [new Float32Array(blocks * BLOCK_FRAMES), new Float32Array(blocks * BLOCK_FRAMES)];
  const samples = new Float32Array(BLOCK_SAMPLES);
  for (let n = 0; n < blocks; n++) {
    while (!reader.has(block + n)) await feed.feed();
    reader.read(block + n, samples);
    out.forEach((channel, side) =>
      channel.set(samples.subarray(side * BLOCK_FRAMES, (side + 1) * BLOCK_FRAMES), n * BLOCK_FRAMES),
    );
    reader.release(block + n + 1);
  }
  return out;
}

describe.each(CASES)("$name", ({ name, hz }) => {
  const length = resampledFrames(FRAMES, hz, RATE_HZ);

  test.each([
    ["no disk", null],
    ["a disk with room", 16 * FRAMES],
    ["a disk that is soon full", 4 * FRAMES],
  ] as const)("the same from every block on, with %s", async (_, room) => {
    const names = room === null ? null : fakeDisk(room);
    const ring = createRing();
    const reader = new RingReader(ring);
    const source = fileSource(name);
    const feed = new StemFeed({ source, ring, sampleRateHz: RATE_HZ, module });
    const wanted = await whole(name);
    expect(wanted[0]).toHaveLength(length);
    for (const block of [0, 500, 3, Math.floor(length / BLOCK_FRAMES), 0]) {
      const got = await played(feed, reader, block, length);
      wanted.forEach((channel, side) => {
        expect(differing(got[side] as Float32Array, channel.subarray(block * BLOCK_FRAMES))).toBe(0);
      });
    }
    const isDecoded = !beginsAnywhere({ source, module, sampleRateHz: RATE_HZ, reader: await openAudio(source) });
    if (names) expect(names.size).toBe(isDecoded && room === 16 * FRAMES ? 1 : 0);
    await feed.close();
    if (names) expect(names.size).toBe(0);
  });
});

test("decoding runs ahead of the song, to the end of the stem", async () => {
  fakeDisk(16 * FRAMES);
  const source = fileSource("FLAC");
  const feed = new StemFeed({ source, ring: createRing(), sampleRateHz: RATE_HZ, module });
  await feed.restart(0);
  await feed.feed();
  while (feed.decodedFrames !== null) {
    expect(feed.decodedFrames).toBeLessThanOrEqual(FRAMES);
    await feed.decodeAhead();
  }
  await feed.restart(600);
  await feed.feed();
  expect(feed.isPrimed || feed.wantsMore).toBe(true);
});

test("a damaged stem is reported once and then silent", async () => {
  fakeDisk(16 * FRAMES);
  const bytes = Uint8Array.from(files.get("FLAC") as Uint8Array).fill(0x55, 60_000, 64_000);
  const ring = createRing();
  const feed = new StemFeed({ source: blobSource("bad.flac", new Blob([bytes])), ring, sampleRateHz: RATE_HZ, module });
  await feed.restart(0);
  const failures: unknown[] = [];
  for (let n = 0; n < 100 && feed.wantsMore; n++) await feed.feed().catch((error: unknown) => failures.push(error));
  while (feed.decodedFrames !== null) await feed.decodeAhead().catch((error: unknown) => failures.push(error));
  expect(failures.map(String)).toEqual([expect.stringContaining("bad.flac")]);
});
