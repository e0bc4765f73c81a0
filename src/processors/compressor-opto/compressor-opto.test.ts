// The opto compressor against the divider's algebra and the published behaviour of the LA-2A: curve, attack, release in two stages,
// memory, distortion. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { distortionPercent, fundamentalDbfs, harmonicDb, nonHarmonicDb } from "../contract/partials.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressorOpto } from "./compressor-opto.params.ts";
import { compressorOptoFactory } from "./compressor-opto.ts";
import { compressorOptoTwin } from "./compressor-opto.twin.ts";

const opto: Subject = { declaration: compressorOpto, create: compressorOptoFactory.create };
const modes = ["compress", "limit"] as const;

/** Input level at which the divider reduces by `reductionDb`: level behind it plus reduction, from gain = 1 / (1 + (y / T)^p). */
function inputFor(reductionDb: number, peakReductionDb: number, exponent: number): number {
  const behind = (reduction: number) => gainToDb(dbToGain(reduction) - 1) / exponent + reduction;
  return behind(reductionDb) - behind(1) - peakReductionDb;
}

test.each([
  ["compress", 3],
  ["limit", 16],
] as const)("static curve of %s is the divider's, and 1 dB where the control reads", (mode, exponent) => {
  for (const reductionDb of [0.3, 1, 3, 6, 10, 15, 20]) {
    const level = inputFor(reductionDb, 30, exponent);
    const measured = -steadyGainDb(opto, { peakReductionDb: 30, mode }, level);
    expect(Math.abs(measured - reductionDb), `${level} dBFS in: ${measured} dB`).toBeLessThan(0.1);
  }
});

/** dB in for one dB out around 10 dB of reduction. */
function slopeAt10Db(mode: "compress" | "limit", level: number): number {
  const out = (dbfs: number) => dbfs + steadyGainDb(opto, { peakReductionDb: 30, mode }, dbfs);
  return 2 / (out(level + 1) - out(level - 1));
}

test("at 10 dB of reduction compress has 2.5 to 4:1, limit 8:1 or more; no corner anywhere", () => {
  expect(slopeAt10Db("compress", inputFor(10, 30, 3))).toBeGreaterThan(2.5);
  expect(slopeAt10Db("compress", inputFor(10, 30, 3))).toBeLessThan(4);
  expect(slopeAt10Db("limit", inputFor(10, 30, 16))).toBeGreaterThan(8);
  const gains = Array.from({ length: 21 }, (_, step) => steadyGainDb(opto, { peakReductionDb: 30 }, -50 + 2 * step));
  const bends = gains.slice(2).map((gain, index) => gain - 2 * (gains[index + 1] ?? NaN) + (gains[index] ?? NaN));
  for (const bend of bends) expect(Math.abs(bend)).toBeLessThan(0.35); // a corner of 3:1 would bend by 1.33 dB
});

test.each(modes)("%s: attack is 10 +- 3 ms, and the same for small and large steps", (mode) => {
  const measured = [6, 12, 24].map((overDb) => {
    const input = steppedTone([
      [0.3, -70],
      [0.2, -40 + overDb],
    ]);
    const output = take(opto, input, { peakReductionDb: 40, mode });
    return timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length);
  });
  for (const attackMs of measured) {
    expect(attackMs, `${measured} ms`).toBeGreaterThan(8.5);
    expect(attackMs, `${measured} ms`).toBeLessThan(11.5);
  }
  expect(Math.max(...measured) / Math.min(...measured)).toBeLessThan(1.1);
});

/** Input level for a steady reduction in compress mode with the control at 40 dB. */
const levelFor = (reductionDb: number) => inputFor(reductionDb, 40, 3);

