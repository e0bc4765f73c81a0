// The bus compressor against theory and against `compressor`: static curve, times by the stated convention, automatic release,
// and the program dependence that feedback brings. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { compressorFactory } from "../compressor/compressor.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { harmonicsOf } from "../contract/harmonics.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { busCompressor } from "./bus-compressor.params.ts";
import { busCompressorFactory } from "./bus-compressor.ts";
import { busCompressorTwin } from "./bus-compressor.twin.ts";

const bus: Subject = { declaration: busCompressor, create: busCompressorFactory.create };
const clean: Subject = { declaration: compressorFactory.declaration, create: compressorFactory.create };

/** Hard knee at both ends of the loop: output = threshold + over / ratio. */
function hardCurveDb(inDbfs: number, thresholdDbfs: number, ratio: number): number {
  return inDbfs <= thresholdDbfs ? inDbfs : thresholdDbfs + (inDbfs - thresholdDbfs) / ratio;
}

/** The quadratic knee sits behind the gain cell: y = x - (ratio - 1) (y - T + W/2)^2 / 2W, solved for y. */
function kneeCurveDb(inDbfs: number, thresholdDbfs: number, ratio: number, kneeDb: number): number {
  const a = (ratio - 1) / (2 * kneeDb);
  const v = inDbfs - thresholdDbfs + kneeDb / 2;
  if (v <= 0) return inDbfs;
  const u = (-1 + Math.sqrt(1 + 4 * a * v)) / (2 * a);
  return u <= kneeDb ? u + thresholdDbfs - kneeDb / 2 : hardCurveDb(inDbfs, thresholdDbfs, ratio);
}

test.each([
  [2, 0],
  [4, 0],
  [10, 0],
  [2, 6],
  [4, 12],
  [10, 6],
])("static curve at ratio %d with a knee of %d dB is the loop's algebra", (ratio, kneeDb) => {
  for (let level = -47.5; level <= 0; level += 5) {
    const params = { thresholdDbfs: -24, ratio, kneeDb, attackMs: 1, releaseMs: 100, autoRelease: false };
    const expected = kneeDb === 0 ? hardCurveDb(level, -24, ratio) : kneeCurveDb(level, -24, ratio, kneeDb);
    const measured = level + steadyGainDb(bus, params, level);
    expect(Math.abs(measured - expected), `${level} dBFS in: ${measured} instead of ${expected}`).toBeLessThan(0.1);
  }
});

test.each([
  [2, 0.3],
  [2, 10],
  [4, 3],
  [4, 30],
  [10, 10],
])("at ratio %d an attack of %d ms takes that long for 63 %%, for small and large steps", (ratio, attackMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.3, -60],
      [1, -30 + overDb],
    ]);
    const output = take(bus, input, { thresholdDbfs: -30, ratio, kneeDb: 0, attackMs, releaseMs: 1200, autoRelease: false });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length);
    expect(Math.abs(measured - attackMs), `${overDb} dB over: ${measured} ms`).toBeLessThan(0.15 * attackMs + 0.06);
  }
});

/** Milliseconds for 63 % of the way back after half a second at `loud`, going on at `then`. */
function recoveryMs(subject: Subject, params: ParamValues, loudS: number, loud: number, then: number): number {
  const input = steppedTone([
    [0.3, -70],
    [loudS, loud],
    [8, then],
  ]);
  const gains = gainOverTimeDb(input.left, take(subject, input, params).left);
  return timeConstantMs(gains, Math.round((0.3 + loudS) * RIG_RATE_HZ), input.left.length);
}

test.each([50, 100, 300])("a release of %d ms takes that long, hold and fall included, within 15 in 100", (releaseMs) => {
  for (const circuit of ["vca", "diode-bridge"])
    for (const overDb of [6, 12, 24]) {
      const params = { circuit, thresholdDbfs: -30, ratio: 4, kneeDb: 0, releaseMs, autoRelease: false };
      const measured = recoveryMs(bus, params, 0.5, -30 + overDb, -70);
      expect(Math.abs(measured / releaseMs - 1), `${circuit}, ${overDb} dB over: ${measured} ms`).toBeLessThan(0.15);
    }
});

