// Exciter: documented harmonics, nothing below the crossover, no aliases, and the kernel against its plain twin.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { amplitudeAt } from "../../../test/processors/judges.ts";
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { noise, signalOf } from "../contract/signals.ts";
import { Ramps } from "../ramps.ts";
import { exciter } from "./exciter.params.ts";
import { harmonicsTwin } from "./exciter.twin.ts";

const meter = colourMeter(exciter);
const RATE_HZ = 48000;
const full = { amountPercent: 100, crossoverHz: 2000 };

function within(measured: number, expected: number, tolerance: number): void {
  expect(Math.abs(measured - expected), `${measured} against ${expected}`).toBeLessThan(tolerance);
}

const tones = (...list: readonly (readonly [hz: number, dbfs: number])[]) =>
  signalOf(96000, (frame) => {
    const value = list.reduce((sum, [hz, dbfs]) => sum + 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * hz * frame) / RATE_HZ), 0);
    return [value, value];
  });

describe("harmonics of 5 kHz, 20 dB under 0 VU", () => {
  test("even alone: the second at -20 dB, 1 dB a dB", () => {
    const [second, third] = meter.harmonics({ ...full, evenPercent: 100 }, 5000, -20, 3) as [number, number];
    within(second, -20, 1);
    expect(third).toBeLessThan(-100);
    within(meter.harmonics({ ...full, evenPercent: 100 }, 5000, -30, 3)[0] as number, -30, 1);
  });

  test("odd alone: the third at -28 dB, 2 dB a dB", () => {
    const [second, third] = meter.harmonics({ ...full, evenPercent: 0 }, 5000, -20, 3) as [number, number];
    within(third, -28, 1.5);
    expect(second).toBeLessThan(-100);
    within(meter.harmonics({ ...full, evenPercent: 0 }, 5000, -30, 3)[1] as number, -48, 1.5);
  });

  test("drive makes more of them, amount mixes them", () => {
    const second = (params: object) => meter.harmonics({ ...full, evenPercent: 100, ...params }, 5000, -30, 3)[0] as number;
    within(second({ driveDb: 6 }), second({}) + 6, 0.5);
    within(second({ amountPercent: 25 }), second({}) - 12.04, 0.1);
  });
});

test("the tone itself keeps its level", () => {
  for (const dbVu of [-30, -20, -12])
    for (const evenPercent of [0, 50, 100]) within(meter.gainDb({ ...full, evenPercent }, 5000, dbVu), 0, 0.3);
});

describe("below the crossover", () => {
  test("a low tone comes out as it went in, delayed", () => {
    const input = tones([400, -12]);
    const { left } = meter.run(input, { crossoverHz: 4000, amountPercent: 100, driveDb: 12 });
    const delay = oversamplerLatencyFrames(8, RATE_HZ);
    let worst = 0;
    for (let n = 24000; n < 90000; n++)
      worst = Math.max(worst, Math.abs((left[n + delay] as number) - (input.left[n] as number)));
    expect(20 * Math.log10(worst / 0.25)).toBeLessThan(-100);
  });

  test("the difference tone of two highs is not heard", () => {
    const { left } = meter.run(tones([6000, -30], [7000, -30]), { crossoverHz: 4000, amountPercent: 100, evenPercent: 100 });
    const level = (hz: number) => 20 * Math.log10(amplitudeAt(left, hz, RATE_HZ, 48000, 48000));
    expect(level(13000)).toBeGreaterThan(-60); // the sum tone is there,
    expect(level(1000)).toBeLessThan(-130); // the difference is not
  });

  test("a bass leaves no side tones on the highs", () => {
    const { left } = meter.run(tones([100, -12], [6000, -36]), { crossoverHz: 4000, amountPercent: 100 });
    for (const hz of [5900, 6100, 11900, 12100])
      expect(20 * Math.log10(amplitudeAt(left, hz, RATE_HZ, 48000, 48000))).toBeLessThan(-130);
  });
});

test.each([
  [5000, 0, 100],
  [5000, 12, 100],
  [8000, 0, 100],
])("aliases of %i Hz, %i dB over 0 VU, amount %i, stay below -90 dB", (hz, dbVu, amountPercent) => {
  for (const evenPercent of [0, 50, 100])
    expect(meter.aliasesDb({ ...full, amountPercent, evenPercent }, hz, dbVu)).toBeLessThan(-90);
});

test("the kernel gives what its plain twin gives", () => {
  const kernels = instantiateKernels();
  const input = noise(128, 3, 5);
  const left = kernels.heap.f32(128);
  const right = kernels.heap.f32(128);
  left.array.set(input.left);
  right.array.set(input.right);
  const ramps = new Ramps(kernels, [0.7, 0.4, 1.5]);
  kernels.call.makeHarmonics(ramps.ptr, kernels.heap.f64(5).ptr, 0.1, left.ptr, right.ptr, 32, 4);
  for (const [samples, made] of [
    [input.left, left.array],
    [input.right, right.array],
  ] as const) {
    const expected = harmonicsTwin({ into: 0.7, even: 0.4, odd: 1.5, pace: 0.1, factor: 4 }, samples);
    made.forEach((y, n) => within(y, expected[n] as number, 1e-6));
  }
});

test("drawn", () => {
  const levels = [-40, -35, -30, -25, -20, -15, -10, -5, 0];
  writePlot("exciter-harmonics", {
    title: "Exciter: harmonics of 5 kHz, amount 100 %",
    x: { label: "dB over 0 VU", from: -40, to: 0, ticks: [-40, -30, -20, -10, 0] },
    y: { label: "dB against the tone", from: -80, to: 0, ticks: [-80, -60, -40, -20, 0] },
    curves: [
      {
        label: "second, even 100 %",
        points: levels.map((dbVu) => [dbVu, meter.harmonics({ ...full, evenPercent: 100 }, 5000, dbVu, 3)[0] as number] as const),
      },
      {
        label: "third, even 0 %",
        points: levels.map((dbVu) => [dbVu, meter.harmonics({ ...full, evenPercent: 0 }, 5000, dbVu, 3)[1] as number] as const),
      },
    ],
    names: "bottom",
  });
});
