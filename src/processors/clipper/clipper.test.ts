// The clipper against theory: aliases of hard and soft clipping, the static curve, harmonics of a symmetric clip, and nothing below the knee.
import { describe, expect, test } from "vitest";
import { inharmonicDb } from "../../../test/processors/judges.ts";
import { Oversampler } from "../../conversion/oversampler.ts";
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { firstDifferentBit } from "../contract/compare.ts";
import { Rig, take } from "../contract/rig.ts";
import {
  concatenate,
  noise,
  richSignal,
  seededRandom,
  signalOf,
  silence,
  slice,
  type StereoSignal,
} from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { Ramps } from "../ramps.ts";
import { createProcessor } from "../registry.ts";
import { clipper, clipperLatencyFrames } from "./clipper.params.ts";
import { Clipper } from "./clipper.ts";
import { upBound } from "./up-bound.ts";
import { clipResidueTwin } from "./clipper.twin.ts";

const RATE_HZ = 48000;
const SPAN = 2 ** 15;
const subject = { declaration: clipper, create: createProcessor.bind(null, "clipper") } as never;
const run = (input: StereoSignal, params: ParamValues) => take(subject, input, params, { sampleRateHz: RATE_HZ });
const db = (gain: number) => 20 * Math.log10(gain);

function coherentTone(bin: number, amplitude: number): StereoSignal {
  return signalOf(SPAN + 4096, (frame) => {
    const value = amplitude * Math.sin((2 * Math.PI * bin * frame) / SPAN);
    return [value, value];
  });
}

/** Everything below 20 kHz that is no harmonic, relative to the harmonics, of a tone `drive` times as high as the ceiling. */
function aliasesDb(hz: number, drive: number, params: ParamValues): number {
  const bin = Math.round((hz / RATE_HZ) * SPAN) | 1;
  const output = run(coherentTone(bin, 1), { ceilingDbfs: -db(drive), ...params });
  return inharmonicDb(output.left.subarray(4096), bin, RATE_HZ);
}

describe("aliases below 20 kHz", () => {
  // The limits for the corner are what 8x with first-order ADAA leaves by computation (facts of the trade), in dB.
  test.each([
    [1245, 2, -113],
    [1245, 10, -97],
    [5000, 2, -94],
    [5000, 4, -90],
    [5000, 10, -78],
  ])("8x, hard: %i Hz, %i times over the ceiling", (hz, drive, limit) => {
    expect(aliasesDb(hz, drive, { softnessPercent: 0 })).toBeLessThan(limit);
  });

  test.each([
    [1245, 10],
    [5000, 2],
    [5000, 10],
    [10000, 4],
  ])("8x, soft: %i Hz, %i times over the ceiling stays below -90 dB", (hz, drive) => {
    expect(aliasesDb(hz, drive, { softnessPercent: 50 })).toBeLessThan(-90);
  });

  test.each([
    [1245, 10],
    [5000, 2],
    [5000, 4],
    [10000, 4],
  ])("as it comes: %i Hz, %i times over the ceiling stays below -100 dB", (hz, drive) => {
    expect(aliasesDb(hz, drive, {})).toBeLessThan(-100);
  });

  test("more oversampling leaves less", () => {
    const of = (oversampling: string) => aliasesDb(5000, 10, { oversampling, softnessPercent: 0 });
    expect(of("8x")).toBeLessThan(of("4x") - 10);
    expect(of("16x")).toBeLessThan(of("8x") - 10);
  });
});

