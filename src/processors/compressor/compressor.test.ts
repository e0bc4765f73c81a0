// The compressor against theory: static curve, times by the stated convention, distortion, link, side-chain; and against a plain
// TypeScript twin of its whole path. Writes the manual's plots.
import { expect, test } from "vitest";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { harmonicsOf } from "../contract/harmonics.ts";
import { writePlot } from "../../../test/manual-plot.ts";
import { Rig, RIG_RATE_HZ, take } from "../contract/rig.ts";
import { noise, richSignal, signalOf, silence } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressor } from "./compressor.params.ts";
import { compressorFactory } from "./compressor.ts";
import { compressorTwin } from "./compressor.twin.ts";

const subject = { declaration: compressor, create: compressorFactory.create };

/** Giannoulis, Massberg, Reiss 2012, equation 4. */
function curveDb(inDbfs: number, thresholdDbfs: number, ratio: number, kneeDb: number): number {
  const over = inDbfs - thresholdDbfs;
  if (2 * over < -kneeDb) return inDbfs;
  if (2 * Math.abs(over) < kneeDb) return inDbfs + ((1 / ratio - 1) * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
  return thresholdDbfs + over / ratio;
}

test.each([
  [2, 0, "peak"],
  [4, 6, "peak"],
  [4, 12, "rms"],
  [100, 0, "rms"],
])("static curve at ratio %d, knee %d dB, detector %s is the textbook's", (ratio, kneeDb, detector) => {
  for (let level = -47.5; level <= 0; level += 5) {
    const gainDb = steadyGainDb(subject, { thresholdDbfs: -20, ratio, kneeDb, detector, attackMs: 5, releaseMs: 100 }, level);
    expect(Math.abs(level + gainDb - curveDb(level, -20, ratio, kneeDb)), `${level} dBFS in, ${gainDb} dB`).toBeLessThan(0.1);
  }
});

test.each([1, 10, 100])(
  "an attack of %d ms takes that long for 63 %% of the reduction, for small and large steps",
  (attackMs) => {
    for (const overDb of [6, 12, 24]) {
      const input = steppedTone([
        [0.3, -60],
        [1, -30 + overDb],
      ]);
      const output = take(subject, input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs, releaseMs: 1000 });
      const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length);
      expect(measured / attackMs, `${overDb} dB over`).toBeGreaterThan(0.85);
      expect(measured / attackMs, `${overDb} dB over`).toBeLessThan(1.15);
    }
  },
);

test.each([30, 100, 500])("a release of %d ms takes that long for 63 %% of the way back, hold apart", (releaseMs) => {
  const holdMs = Math.min(10, releaseMs / 10);
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -30 + overDb],
      [3, -60],
    ]);
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs: 1, releaseMs });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 24000, input.left.length) - holdMs;
    expect(measured / releaseMs, `${overDb} dB over`).toBeGreaterThan(0.92);
    expect(measured / releaseMs, `${overDb} dB over`).toBeLessThan(1.08);
  }
});

test.each([5, 20, 100])("a release of %d ms takes that long, hold included, within 15 in 100", (releaseMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -30 + overDb],
      [1, -60],
    ]);
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs: 1, releaseMs });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 24000, input.left.length);
    expect(Math.abs(measured / releaseMs - 1), `${overDb} dB over: ${measured} ms`).toBeLessThan(0.15);
  }
});

test.each([6001, 8001, 9001, 12001])(
  "beside a tone at %d Hz, whose crests fall between the samples, the gain adds nothing",
  (hz) => {
    for (const params of [{}, { attackMs: 0.05, releaseMs: 5 }, { detector: "rms" }]) {
      const output = take(subject, steppedTone([[2, -10]], hz), { thresholdDbfs: -30, ratio: 4, ...params });
      expect(harmonicsOf(output.left, hz).elseDb, JSON.stringify(params)).toBeLessThan(-70);
    }
  },
);

