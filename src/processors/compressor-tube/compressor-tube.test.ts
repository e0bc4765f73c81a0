// The tube compressor against the loop's algebra, the published times of the 670, and the push-pull pair that the 6386's plate current
// equation gives. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { distortionPercent, fundamentalDbfs, harmonicDb, nonHarmonicDb } from "../contract/partials.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressorTube } from "./compressor-tube.params.ts";
import { compressorTubeFactory } from "./compressor-tube.ts";
import { askedDb, compressorTubeTwin, settledDb } from "./compressor-tube.twin.ts";

const tube: Subject = { declaration: compressorTube, create: compressorTubeFactory.create };

test.each([
  [2, 3],
  [2, 12],
  [1.5, 48],
  [4, 6],
])("static curve, ratio %d rising over %d dB: the loop's algebra", (ratio, kneeDb) => {
  for (let level = -37.5; level <= 0; level += 4.5) {
    const expected = -settledDb(level + 30, ratio, kneeDb);
    const measured = steadyGainDb(tube, { thresholdDbfs: -30, ratio, kneeDb, timeConstant: "1" }, level);
    expect(Math.abs(measured - expected), `${level} dBFS: ${measured} instead of ${expected} dB`).toBeLessThan(0.1);
  }
});

/** dB in for one dB out, `over` dB above the threshold at the output. */
function ratioAt(over: number, params: { ratio: number; kneeDb: number }): number {
  const level = -40 + over + askedDb(over, params.ratio, params.kneeDb);
  const out = (dbfs: number) =>
    fundamentalDbfs(
      take(tube, steppedTone([[1.3, dbfs]], 1000), { ...params, thresholdDbfs: -40, timeConstant: "1" }).left,
      1000,
    );
  return 0.2 / (out(level + 0.1) - out(level - 0.1));
}

test("the ratio rises from 2:1 at the threshold to 30:1; DC threshold sets how soon", () => {
  const soft = { ratio: 2, kneeDb: 20 };
  expect(ratioAt(0.3, soft)).toBeGreaterThan(2);
  expect(ratioAt(0.3, soft)).toBeLessThan(2.7);
  const rising = [0.3, 1, 2, 4].map((over) => ratioAt(over, soft));
  expect(rising.toSorted((a, b) => a - b)).toEqual(rising);
  const hard = { ratio: 2, kneeDb: 1 };
  expect(Math.abs(ratioAt(1.2, hard) - 30)).toBeLessThan(3);
});

const published = [
  ["1", 0.2, 0.3],
  ["2", 0.2, 0.8],
  ["3", 0.4, 2],
  ["4", 0.8, 5],
] as const;

test.each([...published.map(([name, attackMs]) => [name, attackMs] as const), ["5", 0.4], ["6", 0.2], ["free", 25]] as const)(
  "time constant %s: attack %d ms to 63 in 100 of the way, for small and large steps",
  (timeConstant, attackMs) => {
    const measured = [6, 12, 24].map((overDb) => {
      const input = steppedTone([
        [0.3, -60],
        [0.4, -30 + overDb],
      ]);
      const output = take(tube, input, { thresholdDbfs: -30, timeConstant, attackMs: 25 });
      return timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length);
    });
    // 0.06 ms: a quarter wave of the tone
    for (const one of measured) expect(Math.abs(one - attackMs), `${measured} ms`).toBeLessThan(0.15 * attackMs + 0.06);
    expect(Math.max(...measured) - Math.min(...measured)).toBeLessThan(0.1 * attackMs + 0.05);
  },
);

/** Seconds until 63 in 100 of the reduction are gone after the passages ([seconds, dBFS]), hold and fall (20 ms) apart. */
function releaseS(timeConstant: string, passages: readonly (readonly [number, number])[], waitS: number): number {
  const before = passages.reduce((sum, [seconds]) => sum + seconds, 0);
  const input = steppedTone([...passages, [waitS, -70]], 2000);
  const params = { thresholdDbfs: -30, timeConstant, releaseMs: 400 };
  const gains = gainOverTimeDb(input.left, take(tube, input, params).left);
  const from = Math.round(before * RIG_RATE_HZ);
  const goal = 0.368 * (gains[from - 1] ?? NaN);
  for (let frame = from; frame < gains.length; frame++)
    if ((gains[frame] ?? NaN) >= goal) return (frame - from) / RIG_RATE_HZ - 0.02;
  return NaN;
}

const peaks = Array.from({ length: 10 }, () => [
  [0.4, -70],
  [0.1, -15],
]).flat() as [number, number][];

test.each(published)("time constant %s (attack %d ms): release %d s", (timeConstant, _, seconds) => {
  expect(Math.abs(releaseS(timeConstant, [[0.5, -15]], 2.5 * seconds) / seconds - 1)).toBeLessThan(0.15);
});

test("free time constant: release 0.4 s", () => {
  expect(Math.abs(releaseS("free", [[2, -15]], 2) / 0.4 - 1)).toBeLessThan(0.15);
});

