// The reverb kernels against their plain twins, the send filters against Butterworth, the matrix and its signs against the theory.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { seededRandom } from "../contract/signals.ts";
import { Ramps } from "../ramps.ts";
import { Diffusion } from "./diffusion.ts";
import {
  type Decay,
  dampingPole,
  FeedbackNetwork,
  lineFrames,
  lineGain,
  networkRt60S,
  nextPrime,
  shelfGain,
  shelfPole,
} from "./feedback-network.ts";
import { FirstReflections, reflectionsOf } from "./first-reflections.ts";
import { Duck } from "../ducking/ducking.ts";
import { twinDiffuse, twinDisperse, twinDuck, twinMix, twinNetwork, twinReflect } from "./reverb.twin.ts";
import { roomVoicing } from "../reverb-room/reverb-room.ts";

const RATE_HZ = 48000;
const FRAMES = 4000;

function noise(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.fround(2 * random() - 1));
}

const largestError = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from({ length: a.length }, (_, i) => Math.abs((a[i] as number) - (b[i] as number))));

/** Runs stereo blocks of 128, 7 and 1 frames through `run`, which gets addresses of two ins and two outs. */
function inBlocks(
  inputs: readonly [number[], number[]],
  kernels: ReturnType<typeof instantiateKernels>,
  run: (inLeft: number, inRight: number, outLeft: number, outRight: number, frames: number) => void,
): [number[], number[]] {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => kernels.heap.f32(136)) as [never, never, never, never];
  const [inLeft, inRight, outLeft, outRight] = [a, b, c, d] as ReturnType<typeof kernels.heap.f32>[];
  const outputs: [number[], number[]] = [[], []];
  for (let at = 0, turn = 0; at < inputs[0].length; turn++) {
    const frames = Math.min([128, 7, 1, 64][turn % 4] as number, inputs[0].length - at);
    inLeft?.array.set(inputs[0].slice(at, at + frames));
    inRight?.array.set(inputs[1].slice(at, at + frames));
    run(inLeft?.ptr ?? 0, inRight?.ptr ?? 0, outLeft?.ptr ?? 0, outRight?.ptr ?? 0, frames);
    outputs[0].push(...(outLeft?.array.subarray(0, frames) ?? []));
    outputs[1].push(...(outRight?.array.subarray(0, frames) ?? []));
    at += frames;
  }
  return outputs;
}

const DECAY: Decay = { rt60S: 0.9, bassRatio: 1.3, dampingHz: 5000, shortened: 1, swing: 0.5 };

/** The kernel's own sine: two parabolas over the phase, then a polynomial. */
function swingAt(line: number, hz: number, frame: number, swingAngle: number): number {
  const increment = Math.round(((hz * 4) / RATE_HZ) * 4294967296);
  const phase = (Math.imul(line + 1, 0x9e3779b9) + increment * Math.floor(frame / 4)) | 0;
  const turn = phase / 2 ** 31;
  const angle = -0.1 + DECAY.swing * swingAngle * 4 * turn * (1 - Math.abs(turn));
  return angle - angle ** 3 / 6 + angle ** 5 / 120;
}

