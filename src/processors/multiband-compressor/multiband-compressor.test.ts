// The multiband compressor against theory: bands that add up to an all-pass (or to a delay), Linkwitz-Riley slopes, gain curves from
// above and below, times. Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { gainToDb, powerToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference } from "../contract/compare.ts";
import { fundamentalDbfs, nonHarmonicDb } from "../contract/partials.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { richSignal, signalOf, type StereoSignal } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { crossoversHz, multibandCompressor, multibandLatencyFrames } from "./multiband-compressor.params.ts";
import { multibandCompressorFactory } from "./multiband-compressor.ts";
import { multibandTwin } from "./multiband-compressor.twin.ts";

const multiband: Subject = { declaration: multibandCompressor, create: multibandCompressorFactory.create };
const still = Array.from({ length: 6 }, () => ({ ratio: 1 }));
const grid = Array.from({ length: 61 }, (_, index) => 20 * 1000 ** (index / 60));

function paramsOf(given: ParamValues) {
  return resolveParams("multiband-compressor", multibandCompressor.parameters, given);
}

/** Complex response at some Hz, from an impulse of 32768 frames. */
function responseOf(params: ParamValues): (hz: number) => readonly [re: number, im: number] {
  const impulse = take(
    multiband,
    signalOf(32768, (frame) => (frame === 0 ? [1, 0] : [0, 0])),
    params,
  ).left;
  return (hz) => {
    const [turnRe, turnIm] = [Math.cos((2 * Math.PI * hz) / RIG_RATE_HZ), -Math.sin((2 * Math.PI * hz) / RIG_RATE_HZ)];
    let [re, im, x, y] = [0, 0, 1, 0];
    for (const sample of impulse) {
      re += sample * x;
      im += sample * y;
      [x, y] = [x * turnRe - y * turnIm, x * turnIm + y * turnRe];
    }
    return [re, im];
  };
}

const magnitudeDb = ([re, im]: readonly [number, number]) => powerToDb(re * re + im * im);

/** What a fourth-order Linkwitz-Riley pair adds up to, bilinear: (s^2 - sqrt2 s + 1) / (s^2 + sqrt2 s + 1). */
function allPass(hz: number, crossoverHz: number): readonly [number, number] {
  const w = Math.tan((Math.PI * hz) / RIG_RATE_HZ) / Math.tan((Math.PI * crossoverHz) / RIG_RATE_HZ);
  const half = Math.atan2(Math.SQRT2 * w, 1 - w * w);
  return [Math.cos(-2 * half), Math.sin(-2 * half)];
}

test.each(["3", "4", "5", "6"])(
  "%s bands at rest add up to the crossovers' all-pass: flat within 0.01 dB, null below -100 dB",
  (bandCount) => {
    const response = responseOf({ bandCount, bands: still });
    for (const hz of grid) {
      const [re, im] = response(hz);
      const [x, y] = crossoversHz(paramsOf({ bandCount }), RIG_RATE_HZ)
        .map((crossoverHz) => allPass(hz, crossoverHz))
        .reduce(([a, b], [c, d]) => [a * c - b * d, a * d + b * c]);
      expect(Math.abs(magnitudeDb([re, im])), `${hz} Hz`).toBeLessThan(0.01);
      expect(gainToDb(Math.hypot(re - x, im - y)), `${hz} Hz`).toBeLessThan(-100);
    }
  },
);

test.each(["3", "4", "5", "6"])("%s bands at rest, linear phase: the input, delayed, within -120 dB", (bandCount) => {
  const params = { bandCount, phase: "linear", bands: still };
  const input = richSignal(24000, RIG_RATE_HZ);
  const delay = multibandLatencyFrames(paramsOf(params), RIG_RATE_HZ);
  const output = take(multiband, input, params);
  const late = { left: output.left.subarray(delay), right: output.right.subarray(delay) };
  expect(largestDifference(late, input)).toBeLessThan(1e-6);
});

/** Bands of four with one heard. */
const soloed = (heard: number) => still.map((band, index) => ({ ...band, solo: index === heard }));

