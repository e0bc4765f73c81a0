// Delay against theory: note values, level of each echo, sides, filters, unsteadiness, and a change of time on the way.
import { describe, expect, test } from "vitest";
import { amplitudeAt } from "../../../test/processors/judges.ts";
import { writePlot } from "../../../test/manual-plot.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { concatenate, noise, signalOf, silence, tone } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { delay, echoMs } from "./delay.params.ts";
import { delayTwin } from "./delay.twin.ts";

const RATE_HZ = 48000;
const subject = { declaration: delay, create: createProcessor.bind(null, "delay") } as never;
const CLEAN: ParamValues = { note: "free", wearPercent: 0, lowCutHz: 20, highCutHz: 20000, wetPercent: 100 };

/** A short burst on one side, then silence. */
const burst = (seconds: number, sides: readonly [number, number] = [1, 1]) =>
  concatenate(
    signalOf(480, (frame) => {
      const x = 0.5 * Math.sin((2 * Math.PI * 1000 * frame) / RATE_HZ) * Math.sin((Math.PI * frame) / 480) ** 2;
      return [sides[0] * x, sides[1] * x];
    }),
    silence(Math.round(seconds * RATE_HZ)),
  );

function energyDb(samples: Float32Array, from: number, frames = 600): number {
  return 10 * Math.log10(samples.subarray(from, from + frames).reduce((sum, x) => sum + x * x, 0) + 1e-20);
}

test.each([
  ["1/2", 1000],
  ["1/4 dotted", 750],
  ["1/4", 500],
  ["1/4 triplet", 333.333],
  ["1/8 dotted", 375],
  ["1/8", 250],
  ["1/8 triplet", 166.667],
  ["1/16", 125],
])("at 120 BPM %s is %f ms", (note, ms) => {
  expect(echoMs({ note, tempoBpm: 120, timeMs: 1 })).toBeCloseTo(ms, 2);
  const output = take(subject, burst(1.1), { ...CLEAN, note, tempoBpm: 120, feedbackPercent: 0 });
  const at = Math.round(ms * 48);
  expect(energyDb(output.left, at)).toBeGreaterThan(energyDb(burst(0).left, 0) - 1);
  expect(energyDb(output.left, 0, at - 10)).toBeLessThan(-150);
});

describe("echoes", () => {
  test("each is as much below the last as the feedback says", () => {
    const { left } = take(subject, burst(1.2), { ...CLEAN, timeMs: 200, feedbackPercent: 50 });
    const levels = [0, 1, 2, 3].map((echo) => energyDb(left, (echo + 1) * 9600));
    for (const echo of [1, 2, 3]) expect((levels[echo - 1] ?? 0) - (levels[echo] ?? 0)).toBeCloseTo(6.02, 0);
  });

  test("ping-pong: left, right, left; the input is one", () => {
    const { left, right } = take(subject, burst(0.9, [0, 1]), { ...CLEAN, timeMs: 200, feedbackPercent: 60, pingPong: true });
    for (const echo of [1, 2, 3]) {
      const [loud, silent] = echo % 2 === 1 ? [left, right] : [right, left];
      expect(energyDb(loud, echo * 9600)).toBeGreaterThan(-20);
      expect(energyDb(silent, echo * 9600)).toBeLessThan(-100);
    }
  });

  test("the offset moves one side", () => {
    const { left, right } = take(subject, burst(0.5), { ...CLEAN, timeMs: 100, feedbackPercent: 0, stereoOffsetMs: 20 });
    const first = (side: Float32Array) => side.findIndex((x) => Math.abs(x) > 0.01);
    expect(first(right) - first(left)).toBe(960);
  });

  test("high cut and low cut act on every echo anew", () => {
    const filtered = { ...CLEAN, timeMs: 100, feedbackPercent: 80, highCutHz: 1000, lowCutHz: 20 };
    const { left } = take(subject, burst(0.5), filtered);
    const fallDb = energyDb(left, 4800) - energyDb(left, 9600);
    expect(fallDb).toBeGreaterThan(-20 * Math.log10(0.8) + 2.5); // 3 dB at the corner, less at the burst's edges
    expect(fallDb).toBeLessThan(-20 * Math.log10(0.8) + 3.6);
  });
});

