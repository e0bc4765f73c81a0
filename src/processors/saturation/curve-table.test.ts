// Tables of curves against the curves, and the kernel against its plain twin.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { noise } from "../contract/signals.ts";
import { Ramps } from "../ramps.ts";
import { curveTwin } from "./curve.twin.ts";
import { curveTable, evaluate } from "./curve-table.ts";

test("a smooth curve comes back with slope 1 and value 0 at rest", () => {
  const table = curveTable({ valueAt: (x) => 5 * Math.tanh(x + 0.3), from: -6, to: 8, pieces: 512, rounding: 0.001 });
  for (let x = -5; x < 7; x += 0.0173) {
    const expected = (Math.tanh(x + 0.3) - Math.tanh(0.3)) * Math.cosh(0.3) ** 2 * table.piecesPerUnit;
    expect(Math.abs(evaluate(table.coefs, table.rest + x * table.piecesPerUnit).value - expected)).toBeLessThan(2e-4);
  }
});

test("corners are rounded as by a Gauss curve", () => {
  const table = curveTable({ valueAt: (x) => x + Math.max(0, x - 1), from: -4, to: 6, pieces: 400, rounding: 0.2 });
  const excess = evaluate(table.coefs, table.rest + table.piecesPerUnit).value / table.piecesPerUnit - 1;
  expect(Math.abs(excess - 0.2 / Math.sqrt(2 * Math.PI))).toBeLessThan(2e-4); // the mean of max(0, z), z with that deviation
});

describe("the kernel gives what its plain twin gives", () => {
  const first = curveTable({ valueAt: (x) => Math.tanh(x + 0.3), from: -5, to: 6, pieces: 128, rounding: 0.05 });
  const second = curveTable({ valueAt: (x) => x / Math.sqrt(1 + x * x), from: -5, to: 6, pieces: 128, rounding: 0.05 });
  const input = noise(256, 1, 4);

  test.each([0, 1, 0.25])("share of the second table %f, with sag", (share) => {
    const kernels = instantiateKernels();
    const [into, rest, gain, sag, sagStep, factor] = [20, first.rest + 3, 1.2, 0.9, 0.01, 2] as const;
    const ramps = new Ramps(kernels, [into, rest, gain, share, sag]);
    const blocks = [input.left, input.right].map((samples) => {
      const block = kernels.heap.f32(256);
      block.array.set(samples);
      return block;
    });
    const tables = [first, second].map(({ coefs }) => {
      const block = kernels.heap.f32(coefs.length);
      block.array.set(coefs);
      return block;
    });
    const ptr = (list: { ptr: number }[], index: number) => list[index]?.ptr ?? 0;
    const state = kernels.heap.f64(9).ptr;
    kernels.call.shapeCurve(
      ramps.ptr,
      state,
      ptr(tables, 0),
      ptr(tables, 1),
      127.999,
      sagStep,
      ptr(blocks, 0),
      ptr(blocks, 1),
      128,
      factor,
    );
    const given = { tables: [first, second], share, into, rest, gain, sag, sagStep, factor } as const;
    for (const [index, samples] of [input.left, input.right].entries())
      curveTwin(given, samples).forEach((y, n) => expect(Math.abs((blocks[index]?.array[n] as number) - y)).toBeLessThan(2e-6));
  });
});