describe("kernels equal their twins", () => {
  test("feedback network", () => {
    const kernels = instantiateKernels();
    const delays = lineFrames(3, 19, RATE_HZ);
    const swingsHz = delays.map((_, line) => 3 + line);
    const network = new FeedbackNetwork(kernels, RATE_HZ, { delays, swingsHz, middleAngle: -0.1, swingAngle: 1 }, DECAY);
    const input = [noise(FRAMES, 1), noise(FRAMES, 2)] as [number[], number[]];
    const none = kernels.heap.f32(136);
    const output = inBlocks(input, kernels, (...given) => {
      const [a, b, c, d, frames] = given;
      network.run(a, b, c, d, none.ptr, frames);
    });
    const gains = delays.map((frames) => lineGain(frames + 7, DECAY.rt60S, RATE_HZ));
    const twin = twinNetwork(
      {
        delays,
        gains,
        poles: gains.map((gain) => dampingPole(gain, DECAY.dampingHz, RATE_HZ)),
        shelves: delays.map((frames) => shelfGain(frames + 7, DECAY, RATE_HZ)),
        shelfPole: shelfPole(RATE_HZ),
        angle: (line, frame) => swingAt(line, swingsHz[line] as number, frame, 1),
      },
      input,
    );
    expect(Math.max(...twin[0])).toBeGreaterThan(5);
    expect(largestError(output[0], twin[0])).toBeLessThan(2e-4);
    expect(largestError(output[1], twin[1])).toBeLessThan(2e-4);
  });

  test("diffusion and dispersion", () => {
    const kernels = instantiateKernels();
    const stages = [
      { ms: [1.3, 1.2], gain: 0.6 },
      { ms: [2.9, 3.1], gain: 0.5 },
    ] as const;
    const input = [noise(FRAMES, 3), noise(FRAMES, 4)] as [number[], number[]];
    for (const dispersionFrames of [0, 5]) {
      const diffusion = new Diffusion(kernels, stages, dispersionFrames, RATE_HZ, 0.5);
      const output = inBlocks(input, kernels, (a, b, c, d, frames) => {
        new Float32Array(kernels.heap.memory.buffer, c, frames).set(new Float32Array(kernels.heap.memory.buffer, a, frames));
        new Float32Array(kernels.heap.memory.buffer, d, frames).set(new Float32Array(kernels.heap.memory.buffer, b, frames));
        diffusion.run(c, d, frames);
      });
      [0, 1].forEach((side) => {
        const plain = input[side] as number[];
        const spread = dispersionFrames === 0 ? plain : twinDisperse((1 - 5) / (1 + 5), plain);
        const twin = twinDiffuse(
          stages.map(({ ms, gain }) => {
            const delay = nextPrime((ms[side] as number) * 48);
            return { delay, gain, keep: lineGain(delay, 0.5, RATE_HZ) };
          }),
          spread,
        );
        expect(largestError(output[side] as number[], twin)).toBeLessThan(1e-5);
      });
    }
  });

  test("first reflections", () => {
    const kernels = instantiateKernels();
    const taps = reflectionsOf(roomVoicing.shoebox as never, 100, RATE_HZ);
    const reflections = new FirstReflections(kernels, taps, RATE_HZ);
    const input = [noise(FRAMES, 5), noise(FRAMES, 6)] as [number[], number[]];
    const output = inBlocks(input, kernels, (a, b, c, d, frames) => reflections.run(a, b, c, d, frames));
    const sum = (one: number[], other: number[]) => one.map((x, i) => x + (other[i] as number));
    expect(
      largestError(output[0], sum(twinReflect(taps.leftToLeft, input[0]), twinReflect(taps.rightToLeft, input[1]))),
    ).toBeLessThan(1e-5);
    expect(
      largestError(output[1], sum(twinReflect(taps.leftToRight, input[0]), twinReflect(taps.rightToRight, input[1]))),
    ).toBeLessThan(1e-5);
  });
});

describe("what stands behind the network equals its twin", () => {
  test("ducking", () => {
    const kernels = instantiateKernels();
    const duck = new Duck(kernels, RATE_HZ, { duckDb: 9, duckThresholdDbfs: -20, duckAttackMs: 10, duckReleaseMs: 80 });
    const envelope = (x: number, i: number) => Math.fround(x * (Math.floor(i / 5000) % 2 === 0 ? 0.6 : 0.004));
    const input = [noise(20000, 7).map(envelope), noise(20000, 8).map(envelope)] as [number[], number[]];
    let lowestDb = 0;
    const output = inBlocks(input, kernels, (a, b, c, d, frames) => {
      lowestDb = Math.min(lowestDb, duck.listen({ left: a, right: b }, frames));
      const heard = (ptr: number) => new Float32Array(kernels.heap.memory.buffer, ptr, frames);
      heard(c).set(heard(duck.gains));
      heard(d).set(heard(duck.shortening));
    });
    const share = (ms: number) => 1 - Math.exp(-32 / (48 * ms));
    const [power, attack, release, restore] = [8, 10, 80, 100].map(share) as [number, number, number, number];
    const twin = twinDuck({ stepFrames: 32, power, attack, release, restore, duckDb: 9, thresholdDbfs: -20 }, input);
    expect(Math.min(...twin[0])).toBeLessThan(0.4);
    expect(lowestDb).toBeCloseTo(20 * Math.log10(Math.min(...twin[0])), 3);
    expect(largestError(output[0], twin[0])).toBeLessThan(1e-6);
    expect(largestError(output[1], twin[1])).toBeLessThan(1e-6);
  });

  test("mix, resting and moving, and nothing at no wet", () => {
    const kernels = instantiateKernels();
    const side = 4 * 136;
    const [early, late, duck, dry] = [272, 272, 136, 272].map((length, seed) => {
      const block = kernels.heap.f32(length);
      block.array.set(noise(length, 20 + seed));
      return block;
    });
    if (!early || !late || !duck || !dry) throw new Error("no memory");
    const part = (block: typeof early, from: number) => Array.from(block.array.subarray(from, from + 101));
    const both = (block: typeof early) => [part(block, 0), part(block, 136)] as const;
    const given = both(dry) as unknown as [number[], number[]];
    for (const values of [
      [0.3, 0.5, 0.7, 0.4],
      [0, 1, 1, 1],
    ] as const) {
      const [wet, width, network, first] = values;
      const twin = twinMix({ wet, width, network, first }, given, both(early), both(late), [...duck.array]);
      for (const isMoving of [false, true]) {
        dry.array.set(given[0], 0);
        dry.array.set(given[1], 136);
        const ramps = new Ramps(kernels, values);
        if (isMoving) new Float64Array(kernels.heap.memory.buffer, ramps.ptr, 1)[0] = 57; // frames of a glide that goes nowhere
        kernels.call.mixReverb(ramps.ptr, dry.ptr, dry.ptr + side, early.ptr, late.ptr, side, duck.ptr, 101);
        const out = both(dry);
        expect(largestError(out[0], twin[0])).toBeLessThan(wet === 0 ? 1e-300 : 2e-7);
        expect(largestError(out[1], twin[1])).toBeLessThan(wet === 0 ? 1e-300 : 2e-7);
      }
    }
  });
});

