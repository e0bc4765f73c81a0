// The fused kernel against a plain loop, its glide, and that block sizes change no bit.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import type { Biquad } from "./biquad.ts";
import { BiquadCascade } from "./cascade.ts";
import { fittedHighPass, fittedHighShelf, fittedLowShelf, fittedPeak } from "./fitted-design.ts";
import { rbjPeak } from "./rbj-design.ts";

const RATE_HZ = 48_000;
const kernels = instantiateKernels();

const list: Biquad[] = [
  fittedHighPass(30, 0.7, RATE_HZ),
  fittedLowShelf(120, 4, 0.7, RATE_HZ),
  fittedPeak(400, -3, 1.2, RATE_HZ),
  fittedPeak(2500, 5, 2, RATE_HZ),
  fittedHighShelf(9000, 3, 0.7, RATE_HZ),
  rbjPeak(60, 6, 4, RATE_HZ),
  rbjPeak(700, -12, 8, RATE_HZ),
  rbjPeak(5000, 2, 1, RATE_HZ),
  rbjPeak(50, 2, 1, RATE_HZ),
  rbjPeak(1000, 2, 1, RATE_HZ),
  rbjPeak(8000, -2, 1, RATE_HZ),
  rbjPeak(11000, 2, 1, RATE_HZ),
];

function noise(frames: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** Direct form I, one section after the other over the whole signal, in f64: the same operations in the same order. */
function reference(input: Float32Array, sections: readonly Biquad[]): Float32Array {
  let signal = Float64Array.from(input);
  for (const { b0, b1, b2, a1, a2 } of sections) {
    const out = new Float64Array(signal.length);
    for (let n = 0; n < signal.length; n++) {
      const forward = b1 * (signal[n - 1] ?? 0) + b2 * (signal[n - 2] ?? 0);
      const back = a2 * (out[n - 2] ?? 0) + a1 * (out[n - 1] ?? 0);
      out[n] = b0 * (signal[n] as number) + (forward - back);
    }
    signal = out;
  }
  return Float32Array.from(signal);
}

function run(cascade: BiquadCascade, input: readonly [Float32Array, Float32Array], splits: readonly number[]): Float32Array[] {
  const frames = input[0].length;
  const left = kernels.heap.f32(frames);
  const right = kernels.heap.f32(frames);
  left.array.set(input[0]);
  right.array.set(input[1]);
  for (let at = 0, turn = 0; at < frames; turn++) {
    const count = Math.min(splits[turn % splits.length] as number, frames - at);
    cascade.process(left.ptr + at * 4, right.ptr + at * 4, count);
    at += count;
  }
  const out = [left.array.slice(), right.array.slice()];
  kernels.heap.release(left);
  kernels.heap.release(right);
  return out;
}

describe("BiquadCascade", () => {
  const input: [Float32Array, Float32Array] = [noise(3000, 1), noise(3000, 2)];

  for (let count = 1; count <= list.length; count++) {
    test(`${count} fused sections give the bits of a plain loop, in any block size`, () => {
      const cascade = new BiquadCascade(kernels, count);
      cascade.setAll(list.slice(0, count));
      const out = run(cascade, input, [128]);
      expect(out[0]).toEqual(reference(input[0], list.slice(0, count)));
      expect(out[1]).toEqual(reference(input[1], list.slice(0, count)));
      cascade.reset();
      expect(run(cascade, input, [1, 127, 500, 3])).toEqual(out);
      cascade.release();
    });
  }

  test("left and right may have their own coefficients", () => {
    const cascade = new BiquadCascade(kernels, 1);
    cascade.set(0, list[2] as Biquad, list[3]);
    const out = run(cascade, input, [128]);
    expect(out[0]).toEqual(reference(input[0], [list[2] as Biquad]));
    expect(out[1]).toEqual(reference(input[1], [list[3] as Biquad]));
  });

  test("a section that wakes up has the past of one that was there all along", () => {
    const quiet: Biquad = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 1e-300 }; // runs, and changes nothing
    const [asleep, awake] = [false, true].map((running) => {
      const cascade = new BiquadCascade(kernels, 3);
      cascade.set(0, list[2] as Biquad);
      if (running) cascade.set(2, quiet);
      const before = run(cascade, input, [128]);
      cascade.set(2, list[6] as Biquad);
      return [...before, ...run(cascade, input, [128])];
    });
    expect(asleep).toEqual(awake);
  });

  test("sections never set pass the input bit for bit", () => {
    expect(run(new BiquadCascade(kernels, 7), input, [128])).toEqual(input);
  });

  test("a glide gives the same bits in any block size, and ends exactly at the target", () => {
    const moved = [[64], [128], [17, 300]].map((splits) => {
      const cascade = new BiquadCascade(kernels, 3, { glideFrames: 700 });
      cascade.setAll(list.slice(0, 3));
      const first = run(cascade, [input[0].slice(0, 640), input[1].slice(0, 640)], splits);
      cascade.setAll(list.slice(3, 6));
      return [first, run(cascade, input, splits)];
    });
    expect(moved[1]).toEqual(moved[0]);
    expect(moved[2]).toEqual(moved[0]);
  });

  test("a jump from -18 to +18 dB on a sine leaves no click; without a glide it would", () => {
    const sine = Float32Array.from({ length: 48_000 }, (_, n) => 0.1 * Math.sin((2 * Math.PI * 100 * n) / RATE_HZ));
    const halves = [sine.slice(0, 24_000), sine.slice(24_000)] as const;
    const sharpest = (glideFrames: number) => {
      const cascade = new BiquadCascade(kernels, 1, { glideFrames });
      cascade.set(0, fittedPeak(100, -18, 1, RATE_HZ));
      const before = run(cascade, [halves[0], halves[0]], [128])[0] as Float32Array;
      cascade.set(0, fittedPeak(100, 18, 1, RATE_HZ));
      const after = run(cascade, [halves[1], halves[1]], [128])[0] as Float32Array;
      const whole = [...before, ...after].slice(20_000);
      const thirdDifferences = whole.slice(3).map((x, n) => x - 3 * whole[n + 2]! + 3 * whole[n + 1]! - whole[n]!);
      return thirdDifferences.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    };
    // a 100 Hz sine at its final +18 dB has 0.8 * (2 pi 100 / 48000)^3 = 1.8e-6 by itself
    expect(sharpest(512)).toBeLessThan(2.5e-6);
    expect(sharpest(0)).toBeGreaterThan(2e-5);
  });

  test("a tail ends in zeros, not in denormals, at the same frame in any block size", () => {
    const cascade = new BiquadCascade(kernels, 2);
    cascade.setAll([list[3] as Biquad, list[4] as Biquad]);
    const click = new Float32Array(24_000);
    click[0] = 1;
    const out = run(cascade, [click, click], [128])[0] as Float32Array;
    expect(out.every((x) => x === 0 || Math.abs(x) > 1.2e-38)).toBe(true);
    expect(out.at(-1)).toBe(0);
    cascade.reset();
    expect(run(cascade, [click, click], [33, 500, 1])[0]).toEqual(out);
  });
});
