// The curves of conversion in docs/measuring.md: the resampler's response and a swept sine through it, noise after dither.
import { expect, test } from "vitest";
import { Dither, type DitherKind, NOISE_SHAPES, type NoiseShape } from "../../src/conversion/dither.ts";
import { createResampler } from "../../src/conversion/resampler.ts";
import { designResampler } from "../../src/conversion/resampler-design.ts";
import { instantiateKernels } from "../../src/kernels/kernels.ts";
import { writePlot, writeSvg } from "../manual-plot.ts";
import { drawSpectrogram } from "../manual-spectrogram.ts";
import { deepWindow, hann, powerSpectrum } from "../spectra.ts";

const kernels = instantiateKernels();
const FROM_HZ = 48_000;
const TO_HZ = 44_100;

test("48 to 44.1 kHz: flat to 20 kHz within 0.01 dB, 150 dB down from 22.05 kHz on", () => {
  // all rows, interleaved, are the impulse response at 48 kHz x rows
  const { table, rows, taps, inFrames } = designResampler(FROM_HZ, TO_HZ);
  const dense = new Float64Array(2 ** Math.ceil(Math.log2(4 * rows * taps)));
  for (let row = 0; row < rows; row++) {
    const fraction = (row * inFrames) % rows;
    for (let tap = 0; tap < taps; tap++) dense[(taps - 1 - tap) * rows + fraction] = table[row * taps + tap] as number;
  }
  const spectrum = powerSpectrum(dense);
  const binHz = (FROM_HZ * rows) / dense.length;
  const response = (fromHz: number, toHz: number): [number, number][] =>
    Array.from(spectrum.subarray(Math.ceil(fromHz / binHz), Math.floor(toHz / binHz) + 1), (power, k) => [
      (Math.ceil(fromHz / binHz) + k) * binHz,
      10 * Math.log10(power / rows ** 2),
    ]);
  for (const [hz, db] of response(0, 20_000)) expect(Math.abs(db), `${hz} Hz`).toBeLessThan(0.01);
  for (const [hz, db] of response(22_055, 20 * FROM_HZ)) expect(db, `${hz} Hz`).toBeLessThan(-150);
  writePlot("resampler-pass-band", {
    title: "48 to 44.1 kHz: pass band",
    x: { label: "Hz", from: 0, to: 22_000, ticks: [0, 4000, 8000, 12_000, 16_000, 20_000] },
    y: { label: "dB", from: -0.05, to: 0.01, ticks: [-0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01] },
    curves: [{ label: "response", points: thinned(response(20, 22_000), 150, Math.min) }],
  });
  writePlot("resampler-stop-band", {
    title: "48 to 44.1 kHz: response",
    x: { label: "Hz", from: 0, to: 48_000, ticks: [0, 8000, 16_000, 22_050, 32_000, 40_000, 48_000] },
    y: { label: "dB", from: -200, to: 0, ticks: [-200, -150, -100, -50, 0] },
    curves: [{ label: "largest in every 100 Hz", points: thinned(response(20, 48_000), 480, Math.max) }],
  });
});

/** `count` points of a long curve, each an extreme of its stretch. */
function thinned(curve: readonly (readonly [number, number])[], count: number, extreme: (...values: number[]) => number) {
  return Array.from({ length: count }, (_, k): [number, number] => {
    const piece = curve.slice(Math.floor((k * curve.length) / count), Math.floor(((k + 1) * curve.length) / count));
    return [piece[Math.floor(piece.length / 2)]?.[0] ?? NaN, extreme(...piece.map(([, db]) => db))];
  });
}

