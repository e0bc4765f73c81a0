// Converting a file: what is cut on the way is counted.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { convertFile } from "./convert-file.ts";
import { createAudioFile } from "./files/open-audio-file.ts";

const folder = mkdtempSync(join(tmpdir(), "stemroom-convert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hot = Float32Array.from({ length: 20000 }, (_, frame) => 2 * Math.sin(frame * 0.1));

test.each([16, 24] as const)("samples beyond full scale are counted at %i bit, and are none at 32", async (bits) => {
  const input = join(folder, `hot-${bits}.wav`);
  const target = { format: "wav", bitDepth: 32, encoding: "float" } as const;
  const writer = await createAudioFile(input, target, { sampleRateHz: 48000, channels: 1 });
  await writer.write([hot], hot.length);
  await writer.finish();

  const full = 2 ** (bits - 1);
  const beyond = hot.filter((sample) => Math.round(sample * full) > full - 1 || Math.round(sample * full) < -full).length;
  expect(beyond).toBeGreaterThan(10000);
  const cut = await convertFile(input, join(folder, `cut-${bits}.wav`), { bits, dither: "none" });
  expect(cut.clippedSamples).toBe(beyond);
  const kept = await convertFile(input, join(folder, `kept-${bits}.wav`), { bits: 32 });
  expect(kept.clippedSamples).toBe(0);
});
