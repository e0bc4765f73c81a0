// Opening a folder of stems: what is decoded on the way, and what that leaves behind.
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createAudioFile } from "../files/open-audio-file.ts";
import { openStems } from "./open-stems.ts";

const folder = mkdtempSync(join(tmpdir(), "stemroom-open-stems-"));
const formerCache = process.env.STEMROOM_CACHE;

afterEach(() => {
  if (formerCache === undefined) delete process.env.STEMROOM_CACHE;
  else process.env.STEMROOM_CACHE = formerCache;
  rmSync(folder, { recursive: true, force: true });
});

test("a stem of another rate is decoded into the cache, and what dead runs left there goes", async () => {
  const cache = join(folder, "cache");
  const stems = join(folder, "stems");
  process.env.STEMROOM_CACHE = cache;
  await mkdir(cache);
  await mkdir(stems);
  const left = join(cache, "left-behind.f32.1234.partial");
  await writeFile(left, new Uint8Array(100));
  await utimes(left, 1000, 1000);
  const shape = { sampleRateHz: 44100, channels: 1 } as const;
  const writer = await createAudioFile(join(stems, "kick.wav"), { format: "wav", bitDepth: 16 }, shape);
  await writer.write([new Float32Array(4410).fill(0.25)], 4410);
  await writer.finish();

  const { project } = await openStems(stems);
  expect(project.session.stems.map((stem) => [stem.fileFrames, stem.frames])).toEqual([[4410, 4800]]);
  const names = await readdir(cache);
  expect(names).toHaveLength(1);
  expect(names[0]).toMatch(/^[0-9a-f]{64}-48000-1-r\d+\.f32$/);
});
