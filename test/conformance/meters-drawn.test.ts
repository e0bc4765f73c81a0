// The meters' curves in docs/measuring.md: K-weighting and true-peak error, asserted at the numbers that are published for them.
import { expect, test } from "vitest";
import { kPowerGain, kWeighting } from "../../src/filters/k-weighting.ts";
import { instantiateKernels } from "../../src/kernels/kernels.ts";
import { createMeter } from "../../src/measure/index.ts";
import { writePlot } from "../manual-plot.ts";
import { powerSpectrum } from "../spectra.ts";

const kernels = instantiateKernels();
const RATES_HZ = [44_100, 48_000, 96_000, 192_000];
/** K gain in dB at 48 kHz, from the coefficients that the standard prints. */
const K_GAIN_DB = [
  [20, -13.28],
  [25, -10.39],
  [31.5, -7.79],
  [50, -3.93],
  [63, -2.66],
  [100, -1.13],
  [200, -0.27],
  [500, 0.04],
  [1000, 0.698],
  [2000, 3.07],
  [4000, 3.97],
  [8000, 4.04],
  [16_000, 4.04],
] as const;

const gainDb = (hz: number, rateHz: number): number => 10 * Math.log10(kPowerGain(kWeighting(rateHz), hz, rateHz));

/** The K gain that the meter itself shows: short-term loudness of a settled sine of -6.02 dBFS on one channel. */
function meteredGainDb(hz: number, rateHz: number): number {
  const meter = createMeter({ sampleRateHz: rateHz, channels: 1, bands: false, kernels });
  meter.push([Float32Array.from({ length: 3.6 * rateHz }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz))]);
  const loudness = meter.history().shortTermLufs.at(-1) ?? NaN;
  meter.release();
  return loudness + 0.691 - 10 * Math.log10(0.5 ** 2 / 2);
}

test("K-weighting: the meter shows the published gains at every rate", () => {
  for (const rateHz of RATES_HZ)
    for (const [hz, db] of K_GAIN_DB.filter((_, index) => rateHz === 48_000 || index % 3 === 0)) {
      const tolerance = rateHz === 48_000 ? 0.01 : 0.045;
      const metered = meteredGainDb(hz, rateHz);
      expect(Math.abs(metered - db), `${hz} Hz at ${rateHz} Hz`).toBeLessThan(tolerance);
      expect(Math.abs(metered - gainDb(hz, rateHz)), `the curve drawn, ${hz} Hz`).toBeLessThan(0.003);
    }
  const frequencies = Array.from({ length: 121 }, (_, k) => 20 * 1000 ** (k / 120));
  const x = { label: "Hz", from: 20, to: 20_000, ticks: [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000], log: true };
  writePlot("k-weighting", {
    title: "K-weighting at 48 kHz",
    x,
    y: { label: "dB", from: -15, to: 6, ticks: [-15, -12, -9, -6, -3, 0, 3, 6] },
    names: "bottom",
    curves: [{ label: "48 kHz", points: frequencies.map((hz) => [hz, gainDb(hz, 48_000)]) }],
  });
  const others = RATES_HZ.filter((rateHz) => rateHz !== 48_000);
  for (const rateHz of others)
    for (const hz of frequencies) expect(Math.abs(gainDb(hz, rateHz) - gainDb(hz, 48_000))).toBeLessThan(0.045);
  writePlot("k-weighting-rates", {
    title: "K-weighting at other rates, minus that at 48 kHz",
    x,
    y: { label: "dB", from: -0.06, to: 0.06, ticks: [-0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06] },
    curves: others.map((rateHz) => ({
      label: `${rateHz / 1000} kHz`,
      // lower, rounding of the response's formula would show
      points: frequencies.filter((hz) => hz > 50).map((hz) => [hz, gainDb(hz, rateHz) - gainDb(hz, 48_000)]),
    })),
  });
});

// ITU-R BS.1770-5 Annex 2: phases 0 and 1; phases 2 and 3 are their mirror images.
const P0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
];
const P1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625, -0.2003173828125,
  0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
];
const ITU_PHASES = [P0, P1, P1.toReversed(), P0.toReversed()];

function ituPeak(signal: Float32Array): number {
  let largest = 0;
  for (const taps of ITU_PHASES)
    for (let at = taps.length - 1; at < signal.length; at++)
      largest = Math.max(largest, Math.abs(taps.reduce((sum, tap, k) => sum + tap * (signal[at - k] as number), 0)));
  return largest;
}