test("free time constant: the shortest release takes its 50 ms, hold and fall included, within 15 %", () => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -30 + overDb],
      [1, -70],
    ]);
    const output = take(tube, input, { thresholdDbfs: -30, timeConstant: "free", attackMs: 1, releaseMs: 50 });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 24000, input.left.length);
    expect(Math.abs(measured / 50 - 1), `${overDb} dB over: ${measured} ms`).toBeLessThan(0.15);
  }
});

test.each([6001, 8001, 9001, 12001])(
  "beside a tone at %d Hz, whose crests fall between the samples, the gain adds nothing",
  (hz) => {
    for (const timeConstant of ["1", "6"]) {
      const output = take(tube, steppedTone([[2, -10]], hz), { thresholdDbfs: -20, timeConstant });
      expect(nonHarmonicDb(output.left, hz), timeConstant).toBeLessThan(-70);
    }
  },
);

test("time constant 5: 2 s after a single peak, 10 s after several", () => {
  expect(Math.abs(releaseS("5", [[0.05, -15]], 6) / 2 - 1)).toBeLessThan(0.15);
  expect(Math.abs(releaseS("5", peaks, 12) / 10 - 1)).toBeLessThan(0.15);
});

test("time constant 6: 0.3 s after a single peak, 10 s after several, 25 s after a sustained passage", () => {
  expect(Math.abs(releaseS("6", [[0.05, -15]], 2) / 0.3 - 1)).toBeLessThan(0.15);
  expect(Math.abs(releaseS("6", peaks, 12) / 10 - 1)).toBeLessThan(0.15);
  expect(Math.abs(releaseS("6", [[30, -15]], 28) / 25 - 1)).toBeLessThan(0.15);
  expect(releaseS("6", [[2, -15]], 10) / releaseS("6", [[0.05, -15]], 2)).toBeGreaterThan(3);
});

/** Two seconds of 1 kHz at the level that ends up with this reduction, from the threshold at -40 dBFS. */
function reducedBy(reductionDb: number, hz = 1000): Float32Array {
  let over = 0;
  while (askedDb(over, 2, 12) < reductionDb) over += 0.001;
  return take(tube, steppedTone([[2, -40 + over + reductionDb]], hz), { thresholdDbfs: -40, timeConstant: "3" }).left;
}

/** Plate current of the 6386 in A (Raffensperger, DAFx-12), at 240 V. */
function plateCurrent(gridV: number): number {
  const plateV = 240;
  return (3.981e-8 * plateV ** 2.383) / ((0.5 - 0.1 * gridV) ** 1.8 * (0.5 + Math.exp(-0.03922 * plateV - 0.2 * gridV)));
}

/** Third harmonic of a push-pull pair at a bias for this reduction, swung by `swing` times its curvature (0.5 - 0.1 V) / 0.1. */
function pushPullThirdDb(reductionDb: number, swing: number): number {
  const transconductance = (gridV: number) => plateCurrent(gridV + 0.001) - plateCurrent(gridV - 0.001);
  let biasV = -4;
  const rest = transconductance(biasV);
  while (gainToDb(transconductance(biasV) / rest) > -reductionDb) biasV -= 0.001;
  const swingV = (swing * (0.5 - 0.1 * biasV)) / 0.1;
  const wave = Float32Array.from({ length: RIG_RATE_HZ }, (_, frame) => {
    const gridV = swingV * Math.sin((2 * Math.PI * 1000 * frame) / RIG_RATE_HZ);
    return 1000 * (plateCurrent(biasV + gridV) - plateCurrent(biasV - gridV));
  });
  return harmonicDb(wave, 1000, 3);
}

test.each([3, 10, 20])("at %d dB of reduction the third harmonic is that of a push-pull 6386 pair", (reductionDb) => {
  let over = 0;
  while (askedDb(over, 2, 12) < reductionDb) over += 0.001;
  const swing = 0.023 * dbToGain(over + reductionDb - reductionDb / 2.8);
  expect(Math.abs(harmonicDb(reducedBy(reductionDb), 1000, 3) - pushPullThirdDb(reductionDb, swing))).toBeLessThan(1);
});

test("push-pull: third over second by 6 dB at 3 dB of reduction; at 20 dB the second is back and the distortion 10 dB up", () => {
  const [light, deep] = [reducedBy(3), reducedBy(20)];
  expect(harmonicDb(light, 1000, 3) - harmonicDb(light, 1000, 2)).toBeGreaterThan(6);
  expect(harmonicDb(deep, 1000, 2) - harmonicDb(light, 1000, 2)).toBeGreaterThan(10);
  expect(gainToDb(distortionPercent(deep, 1000) / distortionPercent(light, 1000))).toBeGreaterThan(10);
  expect(distortionPercent(light, 1000)).toBeLessThan(0.2);
  expect(distortionPercent(reducedBy(10), 1000)).toBeLessThan(1);
  for (const output of [light, deep]) expect(nonHarmonicDb(output, 1000)).toBeLessThan(-70);
  expect(nonHarmonicDb(reducedBy(10, 9000), 9000)).toBeLessThan(-70);
});

