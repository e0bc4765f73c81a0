// Tempo of recordings whose authors state it. Needs ffmpeg and the recordings (STEMROOM_DATA, default ../shared/data).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TempoMeter } from "../../src/measure/index.ts";

const DATA = process.env["STEMROOM_DATA"] ?? "../shared/data";
const RATE = 44100;
const possible = existsSync(DATA) && spawnSync("ffmpeg", ["-version"]).status === 0;
if (!possible) console.warn(`tempo: no recordings at ${DATA} (set STEMROOM_DATA), or no ffmpeg: stated tempos are not compared.`);

const stated = possible
  ? [
      { file: "stems/axe-from-the-80s/reference/mix.flac", bpm: 140 },
      { file: "stems/axe-from-the-80s/13_slap_bass.flac", bpm: 140 },
      { file: "stems/caesium/reference/master.flac", bpm: 130 },
    ]
  : [];

test("recordings have the tempo that their authors state", () => {
  for (const { file, bpm } of stated) {
    const decoded = spawnSync(
      "ffmpeg",
      ["-v", "error", "-i", join(DATA, file), "-ac", "1", "-ar", String(RATE), "-f", "f32le", "-"],
      {
        maxBuffer: 2 ** 30,
      },
    );
    const { buffer, byteOffset, length } = decoded.stdout;
    const meter = new TempoMeter(RATE);
    meter.push([new Float32Array(buffer.slice(byteOffset, byteOffset + length))]);
    expect(Math.abs((meter.result().bpm ?? NaN) - bpm), file).toBeLessThanOrEqual(0.3);
  }
});
