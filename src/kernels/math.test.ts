// The two implementations of the elementary functions agree bit for bit, and both agree with the platform's to their stated error.
import { describe, expect, test } from "vitest";
import * as exact from "../units/exact-math.ts";
import { instantiateKernels } from "./kernels.ts";

const kernels = instantiateKernels();

function grid(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * (index + 0.137)) / count);
}

const cases = [
  { name: "exp", kernel: kernels.call.exp, twin: exact.exp, platform: Math.exp, inputs: grid(-700, 700, 20000), ulps: 3 },
  { name: "log", kernel: kernels.call.log, twin: exact.log, platform: Math.log, inputs: grid(1e-9, 50, 20000), ulps: 3 },
  { name: "sin", kernel: kernels.call.sin, twin: exact.sin, platform: Math.sin, inputs: grid(-40, 40, 20000), ulps: 2 },
  { name: "cos", kernel: kernels.call.cos, twin: exact.cos, platform: Math.cos, inputs: grid(-40, 40, 20000), ulps: 2 },
  { name: "tanh", kernel: kernels.call.tanh, twin: exact.tanh, platform: Math.tanh, inputs: grid(-22, 22, 20000), ulps: 6 },
] as const;

describe("elementary functions", () => {
  for (const { name, kernel, twin, platform, inputs, ulps } of cases) {
    test(`${name}: kernel and TypeScript twin give the same bits`, () => {
      for (const x of inputs) expect(Object.is(kernel(x), twin(x)), `${name}(${x})`).toBe(true);
    });

    test(`${name}: within ${ulps} ulp of the platform's`, () => {
      let worst = 0;
      for (const x of inputs) {
        const reference = platform(x);
        worst = Math.max(worst, Math.abs(twin(x) - reference) / Math.max(Math.abs(reference), 1e-3));
      }
      expect(worst).toBeLessThan(ulps * 2 ** -52);
    });
  }
});