test.each(["minimum", "linear"])("%s phase: a band is 6 dB down at its edges and falls by 24 dB per octave", (phase) => {
  const edges = [200, 1600];
  const params = { bandCount: "3", phase, crossover1Hz: 200, crossover2Hz: 1600 };
  const bands = [0, 1, 2].map((heard) => responseOf({ ...params, bands: soloed(heard) }));
  const db = (band: number, hz: number) => magnitudeDb(bands[band]?.(hz) ?? [NaN, NaN]);
  for (const [index, hz] of edges.entries()) {
    expect(db(index, hz)).toBeCloseTo(-6.02, 1);
    expect(db(index + 1, hz)).toBeCloseTo(-6.02, 1);
  }
  expect(db(0, 400) - db(0, 800)).toBeCloseTo(23.85, 0);
  expect(db(1, 100) - db(1, 50)).toBeCloseTo(23.85, 0);
  expect(db(1, 560)).toBeGreaterThan(-0.3);
  expect(db(2, 800) - db(2, 400)).toBeCloseTo(23.85, 0);
});

test("half a mix of bands at rest combs nothing", () => {
  const response = responseOf({ mixPercent: 50, bands: still });
  for (const hz of grid) expect(Math.abs(magnitudeDb(response(hz))), `${hz} Hz`).toBeLessThan(0.01);
});

/** One wide band around the tone: 80 Hz to 16 kHz. */
const wide = (band: Record<string, number>) => ({
  bandCount: "3",
  crossover1Hz: 40,
  crossover2Hz: 16000,
  bands: [{ ratio: 1 }, band, { ratio: 1 }],
});

function expectedGainDb(x: number, band: Record<string, number>): number {
  const { thresholdDbfs = -24, ratio = 2, kneeDb = 6, upThresholdDbfs = -45, upRatio = 1, rangeDb = 12 } = band;
  const excess = (over: number) => (2 * over < -kneeDb ? 0 : 2 * over <= kneeDb ? (over + kneeDb / 2) ** 2 / (2 * kneeDb) : over);
  const down = (1 - 1 / ratio) * excess(x - thresholdDbfs);
  return Math.min(rangeDb, (1 - 1 / upRatio) * excess(upThresholdDbfs - x)) - down;
}

test.each([
  { thresholdDbfs: -24, ratio: 4, kneeDb: 0.001 },
  { thresholdDbfs: -30, ratio: 66, kneeDb: 6 },
  { thresholdDbfs: -20, ratio: 2, kneeDb: 12, upThresholdDbfs: -40, upRatio: 4.17, rangeDb: 36 },
  { ratio: 1, kneeDb: 3, upThresholdDbfs: -30, upRatio: 3, rangeDb: 8 },
])("static curve %j is the textbook's, from above and below", (band) => {
  for (let level = -58; level <= 0; level += 6.5) {
    const measured = steadyGainDb(multiband, wide({ ...band, attackMs: 2, releaseMs: 20 }), level, 800);
    const expected = expectedGainDb(level, band);
    expect(Math.abs(measured - expected), `${level} dBFS: ${measured} instead of ${expected} dB`).toBeLessThan(0.1);
  }
});

/** Gain over time against the same bands at rest, whose sum is an all-pass. */
function gainAgainstRest(input: StereoSignal, band: Record<string, number>, side: "left" | "right" = "left"): Float64Array {
  return gainOverTimeDb(take(multiband, input, wide({ ratio: 1 }))[side], take(multiband, input, wide(band))[side]);
}

test.each([1, 10, 80])("attack %d ms takes that long for 63 in 100 of the way, for small and large steps", (attackMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.3, -60],
      [0.6, -30 + overDb],
    ]);
    const gains = gainAgainstRest(input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs, releaseMs: 500 });
    const measured = timeConstantMs(gains, 14400, input.left.length);
    expect(Math.abs(measured - attackMs), `${overDb} dB over: ${measured} ms`).toBeLessThan(0.1 * attackMs + 0.12);
  }
});

