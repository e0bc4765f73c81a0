// Uncompressed files: everything ffmpeg and sox write is read to the bit, everything we write they read to the bit.
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { PcmTarget } from "../../src/formats/audio.ts";
import { createAudioFile, openAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import {
  expectSameSamples,
  ffmpegFloats,
  ffmpegIntegers,
  interleave,
  quantise,
  readAll,
  run,
  temporaryFolder,
  testSignal,
} from "./oracles.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const FRAMES = 20011;

/** A raw 64-bit source file for ffmpeg, so that its own conversion makes the test file. */
function rawSource(channels: number, rate: number): { file: string; args: string[] } {
  const file = folder.at(`source-${channels}-${rate}.f64`);
  writeFileSync(file, Float64Array.from(interleave(testSignal(FRAMES, channels, rate))));
  return { file, args: ["-f", "f64le", "-ar", String(rate), "-ac", String(channels), "-i", file] };
}

const WRITTEN_BY_FFMPEG = [
  ["wav", "pcm_u8", 8, "int"],
  ["wav", "pcm_s16le", 16, "int"],
  ["wav", "pcm_s24le", 24, "int"],
  ["wav", "pcm_s32le", 32, "int"],
  ["wav", "pcm_f32le", 32, "float"],
  ["wav", "pcm_f64le", 64, "float"],
  ["aiff", "pcm_s8", 8, "int"],
  ["aiff", "pcm_s16be", 16, "int"],
  ["aiff", "pcm_s24be", 24, "int"],
  ["aiff", "pcm_s32be", 32, "int"],
  ["aiff", "pcm_s16le", 16, "int"],
  ["aiff", "pcm_f32be", 32, "float"],
  ["aiff", "pcm_f64be", 64, "float"],
] as const;

describe("reads what ffmpeg writes", () => {
  for (const [container, codec, bits, encoding] of WRITTEN_BY_FFMPEG)
    for (const [channels, rate] of [
      [1, 8000],
      [2, 44100],
      [2, 192000],
    ] as const)
      test(`${container} ${codec}, ${channels} channels, ${rate} Hz`, async () => {
        const file = folder.at(`ffmpeg-${codec}-${channels}-${rate}.${container}`);
        run("ffmpeg", ["-v", "error", "-y", ...rawSource(channels, rate).args, "-c:a", codec, file]);
        const reader = await openAudioFile(file);
        expect(reader.info).toMatchObject({ sampleRateHz: rate, channels, bitDepth: bits, encoding, frames: FRAMES });
        const got = interleave(await readAll(reader));
        expectSameSamples(got, ffmpegFloats(file));
      });

  test("RF64", async () => {
    const file = folder.at("rf64.wav");
    run("ffmpeg", ["-v", "error", "-y", ...rawSource(2, 48000).args, "-c:a", "pcm_s24le", "-rf64", "always", file]);
    const reader = await openAudioFile(file);
    expect(reader.info).toMatchObject({ format: "rf64", frames: FRAMES, bitDepth: 24 });
    expectSameSamples(interleave(await readAll(reader)), ffmpegFloats(file));
  });

  test("tags in LIST INFO", async () => {
    const file = folder.at("tags.wav");
    run("ffmpeg", [
      "-v",
      "error",
      "-y",
      ...rawSource(1, 48000).args,
      "-metadata",
      "title=Über allem",
      "-metadata",
      "artist=Nie",
      file,
    ]);
    const reader = await openAudioFile(file);
    expect(reader.tags).toEqual({ title: "Über allem", artist: "Nie" });
    await reader.close();
  });

  test.each([
    ["wav", "ffmpeg", ["-f", "wav"]],
    ["aiff", "sox", ["-t", "aiff"]],
    ["wav", "sox", ["-t", "wav"]],
  ] as const)("%s that %s wrote into a pipe without knowing the length", async (container, program, args) => {
    const source = rawSource(2, 48000);
    const file = folder.at(`pipe-${program}.${container}`);
    const raw = run("ffmpeg", ["-v", "error", ...source.args, "-f", "s16le", "-"]).stdout;
    const piped =
      program === "ffmpeg"
        ? run("ffmpeg", ["-v", "error", "-f", "s16le", "-ar", "48000", "-ac", "2", "-i", "-", ...args, "-"], raw).stdout
        : run("sox", ["-t", "raw", "-r", "48000", "-c", "2", "-b", "16", "-e", "signed", "-", ...args, "-"], raw).stdout;
    writeFileSync(file, piped);
    const reader = await openAudioFile(file);
    expect(reader.info.frames).toBe(FRAMES);
    const ints = interleave(await readAll(reader)).map((x) => x * 32768);
    expectSameSamples(Int16Array.from(ints), new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length)));
  });
});

describe("ffmpeg and sox read what we write", () => {
  const targets: PcmTarget[] = [
    { format: "wav", bitDepth: 16 },
    { format: "wav", bitDepth: 24 },
    { format: "wav", bitDepth: 32 },
    { format: "wav", bitDepth: 32, encoding: "float" },
    { format: "aiff", bitDepth: 16 },
    { format: "aiff", bitDepth: 24 },
    { format: "aiff", bitDepth: 32 },
    { format: "aiff", bitDepth: 32, encoding: "float" },
  ];
  for (const target of targets)
    for (const channels of [1, 2] as const)
      test(`${target.format} ${target.bitDepth} ${target.encoding ?? "int"}, ${channels} channels`, async () => {
        const file = folder.at(
          `ours-${target.format}-${target.bitDepth}-${target.encoding ?? "int"}-${channels}.${target.format}`,
        );
        const signal = testSignal(FRAMES, channels, 44100);
        const planar = target.encoding === "float" ? signal : quantise(signal, Math.min(24, target.bitDepth));
        const tags = { title: "Häuser", artist: "Chor & Orgel" };
        const writer = await createAudioFile(file, target, { sampleRateHz: 44100, channels, tags });
        for (let at = 0; at < FRAMES; at += 4999) {
          const count = Math.min(4999, FRAMES - at);
          await writer.write(
            planar.map((channel) => channel.subarray(at, at + count)),
            count,
          );
        }
        expect(await writer.finish()).toMatchObject({ frames: FRAMES, clippedSamples: 0 });
        const expected = interleave(planar);
        if (target.encoding === "float") expectSameSamples(ffmpegFloats(file), expected);
        else
          expectSameSamples(
            ffmpegIntegers(file),
            Int32Array.from(expected, (x) => x * 2147483648),
          );
        const sox = run("sox", ["-V1", file, "-t", "f32", "-"]).stdout;
        expect(sox.length).toBe(expected.length * 4);
        const probe = JSON.parse(run("ffprobe", ["-v", "error", "-of", "json", "-show_format", file]).stdout.toString());
        expect(probe.format.tags.title).toBe("Häuser");
        const reader = await openAudioFile(file);
        expect(reader.tags).toEqual(tags);
        expectSameSamples(interleave(await readAll(reader)), expected);
      });

  test("what is beyond full scale is cut and counted in integer formats", async () => {
    const file = folder.at("clipped.wav");
    const writer = await createAudioFile(file, { format: "wav", bitDepth: 16 }, { sampleRateHz: 48000, channels: 1 });
    await writer.write([Float32Array.of(0.5, 1, -1, 1.5, -1.5, 32767 / 32768)], 6);
    expect((await writer.finish()).clippedSamples).toBe(3);
    expect([...ffmpegIntegers(file)].map((x) => x / 65536)).toEqual([16384, 32767, -32768, 32767, -32768, 32767]);
  });
});