test.each([6001, 8001, 9001, 12001])(
  "beside a tone at %d Hz, whose crests fall between the samples, the gain adds nothing",
  (hz) => {
    for (const circuit of ["vca", "diode-bridge"])
      for (const params of [{}, { attackMs: 0.1, releaseMs: 50, autoRelease: false }]) {
        const output = take(bus, steppedTone([[2, -10]], hz), { circuit, thresholdDbfs: -30, ratio: 4, ...params });
        expect(harmonicsOf(output.left, hz).elseDb, circuit).toBeLessThan(-70);
      }
  },
);

test.each([100, 300, 600, 1200])(
  "a release of %d ms takes that long for 63 %% of the way back to none, hold and fall apart",
  (releaseMs) => {
    for (const overDb of [6, 12, 24]) {
      const measured = recoveryMs(
        bus,
        { thresholdDbfs: -30, ratio: 4, kneeDb: 0, releaseMs, autoRelease: false },
        0.5,
        -30 + overDb,
        -70,
      );
      // 10 ms of hold, then 2 dB per ms until the level, less the reduction, is under the threshold
      const holdMs = 10 + overDb / 4 / 2;
      expect(Math.abs(measured - holdMs - releaseMs) / releaseMs, `${overDb} dB over: ${measured} ms`).toBeLessThan(0.06);
    }
  },
);

test("feedback: a drop that stays above the threshold is followed `ratio` times as fast; the clean compressor does not differ", () => {
  const params = { thresholdDbfs: -40, ratio: 4, kneeDb: 0, attackMs: 1, releaseMs: 600, autoRelease: false };
  const toSilence = recoveryMs(bus, params, 0.5, -10, -80) - 10;
  const above = recoveryMs(bus, params, 0.5, -10, -20) - 10;
  expect(toSilence / above).toBeGreaterThan(3.4);
  expect(toSilence / above).toBeLessThan(4.6);
  const cleanToSilence = recoveryMs(clean, params, 0.5, -10, -80) - 10;
  const cleanAbove = recoveryMs(clean, params, 0.5, -10, -20) - 10;
  expect(cleanToSilence / cleanAbove).toBeGreaterThan(0.95);
  expect(cleanToSilence / cleanAbove).toBeLessThan(1.05);
});

test("feedback: the bend reaches further up at the input", () => {
  const fullSlopeFrom = (subject: Subject) => {
    const gainAt = (level: number) =>
      steadyGainDb(subject, { thresholdDbfs: -30, ratio: 4, kneeDb: 12, attackMs: 1, releaseMs: 100, autoRelease: false }, level);
    for (let level = -30; level < 0; level++) if (gainAt(level + 1) - gainAt(level) < -0.745) return level;
    return NaN;
  };
  // The slope of -3/4 is full half a knee above the threshold: at the input that is -24 dBFS in the clean one, and with the
  // 3 * 6 dB of reduction that go with it -6 dBFS where the knee lies behind the gain cell.
  expect(Math.abs(fullSlopeFrom(clean) + 24)).toBeLessThanOrEqual(1);
  expect(Math.abs(fullSlopeFrom(bus) + 6)).toBeLessThanOrEqual(1);
});

test("automatic release: after two loud seconds at least three times as long as after 50 ms", () => {
  const params = { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs: 1 };
  const burst = recoveryMs(bus, params, 0.05, -10, -80);
  const block = recoveryMs(bus, params, 2, -10, -80);
  expect(burst).toBeLessThan(150);
  expect(block / burst).toBeGreaterThan(3);
});

test("both channels move together, by the louder one", () => {
  const input = { left: steppedTone([[0.6, -6]]).left, right: steppedTone([[0.6, -26]]).right };
  const output = take(bus, input, { thresholdDbfs: -20, ratio: 4, kneeDb: 0, autoRelease: false });
  const left = gainOverTimeDb(input.left, output.left).at(-1) ?? NaN;
  const right = gainOverTimeDb(input.right, output.right).at(-1) ?? NaN;
  expect(left).toBeCloseTo(-10.5, 1);
  expect(Math.abs(left - right)).toBeLessThan(1e-5);
});

