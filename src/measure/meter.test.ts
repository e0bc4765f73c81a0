// The whole meter: known answers, any cut of the stream, and hostile input.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noise, sine, times } from "../../test/conformance/signals.ts";
import { instantiateKernels } from "../kernels/kernels.ts";
import type { Measurement } from "./measurement.ts";
import { createMeter, measureFrames } from "./meter.ts";

const RATE = 48000;
const silence = (frames: number): Float32Array => new Float32Array(frames);

/** Asserts a value in dB or LU within a tolerance. */
function near(value: number | null, wanted: number, tolerance: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? NaN) - wanted), `${value} instead of ${wanted}`).toBeLessThanOrEqual(tolerance);
}

describe("known answers", () => {
  test("a full-scale 997 Hz sine in one of two channels: -3.01 LUFS, RMS -6.02 over both, crest 6.02", () => {
    const result = measureFrames([sine(RATE * 10, 997, RATE), silence(RATE * 10)], RATE);
    near(result.integratedLufs, -3.01, 0.005);
    near(result.samplePeakDbfs, 0, 0.001);
    near(result.truePeakDbtp, 0, 0.002);
    near(result.rmsDbfs, -6.02, 0.005);
    near(result.crestDb, 6.02, 0.005);
    near(result.plrDb, 3.01, 0.005);
    expect(result.correlation).toBeNull();
    expect(result.balanceDb).toBeNull();
    expect(result.correlationMin).toBeNull();
    near(result.sideToMidDb, 0, 1e-9);
  });

  test("one channel counts once: 3.01 LU under the same signal on two", () => {
    const tone = sine(RATE * 5, 1000, RATE, 0.1);
    const mono = measureFrames([tone], RATE);
    const stereo = measureFrames([tone, tone], RATE);
    near((stereo.integratedLufs ?? NaN) - (mono.integratedLufs ?? NaN), 3.0103, 1e-4);
    near(stereo.monoFoldLossLu, 0, 1e-9);
    expect([mono.correlation, mono.balanceDb, mono.sideToMidDb, mono.monoFoldLossLu, mono.correlationMin]).toEqual(
      Array(5).fill(null),
    );
  });

  test("equal, opposite and unrelated sides", () => {
    const [a, b] = [times(noise(RATE * 8, 1), 0.2), times(noise(RATE * 8, 2), 0.2)];
    const equal = measureFrames([a, a], RATE);
    expect([equal.correlation, equal.correlationMin, equal.balanceDb, equal.sideToMidDb]).toEqual([1, 1, 0, null]);
    const opposite = measureFrames([a, times(a, -1)], RATE);
    expect([opposite.correlation, opposite.sideToMidDb, opposite.monoFoldLossLu]).toEqual([-1, null, null]);
    const unrelated = measureFrames([a, b], RATE);
    near(unrelated.correlation, 0, 0.01);
    near(unrelated.sideToMidDb, 0, 0.1);
    near(unrelated.monoFoldLossLu, 3.01, 0.1);
  });

  test("balance is left minus right", () => {
    const tone = sine(RATE * 2, 500, RATE, 0.5);
    near(measureFrames([tone, times(tone, 0.5)], RATE).balanceDb, 6.02, 0.01);
  });

  test("correlation over 3 s finds the one stretch that is out of phase", () => {
    const tone = sine(RATE * 20, 440, RATE, 0.3);
    const turned = tone.map((value, frame) => (frame >= RATE * 8 && frame < RATE * 11 ? -value : value));
    const meter = createMeter({ sampleRateHz: RATE, channels: 2 });
    meter.push([tone, turned]);
    near(meter.result().correlationMin, -1, 1e-6);
    near(meter.result().correlation, 0.7, 1e-3);
    expect(meter.history().correlation).toHaveLength(18);
    near(meter.history().correlation[8] ?? null, -1, 1e-6);
  });

  test("offset, clipping, and silence at both ends", () => {
    const signal = Float32Array.from({ length: RATE * 2 }, (_, frame) => (frame < 12000 || frame >= 90000 ? 0 : 0.25));
    signal[20000] = 1;
    signal[20001] = -1;
    const result = measureFrames([signal, silence(RATE * 2)], RATE);
    expect(result.clippedFrames).toBe(2);
    near(result.dcOffset, (0.25 * 77998) / 96000, 1e-6);
    expect(result.silentHeadS).toBe(0.25);
    expect(result.silentTailS).toBe(0.125);
  });

  test("history and the loudest section", () => {
    const signal = sine(RATE * 30, 1000, RATE, 0.1).map((value, frame) =>
      frame >= RATE * 12 && frame < RATE * 22 ? 2 * value : value,
    );
    const meter = createMeter({ sampleRateHz: RATE, channels: 1 });
    meter.push([signal]);
    const history = meter.history();
    expect(history.momentaryLufs).toHaveLength(300);
    expect(history.momentaryLufs.slice(0, 3)).toEqual([null, null, null]);
    expect(history.shortTermLufs).toHaveLength(271);
    expect(history.loudest).toEqual({ fromS: 12, toS: 22 });
    near(meter.loudestSection(4).lufs, -20 - 3.01 + 6.02, 0.02);
    expect(meter.loudestSection(60)).toMatchObject({ fromS: 0, toS: 30 });
  });
});