test("40 Hz to 15 kHz within 1 dB", () => {
  for (const hz of [40, 100, 1000, 5000, 15000])
    expect(Math.abs(steadyGainDb(tube, { thresholdDbfs: 0 }, -20, hz)), `${hz} Hz`).toBeLessThan(0.1);
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -40 dB", () => {
  for (const timeConstant of ["1", "2", "6", "free"]) {
    const output = take(tube, steppedTone([[4, -12]], 50), { thresholdDbfs: -20, timeConstant, releaseMs: 100 });
    expect(Math.min(...output.meterLow)).toBeLessThan(-5.2);
    expect(distortionDb(output.left, 50), timeConstant).toBeLessThan(-40);
  }
});

/** Gains in dB of a 1 kHz tone on the left and a soft one on the right. */
function gainsOf(link: string): readonly [number, number] {
  const input = { left: steppedTone([[1.4, -18]], 1000).left, right: steppedTone([[1.4, -46]], 1000).right };
  const output = take(tube, input, { thresholdDbfs: -30, link });
  return [fundamentalDbfs(output.left, 1000) + 18, fundamentalDbfs(output.right, 1000) + 46];
}

test("linked: right goes with left; dual: each for itself", () => {
  const [left, right] = gainsOf("linked");
  expect(left).toBeLessThan(-8);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
  expect(gainsOf("dual")[1]).toBeCloseTo(0, 2);
});

test("lateral-vertical: a loud middle leaves the side alone", () => {
  const middle = steppedTone([[1.4, -6]], 1000).left;
  const side = steppedTone([[1.4, -46]], 3100).left;
  const input = {
    left: middle.map((x, frame) => x + (side[frame] ?? 0)),
    right: middle.map((x, frame) => x - (side[frame] ?? 0)),
  };
  const output = take(tube, input, { thresholdDbfs: -30, link: "lateral-vertical" });
  const difference = output.left.map((x, frame) => (x - (output.right[frame] ?? 0)) / 2);
  expect(fundamentalDbfs(difference, 3100)).toBeCloseTo(-46, 1);
  expect(fundamentalDbfs(output.left, 1000)).toBeLessThan(-20);
});

const twinCases: ParamValues[] = [
  {},
  { thresholdDbfs: -40, kneeDb: 4, timeConstant: "6", link: "lateral-vertical", makeupDb: 9 },
  {
    thresholdDbfs: -34,
    ratio: 6,
    timeConstant: "free",
    attackMs: 3,
    releaseMs: 90,
    link: "dual",
    sideChainHighPassHz: 150,
    mixPercent: 60,
  },
  { thresholdDbfs: -28, timeConstant: "5" },
];

test.each(twinCases)("kernels and the TypeScript twin agree, case %#", (params) => {
  const input = richSignal(14400, RIG_RATE_HZ);
  expect(largestDifference(take(tube, input, params), compressorTubeTwin(input, params, RIG_RATE_HZ))).toBeLessThan(5e-6);
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 25 }, (_, index) => -60 + 2.5 * index);
  writePlot("compressor-tube-static", {
    title: "Tube compressor: static curve, threshold −30 dBFS, ratio 2:1 rising",
    names: "bottom",
    x: { label: "input, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    curves: [48, 12, 2].map((kneeDb) => ({
      label: `DC threshold ${kneeDb} dB`,
      points: levels.map(
        (level) => [level, level + steadyGainDb(tube, { thresholdDbfs: -30, kneeDb, timeConstant: "1" }, level)] as const,
      ),
    })),
  });
  const gainsAfter = (timeConstant: string, passages: readonly (readonly [number, number])[]) => {
    const before = passages.reduce((sum, [seconds]) => sum + seconds, 0);
    const input = steppedTone([...passages, [12, -70]], 2000);
    const gains = gainOverTimeDb(input.left, take(tube, input, { thresholdDbfs: -30, timeConstant }).left);
    const from = Math.round((before - 0.03) * RIG_RATE_HZ);
    return Array.from({ length: 240 }, (_, index) => [index / 20, gains[from + 2400 * index] ?? 0] as const);
  };
  writePlot("compressor-tube-release", {
    title: "Tube compressor: release of time constants 5 and 6",
    names: "bottom",
    x: { label: "s", from: 0, to: 12, ticks: [0, 2, 4, 6, 8, 10, 12] },
    y: { label: "gain, dB", from: -14, to: 1, ticks: [-12, -9, -6, -3, 0] },
    curves: [
      { label: "5, after one peak", points: gainsAfter("5", [[0.05, -15]]) },
      { label: "5, after ten peaks", points: gainsAfter("5", peaks) },
      { label: "6, after one peak", points: gainsAfter("6", [[0.05, -15]]) },
      { label: "6, after ten peaks", points: gainsAfter("6", peaks) },
      { label: "6, after 30 s", points: gainsAfter("6", [[30, -15]]) },
    ],
  });
});