describe("theory", () => {
  test("a network without absorption keeps its energy, however it swings", () => {
    // what comes out is a fixed share of what is inside: the level of 0.5 s later is the level of now
    const kernels = instantiateKernels();
    const delays = lineFrames(3, 19, RATE_HZ);
    const shape = { delays, swingsHz: delays.map((_, line) => 20 + 3 * line), middleAngle: 0, swingAngle: 1.1 };
    const lossless: Decay = { rt60S: 1e9, bassRatio: 1, dampingHz: 0, shortened: 1, swing: 1 };
    const network = new FeedbackNetwork(kernels, RATE_HZ, shape, lossless);
    const frames = 2 * RATE_HZ;
    const input = [0, 1].map((side) =>
      Array.from({ length: frames }, (_, i) => (i < 2000 ? (noise(1, 9 + i + side)[0] ?? 0) : 0)),
    );
    const none = kernels.heap.f32(136);
    const [left, right] = inBlocks(input as [number[], number[]], kernels, (a, b, c, d, count) =>
      network.run(a, b, c, d, none.ptr, count),
    );
    const power = (from: number, to: number) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += (left[i] as number) ** 2 + (right[i] as number) ** 2;
      return sum / (to - from);
    };
    expect(Math.abs(10 * Math.log10(power(84000, 96000) / power(12000, 24000)))).toBeLessThan(0.3);
  });

  test("lines are prime, all different, and enough for the longest decays: 0.15 modes a Hz and second of decay", () => {
    for (const [shortest, longest, rt60S] of [
      [17, 149, 5],
      [7.3, 71, 1.2],
      [37, 211, 6],
    ] as const) {
      const lines = lineFrames(shortest, longest, RATE_HZ);
      expect(new Set(lines).size).toBe(32);
      for (const line of lines) expect(nextPrime(line)).toBe(line);
      expect(lines.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.15 * rt60S * RATE_HZ);
    }
  });

  test("the law: half the decay at the damping frequency, the ratio in the bass", () => {
    const decay: Decay = { rt60S: 2, bassRatio: 1.25, dampingHz: 4000, shortened: 1, swing: 0 };
    expect(networkRt60S([1200, 5000], decay, 4000, RATE_HZ)).toBeCloseTo(1, 1);
    expect(networkRt60S([1200, 5000], decay, 15, RATE_HZ)).toBeCloseTo(2.5, 1);
  });

  test.each([
    { slope: 12, order: 2, ramp: [Math.SQRT2, 0] },
    { slope: 18, order: 3, ramp: [1, 1] },
  ])("the send filters at $slope dB per octave are Butterworth's of order $order", ({ order, ramp }) => {
    const magnitude = (highPassHz: number, lowPassHz: number, hz: number) => {
      const kernels = instantiateKernels();
      const g = (at: number) => Math.tan((Math.PI * at) / RATE_HZ);
      const ramps = new Ramps(kernels, [0, g(highPassHz), g(lowPassHz), ...ramp]);
      const [state, line] = [kernels.heap.f64(14), kernels.heap.f32(2 * 256)];
      const input = Array.from({ length: 8192 }, (_, i) => Number(i === 0));
      const [left] = inBlocks([input, input], kernels, (a, b, c, d, frames) =>
        kernels.call.prepareReverbInput(ramps.ptr, state.ptr, line.ptr, 255, a, b, c, d, frames),
      );
      let [re, im] = [0, 0];
      left.forEach((x, i) => {
        re += x * Math.cos((2 * Math.PI * hz * i) / RATE_HZ);
        im += x * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
      });
      return Math.hypot(re, im);
    };
    const warped = (hz: number) => Math.tan((Math.PI * hz) / RATE_HZ);
    for (const hz of [150, 300, 600, 2000, 10000, 16000]) {
      const high = 1 / Math.sqrt(1 + (warped(600) / warped(hz)) ** (2 * order));
      const low = 1 / Math.sqrt(1 + (warped(hz) / warped(10000)) ** (2 * order));
      expect(20 * Math.log10(magnitude(600, 10000, hz)), `${hz} Hz`).toBeCloseTo(20 * Math.log10(high * low), 2);
    }
  });
});
