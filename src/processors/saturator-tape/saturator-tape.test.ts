// Tape against its calibration goals, against the formulas of heads, against the full Jiles-Atherton equation, and against its plain twin.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { colourMeter } from "../../../test/processors/colour-meter.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { Ramps } from "../ramps.ts";
import { FIELD_AT_0_VU, LOOP_WIDTH } from "./saturator-tape.ts";
import { saturatorTape, type Speed, SPEEDS, THIRD_AT_0_VU_DB } from "./saturator-tape.params.ts";
import { tapeTwin } from "./saturator-tape.twin.ts";
import { HEAD, spacingGain, tapeGain } from "./tape-losses.ts";

const meter = colourMeter(saturatorTape);
const db = (gain: number) => 20 * Math.log10(gain);

function within(measured: number, expected: number, tolerance: number): void {
  expect(Math.abs(measured - expected), `${measured} against ${expected}`).toBeLessThan(tolerance);
}

describe("harmonics of 1 kHz at 15 inches a second", () => {
  test("the third rises by 2 dB a dB, the second is not there", () => {
    const [second, third] = meter.harmonics({}, 1000, 0) as [number, number];
    within(third, THIRD_AT_0_VU_DB, 2);
    expect(second).toBeLessThan(third - 40);
    for (const [from, to] of [
      [0, 3],
      [3, 6],
      [6, 9],
    ] as const) {
      const rise = (meter.harmonics({}, 1000, to)[1] as number) - (meter.harmonics({}, 1000, from)[1] as number);
      within(rise / (to - from), 2, 0.25);
    }
  });

  test("3 % lie between 9 and 10 dB over 0 VU", () => {
    expect(meter.harmonics({}, 1000, 9)[1]).toBeLessThan(db(0.03));
    expect(meter.harmonics({}, 1000, 10)[1]).toBeGreaterThan(db(0.03));
  });

  test("drive does what level does, and the level comes back", () => {
    const driven = meter.harmonics({ driveDb: 9 }, 1000, -9);
    within(driven[1] as number, meter.harmonics({}, 1000, 0)[1] as number, 0.01);
    within(meter.gainDb({ driveDb: 12 }, 1000, -30), 0, 0.2);
  });

  test("less bias, more grain on quiet sound; more bias, less", () => {
    const quiet = (biasPercent: number) => meter.harmonics({ biasPercent }, 1000, -15)[1] as number;
    expect(quiet(75)).toBeGreaterThan(quiet(100) + 9);
    expect(quiet(125)).toBeLessThan(quiet(100) - 8);
  });

  test("highs saturate first, and the slower the tape the more", () => {
    const extra = (speedIps: Speed) =>
      (meter.harmonics({ speedIps }, 5000, 6)[1] as number) - (meter.harmonics({ speedIps }, 1000, 6)[1] as number);
    const lost = (speedIps: Speed) =>
      db(tapeGain(100, 100, 15000, SPEEDS[speedIps].ips) / tapeGain(100, 100, 5000, SPEEDS[speedIps].ips));
    expect(extra("7.5") - lost("7.5")).toBeGreaterThan(extra("30") - lost("30") + 2);
  });
});

