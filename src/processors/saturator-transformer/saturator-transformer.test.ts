// Transformer against its documented harmonics over level and frequency, its edges, and aliases.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { CORES, type CoreName, saturatorTransformer, SECOND_AT_50_HZ_DB } from "./saturator-transformer.params.ts";

const meter = colourMeter(saturatorTransformer, 48000);
const clean = { magnetisationPercent: 0, lowHz: 5, lowResonanceDb: 0, highHz: 80000 };

function within(measured: number, expected: number, tolerance: number): void {
  expect(Math.abs(measured - expected), `${measured} against ${expected}`).toBeLessThan(tolerance);
}

const thirdDb = (params: object, hz: number, dbVu: number) => meter.harmonics({ ...clean, ...params }, hz, dbVu)[1] as number;

describe.each(Object.keys(CORES) as CoreName[])("%s", (core) => {
  test("third harmonic of 50 Hz at 0 VU as documented, 2 dB a dB", () => {
    within(thirdDb({ core }, 50, 0), CORES[core].thirdAt50HzDb, 1);
    within(thirdDb({ core }, 50, -10), CORES[core].thirdAt50HzDb - 20, 1);
  });

  test("near saturation an octave down makes two to four times the distortion", () => {
    for (const hz of [30, 50, 100]) {
      const times = 10 ** ((thirdDb({ core }, hz, 3) - thirdDb({ core }, 2 * hz, 3)) / 20);
      expect(times).toBeGreaterThan(2);
      expect(times).toBeLessThan(4.2);
    }
  });

  test("the third is in front, and 1 kHz stays clean", () => {
    const [second, third] = meter.harmonics({ core }, 50, 6) as [number, number];
    expect(third).toBeGreaterThan(second + 6);
    expect(thirdDb({ core }, 1000, 0)).toBeLessThan(-80);
  });

  test.each([
    [5000, 12],
    [1200, 24],
    [50, 24],
  ])("aliases of %i Hz, %i dB over 0 VU, stay below -90 dB", (hz, dbVu) => {
    expect(meter.aliasesDb({ core }, hz, dbVu)).toBeLessThan(-90);
  });
});

test("magnetisation gives the second harmonic", () => {
  for (const magnetisationPercent of [10, 100]) {
    const [second] = meter.harmonics({ ...clean, magnetisationPercent }, 50, 0) as [number];
    within(second, SECOND_AT_50_HZ_DB + 20 * Math.log10(magnetisationPercent / 100), 1);
  }
});

test("edges: 12 dB an octave below with its resonance, 6 dB an octave above", () => {
  const gain = (params: object, hz: number) => meter.gainDb({ ...clean, ...params }, hz, -40);
  within(gain({ lowHz: 40 }, 40), -3, 0.1);
  within(gain({ lowHz: 40 }, 10), -24.1, 0.3);
  const peak = Math.max(...[40, 45, 50, 55, 60, 65, 70].map((hz) => gain({ lowHz: 40, lowResonanceDb: 3 }, hz)));
  within(peak, 3, 0.1);
  for (const hz of [5000, 10000, 20000]) within(gain({ highHz: 15000 }, hz), -10 * Math.log10(1 + (hz / 15000) ** 2), 0.3);
  for (const driveDb of [0, 12]) within(gain({ driveDb }, 1000), 0, 0.02);
});

test("drawn", () => {
  const hz = [20, 30, 40, 50, 70, 100, 140, 200, 300, 500, 1000];
  writePlot("saturator-transformer-frequencies", {
    title: "Transformer: third harmonic over frequency, steel",
    x: { label: "Hz", from: 20, to: 1000, ticks: [20, 50, 100, 200, 500, 1000], log: true },
    y: { label: "dB against the tone", from: -120, to: 0, ticks: [-120, -90, -60, -30, 0] },
    curves: [12, 6, 0, -12].map((dbVu) => ({
      label: `${dbVu} dB over 0 VU`,
      points: hz.map((at) => [at, thirdDb({}, at, dbVu)] as const),
    })),
  });
});
