// The expander against theory: static curve, times by the stated convention, distortion, link, key; and against a plain TypeScript
// twin of its whole path. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { firstDifferentBit, largestDifference } from "../contract/compare.ts";
import { RIG_RATE_HZ, take } from "../contract/rig.ts";
import { noise, richSignal, signalOf, tone } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { expander } from "./expander.params.ts";
import { expanderFactory } from "./expander.ts";
import { expanderTwin } from "./expander.twin.ts";

const subject = { declaration: expander, create: expanderFactory.create };

/** Giannoulis, Massberg, Reiss 2012, equation 4, mirrored at the threshold. */
function curveDb(inDbfs: number, thresholdDbfs: number, ratio: number, kneeDb: number, rangeDb: number): number {
  const under = thresholdDbfs - inDbfs;
  if (2 * under < -kneeDb) return inDbfs;
  const bent = 2 * Math.abs(under) < kneeDb ? (under + kneeDb / 2) ** 2 / (2 * kneeDb) : under;
  return inDbfs - Math.min(rangeDb, (ratio - 1) * bent);
}

test.each([
  [1.5, 0, 60],
  [2, 6, 60],
  [4, 12, 30],
  [20, 3, 20],
])("static curve at ratio %d, knee %d dB, range %d dB is the textbook's", (ratio, kneeDb, rangeDb) => {
  for (let level = -57.5; level <= 0; level += 5) {
    const params = { thresholdDbfs: -30, ratio, kneeDb, rangeDb, attackMs: 1, releaseMs: 20 };
    const outDbfs = level + steadyGainDb(subject, params, level);
    expect(Math.abs(outDbfs - curveDb(level, -30, ratio, kneeDb, rangeDb)), `${level} dBFS in, ${outDbfs} out`).toBeLessThan(0.1);
  }
});

test.each([0.5, 5, 50])(
  "an attack of %d ms takes that long for 63 percent of the way up, for small and large steps",
  (attackMs) => {
    for (const underDb of [6, 12, 24]) {
      const input = steppedTone([
        [0.5, -30 - underDb],
        [0.6, -10],
      ]);
      const params = { thresholdDbfs: -30, ratio: 2, kneeDb: 0, attackMs, releaseMs: 50 };
      const output = take(subject, input, params);
      const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 24000, input.left.length);
      // the detector sees the first crest within a quarter of a wave of 5 kHz
      expect(Math.abs(measured - attackMs), `${underDb} dB under: ${measured} ms`).toBeLessThan(0.15 * attackMs + 0.05);
    }
  },
);

test.each([30, 100, 500])("a release of %d ms takes that long for 63 percent of the way down, hold apart", (releaseMs) => {
  for (const underDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.3, -10],
      [3, -30 - underDb],
    ]);
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 2, kneeDb: 0, releaseMs, holdMs: 10 });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length) - 10;
    expect(Math.abs(measured / releaseMs - 1), `${underDb} dB under: ${measured} ms`).toBeLessThan(0.1);
  }
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -60 dB with the default times", () => {
  const input = steppedTone([[3, -26]], 50);
  const output = take(subject, input, { thresholdDbfs: -20, ratio: 2, kneeDb: 0 });
  expect(steadyGainDb(subject, { thresholdDbfs: -20, ratio: 2, kneeDb: 0, releaseMs: 20 }, -26, 50)).toBeCloseTo(-6, 1);
  expect(distortionDb(output.left, 50)).toBeLessThan(-60);
});

test("above the knee it is a wire: not one bit is changed", () => {
  const input = tone(48000, RIG_RATE_HZ, 100, 0.5);
  const output = take(subject, input, { thresholdDbfs: -30, kneeDb: 6 });
  const settled = 24000;
  const from = (signal: typeof input) => ({ left: signal.left.subarray(settled), right: signal.right.subarray(settled) });
  expect(firstDifferentBit(from(output), from(input))).toBe(-1);
});

test("linked sides move alike, unlinked ones each for itself", () => {
  const input = signalOf(24000, (frame) => [0.5 * Math.sin(frame), 0.01 * Math.sin(frame)]);
  const rightGain = (stereoLinkPercent: number) => {
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 2, kneeDb: 0, releaseMs: 20, stereoLinkPercent });
    return gainOverTimeDb(input.right, output.right).at(-1) ?? NaN;
  };
  expect(rightGain(100)).toBe(0);
  expect(rightGain(0)).toBeCloseTo(-10, 1); // -40 dBFS is 10 dB under
});

test("a key works the gain of another signal, its filters included", () => {
  const input = steppedTone([[0.5, -10]], 300);
  const key = steppedTone([[0.5, -10]], 100);
  const gainDb = (params: ParamValues) =>
    gainOverTimeDb(
      input.left,
      take(subject, input, { thresholdDbfs: -30, kneeDb: 0, releaseMs: 20, ...params }, { key }).left,
    ).at(-1);
  expect(gainDb({})).toBe(0);
  // 12 dB per octave over log2(1600 / 100) octaves: the detector hears -10 - 48 = -58 dBFS
  expect(gainDb({ keyHighPassHz: 1600 })).toBeCloseTo(-28.1, 0);
});

const twinCases: ParamValues[] = [
  { thresholdDbfs: -20 },
  {
    thresholdDbfs: -10,
    ratio: 8,
    kneeDb: 0,
    stereoLinkPercent: 0,
    keyHighPassHz: 200,
    keyLowPassHz: 3000,
    holdMs: 5,
    releaseMs: 15,
  },
  { thresholdDbfs: -15, ratio: 1.4, kneeDb: 20, stereoLinkPercent: 60, mixPercent: 70, rangeDb: 20, attackMs: 10 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(48000, RIG_RATE_HZ);
  expect(largestDifference(take(subject, input, params), expanderTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("noise between phrases sinks by the range, phrases stay", () => {
  const hiss = noise(96000, 0.003, 4);
  const input = signalOf(96000, (frame) => {
    const voice = frame % 48000 < 24000 ? 0.4 * Math.sin(frame / 20) : 0;
    return [voice + (hiss.left[frame] ?? 0), voice + (hiss.right[frame] ?? 0)];
  });
  const output = take(subject, input, { thresholdDbfs: -30, ratio: 3, rangeDb: 15, releaseMs: 60 });
  const rms = (channel: Float32Array, from: number, to: number) => {
    let sum = 0;
    for (let frame = from; frame < to; frame++) sum += (channel[frame] ?? 0) ** 2;
    return 10 * Math.log10(sum / (to - from));
  };
  expect(rms(output.left, 84000, 95000) - rms(input.left, 84000, 95000)).toBeCloseTo(-15, 0);
  expect(Math.abs(rms(output.left, 50000, 71000) - rms(input.left, 50000, 71000))).toBeLessThan(0.05);
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 37 }, (_, index) => -72 + 2 * index);
  writePlot("expander-static", {
    names: "bottom",
    title: "Expander: static curve, threshold −30 dBFS, knee 6, range 40 dB",
    x: { label: "input, dBFS", from: -72, to: 0, ticks: [-72, -60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -110, to: 0, ticks: [-100, -80, -60, -40, -20, 0] },
    curves: [1.5, 2, 4, 20].map((ratio) => ({
      label: `ratio ${ratio}`,
      points: levels.map((level) => {
        const params = { thresholdDbfs: -30, ratio, rangeDb: 40, releaseMs: 20 };
        return [level, level + steadyGainDb(subject, params, level)] as const;
      }),
    })),
  });
});