/** Milliseconds until `part` of the reduction is gone after the loud passages, whose last one ends the first list. */
function recoveryMs(passages: readonly (readonly [number, number])[], part: number, mode = "compress"): number {
  const before = passages.reduce((sum, [seconds]) => sum + seconds, 0);
  const input = steppedTone([...passages, [20, -75]], 2000);
  const gains = gainOverTimeDb(input.left, take(opto, input, { peakReductionDb: 40, mode }).left);
  const from = Math.round(before * RIG_RATE_HZ);
  const goal = (1 - part) * (gains[from - 1] ?? NaN);
  for (let frame = from; frame < gains.length; frame++) {
    if ((gains[frame] ?? NaN) >= goal) return ((frame - from) / RIG_RATE_HZ) * 1000;
  }
  return NaN;
}

test("release: half of the way in 60 ms (+- 15 %), whatever came before", () => {
  for (const [seconds, reductionDb] of [
    [0.2, 10],
    [2, 10],
    [2, 20],
    [10, 6],
  ] as const) {
    const halfMs = recoveryMs([[seconds, levelFor(reductionDb)]], 0.5);
    expect(Math.abs(halfMs - 60), `${seconds} s at ${reductionDb} dB: ${halfMs} ms`).toBeLessThan(9);
  }
  expect(Math.abs(recoveryMs([[2, -20]], 0.5, "limit") - 60)).toBeLessThan(9);
});

test("release: nine tenths of the way take 0.5 to 5 s by exposure, up to 15 s after a heavy minute", () => {
  const after200Ms = recoveryMs([[0.2, levelFor(10)]], 0.9);
  const after20S = recoveryMs([[20, levelFor(10)]], 0.9);
  expect(after200Ms).toBeGreaterThan(425);
  expect(after200Ms).toBeLessThan(1000);
  expect(after20S).toBeGreaterThan(1000);
  expect(after20S).toBeLessThan(5000);
  const afterHeavyMinute = recoveryMs([[60, levelFor(22)]], 0.9);
  expect(afterHeavyMinute).toBeGreaterThan(5000);
  expect(afterHeavyMinute).toBeLessThan(15000);
});

test("memory: a minute at 10 dB makes the release at least twice that of 200 ms; a minute later it is forgotten", () => {
  const plain = recoveryMs([[0.2, levelFor(10)]], 0.9);
  expect(recoveryMs([[60, levelFor(10)]], 0.9) / plain).toBeGreaterThan(2);
  const later = recoveryMs(
    [
      [60, levelFor(10)],
      [60, -75],
      [0.2, levelFor(10)],
    ],
    0.9,
  );
  expect(later / plain).toBeLessThan(1.1);
});

/** A second and a bit of 1 kHz whose fundamental leaves at about `outDbfs`, with no reduction to speak of. */
function throughTube(outDbfs: number, hz = 1000): Float32Array {
  return take(opto, steppedTone([[1.2, outDbfs - 10]], hz), { peakReductionDb: 0, makeupDb: 10 }).left;
}

test("tube: below 0.35 % at +10 dBm and 0.75 % at +16 dBm (-12 and -6 dBFS out), second harmonic 6 dB over the third", () => {
  for (const [outDbfs, limitPercent] of [
    [-12, 0.35],
    [-6, 0.75],
  ] as const) {
    const output = throughTube(outDbfs);
    expect(fundamentalDbfs(output, 1000)).toBeCloseTo(outDbfs, 0);
    expect(distortionPercent(output, 1000)).toBeLessThan(limitPercent);
    expect(distortionPercent(output, 1000)).toBeGreaterThan(limitPercent / 5); // it is there
    expect(harmonicDb(output, 1000, 2) - harmonicDb(output, 1000, 3)).toBeGreaterThan(6);
    expect(nonHarmonicDb(output, 1000)).toBeLessThan(-70);
  }
  for (const hz of [7000, 9000, 11000]) expect(nonHarmonicDb(throughTube(-6, hz), hz), `${hz} Hz`).toBeLessThan(-70);
});

test("tube while it compresses: second harmonic over third, nothing else", () => {
  const output = take(opto, steppedTone([[4, -6]], 1000), { peakReductionDb: 24, makeupDb: 8 }).left;
  expect(harmonicDb(output, 1000, 2) - harmonicDb(output, 1000, 3)).toBeGreaterThan(6);
  expect(nonHarmonicDb(output, 1000)).toBeLessThan(-70);
});