test("the side-chain high-pass keeps a kick from pumping the mix", () => {
  const params = { thresholdDbfs: -30, ratio: 4, kneeDb: 0, autoRelease: false };
  expect(steadyGainDb(bus, { ...params, sideChainHighPassHz: 10 }, -6, 50)).toBeLessThan(-17);
  expect(steadyGainDb(bus, { ...params, sideChainHighPassHz: 500 }, -6, 50)).toBeCloseTo(0, 3);
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -40 dB", () => {
  for (const params of [{ autoRelease: true }, { autoRelease: false, releaseMs: 100 }, { autoRelease: false, releaseMs: 300 }]) {
    const input = steppedTone([[4, -6]], 50);
    const output = take(bus, input, { thresholdDbfs: -14, ratio: 4, kneeDb: 0, attackMs: 10, ...params });
    expect(Math.min(...output.meterLow)).toBeLessThan(-5.7);
    expect(distortionDb(output.left, 50), JSON.stringify(params)).toBeLessThan(-40);
  }
});

const bridge: ParamValues = { circuit: "diode-bridge", kneeDb: 0, attackMs: 4 };

test.each([
  ["a1", 40, 800],
  ["a2", 150, 1500],
] as const)("diode bridge, recovery %s: %d ms after a short peak, %d ms after two loud seconds", (recovery, shortMs, longMs) => {
  const params = { ...bridge, thresholdDbfs: -30, ratio: 4, recovery };
  const holdMs = 10 + 15 / 2 / 2; // as in the test of the fixed release
  const burst = recoveryMs(bus, params, 0.05, -10, -80) - holdMs;
  const block = recoveryMs(bus, params, 2, -10, -80) - holdMs;
  expect(Math.abs(burst - shortMs) / shortMs, `${burst} ms`).toBeLessThan(0.15);
  expect(Math.abs(block - longMs) / longMs, `${block} ms`).toBeLessThan(0.15);
});

test.each([1.5, 3, 6])("diode bridge: static curve at ratio %d and attacks of 3 and 6 ms as with the VCA", (ratio) => {
  for (const level of [-25, -15, -5]) {
    const measured = level + steadyGainDb(bus, { ...bridge, attackMs: 3, thresholdDbfs: -24, ratio, autoRelease: false }, level);
    expect(Math.abs(measured - hardCurveDb(level, -24, ratio)), `${level} dBFS in`).toBeLessThan(0.1);
  }
  for (const attackMs of [3, 6]) {
    const input = steppedTone([
      [0.3, -60],
      [1, -15],
    ]);
    const output = take(bus, input, { ...bridge, thresholdDbfs: -30, ratio, attackMs, autoRelease: false, releaseMs: 1500 });
    const measured = timeConstantMs(gainOverTimeDb(input.left, output.left), 14400, input.left.length);
    expect(Math.abs(measured - attackMs), `${attackMs} ms: ${measured}`).toBeLessThan(0.15 * attackMs + 0.06);
  }
});

/** Distortion of a steady tone that leaves the cell at -10 dBFS, eight dB over 0 VU, with a given reduction. */
function bridgeHarmonics(reductionDb: number, hz: number, params: ParamValues = {}) {
  const thresholdDbfs = -10 - reductionDb / 5; // ratio 6: reduction = 5 x what is over the threshold behind the cell
  const input = steppedTone([[1.6, -10 + reductionDb]], hz);
  const output = take(bus, input, { ...bridge, thresholdDbfs, ratio: 6, autoRelease: false, releaseMs: 1500, ...params });
  expect(Math.abs((output.meterLow[0] ?? 0) + reductionDb)).toBeLessThan(0.3);
  return harmonicsOf(output.left, hz);
}

