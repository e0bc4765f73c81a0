// Real music, measured by ffmpeg's ebur128 and by this meter: loudness and range within 0.1, true peak within 0.1 dB or, where it
// differs more, on the side of a far longer interpolation (sox, 16 times the rate).
// Needs ffmpeg, sox and the shared recordings (STEMROOM_DATA, default ../shared/data); says so where they are absent and then
// compares on synthetic programme only.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMeter, type Measurement } from "../../src/measure/index.ts";

const DATA = process.env["STEMROOM_DATA"] ?? "../shared/data";
const RECORDINGS = [
  "references/rock_joshua_morin_on_the_run.flac",
  "references/electronic_shawn_parrotte_caves.flac",
  "references/folkpop_karissa_hobbs_lets_go_fishin.flac",
  "stems/caesium/reference/master.flac",
  "stems/caesium/11_kick.flac",
  "stems/axe-from-the-80s/reference/mix.flac",
  "stems/axe-from-the-80s/13_slap_bass.flac",
  "stems/freedoom-cinematic/reference/mix.flac",
  "stems/freedoom-cinematic/04_bass.flac",
  "stems/political-captain/02_vocal.flac",
  "stems/mdn-funk/01_drums.flac",
];
const hasTools = ["ffmpeg", "sox"].every((tool) => spawnSync(tool, [tool === "sox" ? "--version" : "-version"]).status === 0);
const hasData = existsSync(DATA);
if (!hasTools) console.warn("conformance: ffmpeg or sox is not installed: nothing is compared with them.");
else if (!hasData)
  console.warn(`conformance: no recordings at ${DATA} (set STEMROOM_DATA): only synthetic programme is compared.`);

const scratch = mkdtempSync(join(tmpdir(), "stemroom-conformance-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): { stdout: Buffer; stderr: string } {
  const done = spawnSync(command, args, { maxBuffer: 2 ** 31 - 1 });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}`);
  return { stdout: done.stdout, stderr: done.stderr.toString() };
}

/** Reads with sox, which delivers the samples unchanged as 32-bit floats. */
function measured(file: string, rateChange: readonly string[] = []): Measurement {
  const info = (flag: string): number => Number(run("sox", ["--i", flag, file]).stdout.toString());
  const channels = info("-c");
  const sampleRateHz = rateChange.length > 0 ? info("-r") * 16 : info("-r");
  const { stdout } = run("sox", ["-D", file, "-t", "f32", "-L", "-", ...rateChange]);
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.length / 4);
  const frames = samples.length / channels;
  const planar = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (__, frame) => samples[frame * channels + channel] ?? 0),
  );
  const meter = createMeter({ sampleRateHz, channels, bands: false });
  meter.push(planar);
  return meter.result();
}

/** The summary that ffmpeg prints. */
function ffmpegReading(file: string): { integrated: number; range: number; truePeak: number } {
  const { stderr } = run("ffmpeg", [
    "-nostdin",
    "-hide_banner",
    "-i",
    file,
    "-af",
    "ebur128=peak=true:framelog=verbose",
    "-f",
    "null",
    "-",
  ]);
  const read = (pattern: RegExp): number => Number([...stderr.matchAll(pattern)].at(-1)?.[1]);
  return { integrated: read(/I:\s+(\S+) LUFS/g), range: read(/LRA:\s+(\S+) LU/g), truePeak: read(/Peak:\s+(\S+) dBFS/g) };
}

/** Largest sample of the file at 16 times its rate. 9 dB lower first, or sox would clip what rises above full scale. */
function longInterpolation(file: string): number {
  const scaled = join(scratch, "scaled.wav");
  const rate = Number(run("sox", ["--i", "-r", file]).stdout.toString());
  run("sox", ["-D", file, "-b", "32", "-e", "floating-point", scaled, "gain", "-9", "rate", "-v", "-b", "98", String(rate * 16)]);
  const { stderr } = run("sox", [scaled, "-n", "stat"]);
  const extremes = [...stderr.matchAll(/(?:Maximum|Minimum) amplitude:\s+(\S+)/g)].map((match) => Math.abs(Number(match[1])));
  rmSync(scaled);
  return 20 * Math.log10(Math.max(...extremes)) + 9;
}

/** ffmpeg prints tenths, so its rounding is part of the tolerance. */
const WITHIN = 0.1 + 0.05;

function compare(file: string): void {
  const ours = measured(file);
  const theirs = ffmpegReading(file);
  expect(Math.abs((ours.integratedLufs ?? -70) - theirs.integrated), "integrated").toBeLessThanOrEqual(WITHIN);
  expect(Math.abs((ours.loudnessRangeLu ?? 0) - theirs.range), "range").toBeLessThanOrEqual(WITHIN);
  if (Math.abs((ours.truePeakDbtp ?? NaN) - theirs.truePeak) <= WITHIN) return;
  expect(Math.abs((ours.truePeakDbtp ?? NaN) - longInterpolation(file)), "true peak against sox at 16 times").toBeLessThanOrEqual(
    0.1,
  );
}

describe("against ffmpeg", () => {
  const synthetic: Record<string, string> = {
    "pulsed pink noise": "synth 75 pinknoise vol 0.4 tremolo 0.11 90",
    "swept sawtooth": "synth 70 sawtooth 40:4000 vol 0.3 tremolo 0.2 60",
  };
  if (!hasTools) test("nothing compared: ffmpeg or sox is absent", () => expect(hasTools).toBe(false));
  else {
    beforeAll(() => {
      for (const [name, recipe] of Object.entries(synthetic))
        run("sox", ["-R", "-n", "-r", "48000", "-c", "2", "-b", "24", join(scratch, `${name}.wav`), ...recipe.split(" ")]);
    });
    test.each(Object.keys(synthetic))("%s", (name) => compare(join(scratch, `${name}.wav`)));
    if (hasData) test.each(RECORDINGS)("%s", (name) => compare(join(DATA, name)));
  }
});