test("a full-scale sweep to 24 kHz, converted to 44.1 kHz, leaves neither aliases nor images above -150 dBFS", () => {
  const [seconds, size, columnCount, rowCount] = [8, 2048, 96, 54];
  const sweepHz = (s: number) => 200 + (23_600 * s) / seconds;
  const frames = seconds * FROM_HZ;
  const sweep = Float32Array.from({ length: frames }, (_, n) => {
    const s = n / FROM_HZ;
    const fade = Math.min(1, s / 0.2, (seconds - s) / 0.2);
    return 0.99 * Math.sin(0.5 * Math.PI * fade) ** 2 * Math.sin(2 * Math.PI * (200 * s + (11_800 * s * s) / seconds));
  });
  const resampler = createResampler({ fromHz: FROM_HZ, toHz: TO_HZ, channels: 1, kernels });
  const out = [...(resampler.push([sweep])[0] as Float32Array), ...(resampler.finish()[0] as Float32Array)];
  const window = deepWindow(size);
  const scale = (window.reduce((sum, w) => sum + w, 0) / 2) ** 2;
  let worstDb = -Infinity;
  const columns = Array.from({ length: columnCount }, (_, column) => {
    const at = Math.round(((column + 0.5) / columnCount) * out.length - size / 2);
    const spectrum = powerSpectrum(window.map((w, n) => w * (out[at + n] as number)));
    const s = (at + size / 2) / TO_HZ;
    const cells = Array.from({ length: rowCount }, () => -Infinity);
    spectrum.forEach((power, k) => {
      const hz = (k * TO_HZ) / size;
      const db = 10 * Math.log10(power / scale + 1e-30);
      const row = Math.min(rowCount - 1, Math.floor((k * rowCount) / spectrum.length));
      cells[row] = Math.max(cells[row] as number, db);
      if (s > 0.25 && s < seconds - 0.25 && Math.abs(hz - sweepHz(s)) > 700) worstDb = Math.max(worstDb, db);
    });
    return cells;
  });
  expect(worstDb).toBeLessThan(-150);
  // the tone itself is there, at full level, until it leaves the band
  for (const [column, cells] of columns.entries()) {
    const hz = sweepHz(((column + 0.5) / columnCount) * seconds);
    if (column > 3 && hz < 20_000) expect(Math.max(...cells)).toBeGreaterThan(-10);
  }
  const svg = drawSpectrogram({
    title: "Swept sine, 48 to 44.1 kHz",
    seconds,
    topHz: TO_HZ / 2,
    columns,
    floorDb: -180,
  });
  expect(svg.length).toBeLessThan(150_000);
  writeSvg("resampler-sweep", svg);
});

/** Power in dB of a full-scale sine per kHz, of what 16 bits with this dither add to a sine; bins of 43 Hz. */
function noiseDb(kind: DitherKind): Float64Array {
  const [frames, size] = [300_000, 1024];
  const block = kernels.heap.f32(frames);
  const input = Float32Array.from({ length: frames }, (_, n) => 0.3 * Math.sin((2 * Math.PI * 997 * n) / TO_HZ));
  block.array.set(input);
  new Dither(kernels, { bits: 16, kind, rateHz: TO_HZ, channels: 1 }).process([block.ptr], frames);
  const error = Float64Array.from(block.array, (value, n) => value - (input[n] as number));
  kernels.heap.release(block);
  const window = hann(size);
  const mean = new Float64Array(size / 2 + 1);
  let pieces = 0;
  for (let at = 0; at + size <= frames; at += size / 2, pieces++)
    powerSpectrum(window.map((w, n) => w * (error[at + n] as number))).forEach(
      (power, k) => (mean[k] = (mean[k] as number) + power),
    );
  const windowPower = window.reduce((sum, w) => sum + w * w, 0);
  // two sides, per kHz, against the 1/2 of a full-scale sine
  return mean.map((sum) => 10 * Math.log10(((2 * sum) / pieces / windowPower / TO_HZ) * 1000 * 2));
}

/** What theory says: a quarter of a step squared, spread over half the rate, times |1 - sum of c_k z^-k|^2. */
function expectedDb(kind: DitherKind, hz: number): number {
  const shape: readonly number[] = kind === "none" || kind === "tpdf" ? [] : NOISE_SHAPES[kind];
  let [re, im] = [1, 0];
  shape.forEach((c, k) => {
    const w = (2 * Math.PI * hz * (k + 1)) / TO_HZ;
    [re, im] = [re - c * Math.cos(w), im + c * Math.sin(w)];
  });
  return 10 * Math.log10(0.25 * 2 ** -30 * 2 * (2000 / TO_HZ) * (re * re + im * im));
}

test("16-bit dither: the noise lies where theory puts it, flat or shaped", () => {
  const kinds: DitherKind[] = ["tpdf", ...(Object.keys(NOISE_SHAPES) as NoiseShape[])];
  expect(expectedDb("tpdf", 1000)).toBeCloseTo(-106.75, 1);
  const curves = kinds.map((kind) => {
    const noise = noiseDb(kind);
    let worst = 0;
    const points: [number, number][] = [];
    for (let k = 5; k + 4 < noise.length - 3; k += 4) {
      const hz = ((k + 1.5) * TO_HZ) / 1024;
      const db = [0, 1, 2, 3].reduce((sum, j) => sum + (noise[k + j] as number) / 4, 0);
      worst = Math.max(worst, Math.abs(db - expectedDb(kind, hz)));
      points.push([hz, db]);
    }
    expect(worst, kind).toBeLessThan(0.6);
    return { label: kind, points };
  });
  writePlot("dither-spectra", {
    title: "Noise of 16-bit dither at 44.1 kHz",
    x: { label: "Hz", from: 0, to: 22_000, ticks: [0, 4000, 8000, 12_000, 16_000, 20_000] },
    y: { label: "dB of a full-scale sine, per kHz", from: -150, to: -60, ticks: [-150, -135, -120, -105, -90, -75, -60] },
    names: "bottom",
    curves: curves.filter(({ label }) => label !== "improved-e-5"),
  });
});
