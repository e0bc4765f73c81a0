// The console channel's signatures, measured against its table; its kernels against plain twins; the neighbour; plots of all desks.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { describeConsoleStage } from "../../../test/processors/console-stage.ts";
import { amplitudeAt } from "../../../test/processors/judges.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { DESKS, type DeskName } from "../console/console.params.ts";
import { amplifierTwin, outputStageTwin } from "../console/console.twin.ts";
import { take } from "../contract/rig.ts";
import { noise, silence } from "../contract/signals.ts";
import { Ramps } from "../ramps.ts";
import { createProcessor } from "../registry.ts";
import { consoleChannel } from "./console-channel.params.ts";

describeConsoleStage(consoleChannel, "channel");

describe("kernels against plain twins", () => {
  const input = noise(128, 2, 3);
  const block = (kernels: ReturnType<typeof instantiateKernels>) => {
    const left = kernels.heap.f32(128);
    const right = kernels.heap.f32(128);
    left.array.set(input.left);
    right.array.set(input.right);
    return { left, right };
  };
  const expectNear = (measured: Float32Array, expected: readonly number[]) =>
    expected.forEach((value, n) => expect(Math.abs((measured[n] as number) - value)).toBeLessThan(1e-6));

  test("amplifier", () => {
    const kernels = instantiateKernels();
    const { left, right } = block(kernels);
    kernels.call.runConsole(new Ramps(kernels, [0.7, 0.4, 0.02, 0.05]).ptr, left.ptr, right.ptr, 32, 4);
    expectNear(left.array, Array.from(input.left, amplifierTwin(0.7, 0.02)));
    expectNear(right.array, Array.from(input.right, amplifierTwin(0.4, 0.05)));
  });

  test("output stage", () => {
    const kernels = instantiateKernels();
    const { left, right } = block(kernels);
    const [pole, into, b0, b1, b2, a1, a2, crosstalk] = [0.2, 3, 0.9, -0.8, 0.05, -0.5, 0.1, 0.03] as const;
    const both = [pole, into, b0, b1, b2, a1, a2].flatMap((value) => [value, value]);
    kernels.call.runConsoleOutput(
      new Ramps(kernels, [...both, crosstalk]).ptr,
      kernels.heap.f64(11).ptr,
      left.ptr,
      right.ptr,
      128,
    );
    const given = { pole, into, b: [b0, b1, b2], a: [a1, a2] } as const;
    const [l, r] = [outputStageTwin(given, input.left), outputStageTwin(given, input.right)];
    const leaked = (own: number[], other: number[]) => own.map((y, n) => y + crosstalk * ((other[n] as number) - y));
    expectNear(left.array, leaked(l, r));
    expectNear(right.array, leaked(r, l));
  });
});

test("the neighbouring strip leaks in by as much as asked for, and not at all by default", () => {
  const subject = { declaration: consoleChannel, create: createProcessor.bind(null, "console-channel") } as never;
  const key = colourMeter(consoleChannel).tone(1000, 0, 72000);
  const levelDb = (neighbourCrosstalkDb: number) => {
    const { left } = take(subject, silence(72000), { neighbourCrosstalkDb, tolerancePercent: 0 }, { key });
    return 20 * Math.log10(amplitudeAt(left, 1000, 48000, 24000, 48000)) + 18;
  };
  expect(Math.abs(levelDb(-60) + 60)).toBeLessThan(0.1);
  expect(levelDb(-100)).toBe(-Infinity);
});

test("desks, drawn", () => {
  const meter = colourMeter(consoleChannel);
  const desks = ["british-class-a", "american-discrete", "british-vca", "british-vca-g", "british-transistor", "tube"] as const;
  const totalDb = (desk: DeskName, hz: number, dbVu: number) => {
    const harmonics = meter.harmonics({ desk, tolerancePercent: 0 }, hz, dbVu, 5);
    return 10 * Math.log10(harmonics.reduce((sum, level) => sum + 10 ** (level / 10), 0));
  };
  writePlot("console-channel-levels", {
    title: "Console channel: harmonics 2 to 5 of 1 kHz",
    x: { label: "dB over 0 VU", from: -12, to: 18, ticks: [-12, -6, 0, 6, 12, 18] },
    y: { label: "dB against the tone", from: -100, to: -20, ticks: [-100, -80, -60, -40, -20] },
    curves: desks.map((label) => ({
      label,
      points: [-12, -6, 0, 6, 12, 18].map((dbVu) => [dbVu, totalDb(label, 1000, dbVu)] as const),
    })),
    names: "bottom",
  });
  writePlot("console-channel-frequencies", {
    title: "Console channel: harmonics 2 to 5 at 0 VU",
    x: { label: "Hz", from: 30, to: 4000, ticks: [30, 50, 100, 200, 500, 1000, 2000, 4000], log: true },
    y: { label: "dB against the tone", from: -90, to: -40, ticks: [-90, -80, -70, -60, -50, -40] },
    curves: desks.map((label) => ({
      label,
      points: [30, 50, 100, 200, 500, 1000, 4000].map((hz) => [hz, totalDb(label, hz, 0)] as const),
    })),
  });
  expect(Object.keys(DESKS)).toEqual(expect.arrayContaining([...desks]));
});
