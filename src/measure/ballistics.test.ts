// Needles against the standards' bursts and returns (IEC 60268-10, 60268-17) and the K-system's scales, at three sample rates.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createNeedle, type Needle, type NeedleLaw } from "./ballistics.ts";

const kernels = instantiateKernels();
const RATES_HZ = [44100, 48000, 96000];
const PIECE = 480;
const piece = kernels.heap.f32(PIECE);

/** Shows `seconds` of a signal in pieces; calls `watch` after each, if given, with the time. */
function show(
  needle: Needle,
  rateHz: number,
  seconds: number,
  signal: (timeS: number) => number,
  watch?: (timeS: number) => void,
): void {
  const frames = Math.round(seconds * rateHz);
  for (let done = 0; done < frames; ) {
    const count = Math.min(watch ? 48 : PIECE, frames - done);
    for (let frame = 0; frame < count; frame++) piece.array[frame] = signal((done + frame) / rateHz);
    needle.show(piece.ptr, count);
    done += count;
    watch?.(done / rateHz);
  }
}

const tone =
  (hz: number, amplitude = 1) =>
  (timeS: number): number =>
    amplitude * Math.sin(2 * Math.PI * hz * timeS);
const silence = (): number => 0;

/** How high a burst of `ms` of 5 kHz drives the needle, against the same tone held on. */
function burstDb(law: NeedleLaw, rateHz: number, ms: number): number {
  const needle = createNeedle(kernels, { law, sampleRateHz: rateHz, zeroDbfs: 0 });
  show(needle, rateHz, ms / 1000, tone(5000));
  show(needle, rateHz, 0.05, silence);
  const burst = needle.highestDb();
  show(needle, rateHz, 2, tone(5000));
  needle.highestDb();
  show(needle, rateHz, 0.1, tone(5000));
  const steady = needle.highestDb();
  needle.release();
  return burst - steady;
}

/** Seconds that the needle takes to fall by `db` after a steady tone. */
function fallS(law: NeedleLaw, rateHz: number, db: number): number {
  const needle = createNeedle(kernels, { law, sampleRateHz: rateHz });
  show(needle, rateHz, 2, tone(1000));
  const from = needle.nowDb();
  let fallen = Infinity;
  show(needle, rateHz, 4, silence, (timeS) => {
    if (fallen === Infinity && needle.nowDb() <= from - db) fallen = timeS;
  });
  needle.release();
  return fallen;
}

describe.each(RATES_HZ)("at %i Hz", (rateHz) => {
  // Standard's value and its working constants' own, which must come out.
  test.each([
    ["ppm-type-1", 10, -1, -0.84],
    ["ppm-type-1", 5, -2, -2.08],
    ["ppm-type-1", 3, -4, -3.55],
    ["ppm-type-2", 10, -2.5, -2.03],
    ["ppm-type-2", 5, -4, -3.95],
    ["ppm-type-2", 1.5, -9, -9.39],
  ] as const)("%s: a burst of %f ms reads %f dB", (law, ms, standardDb, constantsDb) => {
    const reading = burstDb(law, rateHz, ms);
    expect(Math.abs(reading - standardDb)).toBeLessThan(0.5);
    expect(Math.abs(reading - constantsDb)).toBeLessThan(0.12);
  });

  test.each([
    ["ppm-type-1", 20, 1.7],
    ["ppm-type-2", 24, 2.8],
  ] as const)("%s falls %f dB in %f s", (law, db, seconds) => {
    expect(Math.abs(fallS(law, rateHz, db) - seconds)).toBeLessThan(0.05);
  });

  test("a steady sine reads its crest on a PPM", () => {
    for (const law of ["ppm-type-1", "ppm-type-2"] as const) {
      const needle = createNeedle(kernels, { law, sampleRateHz: rateHz });
      show(needle, rateHz, 2, tone(1000, 0.5));
      expect(Math.abs(needle.highestDb() + 6.02)).toBeLessThan(0.2);
      needle.release();
    }
  });

  test("VU: 99 % in 300 ms, 1 to 1.5 % over, 0 VU at -18 dBFS", () => {
    const needle = createNeedle(kernels, { law: "vu", sampleRateHz: rateHz });
    const readings: number[] = [];
    let reachedS = Infinity;
    show(needle, rateHz, 3, tone(1000, 10 ** (-18 / 20)), (timeS) => {
      const deflection = 10 ** (needle.nowDb() / 20);
      readings.push(deflection);
      if (reachedS === Infinity && deflection >= 0.99) reachedS = timeS;
    });
    expect(Math.abs(reachedS - 0.3)).toBeLessThan(0.01);
    const overshoot = Math.max(...readings) - 1;
    expect(overshoot).toBeGreaterThan(0.01);
    expect(overshoot).toBeLessThan(0.015);
    expect(needle.nowDb()).toBeCloseTo(0, 1);
    const fromDb = needle.nowDb();
    let fallenS = Infinity;
    show(needle, rateHz, 1, silence, (timeS) => {
      if (fallenS === Infinity && needle.nowDb() <= fromDb - 40) fallenS = timeS;
    });
    expect(Math.abs(fallenS - 0.3)).toBeLessThan(0.01);
    needle.release();
  });

  test.each([
    ["k-20", 20],
    ["k-14", 14],
    ["k-12", 12],
  ] as const)("%s: 0 at -%f dBFS, the sample peak held 0.5 s and falling 15 dB/s", (law, below) => {
    const needle = createNeedle(kernels, { law, sampleRateHz: rateHz });
    show(needle, rateHz, 3, tone(1000, 10 ** (-below / 20)));
    expect(Math.abs(needle.nowDb())).toBeLessThan(0.02);
    expect(Math.abs(needle.heldPeakDb())).toBeLessThan(0.02);
    show(needle, rateHz, 0.49, silence);
    expect(Math.abs(needle.heldPeakDb())).toBeLessThan(0.02);
    show(needle, rateHz, 1.01, silence);
    expect(needle.heldPeakDb()).toBeCloseTo(-15, 1);
    needle.release();
  });
});

describe("needles", () => {
  const laws: readonly NeedleLaw[] = ["ppm-type-1", "ppm-type-2", "vu", "k-20"];

  test.each(laws)("%s: silence reads nothing, pieces do not matter, reset forgets", (law) => {
    const one = createNeedle(kernels, { law, sampleRateHz: 48000 });
    const other = createNeedle(kernels, { law, sampleRateHz: 48000 });
    expect(one.nowDb()).toBe(-Infinity);
    for (let frame = 0; frame < PIECE; frame++) piece.array[frame] = Math.sin(frame * frame);
    one.show(piece.ptr, PIECE);
    for (const [from, count] of [
      [0, 1],
      [1, 127],
      [128, 352],
    ] as const)
      other.show(piece.ptr + 4 * from, count);
    expect(other.nowDb()).toBe(one.nowDb());
    expect(other.highestDb()).toBe(one.highestDb());
    expect(other.heldPeakDb()).toBe(one.heldPeakDb());
    one.reset();
    expect(one.highestDb()).toBe(-Infinity);
    piece.array[3] = NaN;
    other.show(piece.ptr, PIECE);
    show(other, 48000, 2, tone(1000));
    expect(Number.isFinite(other.nowDb())).toBe(true);
    one.release();
    other.release();
  });
});