test("diode bridge: 0.1 to 0.4 % at +8 VU, rising with the reduction and in the lows; third harmonic first; the VCA adds nothing", () => {
  const at = (reductionDb: number, hz: number) => bridgeHarmonics(reductionDb, hz).thdPercent;
  expect(at(6, 1000)).toBeGreaterThan(0.1);
  expect(at(12, 1000)).toBeGreaterThan(1.2 * at(6, 1000));
  expect(at(6, 50)).toBeGreaterThan(1.5 * at(6, 1000));
  expect(at(12, 50)).toBeLessThan(0.45);
  const { db, elseDb } = bridgeHarmonics(6, 997);
  expect((db[3] ?? 0) - (db[2] ?? 0)).toBeGreaterThan(6);
  expect(elseDb).toBeLessThan(-80);
  expect(bridgeHarmonics(6, 1000, { circuit: "vca" }).thdPercent).toBeLessThan(0.01);
  expect(bridgeHarmonics(6, 5000).elseDb).toBeLessThan(-90);
});

const twinCases: ParamValues[] = [
  {},
  { thresholdDbfs: -30, ratio: 10, kneeDb: 0, attackMs: 0.1, releaseMs: 50, autoRelease: false, sideChainHighPassHz: 120 },
  { thresholdDbfs: -40, ratio: 4, kneeDb: 12, attackMs: 30, makeupDb: 6, mixPercent: 60 },
  { circuit: "diode-bridge", thresholdDbfs: -30, ratio: 4, attackMs: 4, makeupDb: 4, recovery: "a2" },
  { circuit: "diode-bridge", thresholdDbfs: -40, ratio: 6, attackMs: 4, autoRelease: false, releaseMs: 100, mixPercent: 50 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(24000, RIG_RATE_HZ);
  expect(largestDifference(take(bus, input, params), busCompressorTwin(input, params, RIG_RATE_HZ))).toBeLessThan(3e-6);
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 25 }, (_, index) => -60 + 2.5 * index);
  writePlot("bus-compressor-static", {
    title: "Bus compressor: static curve, threshold −24 dBFS, knee 6 dB",
    names: "bottom",
    x: { label: "input, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "output, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    curves: [2, 4, 10].map((ratio) => ({
      label: `ratio ${ratio}`,
      points: levels.map(
        (level) =>
          [level, level + steadyGainDb(bus, { thresholdDbfs: -24, ratio, attackMs: 1, autoRelease: false }, level)] as const,
      ),
    })),
  });
  const reductionsDb = [0, 3, 6, 9, 12];
  writePlot("bus-compressor-bridge", {
    title: "Bus compressor: what the diode bridge adds at +8 VU",
    names: "bottom",
    x: { label: "gain reduction, dB", from: 0, to: 12, ticks: reductionsDb },
    y: { label: "harmonics, %", from: 0, to: 0.5, ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    curves: [50, 1000, 5000].map((hz) => ({
      label: `${hz} Hz`,
      points: reductionsDb.map((reductionDb) => [reductionDb, bridgeHarmonics(reductionDb, hz).thdPercent] as const),
    })),
  });
  const gainsAfter = (loudS: number, params: ParamValues) => {
    const input = steppedTone([
      [0.3, -60],
      [loudS, -10],
      [2.2, -60],
    ]);
    const gains = gainOverTimeDb(input.left, take(bus, input, { thresholdDbfs: -26, ratio: 4, ...params }).left);
    const from = Math.round((0.2 + loudS) * RIG_RATE_HZ);
    return Array.from({ length: 200 }, (_, index) => [10 * index - 100, gains[from + 480 * index] ?? 0] as const);
  };
  writePlot("bus-compressor-release", {
    title: "Bus compressor: release after a loud passage, ratio 4",
    names: "bottom",
    x: { label: "ms", from: -100, to: 1900, ticks: [0, 500, 1000, 1500] },
    y: { label: "gain, dB", from: -14, to: 2, ticks: [-12, -8, -4, 0] },
    curves: [
      { label: "auto, after 50 ms", points: gainsAfter(0.05, { attackMs: 1 }) },
      { label: "auto, after 2 s", points: gainsAfter(2, { attackMs: 1 }) },
      { label: "release 300 ms", points: gainsAfter(2, { attackMs: 1, autoRelease: false, releaseMs: 300 }) },
    ],
  });
});
