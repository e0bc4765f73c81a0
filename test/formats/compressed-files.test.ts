// Compressed files decode to exactly the length that went in, in time, and as ffmpeg and the codecs' own programs decode them.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import {
  bestLag,
  expectSameSamples,
  ffmpegFloats,
  ffmpegIntegers,
  interleave,
  quantise,
  readAll,
  run,
  signalToErrorDb,
  temporaryFolder,
  testSignal,
} from "./oracles.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const FRAMES = 70001;

const made = new Map<string, { file: string; planar: Float32Array[] }>();

/** A 24-bit WAV of the test signal made by ffmpeg, and its samples. */
function sourceWav(channels: number, rate: number): { file: string; planar: Float32Array[] } {
  const before = made.get(`${channels}-${rate}`);
  if (before) return before;
  const planar = quantise(testSignal(FRAMES, channels, rate), 24);
  const raw = folder.at(`source-${channels}-${rate}.f32`);
  const file = folder.at(`source-${channels}-${rate}.wav`);
  writeFileSync(raw, interleave(planar));
  run("ffmpeg", [
    "-v",
    "error",
    "-y",
    "-f",
    "f32le",
    "-ar",
    String(rate),
    "-ac",
    String(channels),
    "-i",
    raw,
    "-c:a",
    "pcm_s24le",
    file,
  ]);
  made.set(`${channels}-${rate}`, { file, planar });
  return { file, planar };
}

describe("FLAC", () => {
  for (const bits of [16, 24] as const)
    for (const [channels, rate] of [
      [1, 8000],
      [2, 44100],
      [2, 96000],
      [1, 192000],
    ] as const)
      test(`${bits} bit, ${channels} channels, ${rate} Hz: every sample`, async () => {
        const { file } = sourceWav(channels, rate);
        const flac = folder.at(`f-${bits}-${channels}-${rate}.flac`);
        const cut = folder.at(`f-${bits}-${channels}-${rate}.wav`);
        run("sox", ["-V1", "-D", file, "-b", String(bits), cut]);
        run("flac", ["-s", "-f", "--lax", "-T", "TITLE=Stück", "-o", flac, cut]);
        const reader = await openAudioFile(flac);
        expect(reader.info).toEqual({
          format: "flac",
          sampleRateHz: rate,
          channels,
          bitDepth: bits,
          encoding: "int",
          frames: FRAMES,
        });
        expect(reader.tags.title).toBe("Stück");
        expectSameSamples(interleave(await readAll(reader)), ffmpegFloats(flac));
      });

  test("behind an ID3 tag, and of unknown length", async () => {
    const { file } = sourceWav(2, 48000);
    const piped = run("ffmpeg", ["-v", "error", "-i", file, "-c:a", "flac", "-sample_fmt", "s16", "-f", "flac", "-"]).stdout;
    const flac = folder.at("piped.flac");
    writeFileSync(flac, Buffer.concat([Buffer.from("ID3\x04\0\0\0\0\x01\0", "latin1"), Buffer.alloc(128), piped]));
    const reader = await openAudioFile(flac);
    expect(reader.info).toMatchObject({ format: "flac", frames: null, bitDepth: 16 });
    const planar = await readAll(reader);
    expect(planar[0]?.length).toBe(FRAMES);
  });

  const data = process.env.STEMROOM_DATA ?? "../shared/data";
  test(`the real stems in ${data}`, async () => {
    const real = join(data, "stems/caesium");
    if (!existsSync(real)) {
      console.warn(`The real stems are not here (${real}): set STEMROOM_DATA to check them. Only synthetic files were checked.`);
      return;
    }
    for (const name of readdirSync(real)
      .filter((name) => name.endsWith(".flac"))
      .slice(0, 3)) {
      const file = join(real, name);
      const ours = Int32Array.from(interleave(await readAll(await openAudioFile(file))), (x) => x * 2147483648);
      expect(Buffer.from(ours.buffer).equals(Buffer.from(ffmpegIntegers(file).buffer)), name).toBe(true);
    }
  });
});