test("30 Hz to 15 kHz within 0.1 dB", () => {
  for (const hz of [30, 100, 1000, 5000, 15000]) {
    expect(Math.abs(steadyGainDb(opto, { peakReductionDb: 0 }, -40, hz)), `${hz} Hz`).toBeLessThan(0.1);
  }
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -40 dB", () => {
  for (const [mode, exponent] of [
    ["compress", 3],
    ["limit", 16],
  ] as const) {
    const input = steppedTone([[4, inputFor(6, 20, exponent)]], 50);
    const output = take(opto, input, { peakReductionDb: 20, mode });
    expect(Math.min(...output.meterLow)).toBeLessThan(-5.7);
    expect(distortionDb(output.left, 50), mode).toBeLessThan(-40);
  }
});

test.each([6001, 8001, 9001, 12001])(
  "beside a tone at %d Hz, whose crests fall between the samples, the gain adds nothing",
  (hz) => {
    for (const mode of modes) {
      const output = take(opto, steppedTone([[2, -10]], hz), { peakReductionDb: 30, mode });
      expect(nonHarmonicDb(output.left, hz), mode).toBeLessThan(-70);
    }
  },
);

test("both channels move together, by the louder one", () => {
  const input = { left: steppedTone([[0.6, -6]]).left, right: steppedTone([[0.6, -46]]).right };
  const output = take(opto, input, { peakReductionDb: 30 });
  const left = gainOverTimeDb(input.left, output.left).at(-1) ?? NaN;
  const right = gainOverTimeDb(input.right, output.right).at(-1) ?? NaN;
  expect(left).toBeLessThan(-10);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
});

test("emphasis: at 100 % a bass has to be 10 dB louder for the same reduction, treble as before", () => {
  const params = { peakReductionDb: 30, emphasisPercent: 100 };
  const level = inputFor(6, 30, 3);
  expect(steadyGainDb(opto, params, level + 10, 60)).toBeCloseTo(-6, 0);
  expect(steadyGainDb(opto, params, level, 12000)).toBeCloseTo(-6, 0);
  expect(steadyGainDb(opto, params, level, 60)).toBeGreaterThan(-3);
});

const twinCases: ParamValues[] = [
  {},
  { peakReductionDb: 36, mode: "limit", emphasisPercent: 70, makeupDb: 12 },
  { peakReductionDb: 50, makeupDb: 20, mixPercent: 60 },
];

test.each(twinCases)("kernel and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(24000, RIG_RATE_HZ);
  expect(largestDifference(take(opto, input, params), compressorOptoTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 25 }, (_, index) => -60 + 2.5 * index);
  writePlot("compressor-opto-static", {
    title: "Opto compressor: static curve, peak reduction 30 dB",
    names: "bottom",
    x: { label: "input, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    curves: modes.map((mode) => ({
      label: mode,
      points: levels.map((level) => [level, level + steadyGainDb(opto, { peakReductionDb: 30, mode }, level)] as const),
    })),
  });
  const releaseAfter = (seconds: number) => {
    const input = steppedTone(
      [
        [seconds, levelFor(10)],
        [5, -75],
      ],
      2000,
    );
    const gains = gainOverTimeDb(input.left, take(opto, input, { peakReductionDb: 40 }).left);
    const from = Math.round((seconds - 0.1) * RIG_RATE_HZ);
    return Array.from({ length: 240 }, (_, index) => [(index - 5) / 50, gains[from + 960 * index] ?? 0] as const);
  };
  writePlot("compressor-opto-release", {
    title: "Opto compressor: release from 10 dB after a short and a long passage",
    names: "bottom",
    x: { label: "s", from: -0.1, to: 4.7, ticks: [0, 1, 2, 3, 4] },
    y: { label: "gain, dB", from: -12, to: 1, ticks: [-10, -8, -6, -4, -2, 0] },
    curves: [0.2, 5, 60].map((seconds) => ({ label: `after ${seconds} s`, points: releaseAfter(seconds) })),
  });
});
