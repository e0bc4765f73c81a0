// Bands: every bit of energy in exactly one band, levels that add up, and crest factors that are known.
import { describe, expect, test } from "vitest";
import { noise, sine, times } from "../../test/conformance/signals.ts";
import { instantiateKernels, type Kernels } from "../kernels/kernels.ts";
import { bandsFor } from "./band-edges.ts";
import { BandSpectra, transformSize } from "./band-spectra.ts";
import { measureFrames } from "./meter.ts";

const RATES = [8000, 11025, 22050, 44100, 48000, 96000, 192000];

/** Where the signals lie in kernel memory. */
function placed(kernels: Kernels, signals: readonly Float32Array[]): number[] {
  return signals.map((signal) => {
    const block = kernels.heap.f32(signal.length);
    block.array.set(signal);
    return block.ptr;
  });
}

function near(value: number | null, wanted: number, tolerance: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? NaN) - wanted), `${value} instead of ${wanted}`).toBeLessThanOrEqual(tolerance);
}

const powerSum = (lufs: readonly (number | null)[]): number =>
  10 * Math.log10(lufs.reduce<number>((sum, one) => sum + (one === null ? 0 : 10 ** (one / 10)), 0));

describe("band edges", () => {
  test("48 kHz has nine bands from 20 Hz to 24 kHz, side by side", () => {
    const bands = bandsFor(48000, 4096);
    expect(bands.map((band) => band.lowHz)).toEqual([20, 148, 392, 795, 1458, 2550, 4350, 7300, 12200]);
    expect(bands.map((band) => band.highHz)).toEqual([148, 392, 795, 1458, 2550, 4350, 7300, 12200, 24000]);
  });

  test("only bands below half the rate exist", () => {
    expect(bandsFor(22050, 2048).at(-1)).toMatchObject({ lowHz: 7300, highHz: 11025 });
    expect(bandsFor(8000, 512).at(-1)).toMatchObject({ lowHz: 2550, highHz: 4000 });
  });
});

describe.each(RATES)("bands at %i Hz", (rate) => {
  const frames = Math.round(rate * 3.07);

  test("energy: the bands together hold that of noise, left, right and products", () => {
    const kernels = instantiateKernels();
    const spectra = new BandSpectra(kernels, rate, [1, 1]);
    const left = noise(frames, 1);
    const right = noise(frames, 2).map((value, n) => 0.5 * value + 0.5 * (left[n] ?? 0));
    const addresses = placed(kernels, [left, right]);
    for (let at = 0; at < frames; at += 777)
      spectra.add(
        addresses.map((address) => address + 4 * at),
        Math.min(777, frames - at),
      );
    spectra.finish();
    const total = { left: 0, right: 0, products: 0 };
    for (const index of spectra.bands.keys()) {
      const sums = spectra.sums(index);
      total.left += sums.left;
      total.right += sums.right;
      total.products += sums.products;
    }
    const sum = (value: (n: number) => number): number => left.reduce((running, _, n) => running + value(n), 0);
    const aboveTwentyHz = 1 - 20 / (rate / 2);
    near(total.left / sum((n) => (left[n] ?? 0) ** 2), aboveTwentyHz, 0.003);
    near(total.right / sum((n) => (right[n] ?? 0) ** 2), aboveTwentyHz, 0.003);
    near(total.products / sum((n) => (left[n] ?? 0) * (right[n] ?? 0)), aboveTwentyHz, 0.004);
  });

  test("a sine lies in its band: level as of the whole, crest 3.01 dB, next band far below", () => {
    const hz = 1100;
    const fade = (n: number): number =>
      Math.sin(0.5 * Math.PI * Math.min(1, (50 * n) / frames, (50 * (frames - 1 - n)) / frames)) ** 2;
    const tone = sine(frames, hz, rate, 0.25).map((value, n) => value * fade(n));
    const result = measureFrames([tone, tone], rate);
    const at = result.bands.findIndex((band) => band.lowHz < hz && hz < band.highHz);
    near(result.bands[at]?.levelLufs ?? null, result.integratedLufs ?? NaN, 0.02);
    near(result.bands[at]?.crestDb ?? null, 3.01, 0.2);
    expect(result.bands[at]?.correlation).toBeCloseTo(1, 5);
    for (const [index, band] of result.bands.entries())
      if (index !== at && band.levelLufs !== null) expect(band.levelLufs).toBeLessThan((result.integratedLufs ?? NaN) - 40);
  });
});