test.each([6, 12, 24])("the RMS detector's mean comes on top of attack and release, %d dB over", (overDb) => {
  // A mean of power with time constant T reaches the threshold's share of a step after -T ln(1 - 10^(-over/10)) and falls to it at 4.34 dB per T.
  const meanMs = 10;
  const riseMs = -meanMs * Math.log(1 - 10 ** (-overDb / 10));
  const fallMs = (meanMs * overDb) / 4.343;
  for (const [attackMs, releaseMs] of [
    [1, 100],
    [30, 300],
  ] as const) {
    const input = steppedTone([
      [0.5, -60],
      [1, -30 + overDb],
      [3, -60],
    ]);
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs, releaseMs, detector: "rms" });
    const gains = gainOverTimeDb(input.left, output.left);
    const attackOnTopMs = timeConstantMs(gains, 24000, 72000) - attackMs;
    expect(attackOnTopMs).toBeGreaterThan(riseMs);
    expect(attackOnTopMs).toBeLessThan(riseMs + meanMs);
    const holdMs = 10;
    const releaseOnTopMs = timeConstantMs(gains, 72000, 216000) - releaseMs - holdMs;
    expect(releaseOnTopMs).toBeGreaterThan(0);
    expect(releaseOnTopMs).toBeLessThan(fallMs);
  }
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -40 dB with releases from 0.1 s on", () => {
  for (const detector of ["peak", "rms"]) {
    for (const releaseMs of [100, 300]) {
      const input = steppedTone([[3, -6]], 50);
      const output = take(subject, input, { thresholdDbfs: -14, ratio: 4, kneeDb: 0, attackMs: 10, releaseMs, detector });
      expect(Math.min(...output.meterLow)).toBeLessThan(-5.7);
      expect(distortionDb(output.left, 50), `${detector}, ${releaseMs} ms`).toBeLessThan(-40);
    }
  }
});

test("linked channels get the same reduction, unlinked ones their own", () => {
  const left = steppedTone([[0.6, -6]]);
  const right = steppedTone([[0.6, -26]]);
  const input = { left: left.left, right: right.left };
  const params = { thresholdDbfs: -20, ratio: 4, kneeDb: 0 };
  const gainsAt = (stereoLinkPercent: number) => {
    const output = take(subject, input, { ...params, stereoLinkPercent });
    return [
      gainOverTimeDb(input.left, output.left).at(-1) ?? NaN,
      gainOverTimeDb(input.right, output.right).at(-1) ?? NaN,
    ] as const;
  };
  const [linkedLeft, linkedRight] = gainsAt(100);
  expect(linkedLeft).toBeCloseTo(-10.5, 1);
  expect(Math.abs(linkedLeft - linkedRight)).toBeLessThan(0.01);
  expect(gainsAt(0)[1]).toBe(0);
  expect(gainsAt(50)[1]).toBeCloseTo(-5.25, 1);
});

test("automatic release: after two loud seconds at least three times as long as after 50 ms", () => {
  const recovery = (loudS: number) => {
    const input = steppedTone([
      [0.3, -60],
      [loudS, -10],
      [6, -60],
    ]);
    const output = take(subject, input, { thresholdDbfs: -30, ratio: 4, attackMs: 1, releaseMs: 100, autoRelease: true });
    const gains = gainOverTimeDb(input.left, output.left);
    return timeConstantMs(gains, Math.round((0.3 + loudS) * RIG_RATE_HZ), input.left.length);
  };
  expect(recovery(2) / recovery(0.05)).toBeGreaterThan(3);
});

test("the side-chain high-pass keeps lows from working the detector; the sound keeps them", () => {
  const params = { thresholdDbfs: -30, ratio: 10, kneeDb: 0 };
  expect(steadyGainDb(subject, { ...params, sideChainHighPassHz: 10 }, -6, 50)).toBeLessThan(-21);
  // 12 dB per octave over log2(500 / 50) octaves: the detector hears -6 - 39.9 = -46 dBFS.
  expect(steadyGainDb(subject, { ...params, sideChainHighPassHz: 500 }, -6, 50)).toBeCloseTo(0, 3);
});

