// Tube against Koren's equations solved apart, against its documented harmonics, and its cathode against the time constant of its parts.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { saturatorTube } from "./saturator-tube.params.ts";
import { stageGain, stageVolts } from "./saturator-tube.ts";
import { plateAmpere, plateVolts, restVolts, TRIODES, type TubeName } from "./triode.ts";

const meter = colourMeter(saturatorTube);
const TUBES = ["12AX7", "12AU7"] as const;

function within(measured: number, expected: number, tolerance: number): void {
  expect(Math.abs(measured - expected), `${measured} against ${expected}`).toBeLessThan(tolerance);
}

describe("the stage", () => {
  test("Koren's 12AX7 with 0 V at the grid and 250 V at the plate draws 6.81 mA", () => {
    within(1000 * plateAmpere(TRIODES["12AX7"], 0, 250), 6.81, 0.005);
  });

  test.each(TUBES)("%s: rest and load line hold at once", (name) => {
    const tube = TRIODES[name];
    const grid = restVolts(tube);
    const plate = plateVolts(tube, grid);
    const ampere = plateAmpere(tube, grid, plate);
    within(300 - ampere * tube.plateOhm, plate, 1e-4);
    within(-ampere * tube.cathodeOhm, grid, 1e-6);
  });

  test("12AX7: some 60 times, some -1.5 V at the grid, as data sheets have it for 300 V, 100 kΩ, 1.5 kΩ", () => {
    within(stageGain("12AX7"), 61, 2);
    within(restVolts(TRIODES["12AX7"]), -1.46, 0.05);
  });
});

/** Harmonics of the solved stage, driven by a cosine: no table, no filters. */
function solvedDb(name: TubeName, dbVu: number): number[] {
  const amplitude = TRIODES[name].gridVoltsAt0Vu * 10 ** (dbVu / 20);
  const points = 128;
  const curve = Array.from({ length: points }, (_, n) => stageVolts(name, amplitude * Math.cos((2 * Math.PI * n) / points)));
  const partial = (k: number) =>
    Math.abs(curve.reduce((sum, volts, n) => sum + volts * Math.cos((2 * Math.PI * k * n) / points), 0));
  return [2, 3].map((k) => 20 * Math.log10(partial(k) / partial(1)));
}

describe.each([
  ["12AX7", -39.8, -74],
  ["12AU7", -45.7, -81.3],
] as const)("%s", (tube, secondDb, thirdDb) => {
  test("harmonics of 1 kHz at 0 VU as documented, the second in front", () => {
    const [second, third] = meter.harmonics({ tube }, 1000, 0) as [number, number];
    within(second, secondDb, 0.5);
    within(third, thirdDb, 2);
  });

  test.each([-10, 0, 6, 12])("%i dB over 0 VU: what the solved stage has", (dbVu) => {
    const [second, third] = meter.harmonics({ tube, sagPercent: 0 }, 1000, dbVu) as [number, number];
    const [expectedSecond, expectedThird] = solvedDb(tube, dbVu) as [number, number];
    within(second, expectedSecond, 0.5);
    within(third, expectedThird, 2);
  });

  test.each([
    [5000, 0],
    [5000, 12],
    [1200, 12],
    [1200, 24],
  ])("aliases of %i Hz, %i dB over 0 VU, stay below -90 dB", (hz, dbVu) => {
    expect(meter.aliasesDb({ tube }, hz, dbVu)).toBeLessThan(-90);
  });

  test("quiet sound passes at its level", () => {
    for (const driveDb of [0, 12]) within(meter.gainDb({ tube, driveDb }, 1000, -30), 0, 0.05);
  });
});

test("colder bias cuts off sooner, hotter bias draws grid current sooner", () => {
  const third = (biasPercent: number) => meter.harmonics({ driveDb: 16, biasPercent }, 1000, 0)[1] as number;
  expect(third(50)).toBeGreaterThan(third(100) + 3);
  const second = (biasPercent: number) => meter.harmonics({ biasPercent }, 1000, 0)[0] as number;
  expect(second(150)).toBeGreaterThan(second(100) + 1);
});

test.each([5, 10, 20])("%i Hz: the cathode's capacitor lets the bass lose gain, as 1.5 kΩ with 22 µF say", (hz) => {
  const feedback = (stageGain("12AX7") * 1500) / 100_000;
  const turn = 2 * Math.PI * hz * 1500 * 22e-6;
  const expected = 10 * Math.log10((1 + turn ** 2) / ((1 + feedback) ** 2 + turn ** 2));
  within(meter.gainDb({}, hz, -20) - meter.gainDb({ sagPercent: 0 }, hz, -20), expected, 0.05);
});

test("a clipped wave shifts the working point towards its own middle", () => {
  const second = (sagPercent: number) => meter.harmonics({ sagPercent }, 1000, 24)[0] as number;
  expect(second(100)).toBeLessThan(second(0) - 2);
  expect(second(200)).toBeLessThan(second(100) - 2);
});

test("drawn", () => {
  const volts = Array.from({ length: 49 }, (_, n) => -4 + n / 6);
  writePlot("saturator-tube-curves", {
    title: "Tube: plate volts over grid volts off rest",
    x: { label: "V", from: -4, to: 4, ticks: [-4, -2, 0, 2, 4] },
    y: { label: "V", from: 0, to: 300, ticks: [0, 100, 200, 300] },
    curves: TUBES.map((label) => ({ label, points: volts.map((at) => [at, -stageVolts(label, at)] as const) })),
  });
  const levels = [-18, -12, -6, 0, 6, 9, 12, 15, 18];
  writePlot("saturator-tube-harmonics", {
    title: "Tube: second and third harmonic of 1 kHz",
    x: { label: "dB over 0 VU", from: -18, to: 18, ticks: [-18, -12, -6, 0, 6, 12, 18] },
    y: { label: "dB against the tone", from: -100, to: -10, ticks: [-100, -80, -60, -40, -20] },
    curves: TUBES.flatMap((tube) => {
      const measured = levels.map((dbVu) => meter.harmonics({ tube }, 1000, dbVu));
      return [0, 1].map((which) => ({
        label: `${tube}, ${which === 0 ? "second" : "third"}`,
        points: levels.map((dbVu, index) => [dbVu, measured[index]?.[which] as number] as const),
      }));
    }),
    names: "bottom",
  });
});