test.each([50, 200, 1000])("release %d ms takes that long for 63 in 100 of the way, hold and fall apart", (releaseMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -30 + overDb],
      [6 * (releaseMs / 1000) + 0.1, -42],
    ]);
    const gains = gainAgainstRest(input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs: 5, releaseMs });
    const measured = timeConstantMs(gains, 24000, input.left.length);
    const holdMs = Math.min(10, releaseMs / 10);
    const apart = holdMs + (overDb * holdMs) / 20; // held, then 20 dB in as long a time down to the threshold, of which part is already release
    expect(measured, `${overDb} dB over`).toBeGreaterThan(0.95 * releaseMs + 0.9 * holdMs);
    expect(measured, `${overDb} dB over`).toBeLessThan(1.05 * releaseMs + apart);
  }
});

test.each([10, 30])("release %d ms takes that long, hold and fall included, within 15 in 100", (releaseMs) => {
  for (const overDb of [6, 12, 24]) {
    const input = steppedTone([
      [0.5, -30 + overDb],
      [0.6, -42],
    ]);
    const gains = gainAgainstRest(input, { thresholdDbfs: -30, ratio: 4, kneeDb: 0, attackMs: 5, releaseMs });
    const measured = timeConstantMs(gains, 24000, input.left.length);
    expect(Math.abs(measured / releaseMs - 1), `${overDb} dB over: ${measured} ms`).toBeLessThan(0.15);
  }
});

test.each([6001, 8001, 9001, 12001])(
  "beside a tone at %d Hz, whose crests fall between the samples, the gain adds nothing",
  (hz) => {
    const band = { thresholdDbfs: -30, ratio: 4 };
    for (const phase of ["minimum", "linear"])
      for (const times of [{}, { attackMs: 0.5, releaseMs: 10 }]) {
        const params = { phase, bands: Array.from({ length: 6 }, () => ({ ...band, ...times })) };
        const output = take(multiband, steppedTone([[2, -10]], hz), params);
        expect(nonHarmonicDb(output.left, hz), `${phase}, ${JSON.stringify(times)}`).toBeLessThan(-70);
      }
  },
);

test("a loud bass leaves the treble alone", () => {
  const [bass, treble] = [steppedTone([[1.2, -6]], 60).left, steppedTone([[1.2, -30]], 9000).left];
  const mixed = Float32Array.from(bass, (x, frame) => x + (treble[frame] ?? 0));
  const bands = [{ thresholdDbfs: -24, ratio: 8 }, {}, {}, {}];
  const output = take(multiband, { left: mixed, right: mixed }, { bands });
  expect(fundamentalDbfs(output.left, 60)).toBeLessThan(-18);
  expect(fundamentalDbfs(output.left, 9000)).toBeCloseTo(-30, 1);
  expect(output.meterLow[0]).toBeLessThan(-13);
  expect(output.meterLow[3]).toBeCloseTo(0, 2);
});

test("both channels of a band move together, by the louder one", () => {
  const input = { left: steppedTone([[0.6, -6]]).left, right: steppedTone([[0.6, -46]]).right };
  const band = { thresholdDbfs: -30, ratio: 4, kneeDb: 0 };
  const [left, right] = [gainAgainstRest(input, band).at(-1) ?? NaN, gainAgainstRest(input, band, "right").at(-1) ?? NaN];
  expect(left).toBeLessThan(-17);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
});

test("a bypassed band keeps its level, makeup and all", () => {
  const band = { thresholdDbfs: -40, ratio: 8, makeupDb: 12 };
  const gainDb = (bypass: boolean) => {
    const params = { ...wide({}), bands: [{ ratio: 1 }, { ...band, bypass }, { ratio: 1 }] };
    return steadyGainDb(multiband, params, -20, 800);
  };
  expect(gainDb(true)).toBeCloseTo(0, 2);
  expect(Math.abs(gainDb(false))).toBeGreaterThan(3);
});

