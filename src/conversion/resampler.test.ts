// The resampler against theory: length, place in time, flatness, aliases and noise, and the same samples from any chunks.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import { createResampler, resampledFrames } from "./resampler.ts";
import { designResampler } from "./resampler-design.ts";

const kernels = instantiateKernels();

function convert(
  planar: readonly Float32Array[],
  fromHz: number,
  toHz: number,
  chunks: readonly number[] = [1e9],
): Float32Array[] {
  const resampler = createResampler({ fromHz, toHz, channels: planar.length as 1 | 2, kernels });
  const pieces: Float32Array[][] = [];
  const frames = (planar[0] as Float32Array).length;
  for (let at = 0, turn = 0; at < frames; turn++) {
    const count = Math.min(chunks[turn % chunks.length] as number, frames - at);
    pieces.push(resampler.push(planar.map((channel) => channel.subarray(at, at + count))));
    at += count;
  }
  pieces.push(resampler.finish());
  return planar.map((_, channel) => Float32Array.from(pieces.flatMap((piece) => [...(piece[channel] as Float32Array)])));
}

function sine(hz: number, rateHz: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => 0.99 * Math.sin((2 * Math.PI * hz * n) / rateHz));
}

function noise(frames: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** dB of a full-scale sine's RMS. */
function rmsDb(signal: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < signal.length; n++) sum += (signal[n] as number) ** 2;
  return 10 * Math.log10((2 * sum) / signal.length);
}

/** Level of one line in dB of full scale, by a window whose side lobes lie 180 dB down. */
function lineDb(signal: Float32Array, cycles: number): number {
  let re = 0;
  let im = 0;
  let weight = 0;
  signal.forEach((x, n) => {
    const p = (2 * Math.PI * (n + 0.5)) / signal.length;
    // seven-term Blackman-Harris
    const w =
      0.2712203606 -
      0.4334446123 * Math.cos(p) +
      0.21800412 * Math.cos(2 * p) -
      0.0657853433 * Math.cos(3 * p) +
      0.0107618673 * Math.cos(4 * p) -
      0.0007700127 * Math.cos(5 * p) +
      0.0000136809 * Math.cos(6 * p);
    re += w * x * Math.cos(2 * Math.PI * cycles * n);
    im += w * x * Math.sin(2 * Math.PI * cycles * n);
    weight += w;
  });
  return 20 * Math.log10((2 * Math.sqrt(re * re + im * im)) / weight);
}

describe("length and place", () => {
  test.each([
    [48_000, 44_100],
    [44_100, 48_000],
    [8000, 192_000],
    [192_000, 8000],
    [11_025, 48_000],
    [96_000, 48_000],
  ])("%i to %i Hz: exact length, a sample stays at its time", (fromHz, toHz) => {
    for (const frames of [0, 1, 2, 999, 20_001]) {
      const [out] = convert([noise(frames, 1)], fromHz, toHz) as [Float32Array];
      expect(out.length).toBe(resampledFrames(frames, fromHz, toHz));
      expect(out.length).toBe(Math.round((frames * toHz) / fromHz));
    }
    // a low sine is the same sine at the new rate, from the first frame on
    const hz = Math.min(fromHz, toHz) / 20;
    const [out] = convert([sine(hz, fromHz, fromHz / 5)], fromHz, toHz) as [Float32Array];
    const expected = sine(hz, toHz, out.length);
    const middle = [...out].map((x, n) => x - (expected[n] as number)).slice(toHz / 20, -toHz / 20);
    expect(rmsDb(middle)).toBeLessThan(-125);
  });

  test("an impulse comes out symmetric", () => {
    const impulse = new Float32Array(2001);
    impulse[1000] = 1;
    const [out] = convert([impulse], 48_000, 96_000) as [Float32Array];
    for (let n = 1; n < 300; n++) expect(out[2000 - n]).toBeCloseTo(out[2000 + n] as number, 7);
  });

  test("equal rates pass the samples untouched", () => {
    const input = noise(500, 2);
    expect(convert([input], 48_000, 48_000)[0]).toEqual(input);
  });
});