describe("bands of a mix", () => {
  const rate = 48000;
  const low = sine(rate * 12, 80, rate, 0.2);
  const wide = [noise(rate * 12, 3), noise(rate * 12, 4)] as const;
  const left = low.map((value, n) => value + 0.05 * (wide[0][n] ?? 0));
  const right = low.map((value, n) => value + 0.05 * (wide[1][n] ?? 0));

  test("levels add up to the integrated loudness", () => {
    const result = measureFrames([left, right], rate);
    near(powerSum(result.bands.map((band) => band.levelLufs)), result.integratedLufs ?? NaN, 0.03);
  });

  test("levels count what the gates left: silence between changes them by no more than the integrated loudness", () => {
    const gap = (signal: Float32Array): Float32Array => signal.map((value, n) => (Math.floor(n / (2 * rate)) % 2 ? 0 : value));
    const whole = measureFrames([left, right], rate);
    const gapped = measureFrames([gap(left), gap(right)], rate);
    near(powerSum(gapped.bands.map((band) => band.levelLufs)), gapped.integratedLufs ?? NaN, 0.1);
    gapped.bands.forEach((band, index) => near(band.levelLufs, whole.bands[index]?.levelLufs ?? NaN, 0.6));
  });

  test("a common bass under unrelated noise: correlation 1 below, 0 above", () => {
    const { bands } = measureFrames([left, right], rate);
    near(bands[0]?.correlation ?? null, 1, 0.01);
    for (const band of bands.slice(1)) near(band.correlation, 0, 0.06);
    for (const band of bands.slice(1)) near(band.sideToMidDb, 0, 0.5);
  });

  test("a click has a high crest in every band, steady noise a low one", () => {
    const click = new Float32Array(rate * 2);
    click[rate] = 1;
    for (const band of measureFrames([click], rate).bands) expect(band.crestDb).toBeGreaterThan(25);
    for (const band of measureFrames([times(wide[0], 0.1)], rate).bands) {
      expect(band.crestDb).toBeGreaterThan(8);
      expect(band.crestDb).toBeLessThan(16);
    }
  });

  test("the envelope's height: a click through a band reaches the band's share of the spectrum", () => {
    const kernels = instantiateKernels();
    const size = transformSize(rate);
    const spectra = new BandSpectra(kernels, rate, [1]);
    const click = new Float32Array(3 * size);
    click[Math.round(1.4 * size)] = 1;
    spectra.add(placed(kernels, [click]), click.length);
    spectra.finish();
    for (const [index, band] of spectra.bands.entries())
      near(20 * Math.log10(spectra.amplitude(index) / ((2 * (band.highHz - band.lowHz)) / rate)), 0, 1);
  });

  test("a side that is silent, and one that is far down, are not taken for correlation", () => {
    const { bands } = measureFrames([left, new Float32Array(left.length)], rate);
    for (const band of bands) expect([band.correlation, band.sideToMidDb]).toEqual([null, 0]);
  });

  test("envelopes: leaving out blocks that cannot be the largest changes nothing", () => {
    const bursts = left.map((value, n) => value * (Math.floor(n / 7000) % 5 === 2 ? 1.3 : Math.floor(n / 9000) % 3 ? 0.2 : 0));
    const read = (prune: boolean): number[] => {
      const kernels = instantiateKernels();
      const spectra = new BandSpectra(kernels, rate, [1, 1], prune);
      spectra.add(placed(kernels, [bursts, right]), bursts.length);
      spectra.finish();
      return spectra.bands.map((_, index) => spectra.amplitude(index));
    };
    expect(read(true)).toEqual(read(false));
  });
});

describe("stereo and range of a band", () => {
  const rate = 48000;
  const seconds = 20;
  const left = noise(seconds * rate, 5);
  const other = noise(seconds * rate, 6);
  const bandsOf = (right: Float32Array) => measureFrames([left, right], rate).bands;

  test("one side 6.02 dB lower: balance +6.02 dB, and the fold loses what the sum of the amplitudes says", () => {
    const loss = 10 * Math.log10((1 + 0.25) / (0.5 * 1.5 ** 2));
    for (const band of bandsOf(left.map((value) => value / 2))) {
      near(band.balanceDb, 20 * Math.log10(2), 1e-6);
      near(band.monoFoldLossDb, loss, 1e-6);
      near(band.correlationMin, 1, 1e-6);
    }
  });

  test("independent sides lose 3 dB; opposite sides lose all but rounding", () => {
    for (const band of bandsOf(other).slice(2)) near(band.monoFoldLossDb, 10 * Math.log10(2), 0.2);
    for (const band of bandsOf(left.map((value) => -value))) {
      expect(band.monoFoldLossDb ?? Infinity).toBeGreaterThan(80);
      near(band.correlation, -1, 1e-6);
    }
  });

  test("five seconds out of phase: the whole correlates by a half, the lowest 3 s by -1; also when another band stays in phase", () => {
    const turned = (n: number): boolean => n >= 8 * rate && n < 13 * rate;
    for (const band of bandsOf(left.map((value, n) => (turned(n) ? -value : value)))) {
      near(band.correlation, 1 - (2 * 5) / seconds, 0.03);
      near(band.correlationMin, -1, 1e-6);
    }
    const hum = sine(seconds * rate, 60, rate).map((value) => 0.5 * value);
    const tone = sine(seconds * rate, 5000, rate).map((value) => 0.1 * value);
    const { bands } = measureFrames(
      [hum.map((value, n) => value + (tone[n] ?? 0)), hum.map((value, n) => value + (turned(n) ? -1 : 1) * (tone[n] ?? 0))],
      rate,
    );
    near(bands[0]?.correlationMin ?? null, 1, 0.001);
    near(bands[6]?.correlationMin ?? null, -1, 0.001);
  });

  test("a tone that steps by 10 dB: a range of 10 LU in its band (EBU Tech 3342, case 1)", () => {
    const stepped = sine(40 * rate, 1000, rate).map((value, n) => value * (n < 20 * rate ? 0.1 : 0.1 * 10 ** -0.5));
    near(measureFrames([stepped, stepped], rate).bands[3]?.loudnessRangeLu ?? null, 10, 0.1);
  });
});
