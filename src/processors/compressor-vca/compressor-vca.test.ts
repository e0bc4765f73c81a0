// The VCA compressor against the law of a mean square of one pole, the unit's printed times, and its twin. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { gainToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { harmonicsOf } from "../contract/harmonics.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressorVca } from "./compressor-vca.params.ts";
import { compressorVcaFactory } from "./compressor-vca.ts";
import { compressorVcaTwin } from "./compressor-vca.twin.ts";

const vca: Subject = { declaration: compressorVca, create: compressorVcaFactory.create };

/** The printed times of the unit are of the detector: a threshold far below both levels shows it whole. */
const whole: ParamValues = { thresholdDbfs: -60, ratio: 120 };
/** What the ratio of 120 leaves of the detector's dB. */
const SHOWN = 1 - 1 / 120;

test.each([1.5, 2, 4, 20, 120])("static curve at ratio %d: hard knee, within 0.1 dB from one end to the other", (ratio) => {
  for (const level of [-45, -30.1, -29, -20, -10, 0]) {
    const input = steppedTone([[0.8, level]], 1000);
    const output = take(vca, input, { thresholdDbfs: -30, ratio });
    const gain = gainOverTimeDb(input.left, output.left).at(-1) ?? NaN;
    expect(Math.abs(gain + Math.max(0, level + 30) * (1 - 1 / ratio)), `${level} dBFS`).toBeLessThan(0.1);
  }
});

test("soft knee: 10 dB wide, a quarter of its width's reduction times the slope at the threshold", () => {
  const gainAt = (level: number) => {
    const input = steppedTone([[0.8, level]], 1000);
    return gainOverTimeDb(input.left, take(vca, input, { thresholdDbfs: -30, ratio: 4, softKnee: true }).left).at(-1) ?? NaN;
  };
  expect(gainAt(-35.5)).toBeCloseTo(0, 2);
  expect(gainAt(-30)).toBeCloseTo(-0.75 * 1.25, 1);
  expect(gainAt(-24)).toBeCloseTo(-0.75 * 6, 1);
});

/** Milliseconds for 63.2 % of the reduction's change, in dB, when the level rises by `stepDb`. */
function attackMs(stepDb: number): number {
  const input = steppedTone([
    [0.5, -40],
    [0.6, -40 + stepDb],
  ]);
  const gains = gainOverTimeDb(input.left, take(vca, input, whole).left);
  return timeConstantMs(gains, Math.round(0.5 * RIG_RATE_HZ), input.left.length);
}

// 63 % of a step of 10, 20 and 30 dB of a mean square with 35 ms: 15.9, 6.8, 2.8 ms; the unit prints 15, 5 and 3 ms
test.each([
  [10, 15.9, 15],
  [20, 6.8, 5],
  [30, 2.8, 3],
])("a step of %d dB is followed in %d ms by theory (the unit prints %d)", (stepDb, theoryMs) => {
  expect(Math.abs(attackMs(stepDb) - theoryMs)).toBeLessThan(0.04 * theoryMs + 0.05);
});

test("the release falls at 120 to 125 dB per second, from the first dB to the last, whatever the reduction was", () => {
  for (const loud of [-30, -10, 0]) {
    const input = steppedTone([
      [0.5, loud],
      [0.5, -90],
    ]);
    const gains = gainOverTimeDb(input.left, take(vca, input, whole).left);
    const at = (ms: number) => gains[Math.round(24000 + ms * 48)] ?? NaN;
    // the meter of gain needs some 15 ms until it trusts the soft tone
    for (const [from, to] of [
      [20, 60],
      [60, 160],
    ] as const) {
      const perSecond = ((at(to) - at(from)) / (to - from) / SHOWN) * 1000;
      expect(perSecond, `${loud} dBFS, ${from} to ${to} ms`).toBeGreaterThan(120);
      expect(perSecond).toBeLessThan(125);
    }
  }
});

test("true RMS: noise and sine of one RMS level meet the same reduction, a square wave too", () => {
  const rms = 10 ** (-20 / 20);
  const frames = 2 * RIG_RATE_HZ;
  const square = Float32Array.from({ length: frames }, (_, n) => (Math.floor(n / 24) % 2 === 0 ? rms : -rms));
  const sine = Float32Array.from(
    { length: frames },
    (_, n) => rms * Math.SQRT2 * Math.sin((2 * Math.PI * 1000 * n) / RIG_RATE_HZ),
  );
  const reductionOf = (channel: Float32Array) => {
    const output = take(vca, { left: channel, right: channel }, { thresholdDbfs: -40, ratio: 120 });
    const sum = (x: Float32Array) => x.subarray(RIG_RATE_HZ).reduce((total, one) => total + one * one, 0);
    return 0.5 * gainToDb(sum(output.left) / sum(channel));
  };
  // a sine of -20 dB RMS reads -17 dBFS here, so does the square
  expect(reductionOf(sine)).toBeCloseTo(-23 * SHOWN, 1);
  expect(reductionOf(square)).toBeCloseTo(-23 * SHOWN, 1);
});