describe("the loop", () => {
  /** What the left of `input` becomes, straight through the kernel, at factor 2. */
  function magnetise(input: Float32Array, share: number, relax = 0): Float32Array {
    const kernels = instantiateKernels();
    const ramps = new Ramps(kernels, [1, share]);
    const state = kernels.heap.f64(5);
    const left = kernels.heap.f32(256);
    const right = kernels.heap.f32(256);
    const output = new Float32Array(input.length);
    for (let at = 0; at < input.length; at += 256) {
      left.array.set(input.subarray(at, at + 256));
      right.array.set(input.subarray(at, at + 256));
      kernels.call.runTape(ramps.ptr, state.ptr, left.ptr, right.ptr, 128, 2, 1 / (LOOP_WIDTH * FIELD_AT_0_VU), relax);
      expect(right.array).toEqual(left.array);
      output.set(left.array, at);
    }
    return output;
  }

  const sine = (amplitude: number, frames = 4096, cycles = 4) =>
    Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * cycles * n) / frames));
  const langevin = (x: number) => (Math.abs(x) < 0.01 ? x / 3 - x ** 3 / 45 : 1 / Math.tanh(x) - 1 / x);

  test("without the loop it is Langevin's curve", () => {
    const output = magnetise(sine(7), 0);
    sine(7).forEach((x, n) => within(output[n] as number, 3 * langevin(x), 0.003 * Math.abs(3 * langevin(x)) + 1e-6));
  });

  test("the kernel gives what its plain twin gives", () => {
    const input = sine(1.5);
    const relax = 3e-4;
    const expected = tapeTwin({ share: 0.3, narrow: 1 / (LOOP_WIDTH * FIELD_AT_0_VU), relax }, input);
    magnetise(input, 0.3, relax).forEach((y, n) => within(y, expected[n] as number, 2e-6));
  });

  test("it encloses an area, the same way round at every level, which the full equation of Jiles and Atherton confirms", () => {
    const width = LOOP_WIDTH * FIELD_AT_0_VU;
    for (const amplitude of [FIELD_AT_0_VU, 2 * FIELD_AT_0_VU]) {
      const input = sine(amplitude, 8192, 4);
      const loop = magnetise(input, 1);
      // dM/dH with the domains' coupling of 0.0016 (M in units of saturation), forty steps a frame
      let m = 0;
      const full = Array.from(input, (x, n) => {
        const before = input[n - 1] ?? 0;
        const step = (x - before) / 40;
        for (let part = 0; part < 40; part++) {
          const field = before + (part + 0.5) * step;
          const way = 3 * langevin(field + (0.0016 * m) / 3) - m;
          const sign = step < 0 ? -1 : 1;
          if (sign * way > 0) m += (step * way) / (sign * width - (0.0016 * way) / 3);
        }
        return m;
      });
      const areaOf = (magnetised: ArrayLike<number>) => {
        let area = 0;
        for (let n = 4096; n < 8192; n++) {
          const mean = ((input[n] as number) + (input[n - 1] as number)) / 2;
          area += (mean * ((magnetised[n] as number) - (magnetised[n - 1] as number))) / 2;
        }
        return area / amplitude ** 2; // of one of the two last cycles
      };
      expect(areaOf(loop)).toBeGreaterThan(0.1);
      within(areaOf(loop) / areaOf(full), 1, 0.03);
      within(areaOf(magnetise(input, 0)), 0, 1e-4);
    }
  });

  test("drawn", () => {
    const input = sine(2 * FIELD_AT_0_VU, 8192, 4);
    const points = (share: number) => {
      const output = magnetise(input, share);
      return Array.from({ length: 129 }, (_, i) => {
        const n = 6143 + 16 * i;
        return [(input[n] as number) / FIELD_AT_0_VU, (output[n] as number) / FIELD_AT_0_VU] as const;
      });
    };
    writePlot("saturator-tape-loop", {
      title: "Tape: magnetisation over field",
      x: { label: "field, 1 = 0 VU", from: -2, to: 2, ticks: [-2, -1, 0, 1, 2] },
      y: { label: "magnetisation", from: -2, to: 2, ticks: [-2, -1, 0, 1, 2] },
      curves: [
        { label: "the loop alone", points: points(1) },
        { label: "bias 50 %, hysteresis 100 %", points: points(0.16) },
        { label: "bias 100 %", points: points(0.01) },
      ],
      names: "bottom",
    });
  });
});

