// The oversampler against plain convolution, and against what it promises: latency, flatness, 100 dB, same bits in any block size.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { flatTopHz, halfBandTaps } from "./half-band-design.ts";
import { Oversampler, type OversamplingFactor } from "./oversampler.ts";

const kernels = instantiateKernels();
const FACTORS = [2, 4, 8, 16] as const;

function noise(frames: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

interface Ran {
  readonly high: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

function run(oversampler: Oversampler, left: Float32Array, right: Float32Array, splits: readonly number[] = [128]): Ran {
  const { factor } = oversampler;
  const blocks = [kernels.heap.f32(128), kernels.heap.f32(128)] as const;
  const result = { high: new Float32Array(left.length * factor), left: left.slice(), right: right.slice() };
  for (let at = 0, turn = 0; at < left.length; turn++) {
    const count = Math.min(splits[turn % splits.length] as number, left.length - at);
    blocks[0].array.set(left.subarray(at, at + count));
    blocks[1].array.set(right.subarray(at, at + count));
    const up = oversampler.up(blocks[0].ptr, blocks[1].ptr, count);
    result.high.set(new Float32Array(kernels.heap.memory.buffer, up.left, count * factor), at * factor);
    oversampler.down(blocks[0].ptr, blocks[1].ptr, count);
    result.left.set(blocks[0].array.subarray(0, count), at);
    result.right.set(blocks[1].array.subarray(0, count), at);
    at += count;
  }
  for (const block of blocks) kernels.heap.release(block);
  return result;
}

/** Level in dB at `cycles` per frame. */
function levelDb(impulse: Float32Array, cycles: number): number {
  let re = 0;
  let im = 0;
  impulse.forEach((x, n) => {
    re += x * Math.cos(2 * Math.PI * cycles * n);
    im += x * Math.sin(2 * Math.PI * cycles * n);
  });
  return 10 * Math.log10(re * re + im * im);
}

function impulse(frames: number): Float32Array {
  const signal = new Float32Array(frames);
  signal[0] = 1;
  return signal;
}

function fullTaps(flatHz: number, lowRateHz: number): Float64Array {
  const outer = halfBandTaps(flatHz, lowRateHz).map(Math.fround);
  const taps = new Float64Array(4 * outer.length - 1);
  taps[2 * outer.length - 1] = 1;
  outer.forEach((tap, index) => {
    taps[2 * index] = tap;
    taps[taps.length - 1 - 2 * index] = tap;
  });
  return taps;
}

/** Zeros between the frames, then plain convolution in double precision; and back. */
function reference(signal: Float32Array, factor: number, rateHz: number, late: readonly boolean[]): Float64Array {
  const flatHz = flatTopHz(rateHz);
  const convolve = (input: Float64Array, taps: Float64Array) =>
    input.map((_, n) => taps.reduce((sum, tap, k) => sum + tap * (input[n - k] ?? 0), 0));
  let now = Float64Array.from(signal);
  for (let times = 1; times < factor; times *= 2) {
    const stuffed = new Float64Array(now.length * 2);
    now.forEach((x, n) => {
      stuffed[2 * n] = x;
    });
    now = convolve(stuffed, fullTaps(flatHz, rateHz * times));
  }
  for (let times = factor / 2; times >= 1; times /= 2) {
    const filtered = convolve(now, fullTaps(flatHz, rateHz * times));
    const shift = late[Math.log2(times)] ? 1 : 0;
    now = Float64Array.from({ length: now.length / 2 }, (_, m) => 0.5 * (filtered[2 * m - shift] ?? 0));
  }
  return now;
}

test("linear phase: the kernels give what plain convolution gives", () => {
  const left = noise(500, 3);
  const right = noise(500, 4);
  for (const [factor, late] of [
    [2, [false]],
    [4, [true, false]],
    [8, [false, true, false]],
  ] as const) {
    const ran = run(new Oversampler(kernels, { factor, form: "linear", rateHz: 48_000 }), left, right);
    const expected = [reference(left, factor, 48_000, late), reference(right, factor, 48_000, late)];
    const errors = [...ran.left].map((x, n) => x - (expected[0]?.[n] as number));
    errors.push(...[...ran.right].map((x, n) => x - (expected[1]?.[n] as number)));
    const rms = Math.sqrt(errors.reduce((sum, x) => sum + x * x, 0) / errors.length);
    expect(rms).toBeLessThan(5e-8);
  }
});

describe.each(["linear", "minimum"] as const)("%s", (form) => {
  test.each([44_100, 48_000, 96_000])("flat to 20 kHz and images 100 dB down at %i Hz", (rateHz) => {
    for (const factor of FACTORS) {
      const { high, left } = run(new Oversampler(kernels, { factor, form, rateHz }), impulse(1024), impulse(1024));
      const gainDb = 20 * Math.log10(factor);
      for (let hz = 20; hz <= 20_000; hz *= 1.11) {
        expect(Math.abs(levelDb(high, hz / rateHz / factor) - gainDb)).toBeLessThan(0.001);
        expect(Math.abs(levelDb(left, hz / rateHz))).toBeLessThan(0.001);
      }
      for (let image = 1; image <= factor / 2; image++)
        for (let offset = -1; offset <= 1; offset += 0.1) {
          const cycles = (image + (offset * flatTopHz(rateHz)) / rateHz) / factor;
          if (cycles <= 0.5) expect(levelDb(high, cycles) - gainDb, `image ${image}, ${offset}`).toBeLessThan(-100);
        }
    }
  });

  test("any block size gives the same bits; reset gives a fresh start", () => {
    const left = noise(1000, 5);
    const right = noise(1000, 6);
    for (const factor of [1, ...FACTORS] as OversamplingFactor[]) {
      const oversampler = new Oversampler(kernels, { factor, form, rateHz: 44_100 });
      const whole = run(oversampler, left, right);
      oversampler.reset();
      expect(run(oversampler, left, right, [1, 7, 100, 33])).toEqual(whole);
      oversampler.release();
    }
  });

  test("a tail ends in zeros", () => {
    const oversampler = new Oversampler(kernels, { factor: 4, form, rateHz: 44_100 });
    const { left } = run(oversampler, impulse(8192), impulse(8192));
    expect(left.every((x) => x === 0 || Math.abs(x) > 1.2e-38)).toBe(true);
    expect(left.at(-1)).toBe(0);
  });
});

test("linear phase: the latency is exact, the round trip symmetric", () => {
  for (const rateHz of [32_000, 44_100, 48_000, 96_000])
    for (const factor of FACTORS) {
      const oversampler = new Oversampler(kernels, { factor, form: "linear", rateHz });
      const { left } = run(oversampler, impulse(512), impulse(512));
      const middle = oversampler.latencyFrames;
      expect(left.indexOf(Math.max(...left))).toBe(middle);
      for (let n = 1; n < middle; n++)
        expect(Math.abs((left[middle - n] as number) - (left[middle + n] as number))).toBeLessThan(1e-7);
    }
});

test("minimum latency: a low sine comes out as late as reported, within half a frame", () => {
  for (const factor of FACTORS) {
    const oversampler = new Oversampler(kernels, { factor, form: "minimum", rateHz: 48_000 });
    const w = (2 * Math.PI * 200) / 48_000;
    const sine = Float32Array.from({ length: 4800 }, (_, n) => Math.sin(w * n));
    const { left } = run(oversampler, sine, sine);
    let inPhase = 0;
    let across = 0;
    for (let n = 2400; n < 4800; n++) {
      inPhase += (left[n] as number) * Math.sin(w * n);
      across += (left[n] as number) * Math.cos(w * n);
    }
    const delay = -Math.atan2(across, inPhase) / w;
    expect(Math.abs(delay - oversampler.latencyFrames)).toBeLessThan(0.51);
    expect(oversampler.latencyFrames).toBeLessThanOrEqual(6);
  }
});
