// Chorus against theory: the kernel's twin, detuning by the slope of the delay, antiphase, filters, colour.
import { describe, expect, test } from "vitest";
import { amplitudeAt, harmonicsDb } from "../../../test/processors/judges.ts";
import { writePlot } from "../../../test/manual-plot.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, signalOf, tone } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { chorus } from "./chorus.params.ts";
import { chorusTwin } from "./chorus.twin.ts";

const RATE_HZ = 48000;
const subject = { declaration: chorus, create: createProcessor.bind(null, "chorus") } as never;
const PLAIN: ParamValues = { voices: "1", colourPercent: 0, lowCutHz: 10, highCutHz: 20000, mixPercent: 100, stereoDegrees: 0 };
const preset = (name: string) => chorus.presets.find((one) => one.name === name)?.params ?? {};

describe("kernel", () => {
  test.each([
    ["two voices, sine", { voices: "2", shape: "sine", rateHz: 3, depthMs: 5, delayMs: 6, stereoDegrees: 90, mixPercent: 60 }],
    ["four voices, triangle", { voices: "4", shape: "triangle", rateHz: 7, depthMs: 2, delayMs: 20, stereoDegrees: 180 }],
    ["one voice, coloured", { voices: "1", colourPercent: 2, lowCutHz: 300, highCutHz: 5000, mixPercent: 100 }],
  ] as const)("against plain TypeScript: %s", (_, given) => {
    const input = noise(6000, 0.5, 3);
    expect(largestDifference(take(subject, input, given), chorusTwin(input, given, RATE_HZ))).toBeLessThan(2e-5);
  });
});

test("a triangle detunes by the slope of the delay: 4 ms at 0.5 Hz are 0.4 %, 6.9 cents", () => {
  const output = take(subject, tone(2 * RATE_HZ, RATE_HZ, 1000, 0.5), {
    ...PLAIN,
    shape: "triangle",
    rateHz: 0.5,
    depthMs: 4,
    delayMs: 5,
  });
  const strongest = (from: number) => {
    const levels = Array.from({ length: 81 }, (_, step) => 992 + step * 0.2).map((hz) => ({
      hz,
      level: amplitudeAt(output.left, hz, RATE_HZ, from, 24000),
    }));
    return levels.reduce((best, one) => (one.level > best.level ? one : best)).hz;
  };
  expect(strongest(36000)).toBeCloseTo(1004, 0); // delay falls from 0.5 to 1.5 s
  expect(strongest(84000 - 24000 + 12000)).toBeCloseTo(996, 0);
});

test("at 180 degrees left and right swing against each other", () => {
  const frames = 24000;
  const clicks = signalOf(frames, (frame) => (frame % 2400 === 100 ? [1, 1] : [0, 0]));
  const { left, right } = take(subject, clicks, { ...PLAIN, rateHz: 2, depthMs: 6, delayMs: 8, stereoDegrees: 180 });
  const sums: number[] = [];
  for (let from = 0; from < frames; from += 2400) {
    const lagOf = (side: Float32Array) => {
      const part = side.subarray(from, from + 2400);
      return part.reduce((best, x, n) => (Math.abs(x) > Math.abs(part[best] ?? 0) ? n : best), 0) - 100;
    };
    sums.push(lagOf(left) + lagOf(right));
  }
  expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(12); // the oscillator moves on between the two echoes
  expect(Math.abs((sums[3] ?? 0) - 2 * 8 * 48)).toBeLessThanOrEqual(12);
});

test("colour is the second harmonic at -18 dBFS", () => {
  const output = take(subject, tone(RATE_HZ, RATE_HZ, 1000, 10 ** (-18 / 20)), { ...PLAIN, depthMs: 0, colourPercent: 1.5 });
  const [second = 0, third = 0] = harmonicsDb(output.left, 1000, RATE_HZ, 24000, 24000);
  expect(second).toBeCloseTo(20 * Math.log10(0.015), 1);
  expect(third).toBeLessThan(-100);
});

test("the ensemble's copies are 3 dB down at 9.66 kHz and fall 24 dB per octave", () => {
  const still = { ...preset("Synth ensemble I"), depthMs: 0, colourPercent: 0, mixPercent: 100 };
  const levelDb = (hz: number) =>
    20 * Math.log10(amplitudeAt(take(subject, tone(19200, RATE_HZ, hz, 0.5), still).left, hz, RATE_HZ, 9600, 4800) / 0.5);
  expect(levelDb(9650)).toBeGreaterThan(-4); // the line's reading takes up to 0.5 dB more
  expect(levelDb(9650)).toBeLessThan(-2.9);
  expect(levelDb(500)).toBeCloseTo(0, 1);
  expect(levelDb(5000) - levelDb(18000)).toBeGreaterThan(24);
});

test("the manual's plot: delay over time of the synth ensemble", () => {
  const seconds = 3;
  const clicks = signalOf(seconds * RATE_HZ, (frame) => (frame % 960 === 0 ? [1, 1] : [0, 0]));
  const curves = ["Synth ensemble I", "Synth ensemble II"].flatMap((name) => {
    const output = take(subject, clicks, { ...preset(name), mixPercent: 100, highCutHz: 20000, colourPercent: 0 });
    return (["left", "right"] as const).map((side) => ({
      label: `${name}, ${side}`,
      points: Array.from({ length: (seconds * RATE_HZ) / 960 }, (_, click) => {
        const part = output[side].subarray(click * 960, click * 960 + 960);
        const peak = part.reduce((best, x, n) => (Math.abs(x) > Math.abs(part[best] ?? 0) ? n : best), 0);
        return [click * 0.02, Math.round((peak / 48) * 50) / 50] as const;
      }),
    }));
  });
  for (const { points } of curves) {
    const delays = points.map(([, ms]) => ms);
    expect(Math.max(...delays) - Math.min(...delays)).toBeCloseTo(4.65, 0);
  }
  writePlot("chorus-delay", {
    title: "Delay of the copies over time",
    x: { label: "s", from: 0, to: seconds, ticks: [0, 1, 2, 3] },
    y: { label: "ms", from: 0, to: 8, ticks: [0, 2, 4, 6, 8] },
    curves,
  });
});