describe("heads", () => {
  test("a micrometre of spacing takes 4.3, 2.1 and 1.1 dB at 15 kHz", () => {
    for (const [ips, lossDb] of [
      [7.5, 4.3],
      [15, 2.15],
      [30, 1.07],
    ] as const)
      within(db(spacingGain(1, 15000, ips)), -lossDb, 0.01);
    expect(HEAD.spacingUm).toBeLessThan(1);
  });

  test.each(["7.5", "15", "30"] as const)("%s inches a second: highs as the formulas say, a bump in its place", (speedIps) => {
    const { ips, bumpHz } = SPEEDS[speedIps];
    for (const [lossPercent, biasPercent] of [
      [100, 100],
      [200, 100],
      [50, 120],
    ] as const)
      for (const hz of [3000, 6000, 10000, 14000, 18000]) {
        const measured = meter.gainDb({ speedIps, lossPercent, biasPercent, headBumpDb: 0, hysteresisPercent: 0 }, hz, -40);
        within(measured, db(tapeGain(lossPercent, biasPercent, hz, ips)), ips === 7.5 ? 0.9 : 0.5);
      }
    const bump = (hz: number) =>
      meter.gainDb({ speedIps, headBumpDb: 3 }, hz, -40) - meter.gainDb({ speedIps, headBumpDb: 0 }, hz, -40);
    within(bump(bumpHz), 3, 0.1);
    expect(bump(Math.round(bumpHz / 2))).toBeLessThan(1);
    expect(bump(2 * bumpHz)).toBeLessThan(1);
  });

  test("drawn", () => {
    const hz = [20, 25, 30, 40, 50, 55, 63, 80, 100, 110, 125, 160, 200, 300, 500, 1000, 2000, 4000, 8000, 12000, 16000, 20000];
    writePlot("saturator-tape-response", {
      title: "Tape: response 40 dB under 0 VU",
      x: { label: "Hz", from: 20, to: 20000, ticks: [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000], log: true },
      y: { label: "dB", from: -6, to: 3, ticks: [-6, -3, 0, 3] },
      curves: (["7.5", "15", "30"] as const).map((speedIps) => ({
        label: `${speedIps} inches a second`,
        points: hz.map((at) => [at, meter.gainDb({ speedIps }, at, -40)] as const),
      })),
      names: "bottom",
    });
  });
});

test("the hiss is as stated and stops in silence", () => {
  const quiet = meter.run(meter.tone(1000, -140, 48000), { hiss: true });
  const part = quiet.left.subarray(12000);
  const rmsDb = 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
  within(rmsDb, SPEEDS["15"].hissDbfs, 0.5);
});

test("crosstalk", () => {
  const input = meter.tone(1000, 0, 72000);
  input.right.fill(0);
  const { left, right } = meter.run(input, { crosstalkDb: -50 });
  const rms = (x: Float32Array) => Math.sqrt(x.subarray(48000).reduce((sum, y) => sum + y * y, 0));
  within(db(rms(right) / rms(left)), -50, 0.1);
});

describe("aliases stay below -90 dB", () => {
  test.each([-20, -10, 0, 6, 12])("5 kHz, %i dB over 0 VU", (dbVu) => {
    expect(meter.aliasesDb({}, 5000, dbVu)).toBeLessThan(-90);
  });

  test.each([12, 24])("1.2 kHz, %i dB over 0 VU", (dbVu) => {
    expect(meter.aliasesDb({}, 1200, dbVu)).toBeLessThan(-90);
  });
});

test("harmonics over level, drawn", () => {
  const levels = [-24, -21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12, 15];
  const third = (params: Record<string, number>) =>
    levels.map((level) => [level, meter.harmonics(params, 1000, level)[1] as number] as const);
  writePlot("saturator-tape-harmonics", {
    title: "Tape: third harmonic of 1 kHz",
    x: { label: "dB over 0 VU", from: -24, to: 15, ticks: [-24, -18, -12, -6, 0, 6, 12] },
    y: { label: "dB against the tone", from: -100, to: -10, ticks: [-100, -80, -60, -40, -20] },
    curves: [
      { label: "bias 100 %", points: third({}) },
      { label: "bias 75 %", points: third({ biasPercent: 75 }) },
      { label: "bias 150 %", points: third({ biasPercent: 150 }) },
    ],
    names: "bottom",
  });
});