describe("lossy files: exact length, lag 0, as ffmpeg decodes them", () => {
  const cases = [
    {
      format: "mp3",
      args: ["-c:a", "libmp3lame", "-b:a", "320k"],
      ending: "mp3",
      rates: [44100, 48000, 32000, 22050, 16000, 8000],
      leastDb: 100,
    },
    { format: "mp3", args: ["-c:a", "libmp3lame", "-q:a", "4"], ending: "mp3", rates: [44100], leastDb: 100 },
    { format: "vorbis", args: ["-c:a", "libvorbis", "-q:a", "6"], ending: "ogg", rates: [44100, 48000, 22050], leastDb: 100 },
    // Noise substitution off: what it fills in differs between decoders by design.
    {
      format: "m4a",
      args: ["-c:a", "aac", "-b:a", "192k", "-aac_pns", "0"],
      ending: "m4a",
      rates: [44100, 48000, 22050],
      leastDb: 100,
    },
    { format: "opus", args: ["-c:a", "libopus", "-b:a", "128k"], ending: "opus", rates: [48000], leastDb: 60 },
  ] as const;
  for (const { format, args, ending, rates, leastDb } of cases)
    for (const rate of rates)
      for (const channels of [1, 2] as const)
        test(`${format} ${args[3]}, ${channels} channels, ${rate} Hz`, async () => {
          const { file, planar } = sourceWav(channels, rate);
          const lossy = folder.at(`${format}-${args[3]}-${channels}-${rate}.${ending}`);
          run("ffmpeg", ["-v", "error", "-y", "-i", file, "-metadata", "title=Lied", ...args, lossy]);
          const reader = await openAudioFile(lossy);
          expect(reader.info).toEqual({
            format,
            sampleRateHz: rate,
            channels,
            bitDepth: null,
            encoding: "lossy",
            frames: FRAMES,
          });
          expect(reader.tags.title).toBe("Lied");
          const decoded = await readAll(reader);
          expect(decoded.map((channel) => channel.length)).toEqual(planar.map(() => FRAMES));
          expect(bestLag(planar[0] ?? new Float32Array(), decoded[0] ?? new Float32Array(), 1200)).toBe(0);
          const theirs = ffmpegFloats(lossy).subarray(0, FRAMES * channels);
          expect(signalToErrorDb(theirs, interleave(decoded))).toBeGreaterThan(leastDb);
        });

  test("AAC as bare ADTS: all that ffmpeg decodes, in time with it", async () => {
    const { file } = sourceWav(2, 44100);
    const adts = folder.at("bare.aac");
    run("ffmpeg", ["-v", "error", "-y", "-i", file, "-c:a", "aac", "-b:a", "192k", "-aac_pns", "0", adts]);
    const reader = await openAudioFile(adts);
    expect(reader.info).toMatchObject({ format: "adts", channels: 2, sampleRateHz: 44100, frames: null });
    const ours = interleave(await readAll(reader));
    const theirs = ffmpegFloats(adts);
    expect(ours.length).toBe(theirs.length);
    expect(signalToErrorDb(theirs.subarray(4096), ours.subarray(4096))).toBeGreaterThan(100);
  });

  test("an MP3 behind junk and with an ID3v1 tag at its end", async () => {
    const { file } = sourceWav(2, 44100);
    const clean = run("ffmpeg", [
      "-v",
      "error",
      "-i",
      file,
      "-c:a",
      "libmp3lame",
      "-b:a",
      "128k",
      "-id3v2_version",
      "0",
      "-f",
      "mp3",
      "-",
    ]).stdout;
    const dirty = folder.at("dirty.mp3");
    writeFileSync(folder.at("clean.mp3"), clean);
    writeFileSync(dirty, Buffer.concat([Buffer.alloc(5000, 0x55), clean, Buffer.from("TAG"), Buffer.alloc(125)]));
    const a = await readAll(await openAudioFile(folder.at("clean.mp3")));
    const b = await readAll(await openAudioFile(dirty));
    expectSameSamples(interleave(b), interleave(a));
  });

  test("Opus as opusdec decodes it", async () => {
    const { file } = sourceWav(2, 48000);
    const opus = folder.at("opusenc.opus");
    const wav = folder.at("opusdec.wav");
    run("opusenc", ["--quiet", "--bitrate", "160", file, opus]);
    run("opusdec", ["--quiet", "--float", opus, wav]);
    const ours = interleave(await readAll(await openAudioFile(opus)));
    const theirs = ffmpegFloats(wav);
    expect(ours.length).toBe(theirs.length);
    expect(signalToErrorDb(theirs, ours)).toBeGreaterThan(110);
  });
});