test("ducked by a key: lower while it plays, back behind it", () => {
  const frames = 3 * RATE_HZ;
  const input = tone(frames, RATE_HZ, 1000, 0.3);
  const key = concatenate(silence(RATE_HZ), tone(RATE_HZ, RATE_HZ, 300, 0.5), silence(RATE_HZ));
  const params = { ...CLEAN, timeMs: 50, feedbackPercent: 0, duckDb: 8, duckReleaseMs: 150 };
  const { left } = take(subject, input, params, { key });
  const levelDb = (from: number) => 20 * Math.log10(amplitudeAt(left, 1000, RATE_HZ, from, 4800) / 0.3);
  expect(levelDb(36000)).toBeCloseTo(0, 1);
  expect(Math.abs(levelDb(84000) + 8)).toBeLessThan(0.3);
  expect(Math.abs(levelDb(2 * RATE_HZ + 24000))).toBeLessThan(1);
});

test("the kernel against plain TypeScript: worn, crosswise and straight, filtered", () => {
  const params = {
    note: "free",
    timeMs: 21.3,
    stereoOffsetMs: 4,
    feedbackPercent: 60,
    pingPong: true,
    lowCutHz: 150,
    highCutHz: 4000,
    wearPercent: 70,
  };
  const input = noise(6000, 0.5, 9);
  for (const more of [{ wetPercent: 80 }, { wetPercent: 30, pingPong: false, stereoOffsetMs: -2 }]) {
    const output = take(subject, input, { ...params, ...more });
    expect(largestDifference(output, delayTwin(input, { ...params, ...more }, RATE_HZ))).toBeLessThan(1e-5);
  }
});

test("a new time is faded to: the tone never stops", () => {
  const output = take(
    subject,
    tone(RATE_HZ, RATE_HZ, 440, 0.5),
    { ...CLEAN, timeMs: 100, feedbackPercent: 0 },
    {
      changes: [{ atFrame: 24000, params: { ...CLEAN, timeMs: 137.5, feedbackPercent: 0 } }],
    },
  );
  for (let from = 19200; from < 43200; from += 1200)
    expect(amplitudeAt(output.left, 440, RATE_HZ, from, 1200)).toBeGreaterThan(0.1);
  expect(amplitudeAt(output.left, 440, RATE_HZ, 36000, 4800)).toBeCloseTo(0.5, 2);
});

test("full wear sways by no more than 1.5 % of the pitch, none not at all", () => {
  const swayOf = (wearPercent: number) => {
    const output = take(subject, tone(4 * RATE_HZ, RATE_HZ, 1000, 0.3), {
      ...CLEAN,
      timeMs: 400,
      feedbackPercent: 0,
      wearPercent,
    });
    const crossings: number[] = [];
    for (let n = RATE_HZ; n < output.left.length; n++) {
      const [a, b] = [output.left[n - 1] ?? 0, output.left[n] ?? 0];
      if (a < 0 && b >= 0) crossings.push(n - b / (b - a));
    }
    const pitches = crossings.slice(10).map((frame, index) => (10 * RATE_HZ) / (frame - (crossings[index] ?? 0)) / 1000 - 1);
    return Math.max(...pitches.map(Math.abs));
  };
  expect(swayOf(0)).toBeLessThan(1e-4);
  expect(swayOf(100)).toBeGreaterThan(0.008);
  expect(swayOf(100)).toBeLessThan(0.02);
});

test("the manual's plot: echoes of a burst", () => {
  const curveOf = (label: string, params: ParamValues, side: "left" | "right") => {
    const samples = take(subject, burst(2), params)[side];
    const points = Array.from({ length: 200 }, (_, step) => {
      const db = energyDb(samples, step * 480, 480) - 14;
      return [step / 100, Math.round(Math.max(-80, db) * 2) / 2] as const;
    });
    return { label, points };
  };
  const echoes = { feedbackPercent: 55, wearPercent: 0 };
  writePlot("delay-echoes", {
    title: "Ping-pong echoes of a 1 kHz burst, eighths at 120 BPM, 55 %",
    x: { label: "s", from: 0, to: 2, ticks: [0, 0.5, 1, 1.5, 2] },
    y: { label: "dB", from: -80, to: 10, ticks: [-80, -60, -40, -20, 0] },
    curves: [
      curveOf("left", { note: "1/8", pingPong: true, ...echoes }, "left"),
      curveOf("right", { note: "1/8", pingPong: true, ...echoes }, "right"),
    ],
  });
});
