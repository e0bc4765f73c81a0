// What we write, others read: flac -t, mp3val, mediainfo, ffmpeg, lame, FAAD2. Exact samples, or exact length at lag 0.
import { afterAll, describe, expect, test } from "vitest";
import type { AudioTarget } from "../../src/formats/audio.ts";
import { createAudioFile, openAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import {
  bestLag,
  expectSameSamples,
  ffmpegFloats,
  interleave,
  quantise,
  readAll,
  run,
  temporaryFolder,
  testSignal,
} from "./oracles.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const TAGS = { title: "Grüße – «Ω»", artist: "Émile & 漢字", album: "Nächte", isrc: "DEZZZ2600001" };

async function write(name: string, target: AudioTarget, planar: readonly Float32Array[], sampleRateHz: number, tags = TAGS) {
  const file = folder.at(name);
  const channels = planar.length as 1 | 2;
  const frames = planar[0]?.length ?? 0;
  const writer = await createAudioFile(file, target, { sampleRateHz, channels, tags });
  for (let at = 0; at < frames; at += 7001) {
    const count = Math.min(7001, frames - at);
    const part = planar.map((channel) => channel.slice(at, at + count));
    await writer.write(part, count);
  }
  const written = await writer.finish();
  expect(written.frames).toBe(frames);
  return file;
}

function mediainfo(file: string): Record<string, string> {
  const report = JSON.parse(run("mediainfo", ["--Output=JSON", file]).stdout.toString());
  return Object.assign({}, ...report.media.track) as Record<string, string>;
}

describe("FLAC", () => {
  for (const bitDepth of [16, 24] as const)
    for (const channels of [1, 2] as const)
      for (const frames of [0, 1, 4096, 50021])
        test(`${bitDepth} bit, ${channels} channels, ${frames} frames`, async () => {
          const planar = quantise(testSignal(frames, channels, 44100), bitDepth);
          const file = await write(`f-${bitDepth}-${channels}-${frames}.flac`, { format: "flac", bitDepth }, planar, 44100);
          // Of a file without sound flac says that it cannot check the length; that is no error.
          run("flac", ["-t", "-s", ...(frames > 0 ? ["-w"] : []), file]);
          const reader = await openAudioFile(file);
          expect(reader.info).toMatchObject({ format: "flac", bitDepth, channels, frames });
          expect(reader.tags).toEqual(TAGS);
          expectSameSamples(interleave(await readAll(reader)), interleave(planar));
          if (frames > 0) expectSameSamples(ffmpegFloats(file), interleave(planar));
        });
});

describe("M4A", () => {
  const cases = [
    { bitrateKbps: 128, rate: 44100, channels: 2, frames: 100000 },
    { bitrateKbps: 128, rate: 48000, channels: 2, frames: 99999 },
    { bitrateKbps: 96, rate: 48000, channels: 1, frames: 70001 },
    { bitrateKbps: 256, rate: 44100, channels: 2, frames: 1024 },
    { bitrateKbps: 128, rate: 44100, channels: 2, frames: 1 },
    { bitrateKbps: 128, rate: 44100, channels: 2, frames: 0 },
  ] as const;
  for (const { bitrateKbps, rate, channels, frames } of cases)
    test(`${bitrateKbps} kbps, ${rate} Hz, ${channels} channels, ${frames} frames`, async () => {
      const planar = testSignal(frames, channels, rate);
      const file = await write(
        `a-${bitrateKbps}-${rate}-${channels}-${frames}.m4a`,
        { format: "m4a", bitrateKbps },
        planar,
        rate,
      );
      // FAAD2, in its own process, honours the edit list to the frame.
      const reader = await openAudioFile(file);
      expect(reader.info).toMatchObject({ format: "m4a", sampleRateHz: rate, channels, frames });
      expect(reader.tags).toMatchObject({ title: TAGS.title, artist: TAGS.artist, album: TAGS.album });
      const ours = await readAll(reader);
      expect(ours[0]?.length).toBe(frames);
      if (frames < 2000) return;
      expect(bestLag(planar[0] ?? new Float32Array(), ours[0] ?? new Float32Array(), 1300)).toBe(0);
      // ffmpeg 5.1 drops the priming but plays the last packet to its end.
      const theirs = ffmpegFloats(file).filter((_, i) => i % channels === 0);
      expect(theirs.length).toBeGreaterThanOrEqual(frames);
      expect(theirs.length).toBeLessThan(frames + 1024);
      expect(bestLag(planar[0] ?? theirs, theirs, 1300)).toBe(0);
      const probe = JSON.parse(
        run("ffprobe", ["-v", "error", "-of", "json", "-show_streams", "-show_format", file]).stdout.toString(),
      );
      expect(Number(probe.streams[0].start_time)).toBe(0);
      expect(probe.streams[0].duration_ts).toBe(frames);
      expect(probe.streams[0]).toMatchObject({ codec_name: "aac", profile: "LC", sample_rate: String(rate), channels });
      expect(probe.format.tags).toMatchObject({ title: TAGS.title, artist: TAGS.artist, album: TAGS.album, major_brand: "M4A " });
      const info = mediainfo(file);
      expect(info).toMatchObject({ Title: TAGS.title, Format_AdditionalFeatures: "LC" });
      expect(Number(info.BitRate) / 1000).toBeGreaterThan(bitrateKbps * 0.8);
      expect(Number(info.BitRate) / 1000).toBeLessThan(bitrateKbps * 1.1);
    });
});

describe("MP3", () => {
  const cases = [
    { bitrateKbps: 320, rate: 44100, channels: 2, frames: 100000 },
    { bitrateKbps: 320, rate: 48000, channels: 2, frames: 99999 },
    { bitrateKbps: 320, rate: 48000, channels: 1, frames: 70001 },
    { bitrateKbps: 128, rate: 44100, channels: 2, frames: 70001 },
    { bitrateKbps: 64, rate: 44100, channels: 1, frames: 70001 },
    { bitrateKbps: 320, rate: 44100, channels: 2, frames: 1 },
    { bitrateKbps: 320, rate: 44100, channels: 2, frames: 1152 },
    { bitrateKbps: 320, rate: 44100, channels: 2, frames: 0 },
  ] as const;
  for (const { bitrateKbps, rate, channels, frames } of cases)
    test(`${bitrateKbps} kbps, ${rate} Hz, ${channels} channels, ${frames} frames`, async () => {
      const planar = testSignal(frames, channels, rate);
      const file = await write(
        `m-${bitrateKbps}-${rate}-${channels}-${frames}.mp3`,
        { format: "mp3", bitrateKbps },
        planar,
        rate,
      );
      const reader = await openAudioFile(file);
      expect(reader.info).toMatchObject({ format: "mp3", sampleRateHz: rate, channels, frames });
      expect(reader.tags).toEqual(TAGS);
      const ours = await readAll(reader);
      expect(ours[0]?.length).toBe(frames);
      // Files of three MPEG frames are too short for the other programs to take seriously.
      if (frames < 2000) return;
      expect(run("mp3val", [file]).stdout.toString()).not.toMatch(/WARNING|ERROR/);
      const info = mediainfo(file);
      expect(info).toMatchObject({ Title: TAGS.title, Performer: TAGS.artist, Album: TAGS.album, BitRate_Mode: "CBR" });
      const theirs = ffmpegFloats(file);
      expect(theirs.length).toBe(frames * channels);
      const left = theirs.filter((_, i) => i % channels === 0);
      expect(bestLag(planar[0] ?? left, left, 1300)).toBe(0);
      expect(bestLag(planar[0] ?? left, ours[0] ?? left, 1300)).toBe(0);
      const lame = run("lame", ["--quiet", "--decode", "-t", file, "-"]).stdout;
      expect(lame.length).toBe(frames * channels * 2);
    });
});
