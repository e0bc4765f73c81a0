// The limiter against theory and its twin: times, characters, no distortion of basses, nothing below the ceiling touched. The ceiling itself:
// ceiling.test.ts.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { harmonicsDb, sumDb, truePeakDbtp } from "../../../test/processors/judges.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { firstDifferentBit, largestDifference, meanSquare, samplePeak } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { concatenate, noise, richSignal, signalOf, silence, slice, type StereoSignal, tone } from "../contract/signals.ts";
import { resolveParams, type ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { halfwayTaps } from "./interpolator.ts";
import { Limiter } from "./limiter.ts";
import { limiter, lookAheadFrames, truePeakDetectorFrames } from "./limiter.params.ts";
import { limiterTwin } from "./limiter.twin.ts";

const RATE_HZ = 48000;
const subject = { declaration: limiter, create: createProcessor.bind(null, "limiter") } as never;
const limit = (input: StereoSignal, params: ParamValues, sampleRateHz = RATE_HZ) =>
  take(subject, input, params, { sampleRateHz });
const latencyOf = (params: ParamValues, rateHz = RATE_HZ) =>
  limiter.latencyFrames(resolveParams("limiter", limiter.parameters, params), rateHz);

/** A sine of `partOfRate` times the rate, its crest between the samples, faded in. */
function between(partOfRate: number, degrees: number, amplitude: number): StereoSignal {
  return signalOf(24000, (frame) => {
    const fade = Math.min(1, frame / 2400);
    const value = fade * amplitude * Math.sin(2 * Math.PI * partOfRate * frame + (degrees * Math.PI) / 180);
    return [value, -value];
  });
}

test("a steady tone is brought to the ceiling, not below it", () => {
  const output = limit(between(1 / 4, 45, 2), { ceilingDbtp: -3 });
  expect(truePeakDbtp(output.left, -7)).toBeGreaterThan(-3.3);
});

test.each<[number, ParamValues]>([
  [48000, { inputGainDb: 9 }],
  [44100, { inputGainDb: 14, ceilingDbtp: -3, release: "punchy", releaseMs: 15, linkPercent: 0, lookAheadMs: 1 }],
  [96000, { inputGainDb: 6, release: "smooth", releaseMs: 400, linkPercent: 40, lookAheadMs: 5 }],
  [48000, { inputGainDb: 3, release: "clean", linkPercent: 75, ceilingDbtp: 0 }],
])("kernels and the TypeScript twin agree: %i Hz, %j", (rateHz, params) => {
  const input = concatenate(richSignal(18000, rateHz), noise(6000, 0.7, 8));
  const [kernels, twin] = [limit(input, params, rateHz), limiterTwin(input, params, rateHz)];
  expect(samplePeak(twin)).toBeGreaterThan(0.5);
  expect(largestDifference(kernels, twin)).toBeLessThan(1e-6);
});

test("below the ceiling it is a pure delay, bit for bit", () => {
  const loud = concatenate(richSignal(20000, RATE_HZ), noise(5000, 0.25, 4), noise(500, 1e-39, 5));
  const input = { left: loud.left.map((x) => 0.9 * x), right: loud.right.map((x) => 0.9 * x) };
  expect(samplePeak(input)).toBeGreaterThan(0.6);
  const output = limit(concatenate(input, silence(400)), { ceilingDbtp: 0 });
  const delay = latencyOf({});
  expect(firstDifferentBit(slice(output, delay, delay + input.left.length), input)).toBe(-1);
});

test("3 dB of reduction leave a 50 Hz tone undistorted at the default release", () => {
  const input = tone(96000, RATE_HZ, 50, 1);
  const output = limit(input, { ceilingDbtp: -3 });
  expect(output.meterLow[0]).toBeCloseTo(-3.25, 1);
  expect(sumDb(harmonicsDb(output.left, 50, RATE_HZ, 48000, 48000))).toBeLessThan(-60);
});

test("the release time is the time in which 63 % of the reduction is gone", () => {
  const hit = signalOf(96000, (frame) => (frame < 4800 ? [2, 2] : [0.1, 0.1]));
  const output = limit(hit, { ceilingDbtp: 0, release: "punchy", releaseMs: 200 });
  const reductionAt = (seconds: number) => 1 - (output.left[Math.round(seconds * RATE_HZ)] as number) / 0.1;
  const start = reductionAt(0.11);
  expect(reductionAt(0.31) / start).toBeCloseTo(Math.exp(-1), 2);
});

test("auto recovers from a burst at once and from a long passage slowly", () => {
  const leftAfter = (loudS: number) => {
    const loud = Math.round(loudS * RATE_HZ);
    const input = signalOf(loud + 48000, (frame) => (frame < loud ? [2, 2] : [0.1, 0.1]));
    const output = limit(input, { ceilingDbtp: 0, releaseMs: 50 });
    return 1 - (output.left[loud + Math.round(0.3 * RATE_HZ)] as number) / 0.1;
  };
  expect(leftAfter(0.02)).toBeLessThan(0.05);
  expect(leftAfter(2)).toBeGreaterThan(0.3);
});

describe("release characters", () => {
  const characters = ["punchy", "clean", "auto", "smooth"] as const;

  test("a 50 Hz tone at 3 dB of reduction: punchy bends it, the others do not", () => {
    const input = tone(96000, RATE_HZ, 50, 1);
    const thdDb = characters.map((release) => {
      const output = limit(input, { ceilingDbtp: -3, release });
      return sumDb(harmonicsDb(output.left, 50, RATE_HZ, 48000, 48000));
    });
    const [punchy = NaN, ...others] = thdDb;
    expect(punchy).toBeGreaterThan(-50);
    for (const other of others) expect(other).toBeLessThan(-100);
  });

  test("a 25 Hz tone: only smooth holds long enough", () => {
    const input = tone(144000, RATE_HZ, 25, 1);
    const thdDb = (release: string) =>
      sumDb(harmonicsDb(limit(input, { ceilingDbtp: -3, release }).left, 25, RATE_HZ, 96000, 48000));
    expect(thdDb("smooth")).toBeLessThan(-80);
    expect(thdDb("clean")).toBeGreaterThan(-60);
  });

  /** Reduction in dB left 0.1 and 0.5 s after `loudS` of 6 dB of reduction. */
  function leftDb(release: string, loudS: number): readonly [number, number] {
    const loud = Math.round(loudS * RATE_HZ);
    const input = signalOf(loud + 36000, (frame) => (frame < loud ? [2, 2] : [0.1, 0.1]));
    const output = limit(input, { ceilingDbtp: 0.0, releaseMs: 50, release });
    const at = (seconds: number) => -20 * Math.log10((output.left[loud + Math.round(seconds * RATE_HZ)] ?? NaN) / 0.1);
    return [at(0.1), at(0.5)];
  }

  test("behind a peak punchy, clean and auto recover at once; behind a long passage auto and smooth keep what they held", () => {
    const [punchy, clean, auto, smooth] = characters.map((release) => ({
      peak: leftDb(release, 0.01),
      long: leftDb(release, 2),
    }));
    for (const one of [punchy, clean]) expect(Math.abs((one?.peak[0] ?? NaN) - (one?.long[0] ?? NaN))).toBeLessThan(0.2);
    expect(clean?.peak[0]).toBeGreaterThan((punchy?.peak[0] ?? NaN) + 0.1);
    expect(auto?.peak[1]).toBeLessThan(0.3);
    expect(auto?.long[1]).toBeGreaterThan(2.5);
    expect(smooth?.long[1]).toBeGreaterThan((auto?.long[1] ?? NaN) + 0.5);
    writePlot("limiter-release", {
      title: "Limiter: gain behind 2 s of 6 dB of reduction, release 50 ms",
      x: { label: "ms after the loud part", from: 0, to: 700, ticks: [0, 100, 200, 300, 400, 500, 600, 700] },
      y: { label: "gain, dB", from: -7, to: 1, ticks: [-6, -4, -2, 0] },
      names: "bottom",
      curves: characters.map((release) => {
        const input = signalOf(132000, (frame) => (frame < 96000 ? [2, 2] : [0.1, 0.1]));
        const output = limit(input, { ceilingDbtp: 0, releaseMs: 50, release });
        const gain = (ms: number) => 20 * Math.log10((output.left[96000 + latencyOf({}) + 48 * ms] ?? NaN) / 0.1);
        return { label: release, points: Array.from({ length: 70 }, (_, n) => [10 * n, gain(10 * n)] as const) };
      }),
    });
  });

  test("on the same drive punchy is loudest and smooth softest", () => {
    const input = richSignal(96000, RATE_HZ, 3);
    const [punchy = NaN, clean = NaN, auto = NaN, smooth = NaN] = characters.map(
      (release) => 10 * Math.log10(meanSquare(limit(input, { inputGainDb: 12, release, releaseMs: 50 }))),
    );
    expect(punchy).toBeGreaterThan(clean);
    expect(clean).toBeGreaterThan(auto);
    expect(auto).toBeGreaterThan(smooth);
  });
});

test("a fully linked limiter turns both sides down alike, an unlinked one does not", () => {
  const input = signalOf(20000, (frame) => [2 * Math.sin(frame / 8), 0.3 * Math.sin(frame / 11)]);
  const delay = latencyOf({});
  const ratio = (linkPercent: number) => {
    const output = limit(input, { ceilingDbtp: -1, linkPercent });
    return (
      samplePeak({ left: output.right, right: output.right }, 10000) /
      samplePeak({ left: output.left, right: output.left }, 10000)
    );
  };
  expect(ratio(100)).toBeCloseTo(0.15, 3);
  expect(ratio(0)).toBeCloseTo(0.3 / 10 ** (-1.25 / 20), 2);
  expect(delay).toBeLessThan(0.005 * RATE_HZ);
});

describe("the detector", () => {
  test("delays by what the declaration says", () => {
    expect(instantiateKernels().call.truePeakDetectorDelay()).toBe(truePeakDetectorFrames);
  });

  test("leaving out what cannot reach the ceiling changes no bit", () => {
    const rise = signalOf(48000, (frame) => [frame / 30000, frame / 40000]);
    const swell = noise(48000, 1, 12);
    const input = concatenate(
      { left: swell.left.map((x, i) => x * (rise.left[i] ?? 0)), right: swell.right.map((x, i) => x * (rise.right[i] ?? 0)) },
      silence(700),
      richSignal(48000, RATE_HZ, 2),
      // crests just above the ceiling, far from samples that are
      ...[0.26, 0.34, 0.42, 0.46, 0.48, 0.49].map((part) => {
        const crest = (frame: number) => 0.515 * Math.min(1, frame / 400) * Math.sin(2 * Math.PI * part * frame);
        return signalOf(6000, (frame) => [crest(frame), crest(frame + 100)]);
      }),
      ...Array.from({ length: 8 }, (_, index) => concatenate(silence(170 + 13 * index), slice(noise(20, 2, 5), 0, 3 + index))),
    );
    const whole = {
      declaration: limiter,
      create: (kernels: ReturnType<typeof instantiateKernels>) => new Limiter(kernels, { isPruned: false }),
    } as never;
    for (const inputGainDb of [0, 6]) {
      const params = { inputGainDb, ceilingDbtp: -6 };
      expect(firstDifferentBit(limit(input, params), take(whole, input, params))).toBe(-1);
    }
  });

  test("taps sum to one and interpolate a sine halfway", () => {
    const taps = halfwayTaps(96, 3.3);
    expect(2 * taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
    const halfway = (partOfRate: number) =>
      taps.reduce((sum, tap, k) => sum + 2 * tap * Math.cos(2 * Math.PI * partOfRate * (k + 0.5)), 0);
    for (const partOfRate of [0.01, 0.1, 0.25, 0.4, 0.4535])
      expect(Math.abs(20 * Math.log10(halfway(partOfRate)))).toBeLessThan(0.06);
  });
});

test("the boxes take exactly the look-ahead and the window covers them", () => {
  for (const rateHz of [44100, 48000, 96000, 192000]) {
    for (const lookAheadMs of [1, 1.5, 5]) {
      const { boxes, smoothing, window, latency } = lookAheadFrames(lookAheadMs, rateHz);
      expect(boxes[0] + boxes[1] + boxes[2] - 2).toBe(smoothing);
      expect(window).toBeGreaterThanOrEqual(latency + 1);
    }
  }
});
