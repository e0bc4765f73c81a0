// The ceiling at the end of the road: a master that was limited at the session's rate, delivered at other rates and word lengths. A resampler lifts
// peaks anew, so the limiter runs once more at the file's rate, then comes dither. Files are decoded by ffmpeg, read by a 16x meter and ffmpeg's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliverablesOf } from "../../src/deliver/deliverables.ts";
import { processed } from "../../src/hosts/node/audio/processed.ts";
import { resampled } from "../../src/hosts/node/audio/resampled.ts";
import { type AudioStream, chunkFrames } from "../../src/hosts/node/audio/stream.ts";
import { deliver } from "../../src/hosts/node/finish/deliver.ts";
import { measureFrames } from "../../src/measure/index.ts";
import { concatenate, signalOf, silence, type StereoSignal } from "../../src/processors/contract/signals.ts";
import { decode, ffmpegTruePeakDbtp, recording, truePeakDbtp } from "../processors/judges.ts";

const CEILING_DBTP = -1;
const OVER_DB = 0.05;
/** How far under the ceiling the limiter aims. */
const KEPT_IN_HAND_DB = 0.25;
const RELEASES = ["punchy", "clean", "auto", "smooth"] as const;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stemroom-ceiling-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function streamOf({ left, right }: StereoSignal, sampleRateHz: number): AudioStream {
  return {
    sampleRateHz,
    channels: 2,
    frames: left.length,
    async *chunks() {
      for (let at = 0; at < left.length; at += 4096) yield [left.slice(at, at + 4096), right.slice(at, at + 4096)];
    },
  };
}

async function gathered(stream: AudioStream): Promise<StereoSignal> {
  const parts: StereoSignal[] = [];
  for await (const [left, right] of stream.chunks()) {
    if (left) parts.push({ left: left.slice(), right: (right ?? left).slice() });
  }
  expect(parts.reduce((sum, { left }) => sum + chunkFrames([left]), 0)).toBe(stream.frames);
  return concatenate(...parts);
}

const read16x = ({ left, right }: StereoSignal) => Math.max(truePeakDbtp(left, -4.5), truePeakDbtp(right, -4.5));

/** A master as the session's own limiter leaves it. */
async function limitedMaster(sound: StereoSignal, sampleRateHz: number, inputGainDb: number, release: string) {
  const pause = silence(sampleRateHz / 10);
  const params = { ceilingDbtp: CEILING_DBTP, inputGainDb, release, releaseMs: 20, lookAheadMs: 1 };
  const stream = processed(streamOf(concatenate(pause, sound, pause), sampleRateHz), [{ processor: "limiter", params }]);
  return gathered(stream);
}

/** Delivers as `finish` does and reads every file. */
async function expectFilesUnder(master: StereoSignal, sampleRateHz: number, name: string): Promise<void> {
  const { truePeakDbtp: masterDbtp } = measureFrames([master.left, master.right], sampleRateHz, { bands: false });
  const files = deliverablesOf(name, ["wav48-24", "wav44-24", "cd44-16", "flac"]);
  const options = { folder, ceilingDbtp: CEILING_DBTP, truePeakDbtp: masterDbtp, tags: {}, seed: 1 };
  await deliver(streamOf(master, sampleRateHz), files, options, {});
  for (const file of files) {
    const sound = decode(join(folder, file.path), 0, 60);
    expect(sound.left.length).toBeGreaterThan(0.1 * file.sampleRateHz);
    expect(read16x(sound), `${file.id}, 16x meter`).toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
    expect(ffmpegTruePeakDbtp(sound, file.sampleRateHz), `${file.id}, ffmpeg`).toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
  }
}

test.each(RELEASES)("a real section, clipped and limited at 48 kHz with %s: every file keeps the ceiling", async (release) => {
  const file = recording("references/rock_joshua_morin_on_the_run.flac");
  if (!file) return;
  const section = await gathered(resampled(streamOf(decode(file, 60, 1), 44100), 48000));
  // clipped at 48 kHz, so that there is something above the band of a 44.1 kHz file for the resampler to take away
  const clip = (sample: number) => Math.max(-1, Math.min(1, 3 * sample));
  const clipped = { left: section.left.map(clip), right: section.right.map(clip) };
  const master = await limitedMaster(clipped, 48000, 6, release);
  expect(read16x(master)).toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
  await expectFilesUnder(master, 48000, `section-${release}`);
});

describe.each([44100, 48000, 88200, 96000])("torture limited at %i Hz", (rateHz) => {
  /** Tones whose crests fall between the samples, there and in the files, beginning at once; and a low one cut flat. */
  const torture = (): StereoSignal => {
    const frames = rateHz / 20;
    const tones = [rateHz / 4, 44100 / 4, 48000 / 4, 44100 / 6, 19000].map((hz) =>
      signalOf(frames, (frame) => {
        const value = 2 * Math.sin((2 * Math.PI * hz * frame) / rateHz + Math.PI / 4);
        return [value, -value];
      }),
    );
    const flat = signalOf(frames, (frame) => [Math.sin(frame / 40) > 0 ? 1.5 : -1.5, Math.sin(frame / 70) > 0 ? 1.5 : -1.5]);
    return concatenate(...[...tones, flat].flatMap((sound) => [sound, silence(2000)]));
  };

  test.each(["punchy", "auto"])("%s: every file keeps the ceiling", async (release) => {
    const master = await limitedMaster(torture(), rateHz, 6, release);
    if (rateHz !== 44100) {
      const resampledOnly = await gathered(resampled(streamOf(master, rateHz), 44100));
      // resampling alone uses up part of what the limiter keeps in hand
      expect(read16x(resampledOnly), "without the second limiter").toBeGreaterThan(CEILING_DBTP - KEPT_IN_HAND_DB + OVER_DB);
    }
    await expectFilesUnder(master, rateHz, `torture-${rateHz}-${release}`);
  });
});