describe("the static curve", () => {
  // a slow ramp: nothing to alias, so the curve itself comes out
  const rampFrames = 48000;
  const ramp = signalOf(rampFrames, (frame) => [(4 * frame) / rampFrames, (-4 * frame) / rampFrames]);
  const at = (output: StereoSignal, input: number) => {
    const frame = Math.round((input / 4) * rampFrames) + clipperLatencyFrames("8x", RATE_HZ);
    return [output.left[frame] ?? NaN, output.right[frame] ?? NaN] as const;
  };

  test.each([0, 20, 100])("softness %i %%", (softnessPercent) => {
    const ceiling = 10 ** (-6 / 20);
    const output = run(ramp, { ceilingDbfs: -6, softnessPercent });
    const knee = 1 - softnessPercent / 100;
    for (const input of [0.1, 0.3, 0.45, 0.6, 0.8, 1.2, 2, 3]) {
      const u = input / ceiling;
      let expected = u;
      if (u > knee) expected = u - (u - knee) ** 2 / (4 * (1 - knee));
      if (u > 2 - knee) expected = 1;
      const [left, right] = at(output, input);
      expect(Math.abs(left / ceiling - expected)).toBeLessThan(2e-4);
      expect(Math.abs(right / ceiling + expected)).toBeLessThan(2e-4);
    }
  });

  test("input gain and mix", () => {
    const output = run(ramp, { ceilingDbfs: -6, softnessPercent: 0, inputGainDb: 6, mixPercent: 25 });
    const [left] = at(output, 2);
    expect(Math.abs(left - (0.75 * 2 + 0.25 * 10 ** (-6 / 20)))).toBeLessThan(2e-4);
  });
});

test.each([
  [4, 1],
  [8, 0.8],
  [16, 0],
])("the kernel gives what its plain twin gives: factor %i, knee %f", (factor, knee) => {
  const kernels = instantiateKernels();
  const frames = 128;
  const blocks = [kernels.heap.f32(frames * factor), kernels.heap.f32(frames * factor)] as const;
  const input = noise(frames * factor, 2.5, 7);
  input.left.fill(0.01, 300, 420); // nothing to clip, then again something
  input.right.fill(1.7, 300, 420); // steps of nothing
  blocks[0].array.set(input.left);
  blocks[1].array.set(input.right);
  const ramps = new Ramps(kernels, [0.5, knee]);
  kernels.call.clipResidue(ramps.ptr, kernels.heap.f64(37).ptr, blocks[0].ptr, blocks[1].ptr, frames, factor);
  for (const [side, samples] of [input.left, input.right].entries())
    clipResidueTwin({ ceiling: 0.5, knee, factor }, samples).forEach((y, n) =>
      expect(Math.abs((blocks[side]?.array[n] ?? NaN) - y)).toBeLessThan(1e-6),
    );
});

test("the meter shows what the highest peak loses", () => {
  const output = run(coherentTone(601, 1), { ceilingDbfs: -6, softnessPercent: 0 });
  expect(output.meterLow[0]).toBeCloseTo(-6, 1);
  expect(run(coherentTone(601, 0.4), { ceilingDbfs: -6, softnessPercent: 0 }).meterLow[0]).toBe(0);
});

test("below the knee it is a pure delay, bit for bit", () => {
  const input = slice(richSignal(20000, RATE_HZ), 5800);
  const output = run(concatenate(input, silence(200)), { ceilingDbfs: 0, softnessPercent: 0 });
  const delay = clipperLatencyFrames("8x", RATE_HZ);
  expect(firstDifferentBit(slice(output, delay, delay + input.left.length), input)).toBe(-1);
});

test("the bits do not depend on how long nothing was clipped", () => {
  const quiet = slice(richSignal(9000, RATE_HZ), 6200);
  const loud = richSignal(3000, RATE_HZ);
  const after = run(concatenate(quiet, loud), { ceilingDbfs: -6 });
  const warm = run(concatenate(loud, quiet, silence(2000), quiet, loud), { ceilingDbfs: -6 });
  const from = quiet.left.length;
  expect(firstDifferentBit(slice(after, from + 200), slice(warm, loud.left.length + from + 2000 + from + 200))).toBe(-1);
});