describe("quality", () => {
  test.each([
    [96_000, 44_100],
    [48_000, 44_100],
    [44_100, 48_000],
    [192_000, 48_000],
  ])("%i to %i Hz: flat to 20 kHz within 0.01 dB, 150 dB down from half the lower rate on", (fromHz, toHz) => {
    // the response of the prototype: all rows, interleaved, are its impulse response at fromHz x rows
    const { table, rows, taps, inFrames } = designResampler(fromHz, toHz);
    const dense = new Float64Array(rows * taps);
    for (let row = 0; row < rows; row++) {
      const fraction = (row * inFrames) % rows;
      for (let tap = 0; tap < taps; tap++) dense[(taps - 1 - tap) * rows + fraction] = table[row * taps + tap] as number;
    }
    const levelDb = (hz: number) => {
      let re = 0;
      let im = 0;
      dense.forEach((x, n) => {
        const w = (2 * Math.PI * hz * n) / (fromHz * rows);
        re += x * Math.cos(w);
        im += x * Math.sin(w);
      });
      return 20 * Math.log10(Math.sqrt(re * re + im * im) / rows);
    };
    for (const hz of [20, 1000, 10_000, 15_000, 18_000, 19_500, 20_000]) expect(Math.abs(levelDb(hz))).toBeLessThan(0.01);
    const edgeHz = Math.min(fromHz, toHz) / 2;
    for (let hz = edgeHz * 1.002; hz < Math.min(fromHz, (fromHz * rows) / 2); hz += fromHz / 150)
      expect(levelDb(hz), `${hz} Hz`).toBeLessThan(-150);
  });

  test.each([
    [96_000, 44_100, 30_000],
    [96_000, 44_100, 23_000],
    [96_000, 44_100, 43_100],
    [48_000, 44_100, 23_456],
    [192_000, 48_000, 90_000],
  ])("%i to %i Hz: a full-scale sine at %i Hz leaves no line above -150 dBFS and noise below -140", (fromHz, toHz, hz) => {
    const [out] = convert([sine(hz, fromHz, fromHz / 2)], fromHz, toHz) as [Float32Array];
    const steady = out.slice(toHz / 10, -toHz / 10);
    expect(rmsDb(steady)).toBeLessThan(-140);
    const alias = Math.abs(hz - toHz * Math.round(hz / toHz));
    expect(lineDb(steady, alias / toHz)).toBeLessThan(-150);
  });

  test.each([
    [48_000, 44_100, 997],
    [96_000, 44_100, 997],
    [44_100, 48_000, 15_001],
    [44_100, 96_000, 19_001],
  ])("%i to %i Hz: THD+N of a full-scale sine at %i Hz below -135 dB, images below -150", (fromHz, toHz, hz) => {
    const [out] = convert([sine(hz, fromHz, fromHz / 2)], fromHz, toHz) as [Float32Array];
    const steady = out.slice(toHz / 10, -toHz / 10);
    const w = (2 * Math.PI * hz) / toHz;
    // take the sine out by least squares
    let [ss, cc, sc, xs, xc] = [0, 0, 0, 0, 0];
    steady.forEach((x, n) => {
      const [s, c] = [Math.sin(w * n), Math.cos(w * n)];
      [ss, cc, sc, xs, xc] = [ss + s * s, cc + c * c, sc + s * c, xs + x * s, xc + x * c];
    });
    const a = (xs * cc - xc * sc) / (ss * cc - sc * sc);
    const b = (xc * ss - xs * sc) / (ss * cc - sc * sc);
    const rest = steady.map((x, n) => x - a * Math.sin(w * n) - b * Math.cos(w * n));
    expect(rmsDb(rest)).toBeLessThan(-135);
    for (let image = 1; image < 6; image++) {
      const folded = (image * fromHz - hz) % toHz;
      const at = Math.min(folded, toHz - folded);
      if (Math.abs(at - hz) > 100) expect(lineDb(rest, at / toHz)).toBeLessThan(-150);
    }
  });
});

test("any chunks give the same samples; stereo gives what two mono conversions give", () => {
  for (const [fromHz, toHz] of [
    [48_000, 44_100],
    [44_100, 96_000],
    [96_000, 22_050],
  ] as const) {
    const left = noise(12_345, 3);
    const right = noise(12_345, 4);
    const whole = convert([left, right], fromHz, toHz);
    expect(convert([left, right], fromHz, toHz, [1, 128, 4097, 33])).toEqual(whole);
    expect(convert([left], fromHz, toHz)[0]).toEqual(whole[0]);
    expect(convert([right], fromHz, toHz, [500])[0]).toEqual(whole[1]);
  }
});

test("the kernel gives what a plain sum in double precision gives", () => {
  const input = noise(3000, 5);
  const { table, taps, rows, inFrames } = designResampler(44_100, 48_000);
  const [out] = convert([input], 44_100, 48_000) as [Float32Array];
  const errors = out.map((value, n) => {
    const begin = Math.floor((n * inFrames) / rows) - taps / 2 + 1;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += (table[(n % rows) * taps + tap] as number) * (input[begin + tap] ?? 0);
    return value - sum;
  });
  expect(rmsDb(errors)).toBeLessThan(-135);
});

test("odd rates: the ratio is exact, beyond 65536 positions the error names the way out", () => {
  const [out] = convert([sine(997, 22_255, 22_255)], 22_255, 48_000) as [Float32Array];
  expect(out.length).toBe(48_000);
  const expected = sine(997, 48_000, 48_000);
  expect(rmsDb([...out].map((x, n) => x - (expected[n] as number)).slice(2000, -2000))).toBeLessThan(-125);
  expect(() => createResampler({ fromHz: 44_101, toHz: 192_000, channels: 1, kernels })).toThrow("by way of 48000 Hz");
});

test("wrong use says what to do", () => {
  expect(() => createResampler({ fromHz: 44_100.5, toHz: 48_000, channels: 1, kernels })).toThrow("whole rates");
  const resampler = createResampler({ fromHz: 44_100, toHz: 48_000, channels: 2, kernels });
  expect(() => resampler.push([new Float32Array(5)])).toThrow("2 channels");
  resampler.finish();
  expect(() => resampler.push([new Float32Array(5), new Float32Array(5)])).toThrow("finish");
});