test("a key works the gain of another signal", () => {
  const input = steppedTone([[0.5, -40]]);
  const key = steppedTone([[0.5, -10]]);
  const output = take(subject, input, { thresholdDbfs: -30, ratio: 2, kneeDb: 0 }, { key });
  expect(gainOverTimeDb(input.left, output.left).at(-1)).toBeCloseTo(-10, 1);
});

test("with look-ahead the reduction is there when the loud part comes out", () => {
  const input = steppedTone([
    [0.3, -60],
    [0.1, -6],
  ]);
  const overshoot = (lookAheadMs: number) => {
    const output = take(subject, input, { thresholdDbfs: -20, ratio: 100, kneeDb: 0, attackMs: 1, lookAheadMs });
    return Math.max(...output.left.subarray(14400));
  };
  expect(overshoot(0)).toBeGreaterThan(0.4);
  expect(overshoot(5)).toBeLessThan(0.11);
});

test("after the sound the reduction comes to rest at exactly 0, automatic release or not", () => {
  for (const autoRelease of [false, true]) {
    const rig = new Rig(subject, { thresholdDbfs: -40, ratio: 4, releaseMs: 100, autoRelease });
    expect(Math.min(...rig.feed(noise(9600, 0.9, 3)).meterLow)).toBeLessThan(-10);
    rig.feed(silence(40 * RIG_RATE_HZ));
    expect(rig.feed(silence(128)).meterLow).toEqual([0]);
  }
});

const twinCases: ParamValues[] = [
  {},
  { thresholdDbfs: -30, ratio: 8, kneeDb: 0, attackMs: 0.1, releaseMs: 20, detector: "rms", stereoLinkPercent: 0 },
  {
    thresholdDbfs: -40,
    ratio: 3,
    attackMs: 30,
    releaseMs: 200,
    autoRelease: true,
    stereoLinkPercent: 40,
    makeupDb: 6,
    mixPercent: 60,
  },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(24000, RIG_RATE_HZ);
  expect(largestDifference(take(subject, input, params), compressorTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("silence stays silence, one loud sample included", () => {
  const input = signalOf(4800, (frame) => (frame === 100 ? [1, 1] : [0, 0]));
  const output = take(subject, input, {});
  expect(
    largestDifference(output, {
      ...silence(4800),
      left: output.left.map((value, frame) => (frame === 100 ? value : 0)),
      right: output.left.map((value, frame) => (frame === 100 ? value : 0)),
    }),
  ).toBe(0);
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 25 }, (_, index) => -60 + 2.5 * index);
  writePlot("compressor-static", {
    names: "bottom",
    title: "Compressor: static curve, threshold −24 dBFS, knee 6 dB",
    x: { label: "input, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    curves: [1, 2, 4, 100].map((ratio) => ({
      label: `ratio ${ratio}`,
      points: levels.map((level) => [level, level + steadyGainDb(subject, { thresholdDbfs: -24, ratio }, level)] as const),
    })),
  });
  const input = steppedTone([
    [0.1, -40],
    [0.2, -8],
    [0.5, -40],
  ]);
  writePlot("compressor-steps", {
    names: "bottom",
    title: "Compressor: −40 → −8 → −40 dBFS, threshold −24, ratio 4",
    x: { label: "ms", from: 0, to: 800, ticks: [0, 200, 400, 600, 800] },
    y: { label: "gain, dB", from: -14, to: 2, ticks: [-12, -8, -4, 0] },
    curves: [
      ["attack 1, release 50 ms", { attackMs: 1, releaseMs: 50 }],
      ["attack 10, release 100 ms", { attackMs: 10, releaseMs: 100 }],
      ["attack 50, release 300 ms", { attackMs: 50, releaseMs: 300 }],
    ].map(([label, params]) => {
      const output = take(subject, input, { thresholdDbfs: -24, ratio: 4, ...(params as ParamValues) });
      const gains = gainOverTimeDb(input.left, output.left);
      return {
        label: label as string,
        points: Array.from({ length: 160 }, (_, index) => [5 * index, gains[240 * index] ?? 0] as const),
      };
    }),
  });
});