test("a 50 Hz tone at 6 dB of reduction stays cleaner than -40 dB; a 1 kHz tone has nothing beside harmonics", () => {
  const params = { bands: [{ thresholdDbfs: -14, ratio: 4, kneeDb: 0, attackMs: 10, releaseMs: 100 }] };
  const output = take(multiband, steppedTone([[4, -6]], 50), params);
  expect(output.meterLow[0]).toBeLessThan(-5.7);
  expect(distortionDb(output.left, 50)).toBeLessThan(-40);
  const tone = take(multiband, steppedTone([[3, -6]], 1000), { bands: [{}, { thresholdDbfs: -14, ratio: 4 }, {}, {}] });
  expect(nonHarmonicDb(tone.left, 1000)).toBeLessThan(-70);
});

test("crossovers are put in order and kept apart, at every rate", () => {
  const given = paramsOf({
    bandCount: "6",
    crossover1Hz: 9000,
    crossover2Hz: 100,
    crossover3Hz: 100,
    crossover4Hz: 16000,
    crossover5Hz: 16000,
  });
  for (const rateHz of [44100, 48000, 192000]) {
    const used = crossoversHz(given, rateHz);
    expect(used[0]).toBe(100);
    used.slice(1).forEach((hz, index) => expect(hz / (used[index] ?? NaN)).toBeGreaterThan(1.2499));
    expect(used[4]).toBeLessThan(0.46 * rateHz);
  }
});

const twinCases: ParamValues[] = [
  {},
  multibandCompressor.presets.find(({ name }) => name === "Over the top")?.params ?? {},
  {
    bandCount: "6",
    mixPercent: 60,
    bands: [{ makeupDb: 6, kneeDb: 0 }, { solo: true, ratio: 20 }, {}, { solo: true }, { solo: true, bypass: true }],
  },
  { bandCount: "3", phase: "linear", crossover1Hz: 400, crossover2Hz: 2500, bands: [{ thresholdDbfs: -40, upRatio: 3 }] },
];

test.each(twinCases)("kernel and the TypeScript twin agree, case %#", (params) => {
  const input = richSignal(12000, RIG_RATE_HZ);
  expect(largestDifference(take(multiband, input, params), multibandTwin(input, params, RIG_RATE_HZ))).toBeLessThan(2e-5);
});

test("writes the manual's plots", () => {
  const ticks = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
  const curve = (params: ParamValues) => {
    const response = responseOf(params);
    return grid.map((hz) => [hz, magnitudeDb(response(hz))] as const);
  };
  writePlot("multiband-compressor-bands", {
    title: "Multiband compressor: four bands and their sum, at rest",
    names: "bottom",
    x: { label: "Hz", from: 20, to: 20000, ticks, log: true },
    y: { label: "dB", from: -48, to: 6, ticks: [-48, -36, -24, -12, 0] },
    curves: [
      { label: "sum", points: curve({ bands: still }) },
      ...[0, 1, 2, 3].map((heard) => ({ label: `band ${heard + 1}`, points: curve({ bands: soloed(heard) }) })),
    ],
  });
  const overTheTop = {
    thresholdDbfs: -30,
    ratio: 66,
    kneeDb: 3,
    upThresholdDbfs: -41,
    upRatio: 4.17,
    rangeDb: 20,
    attackMs: 2,
    releaseMs: 20,
  };
  const levels = Array.from({ length: 41 }, (_, index) => -80 + 2 * index);
  writePlot("multiband-compressor-static", {
    title: "Multiband compressor: one band's static curve",
    x: { label: "input, dBFS", from: -80, to: 0, ticks: [-80, -60, -40, -20, 0] },
    y: { label: "output, dBFS", from: -80, to: 0, ticks: [-80, -60, -40, -20, 0] },
    curves: [
      {
        label: "as in “Over the top”",
        points: levels.map((x) => [x, x + steadyGainDb(multiband, wide(overTheTop), x, 800)] as const),
      },
      { label: "defaults", points: levels.map((x) => [x, x + steadyGainDb(multiband, wide({}), x, 800)] as const) },
    ],
  });
});