test("50 Hz at 6 dB of reduction: below -40 dB up to 4:1; the detector's ripple makes it 1 % at infinity", () => {
  const at = (ratio: number) => {
    const output = take(vca, steppedTone([[3, -10 + 6 / (1 - 1 / ratio) - 10]], 50), { thresholdDbfs: -20, ratio });
    expect(Math.abs((output.meterLow[0] ?? 0) + 6)).toBeLessThan(0.4);
    return distortionDb(output.left, 50);
  };
  expect(at(2)).toBeLessThan(-44);
  expect(at(4)).toBeLessThan(-41);
  expect(at(120)).toBeLessThan(-38);
});

test("a tone of 997 Hz: nothing beside it and its harmonics above -90 dB", () => {
  const output = take(vca, steppedTone([[2.5, -6]], 997), { thresholdDbfs: -20, ratio: 10 });
  const { elseDb, thdPercent } = harmonicsOf(output.left, 997);
  expect(elseDb).toBeLessThan(-90);
  expect(thdPercent).toBeLessThan(0.06);
});

test("linked, both channels have the same gain within 0.1 dB; unlinked, each its own", () => {
  const input = { left: steppedTone([[0.8, -10]]).left, right: steppedTone([[0.8, -40]]).right };
  const gains = (stereoLinkPercent: number) => {
    const output = take(vca, input, { thresholdDbfs: -30, ratio: 4, stereoLinkPercent });
    return [
      gainOverTimeDb(input.left, output.left).at(-1) ?? NaN,
      gainOverTimeDb(input.right, output.right).at(-1) ?? NaN,
    ] as const;
  };
  const [left, right] = gains(100);
  expect(left).toBeCloseTo(-15, 1);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
  expect(gains(0)[1]).toBeCloseTo(0, 3);
});

test("the side-chain high-pass keeps a kick's lowest octave out of it", () => {
  const params = { thresholdDbfs: -30, ratio: 4 };
  expect(steadyGainDb(vca, params, -6, 50)).toBeLessThan(-15);
  expect(steadyGainDb(vca, { ...params, sideChainHighPassHz: 500 }, -6, 50)).toBeCloseTo(0, 2);
});

const twinCases: ParamValues[] = [
  {},
  { thresholdDbfs: -45, ratio: 120, softKnee: true, stereoLinkPercent: 20 },
  { thresholdDbfs: -30, ratio: 3, makeupDb: 6, sideChainHighPassHz: 120, mixPercent: 50 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(24000, RIG_RATE_HZ);
  expect(largestDifference(take(vca, input, params), compressorVcaTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("writes the manual's plots", () => {
  const after = (steps: readonly (readonly [number, number])[], fromS: number, toS: number) => {
    const input = steppedTone(steps);
    const gains = gainOverTimeDb(input.left, take(vca, input, whole).left);
    const base = gains[Math.round(0.5 * RIG_RATE_HZ) - 1] ?? NaN;
    return Array.from({ length: 151 }, (_, index) => {
      const s = fromS + ((toS - fromS) * index) / 150;
      return [1000 * s, (gains[Math.round((0.5 + s) * RIG_RATE_HZ)] ?? NaN) - base] as const;
    });
  };
  writePlot("compressor-vca-attack", {
    title: "VCA compressor: the reduction after steps of 10, 20, 30 dB",
    names: "bottom",
    x: { label: "ms", from: -5, to: 40, ticks: [0, 10, 20, 30, 40] },
    y: { label: "change of gain, dB", from: -36, to: 4, ticks: [-30, -20, -10, 0] },
    curves: [10, 20, 30].map((stepDb) => ({
      label: `${stepDb} dB`,
      points: after(
        [
          [0.5, -40],
          [0.1, -40 + stepDb],
        ],
        -0.005,
        0.04,
      ),
    })),
  });
  writePlot("compressor-vca-release", {
    title: "VCA compressor: the same pace down from every level",
    x: { label: "ms", from: -20, to: 300, ticks: [0, 100, 200, 300] },
    y: { label: "change of gain, dB", from: -2, to: 40, ticks: [0, 10, 20, 30, 40] },
    curves: [-40, -30, -20].map((loud) => ({
      label: `from ${60 + loud} dB of reduction`,
      points: after(
        [
          [0.5, loud],
          [0.4, -110],
        ],
        -0.02,
        0.3,
      ),
    })),
  });
});