describe("resting", () => {
  const restless = {
    declaration: clipper,
    create: (kernels: ReturnType<typeof instantiateKernels>) => new Clipper(kernels, { rests: false }),
  } as never;
  /**
   * Swells up to the knee and beyond with all there is between, again and again; behind each a slow wave just below the knee (the clipper rests, and
   * the filters would be full) and a sudden burst.
   */
  const swells = (() => {
    const random = seededRandom(4);
    const parts = Array.from({ length: 40 }, (_, index) => {
      const length = 200 + Math.floor(900 * random());
      const highest = 0.12 + 0.35 * random();
      const grain = noise(length, 1, index + 1);
      const hz = 200 * 110 ** random();
      return signalOf(length, (frame) => {
        const swell = highest * Math.sin((Math.PI * frame) / length);
        const wave = index % 3 === 0 ? (grain.left[frame] ?? 0) : Math.sin((2 * Math.PI * hz * frame) / RATE_HZ);
        return [swell * wave, index % 2 === 0 ? 0.5 * swell * wave : -swell * (grain.right[frame] ?? 0)];
      });
    });
    const bursts = parts.map((_, index) => {
      const rests = 300 + Math.floor(500 * random());
      const wave = (frame: number) => 0.2 * Math.cos((2 * Math.PI * 70 * frame) / RATE_HZ);
      return signalOf(rests + 30, (frame) =>
        frame < rests ? [wave(frame), -wave(frame)] : [0.5 * (random() < 0.5 ? -1 : 1), index % 2 === 0 ? 0 : 0.4],
      );
    });
    return concatenate(...parts.flatMap((part, index) => [part, bursts[index] ?? silence(0)]));
  })();

  test.each([
    [48000, { softnessPercent: 0, ceilingDbfs: -9 }, 128],
    [44100, { softnessPercent: 30, ceilingDbfs: -8, oversampling: "16x" }, "random"],
    [96000, { softnessPercent: 10, ceilingDbfs: -9, oversampling: "4x", inputGainDb: 2 }, 7],
  ] as const)("changes no bit: %i Hz, %j, blocks of %s", (rateHz, params, split) => {
    const changes = [{ atFrame: 9000, params: { ...params, ceilingDbfs: -7 } }];
    const [resting, working] = [subject, restless].map((one) => new Rig(one, params, rateHz).feed(swells, { split, changes }));
    if (!resting || !working) throw new Error("two takes");
    expect(resting.meterLow[0]).toBeLessThan(-1);
    expect(firstDifferentBit(resting, working)).toBe(-1);
  });

  test.each([4, 8, 16] as const)("the bound of the way up is kept at %ix, closely by a step", (factor) => {
    const kernels = instantiateKernels();
    const oversampler = new Oversampler(kernels, { factor, form: "linear", rateHz: RATE_HZ });
    const { memoryFrames, stepWeight } = upBound(factor, RATE_HZ);
    const block = kernels.heap.f32(256);
    const random = seededRandom(factor);
    let closest = 0;
    for (let turn = 0; turn < 400; turn++) {
      oversampler.reset();
      let [highest, step, last] = [0, 0, 0];
      const order = turn % 8;
      for (let at = 0; at < 128; at++) {
        const side = order < 4 ? (random() < 0.5 ? -1 : 1) : at % (2 * order) < order ? 1 : -1;
        const value = order % 4 === 3 ? side * random() : side;
        block.array[at] = value;
        highest = Math.max(highest, Math.abs(value));
        step = Math.max(step, Math.abs(value - last));
        last = value;
      }
      const high = oversampler.up(block.ptr, block.ptr + 512, 128);
      const top = Math.max(...new Float32Array(kernels.heap.memory.buffer, high.left, 128 * factor).map(Math.abs));
      expect(top).toBeLessThanOrEqual(highest + stepWeight * step);
      closest = Math.max(closest, (top - highest) / step);
    }
    expect(closest).toBeGreaterThan(0.2);
    expect(memoryFrames).toBeLessThan(oversampler.latencyFrames + 4);
    oversampler.release();
  });
});

test("the declared latency is the oversampler's", () => {
  const kernels = instantiateKernels();
  for (const rateHz of [8000, 44100, 48000, 96000, 192000]) {
    for (const factor of [2, 4, 8, 16] as const) {
      const oversampler = new Oversampler(kernels, { factor, form: "linear", rateHz });
      expect(oversamplerLatencyFrames(factor, rateHz)).toBe(oversampler.latencyFrames);
      oversampler.release();
    }
  }
});
