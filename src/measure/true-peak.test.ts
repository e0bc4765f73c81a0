// The true peak scan: right within 0.05 dB, never under the sample peak, and the same with and without its short cuts.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { FUTURE_FRAMES, LAG_FRAMES, PAST_FRAMES, PHASES, phaseTaps, TAPS, TruePeakScan } from "./true-peak.ts";

const kernels = instantiateKernels();

/** Scans a whole signal in one go. */
function scanned(signal: Float32Array, prune = true): number {
  const stage = kernels.heap.f32(PAST_FRAMES + signal.length + FUTURE_FRAMES);
  stage.array.set(signal, PAST_FRAMES);
  const scan = new TruePeakScan(kernels, signal.length + FUTURE_FRAMES, prune);
  scan.scan(stage.ptr + 4 * PAST_FRAMES, signal.length + 2 * LAG_FRAMES);
  scan.release();
  kernels.heap.release(stage);
  return scan.largest;
}

/** The plain twin: every point of the 16 times grid, one product after the other, in double precision. */
function plain(signal: Float32Array): number {
  let largest = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    const taps = phaseTaps(phase);
    for (let at = -LAG_FRAMES; at < signal.length + LAG_FRAMES; at++) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) sum += (taps[tap] ?? 0) * (signal[at + tap - TAPS / 2 + 1] ?? 0);
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  return largest;
}

function noise(length: number, seed: number, shape: (value: number, frame: number) => number = (value) => value): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, (_, frame) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return shape(state / 2 ** 31, frame);
  });
}

const signals: Record<string, Float32Array> = {
  "white noise": noise(6000, 1),
  "noise with bursts": noise(6000, 2, (value, frame) => value * (frame % 1000 < 50 ? 1 : 0.2)),
  "clipped noise": noise(6000, 3, (value) => Math.max(-0.5, Math.min(0.5, 3 * value))),
  "signs at random": noise(4000, 4, (value) => (value > 0 ? 1 : -1)),
  "alternating signs with a slip": Float32Array.from({ length: 400 }, (_, frame) =>
    (frame + (frame >= 200 ? 1 : 0)) % 2 ? 1 : -1,
  ),
  "one impulse": Float32Array.from({ length: 300 }, (_, frame) => (frame === 150 ? 1 : 0)),
  "a quarter of the rate, between its crests": Float32Array.from({ length: 1000 }, (_, n) =>
    Math.sin((Math.PI * n) / 2 + Math.PI / 4),
  ),
  "one sample": Float32Array.of(-0.7),
  "rising noise": noise(4000, 5, (value, frame) => (value * frame) / 4000),
};

describe("true peak", () => {
  test.each(Object.entries(signals))("%s: the short cuts change nothing, and the plain sums agree", (_, signal) => {
    const reading = scanned(signal);
    expect(reading).toBe(scanned(signal, false));
    expect(Math.abs(reading - plain(signal)) / reading).toBeLessThan(3e-6);
    expect(reading).toBeGreaterThanOrEqual(signal.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  });

  test("sines up to 0.45 of the rate read within 0.05 dB, whatever their phase", () => {
    let worstDb = 0;
    for (let share = 0.005; share <= 0.4501; share += 0.0089) {
      for (let phase = 0; phase < 1; phase += 0.097) {
        const sine = Float32Array.from({ length: 1600 }, (_, frame) => {
          const fade = Math.min(1, frame / 400, (1599 - frame) / 400);
          return 0.5 * Math.sin(0.5 * Math.PI * fade) ** 2 * Math.sin(2 * Math.PI * (share * frame + phase));
        });
        const errorDb = 20 * Math.log10(scanned(sine) / 0.5);
        if (Math.abs(errorDb) > Math.abs(worstDb)) worstDb = errorDb;
      }
    }
    expect(Math.abs(worstDb)).toBeLessThan(0.05);
  });

  test("a phase and its mirror image, and constants, come through", () => {
    for (let phase = 0; phase <= PHASES; phase++) {
      const taps = phaseTaps(phase);
      expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
      const mirror = phaseTaps(PHASES - phase).reverse();
      taps.forEach((tap, index) => expect(tap).toBeCloseTo(mirror[index] ?? NaN, 14));
    }
  });

  test("pieces of any length give what one piece gives", () => {
    const signal = noise(5000, 9);
    const whole = scanned(signal);
    const stage = kernels.heap.f32(PAST_FRAMES + 1200 + FUTURE_FRAMES);
    const scan = new TruePeakScan(kernels, 1200 + FUTURE_FRAMES);
    let taken = 0;
    for (const count of [16, 17, 1000, 33, 1200, 784, 250, 1200, 500]) {
      stage.array.set(signal.subarray(taken, taken + count), PAST_FRAMES);
      scan.scan(stage.ptr + 4 * PAST_FRAMES, count);
      stage.array.copyWithin(0, count, count + PAST_FRAMES);
      taken += count;
    }
    expect(taken).toBe(5000);
    stage.array.fill(0, PAST_FRAMES);
    scan.scan(stage.ptr + 4 * PAST_FRAMES, 2 * LAG_FRAMES);
    expect(scan.largest).toBe(whole);
  });
});