function ourPeak(signal: Float32Array): number {
  const meter = createMeter({ sampleRateHz: 48_000, channels: 1, bands: false, kernels });
  meter.push([signal]);
  const dbtp = meter.result().truePeakDbtp ?? NaN;
  meter.release();
  return 10 ** (dbtp / 20);
}

const FRAMES = 320;
const SPREAD_FRAMES = 24;

/** A short tone that swells and fades (Gaussian), whose crest is exactly 1 and lies `place` of a frame behind a sample. */
function toneBurst(share: number, place: number): Float32Array {
  return Float32Array.from({ length: FRAMES }, (_, n) => {
    const t = n - FRAMES / 2 - place;
    return Math.cos(2 * Math.PI * share * t) * Math.exp(-0.5 * (t / SPREAD_FRAMES) ** 2);
  });
}

test("the ITU filter that is drawn beside ours is the one of the standard", () => {
  const impulse = new Float64Array(4096);
  ITU_PHASES.forEach((taps, phase) => taps.forEach((tap, k) => (impulse[4 * k + phase] = tap)));
  const spectrum = powerSpectrum(impulse);
  const levelDb = (hz: number) => 10 * Math.log10((spectrum[Math.round((hz * 4096) / 192_000)] as number) / 16);
  expect(Math.abs(levelDb(21_600) + 1.26)).toBeLessThan(0.05);
  expect(Math.abs(levelDb(24_000) + 6.2)).toBeLessThan(0.05);
  const pass = Array.from({ length: 425 }, (_, k) => levelDb((k + 1) * (192_000 / 4096)));
  expect(Math.abs(Math.min(...pass) + 0.11)).toBeLessThan(0.01);
  expect(Math.max(...pass)).toBeGreaterThan(0.08);
  expect(Math.max(...pass)).toBeLessThan(0.105);
});

test("true peak of short tones wherever they lie between two samples", () => {
  const shares = Array.from({ length: 87 }, (_, k) => 0.02 + 0.005 * k); // to 0.45
  const places = Array.from({ length: 16 }, (_, k) => k / 16);
  const samplePeak = (signal: Float32Array) => signal.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  type Extremes = readonly { readonly share: number; readonly low: number; readonly high: number }[];
  const errorsOf = (peak: (signal: Float32Array) => number): Extremes =>
    shares.map((share) => {
      const readings = places.map((place) => 20 * Math.log10(peak(toneBurst(share, place))));
      return { share, low: Math.min(...readings), high: Math.max(...readings) };
    });
  const errors = { sample: errorsOf(samplePeak), itu: errorsOf(ituPeak), ours: errorsOf(ourPeak) };
  const lowest = (of: Extremes) => Math.min(...of.map(({ low }) => low));
  const highest = (of: Extremes) => Math.max(...of.map(({ high }) => high));
  expect(lowest(errors.ours)).toBeGreaterThan(-0.05);
  expect(highest(errors.ours)).toBeLessThan(0.05);
  // a quarter of the rate, its crest between two samples
  const quarter = errors.sample.find(({ share }) => Math.abs(share - 0.25) < 1e-9);
  expect(Math.abs((quarter?.low ?? NaN) - 20 * Math.log10(Math.cos(Math.PI / 4)))).toBeLessThan(0.01);
  expect(lowest(errors.itu)).toBeGreaterThan(-0.8);
  expect(highest(errors.itu)).toBeLessThan(0.3);
  expect(lowest(errors.itu)).toBeLessThan(-0.2);
  const curve = (of: Extremes, key: "low" | "high") => of.map((entry) => [entry.share, entry[key]] as const);
  writePlot("true-peak-error", {
    title: "True peak of short tones: reading minus truth",
    x: { label: "frequency / sample rate", from: 0, to: 0.5, ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    y: { label: "dB", from: -3.5, to: 0.5, ticks: [-3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5] },
    names: "bottom",
    curves: [
      { label: "this meter, lowest", points: curve(errors.ours, "low") },
      { label: "ITU 48 taps, lowest", points: curve(errors.itu, "low") },
      { label: "ITU 48 taps, highest", points: curve(errors.itu, "high") },
      { label: "sample peak, lowest", points: curve(errors.sample, "low") },
    ],
  });
});
