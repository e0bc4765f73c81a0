// EBU Tech 3341 (2023), table 1: the minimum requirements of an EBU Mode meter, signals synthesised from the table's text.
// Cases 7 and 8 exist only as recordings and are not here.
import { describe, expect, test } from "vitest";
import { createMeter, type Measurement, measureFrames } from "../../src/measure/index.ts";
import { onAll, type Stretch, toneSteps } from "./tones.ts";

const RATES = [44100, 48000, 88200, 96000, 192000];
const BASE_RATES = [44100, 48000];
const TOLERANCE_LU = 0.1;
const SILENT = -Infinity;

function measured(rate: number, stretches: readonly Stretch[]): Measurement {
  return measureFrames(onAll(toneSteps(rate, 1000, stretches), 2), rate, { bands: false });
}

function expectLufs(value: number | null, lufs: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? 0) - lufs), `${value} instead of ${lufs} LUFS`).toBeLessThanOrEqual(TOLERANCE_LU);
}

function repeated(times: number, stretches: readonly Stretch[]): Stretch[] {
  return Array.from({ length: times }, () => stretches).flat();
}

describe.each(RATES)("Tech 3341 at %i Hz", (rate) => {
  test.each([
    { number: 1, lufs: -23 },
    { number: 2, lufs: -33 },
  ])("case $number: a steady tone reads $lufs on M, S and I", ({ lufs }) => {
    const result = measured(rate, [{ dbfs: lufs, s: 20 }]);
    expectLufs(result.momentaryMaxLufs, lufs);
    expectLufs(result.shortTermMaxLufs, lufs);
    expectLufs(result.integratedLufs, lufs);
  });

  test("case 9: short-term stays at -23 after 3 s", () => {
    const signal = toneSteps(
      rate,
      1000,
      repeated(5, [
        { dbfs: -20, s: 1.34 },
        { dbfs: -30, s: 1.66 },
      ]),
    );
    const meter = createMeter({ sampleRateHz: rate, channels: 2, bands: false });
    meter.push(onAll(signal, 2));
    for (const value of meter.history().shortTermLufs) expectLufs(value, -23);
    expectLufs(meter.result().shortTermMaxLufs, -23);
  });

  test("case 12: momentary stays at -23 after 1 s", () => {
    const signal = toneSteps(
      rate,
      1000,
      repeated(25, [
        { dbfs: -20, s: 0.18 },
        { dbfs: -30, s: 0.22 },
      ]),
    );
    const meter = createMeter({ sampleRateHz: rate, channels: 2, bands: false });
    meter.push(onAll(signal, 2));
    for (const value of meter.history().momentaryLufs.slice(10)) expectLufs(value, -23);
    expectLufs(meter.result().momentaryMaxLufs, -23);
  });
});

describe.each(BASE_RATES)("Tech 3341 at %i Hz, the longer cases", (rate) => {
  test.each([
    {
      number: 3,
      steps: [
        { dbfs: -36, s: 10 },
        { dbfs: -23, s: 60 },
        { dbfs: -36, s: 10 },
      ],
    },
    {
      number: 4,
      steps: [
        { dbfs: -72, s: 10 },
        { dbfs: -36, s: 10 },
        { dbfs: -23, s: 60 },
        { dbfs: -36, s: 10 },
        { dbfs: -72, s: 10 },
      ],
    },
    {
      number: 5,
      steps: [
        { dbfs: -26, s: 20 },
        { dbfs: -20, s: 20.1 },
        { dbfs: -26, s: 20 },
      ],
    },
  ])("case $number: gating leaves I at -23", ({ steps }) => {
    expectLufs(measured(rate, steps).integratedLufs, -23);
  });

  test("case 6: 5.0, and 5.1 with a silent LFE, read -23", () => {
    const [front, centre, surround] = [-28, -24, -30].map((dbfs) => toneSteps(rate, 1000, [{ dbfs, s: 20 }])) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const lfe = new Float32Array(front.length);
    const five = measureFrames([front, front, centre, surround, surround], rate, { bands: false });
    const six = measureFrames([front, front, centre, lfe, surround, surround], rate, { bands: false });
    expectLufs(five.integratedLufs, -23);
    expect(six.integratedLufs).toBe(five.integratedLufs);
  });

  test("case 10: 3 s of tone read -23 short-term, wherever they start", () => {
    for (let index = 0; index < 20; index++) {
      const result = measured(rate, [
        { dbfs: SILENT, s: index * 0.15 },
        { dbfs: -23, s: 3 },
        { dbfs: SILENT, s: 1 },
      ]);
      expectLufs(result.shortTermMaxLufs, -23);
    }
  });

  test("case 13: 400 ms of tone read -23 momentary, wherever they start", () => {
    for (let index = 0; index < 20; index++) {
      const result = measured(rate, [
        { dbfs: SILENT, s: index * 0.02 },
        { dbfs: -23, s: 0.4 },
        { dbfs: SILENT, s: 1 },
      ]);
      expectLufs(result.momentaryMaxLufs, -23);
    }
  });
});

describe("Tech 3341, rising maxima", () => {
  test.each([
    { number: 11, read: "shortTermMaxLufs" as const, unit: 3, step: 0.15 },
    { number: 14, read: "momentaryMaxLufs" as const, unit: 0.4, step: 0.02 },
  ])("case $number: every step of the file reaches its own maximum", ({ read, unit, step }) => {
    const unitStretches = Array.from({ length: 20 }, (_, index): Stretch[] => [
      { dbfs: SILENT, s: index * step },
      { dbfs: -38 + index, s: unit },
      { dbfs: SILENT, s: unit - index * step },
    ]);
    const signal = toneSteps(48000, 1000, unitStretches.flat());
    const unitFrames = Math.round(2 * unit * 48000);
    for (let index = 0; index < 20; index++) {
      const own = signal.subarray(index * unitFrames, (index + 1) * unitFrames);
      expectLufs(measureFrames(onAll(own, 2), 48000, { bands: false })[read], -38 + index);
    }
    expectLufs(measureFrames(onAll(signal, 2), 48000, { bands: false })[read], -19);
  });
});
