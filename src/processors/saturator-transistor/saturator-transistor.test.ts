// Transistor against its law solved apart, its documented harmonics, its onset, and aliases.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { saturatorTransistor } from "./saturator-transistor.params.ts";
import { DEVICES, type DeviceName, stageCurrent } from "./transistor.ts";

const meter = colourMeter(saturatorTransistor);
const NAMES = Object.keys(DEVICES) as DeviceName[];

function within(measured: number, expected: number, tolerance: number): void {
  expect(Math.abs(measured - expected), `${measured} against ${expected}`).toBeLessThan(tolerance);
}

/** The law by plain bisection. */
function solved(name: DeviceName, input: number): number {
  const { below, above, cutOff, saturation, feedback } = DEVICES[name];
  let [low, high] = [-below, above];
  for (let turn = 0; turn < 80; turn++) {
    const i = (low + high) / 2;
    if (cutOff * Math.log(1 + i / below) - saturation * Math.log(1 - i / above) + feedback * i < input) low = i;
    else high = i;
  }
  return (low + high) / 2;
}

function solvedDb(name: DeviceName, dbVu: number): number[] {
  const points = 256;
  const curve = Array.from({ length: points }, (_, n) => solved(name, 10 ** (dbVu / 20) * Math.cos((2 * Math.PI * n) / points)));
  const partial = (k: number) => Math.abs(curve.reduce((sum, i, n) => sum + i * Math.cos((2 * Math.PI * k * n) / points), 0));
  return [2, 3].map((k) => 20 * Math.log10(partial(k) / partial(1)));
}

describe.each(NAMES)("%s", (device) => {
  test("the stage's current satisfies the law from end to end", () => {
    for (let input = -22; input <= 28; input += 0.37) within(stageCurrent(DEVICES[device], input), solved(device, input), 1e-8);
  });

  test.each([-10, 0, 6, 12])("%i dB over 0 VU: second and third harmonic of the law", (dbVu) => {
    const measured = meter.harmonics({ device }, 1000, dbVu);
    solvedDb(device, dbVu).forEach((expected, index) => within(measured[index] as number, expected, 2));
  });

  test.each([
    [5000, 0],
    [5000, 12],
    [1200, 12],
    [1200, 24],
  ])("aliases of %i Hz, %i dB over 0 VU, stay below -90 dB", (hz, dbVu) => {
    expect(meter.aliasesDb({ device }, hz, dbVu)).toBeLessThan(-90);
  });

  test("quiet sound passes at its level, whatever drive and bias", () => {
    for (const params of [{}, { driveDb: 12 }, { biasPercent: 60 }, { biasPercent: 140 }])
      within(meter.gainDb({ device, ...params }, 1000, -30), 0, 0.1);
  });
});

test("documented harmonics at 0 VU", () => {
  for (const [device, second, third] of [
    ["silicon", -64.5, -82],
    ["germanium", -38.7, -57],
  ] as const) {
    const measured = meter.harmonics({ device }, 1000, 0);
    within(measured[0] as number, second, 2);
    within(measured[1] as number, third, 2);
  }
});

test("silicon sets in hard: from 12 to 18 dB over 0 VU its harmonics rise by more than 25 dB, those of germanium by less than 15", () => {
  const third = (device: DeviceName, dbVu: number) => meter.harmonics({ device }, 1000, dbVu)[1] as number;
  expect(third("silicon", 18) - third("silicon", 12)).toBeGreaterThan(25);
  expect(third("germanium", 18) - third("germanium", 12)).toBeLessThan(15.5);
});

test("less bias cuts one half sooner", () => {
  const second = (biasPercent: number) => meter.harmonics({ biasPercent }, 1000, 12)[0] as number;
  expect(second(60)).toBeGreaterThan(second(100) + 15);
});

test("drawn", () => {
  writePlot("saturator-transistor-curves", {
    title: "Transistor: output over input",
    x: { label: "input, 1 = peak of a sine at 0 VU", from: -12, to: 12, ticks: [-12, -6, 0, 6, 12] },
    y: { label: "output", from: -8, to: 8, ticks: [-8, -4, 0, 4, 8] },
    curves: NAMES.map((label) => ({
      label,
      points: Array.from({ length: 97 }, (_, n) => [n / 4 - 12, stageCurrent(DEVICES[label], n / 4 - 12)] as const),
    })),
    names: "bottom",
  });
  const levels = [-18, -12, -6, 0, 6, 9, 12, 14, 16, 18, 21, 24];
  writePlot("saturator-transistor-harmonics", {
    title: "Transistor: second and third harmonic of 1 kHz",
    x: { label: "dB over 0 VU", from: -18, to: 24, ticks: [-18, -12, -6, 0, 6, 12, 18, 24] },
    y: { label: "dB against the tone", from: -120, to: 0, ticks: [-120, -90, -60, -30, 0] },
    curves: NAMES.flatMap((device) => {
      const measured = levels.map((dbVu) => meter.harmonics({ device }, 1000, dbVu));
      return [0, 1].map((which) => ({
        label: `${device}, ${which === 0 ? "second" : "third"}`,
        points: levels.map((dbVu, index) => [dbVu, measured[index]?.[which] as number] as const),
      }));
    }),
    names: "bottom",
  });
});
