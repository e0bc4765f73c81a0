// The limiter's one promise, by two meters that are not ours: a 16x windowed sinc and ffmpeg's ebur128. Neither reads more than 0.05 dB over the
// ceiling, with any release character, at any rate, on what a record, a standard or a vandal sends in.
import { describe, expect, test } from "vitest";
import { louderPeriod } from "../../../test/conformance/tones.ts";
import { decode, ffmpegTruePeakDbtp, recording, truePeakDbtp } from "../../../test/processors/judges.ts";
import { take } from "../contract/rig.ts";
import { concatenate, noise, richSignal, seededRandom, signalOf, silence, type StereoSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { limiter } from "./limiter.params.ts";

const CEILING_DBTP = -1;
const OVER_DB = 0.05;
const subject = { declaration: limiter, create: createProcessor.bind(null, "limiter") } as never;

/** Every release character, gently and with the fastest, unlinked settings. */
const everySetting: ParamValues[] = ["punchy", "clean", "auto", "smooth"].flatMap((release) => [
  { release },
  { release, releaseMs: 10, lookAheadMs: 1, linkPercent: 0 },
]);

/** What comes out with each setting, one after the other; every one of them has to have reduced. */
function limitedEveryWay(input: StereoSignal, inputGainDb: number, sampleRateHz: number): StereoSignal {
  const pause = silence(500);
  const outputs = everySetting.map((params) => {
    const given = { ceilingDbtp: CEILING_DBTP, inputGainDb, ...params };
    const output = take(subject, concatenate(input, pause), given, { sampleRateHz });
    expect(output.meterLow[0]).toBeLessThan(-0.9);
    return output;
  });
  return concatenate(pause, ...outputs);
}

const read16x = ({ left, right }: StereoSignal, floorDbfs: number) =>
  Math.max(truePeakDbtp(left, floorDbfs), truePeakDbtp(right, floorDbfs));

function expectUnder(output: StereoSignal, sampleRateHz: number, floorDbfs: number): void {
  expect(read16x(output, floorDbfs), "16x meter").toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
  expect(ffmpegTruePeakDbtp(output, sampleRateHz), "ffmpeg").toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
}

/** A sine with tapered ends, `divisor` samples a period. */
function periods(sampleRateHz: number, divisor: number, degrees: number, amplitude: number): StereoSignal {
  const frames = Math.round(0.03 * sampleRateHz);
  const taper = Math.round(0.005 * sampleRateHz);
  return signalOf(frames, (frame) => {
    const edge = Math.min(1, frame / taper, (frames - 1 - frame) / taper);
    const value = Math.sin(0.5 * Math.PI * edge) ** 2 * amplitude * Math.sin(2 * Math.PI * (frame / divisor + degrees / 360));
    return [value, -value];
  });
}

/** What a converter lets through: nothing above 20 kHz. */
function upTo20k(signal: StereoSignal, sampleRateHz: number): StereoSignal {
  const half = 200;
  const cut = 20_000 / sampleRateHz;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, index) => {
    const u = index - half;
    return (
      (u === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * u) / (Math.PI * u)) * (0.5 + 0.5 * Math.cos((Math.PI * u) / (half + 1)))
    );
  });
  const filtered = (channel: Float32Array) =>
    channel.map((_, frame) => taps.reduce((sum, tap, index) => sum + tap * (channel[frame + half - index] ?? 0), 0));
  return { left: filtered(signal.left), right: filtered(signal.right) };
}

function clippedNoise(frames: number): StereoSignal {
  const random = seededRandom(7);
  return signalOf(frames, () => [random() < 0.5 ? -0.8 : 0.8, random() < 0.5 ? -0.8 : 0.8]);
}

describe.each([44100, 48000, 88200, 96000])("torture at %i Hz, +6 dB", (rateHz) => {
  test.each([
    { number: 15, divisor: 4, degrees: 0, amplitude: 0.5 },
    { number: 16, divisor: 4, degrees: 45, amplitude: 0.5 },
    { number: 17, divisor: 6, degrees: 60, amplitude: 0.5 },
    { number: 18, divisor: 8, degrees: 67.5, amplitude: 0.5 },
    { number: 19, divisor: 4, degrees: 45, amplitude: 1.41 },
  ])("EBU Tech 3341 case $number", ({ divisor, degrees, amplitude }) => {
    expectUnder(limitedEveryWay(periods(rateHz, divisor, degrees, amplitude), 6, rateHz), rateHz, -7);
  });

  test("bursts of rate / 4 at 45 degrees", () => {
    const bursts = signalOf(3600, (frame) => {
      const loud = Math.floor(frame / 600) % 2 === 1 ? 1 : 0.05;
      const value = loud * Math.sin((Math.PI / 2) * frame + Math.PI / 4);
      return [value, value];
    });
    // a burst that begins at once is not band-limited: the 16x meter only
    expect(read16x(limitedEveryWay(bursts, 6, rateHz), -7)).toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
  });

  test.each([
    ["white noise", noise(4000, 1, 1)],
    ["clipped noise", clippedNoise(4000)],
    ["tones, noise and hits", richSignal(8000, rateHz, 3)],
  ])("%s up to 20 kHz, and up to half the rate by the 16x meter", (_, whole) => {
    expectUnder(limitedEveryWay(upTo20k(whole, rateHz), 12, rateHz), rateHz, -12);
    expect(read16x(limitedEveryWay(whole, 12, rateHz), -12)).toBeLessThanOrEqual(CEILING_DBTP + OVER_DB);
  });
});

test.each([0, 1, 2, 3])("EBU Tech 3341 cases 20 to 23 at +6 dB: one louder period, offset %i", (offset) => {
  const around = louderPeriod(offset).subarray(71_000, 74_000);
  expectUnder(limitedEveryWay({ left: around, right: around }, 6, 48000), 48000, -4);
});

describe.each([
  ["electronic_shawn_parrotte_caves.flac", 22],
  ["folkpop_karissa_hobbs_lets_go_fishin.flac", 40],
  ["rock_joshua_morin_on_the_run.flac", 60],
] as const)("music: %s", (name, fromS) => {
  test.each([6, 12])("at +%i dB, as it is, clipped before, and with 16-bit dither behind", (inputGainDb) => {
    const file = recording(`references/${name}`);
    if (!file) return;
    const music = decode(file, fromS, 0.5);
    const clippedBy = (times: number) => {
      const clip = (sample: number) => Math.max(-1, Math.min(1, times * sample));
      return { left: music.left.map(clip), right: music.right.map(clip) };
    };
    const limited = concatenate(
      ...[music, clippedBy(3), clippedBy(10)].map((input) => limitedEveryWay(input, inputGainDb, 44100)),
    );
    expectUnder(limited, 44100, -3);
    const random = seededRandom(5);
    const dither = (sample: number) => Math.round(32768 * sample + random() + random() - 1) / 32768;
    expectUnder({ left: limited.left.map(dither), right: limited.right.map(dither) }, 44100, -3);
  });
});
