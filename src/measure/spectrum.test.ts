// Long-term spectra of signals whose spectra are known.
import { describe, expect, test } from "vitest";
import { noise, sine, times } from "../../test/conformance/signals.ts";
import { camToHz, erbBands, hzToCam, powerBetween, type Spectrum, SpectrumMeter, thirdOctaves } from "./spectrum.ts";

const RATE = 48000;

function spectrumOf(channels: readonly Float32Array[], rate = RATE, piece = 100000): Spectrum {
  const meter = new SpectrumMeter(rate, channels.length as 1 | 2);
  const frames = channels[0]?.length ?? 0;
  for (let at = 0; at < frames; at += piece) meter.push(channels.map((channel) => channel.subarray(at, at + piece)));
  const result = meter.result();
  meter.release();
  return result;
}

function near(value: number | null, wanted: number, tolerance: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? NaN) - wanted), `${value} instead of ${wanted}`).toBeLessThanOrEqual(tolerance);
}

describe.each([44100, 48000, 96000])("spectrum at %i Hz", (rate) => {
  test("white noise: third octaves rise 1 dB each and all bins add up to the RMS", () => {
    const signal = times(noise(rate * 20, 1), 0.1);
    const spectrum = spectrumOf([signal], rate);
    const power = signal.reduce((sum, x) => sum + x * x, 0) / signal.length;
    near(10 * Math.log10(powerBetween(spectrum, 0, rate / 2) / power), 0, 0.02);
    for (const { lowHz, highHz, centreHz, dbfs } of thirdOctaves(spectrum)) {
      const wanted = 10 * Math.log10((power * (highHz - lowHz)) / (rate / 2));
      near(dbfs, wanted, centreHz < 100 ? 1.2 : centreHz < 500 ? 0.7 : 0.3); // what chance leaves in 20 s
    }
  });

  test("a sine stands in its third octave at its RMS, 60 dB above the bands two further", () => {
    const frames = rate * 10;
    const faded = sine(frames, 1000, rate, 0.5).map(
      (x, n) => x * Math.sin(0.5 * Math.PI * Math.min(1, n / rate, (frames - 1 - n) / rate)) ** 2,
    );
    const bands = thirdOctaves(spectrumOf([faded], rate));
    const at = bands.findIndex((band) => band.lowHz < 1000 && 1000 < band.highHz);
    near(bands[at]?.dbfs ?? null, -9.03 + 10 * Math.log10(0.8 + 0.2 * 0.375), 0.05); // 2 s of fade at 3/8 of the power
    expect(bands[at + 2]?.dbfs ?? -200).toBeLessThan(-69);
    expect(bands[at - 2]?.dbfs ?? -200).toBeLessThan(-69);
  });
});

describe("spectrum", () => {
  test("silence does not count: a part that sounds reads as if it stood alone", () => {
    const loud = times(noise(RATE * 4, 2), 0.2);
    const padded = new Float32Array(RATE * 40);
    padded.set(loud, RATE * 10);
    const [alone, inSilence] = [spectrumOf([loud]), spectrumOf([padded])];
    near(inSilence.activeS, 4, 0.2);
    near(10 * Math.log10(powerBetween(inSilence, 20, 20000) / powerBetween(alone, 20, 20000)), 0, 0.2);
  });

  test("two channels: own spectra, mean level, products", () => {
    const left = times(noise(RATE * 5, 3), 0.2);
    const spectrum = spectrumOf([left, times(left, -0.5)]);
    for (let bin = 10; bin < 4000; bin += 97) {
      expect((spectrum.right[bin] ?? NaN) / (spectrum.left[bin] ?? NaN)).toBeCloseTo(0.25, 4);
      expect((spectrum.products[bin] ?? NaN) / (spectrum.left[bin] ?? NaN)).toBeCloseTo(-0.5, 4);
    }
  });

  test("nothing, and silence, are null in every band", () => {
    for (const frames of [0, 1, RATE])
      for (const band of thirdOctaves(spectrumOf([new Float32Array(frames)]))) expect(band.dbfs).toBeNull();
  });

  test("does not depend on how the stream is cut", () => {
    const signal = noise(30000, 4);
    expect(spectrumOf([signal], RATE, 777)).toEqual(spectrumOf([signal], RATE, 30000));
  });

  test("the ear's scale: Cam numbers of Glasberg and Moore", () => {
    for (const [hz, cam] of [
      [50, 1.83],
      [100, 3.36],
      [500, 10.75],
      [1000, 15.59],
      [4000, 27.06],
      [16000, 39.54],
    ] as const) {
      expect(Math.abs(hzToCam(hz) - cam)).toBeLessThan(0.006);
      expect(camToHz(hzToCam(hz))).toBeCloseTo(hz, 8);
    }
    const bands = erbBands(spectrumOf([noise(RATE, 5)]));
    expect(bands).toHaveLength(39);
    for (const [index, band] of bands.entries())
      if (index > 0) expect(band.lowHz).toBeCloseTo(bands[index - 1]?.highHz ?? NaN, 6);
  });
});
