// Stems as threads read them, against the formats' own decoder: every kind of sample, mono and stereo, at the ends of the file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { PcmSample } from "../../../formats/audio.ts";
import { bytesPerSample, decodePcm } from "../../../formats/pcm/samples.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { StemSource } from "./stem-files.ts";

const folder = mkdtempSync(join(tmpdir(), "stemroom-stems-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLES: PcmSample[] = [
  "u8",
  "s8",
  "s16le",
  "s16be",
  "s24le",
  "s24be",
  "s32le",
  "s32be",
  "f32le",
  "f32be",
  "f64le",
  "f64be",
];
/** More than one piece, and no multiple of the block or of four. */
const FRAMES = 8192 + 1001;
const OFFSET = 44;

/** Random bytes; floats get exponents that keep them finite. */
function bytesOf(sample: PcmSample, channels: number): Uint8Array {
  const width = bytesPerSample(sample);
  let state = 1;
  const bytes = Uint8Array.from({ length: FRAMES * channels * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  if (!sample.startsWith("f")) return bytes;
  const high = sample.endsWith("le") ? width - 1 : 0;
  for (let at = high; at < bytes.length; at += width) bytes[at] = 0x3f;
  return bytes;
}

describe.each([1, 2] as const)("%i channels", (channels) => {
  test.each(SAMPLES)("%s", (sample) => {
    const bytes = bytesOf(sample, channels);
    const path = join(folder, `${sample}-${channels}`);
    writeFileSync(path, Buffer.concat([Buffer.alloc(OFFSET), bytes]));
    const expected = Array.from({ length: channels }, () => new Float32Array(FRAMES));
    decodePcm({ sample, channels }, bytes, FRAMES, expected);
    const [left, right = left] = expected as [Float32Array, Float32Array?];

    const kernels = instantiateKernels();
    const bytesPerFrame = channels * bytesPerSample(sample);
    const source = new StemSource(kernels, {
      path,
      name: path,
      layout: { dataOffset: OFFSET, frames: FRAMES, bytesPerFrame, channels, sample },
    });
    const block = kernels.heap.f32(256);
    for (const at of [0, 128, 8064, 8192, 9088, 5, 9192, 9193, 50000]) {
      block.array.fill(9);
      source.read(at, block);
      const wanted = (plane: Float32Array | undefined) => Array.from({ length: 128 }, (_, i) => plane?.[at + i] ?? 0);
      expect([...block.array], `frame ${at}`).toEqual([...wanted(left), ...wanted(right)]);
    }
    source.close();
  });
});