describe("any cut of the stream gives the same measurement", () => {
  const frames = 31000;
  const [left, right] = [times(noise(frames, 5), 0.5), times(noise(frames, 6), 0.5)];

  test.each([44100, 48000, 11025])("at %i Hz", (rate) => {
    const whole = measureFrames([left, right], rate);
    const cuts = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cuts, (lengths) => {
        const meter = createMeter({ sampleRateHz: rate, channels: 2 });
        let at = 0;
        for (const length of [...lengths, frames]) {
          meter.push([left.subarray(at, at + length), right.subarray(at, at + length)]);
          at = Math.min(frames, at + length);
        }
        expect(meter.result()).toEqual(whole);
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  test("one frame at a time", () => {
    const [l, r] = [left.subarray(0, 6000), right.subarray(0, 6000)];
    const meter = createMeter({ sampleRateHz: 8000, channels: 2 });
    for (let at = 0; at < 6000; at++) meter.push([l.subarray(at, at + 1), r.subarray(at, at + 1)]);
    expect(meter.result()).toEqual(measureFrames([l, r], 8000));
  });
});

describe("hostile input", () => {
  const silentFields = (result: Measurement): unknown[] => [
    result.integratedLufs,
    result.momentaryMaxLufs,
    result.shortTermMaxLufs,
    result.loudnessRangeLu,
    result.truePeakDbtp,
    result.samplePeakDbfs,
    result.rmsDbfs,
    result.crestDb,
    result.plrDb,
    result.correlation,
    result.correlationMin,
    result.balanceDb,
    result.sideToMidDb,
    result.monoFoldLossLu,
    ...result.bands.flatMap((band) => [band.levelLufs, band.correlation, band.sideToMidDb, band.crestDb]),
  ];

  test.each([0, 1, 100, 480000])("%i frames of silence: null everywhere, and JSON keeps it", (frames) => {
    const result = measureFrames([silence(frames), silence(frames)], RATE);
    expect(result.bands).toHaveLength(9);
    expect(silentFields(result).every((field) => field === null)).toBe(true);
    expect([result.dcOffset, result.clippedFrames, result.durationS]).toEqual([0, 0, frames / RATE]);
    expect([result.silentHeadS, result.silentTailS]).toEqual([frames / RATE, frames / RATE]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("one loud frame", () => {
    const result = measureFrames([Float32Array.of(0.5), Float32Array.of(-0.5)], RATE);
    near(result.samplePeakDbfs, -6.02, 0.001);
    near(result.truePeakDbtp, -6.02, 0.001);
    expect([result.integratedLufs, result.plrDb, result.correlation]).toEqual([null, null, -1]);
  });

  test.each([NaN, Infinity, -Infinity])("%s names its frame and channel", (value) => {
    for (const frame of [0, 4799, 4800, 123456]) {
      const bad = times(noise(150000, 7), 0.1);
      bad[frame] = value;
      const good = times(noise(150000, 8), 0.1);
      expect(() => measureFrames([good, bad], RATE)).toThrow(`sample is ${value}: frame ${frame} of channel 2`);
    }
  });

  test("huge but finite samples do not overflow", () => {
    const result = measureFrames([sine(RATE, 1000, RATE, 1e15), sine(RATE, 1000, RATE, 1e15)], RATE);
    near(result.truePeakDbtp, 300, 0.01);
    for (const field of silentFields(result)) if (field !== null) expect(Number.isFinite(field)).toBe(true);
  });

  test("wrong use is explained", () => {
    expect(() => createMeter({ sampleRateHz: 0, channels: 2 })).toThrow(/sample rate/);
    expect(() => createMeter({ sampleRateHz: RATE, channels: 7 })).toThrow(/channelWeights/);
    expect(() => createMeter({ sampleRateHz: RATE, channels: 0 })).toThrow(/at least 1/);
    expect(() => createMeter({ sampleRateHz: RATE, channels: 2, channelWeights: [1] })).toThrow(/one number a channel/);
    const meter = createMeter({ sampleRateHz: RATE, channels: 2 });
    expect(() => meter.push([silence(4)])).toThrow(/1 channels were pushed/);
    expect(() => meter.push([silence(4), silence(3)])).toThrow(/one length/);
    meter.result();
    expect(() => meter.push([silence(4), silence(4)])).toThrow(/ended/);
  });

  test("memory is handed back, and a second meter in the same place reads the same", () => {
    const kernels = instantiateKernels();
    const signal = noise(20000, 9);
    const read = (): Measurement => {
      const meter = createMeter({ sampleRateHz: RATE, channels: 1, kernels });
      meter.push([signal]);
      const result = meter.result();
      meter.release();
      return result;
    };
    const first = read();
    const bytes = kernels.heap.memory.buffer.byteLength;
    for (let again = 0; again < 20; again++) expect(read()).toEqual(first);
    expect(kernels.heap.memory.buffer.byteLength).toBe(bytes);
  });
});
