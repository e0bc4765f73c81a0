// The dynamic equaliser against theory: curves at rest and moved, static curve, times, relative threshold, key; and against a plain
// TypeScript twin of its whole path. Writes the manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { laplaceHighShelf, laplaceLowShelf, laplacePeak, laplacePower, type LaplaceSection } from "../../filters/laplace.ts";
import { dbToGain, powerToDb } from "../../units/decibels.ts";
import { cos, exp, PI, sin } from "../../units/exact-math.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference, meanSquare } from "../contract/compare.ts";
import { gainsDb, impulseResponse, logFrequencies } from "../contract/response.ts";
import { RIG_RATE_HZ, take } from "../contract/rig.ts";
import { noise, richSignal, signalOf, slice, type StereoSignal } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { dynamicEq } from "./dynamic-eq.params.ts";
import { dynamicEqFactory } from "./dynamic-eq.ts";
import { dynamicEqTwin } from "./dynamic-eq.twin.ts";

const subject = { declaration: dynamicEq, create: dynamicEqFactory.create };
type Item = Record<string, string | number | boolean>;

const curves: readonly (readonly [name: string, band: Item, section: (gainDb: number) => LaplaceSection])[] = [
  ["bell 300 Hz", { hz: 300, q: 2 }, (gainDb) => laplacePeak(300, gainDb, 2)],
  ["bell 12 kHz", { hz: 12000, q: 1 }, (gainDb) => laplacePeak(12000, gainDb, 1)],
  ["low shelf", { shape: "low-shelf", hz: 150, q: 0.7 }, (gainDb) => laplaceLowShelf(150, gainDb, 0.7)],
  ["high shelf", { shape: "high-shelf", hz: 7000, q: 0.7 }, (gainDb) => laplaceHighShelf(7000, gainDb, 0.7)],
];

describe.each(curves)("%s", (_, band, section) => {
  test.each([44100, 48000, 96000])("at rest follows the analogue curve within 0.1 dB at %d Hz", (rateHz) => {
    const bands = [{ ...band, gainDb: 5, rangeDb: -10, thresholdDbfs: 0 }];
    const frequencies = logFrequencies(40);
    for (const [index, gainDb] of gainsDb(impulseResponse(subject, { bands }, rateHz, 0.2), frequencies, rateHz).entries()) {
      const expected = powerToDb(laplacePower(section(5), frequencies[index] ?? NaN));
      expect(Math.abs(gainDb - expected), `${frequencies[index]} Hz`).toBeLessThan(0.1);
    }
  });

  test("moved to the end of its range follows the analogue curve of gain and range within 0.1 dB", () => {
    const loudHz = Number(band.hz) * (band.shape === "low-shelf" ? 0.5 : band.shape === "high-shelf" ? 1.9 : 1);
    const bands = [{ ...band, gainDb: 3, rangeDb: -9, thresholdDbfs: -60, ratio: 20, attackMs: 5 }];
    for (const probeHz of [60, 240, 1000, 5000, 10500, 17000]) {
      const measured = probedGainDb({ bands }, loudHz, probeHz);
      const expected = powerToDb(laplacePower(section(-6), probeHz));
      expect(Math.abs(measured - expected), `${probeHz} Hz`).toBeLessThan(0.1);
    }
  });
});

/** Gain that a tone 50 dB below a loud one gets, by correlation over the second half of a second. */
function probedGainDb(params: ParamValues, loudHz: number, probeHz: number): number {
  const hz = Math.round(loudHz / 10) * 10 === probeHz ? loudHz + 10 : Math.round(loudHz / 10) * 10;
  const turn = (one: number, frame: number) => sin((2 * PI * ((one * frame) % RIG_RATE_HZ)) / RIG_RATE_HZ);
  const input = signalOf(RIG_RATE_HZ, (frame) => {
    const x = 0.5 * turn(hz, frame) + 0.0015 * turn(probeHz, frame);
    return [x, x];
  });
  const power = (channel: Float32Array) => {
    let [re, im] = [0, 0];
    for (let frame = RIG_RATE_HZ / 2; frame < RIG_RATE_HZ; frame++) {
      const angle = (2 * PI * ((probeHz * frame) % RIG_RATE_HZ)) / RIG_RATE_HZ;
      re += (channel[frame] ?? 0) * cos(angle);
      im += (channel[frame] ?? 0) * sin(angle);
    }
    return re * re + im * im;
  };
  return powerToDb(power(take(subject, input, params).left) / power(input.left));
}

/** Gain in dB over each 8 frames (a period of 6 kHz), held in between: the bands turn the phase while they move, so levels are compared. */
function gainOfPeriodsDb(input: Float32Array, output: Float32Array): Float64Array {
  const gains = new Float64Array(input.length);
  for (let from = 0; from + 8 <= input.length; from += 8) {
    let [before, after] = [0, 0];
    for (let frame = from; frame < from + 8; frame++) {
      before += (input[frame] ?? 0) ** 2;
      after += (output[frame] ?? 0) ** 2;
    }
    gains.fill(powerToDb(after / before), from, from + 8);
  }
  return gains;
}

/** Giannoulis, Massberg, Reiss 2012, equation 4, with a knee of 6 dB, as gain, no further than the range. */
function askedDb(level: number, thresholdDbfs: number, ratio: number, rangeDb: number): number {
  const over = level - thresholdDbfs;
  const slope = 1 - 1 / ratio;
  const gain = slope * (over < -3 ? 0 : over < 3 ? (over + 3) ** 2 / 12 : over);
  return Math.sign(rangeDb) * Math.min(gain, Math.abs(rangeDb));
}

test.each([
  [2, -12, 1000],
  [4, -18, 120],
  [20, 9, 6000],
])("static curve at ratio %d, range %d dB, %d Hz is the textbook's within 0.1 dB", (ratio, rangeDb, hz) => {
  for (let level = -47.5; level <= 0; level += 5) {
    const bands = [{ hz, q: 1, rangeDb, thresholdDbfs: -30, ratio, attackMs: 5, releaseMs: 60 }];
    const gainDb = steadyGainDb(subject, { bands }, level, hz);
    expect(Math.abs(gainDb - askedDb(level, -30, ratio, rangeDb)), `${level} dBFS in, ${gainDb} dB`).toBeLessThan(0.1);
  }
});

test.each([5, 20, 100])(
  "an attack of %d ms takes that long for two thirds (63 percent) of the way, for any step, down and up",
  (attackMs) => {
    for (const [overDb, rangeDb] of [
      [6, -20],
      [20, -20],
      [12, 12],
    ] as const) {
      const input = steppedTone(
        [
          [0.3, -70],
          [1, -40 + overDb],
        ],
        6000,
      );
      const bands = [{ hz: 6000, q: 0.7, rangeDb, thresholdDbfs: -40, ratio: 4, attackMs, releaseMs: 1000 }];
      const output = take(subject, input, { bands });
      const measured = timeConstantMs(gainOfPeriodsDb(input.left, output.left), 14400, input.left.length);
      expect(measured / attackMs, `${overDb} dB over`).toBeGreaterThan(0.85);
      expect(measured / attackMs, `${overDb} dB over`).toBeLessThan(1.15);
    }
  },
);

test.each([30, 150, 600])("a release of %d ms takes that long for two thirds (63 percent) of the way back", (releaseMs) => {
  const input = steppedTone(
    [
      [0.5, -20],
      [4, -48],
    ],
    6000,
  );
  const bands = [{ hz: 6000, q: 0.7, rangeDb: -20, thresholdDbfs: -40, ratio: 4, attackMs: 2, releaseMs }];
  const output = take(subject, input, { bands });
  const gains = gainOfPeriodsDb(input.left, output.left);
  gains.fill(gains[23999] ?? NaN, 24000, 24048); // where the filter rings on from the loud tone
  const measured = timeConstantMs(gains, 24000, input.left.length);
  expect(measured / releaseMs).toBeGreaterThan(0.85);
  expect(measured / releaseMs).toBeLessThan(1.15);
});

test("a bass note does not tremble: distortion of 60 Hz at 6 dB of reduction below -60 dB", () => {
  const bands = [{ hz: 60, q: 1, rangeDb: -12, thresholdDbfs: -14, ratio: 4, attackMs: 10, releaseMs: 100 }];
  const output = take(subject, steppedTone([[3, -6]], 60), { bands });
  expect(Math.min(...output.meterLow)).toBeLessThan(-5.5);
  expect(distortionDb(output.left, 60)).toBeLessThan(-60);
});

/** Noise with a tone that sticks out of it, at `gainDb`. */
function stickingOut(gainDb: number): StereoSignal {
  const bed = noise(96000, 0.05, 3);
  const scale = dbToGain(gainDb);
  return signalOf(96000, (frame) => {
    const x = scale * ((bed.left[frame] ?? 0) + 0.2 * sin((2 * PI * ((3000 * frame) % 48000)) / 48000));
    return [x, x];
  });
}

test("relative: what sticks out is caught by the same amount 30 dB lower; noise alone is left in peace", () => {
  const bands = [{ hz: 3000, q: 2, rangeDb: -12, thresholdDbfs: -6, ratio: 3, relative: true }];
  const gainOf = (signal: StereoSignal) =>
    powerToDb(meanSquare(slice(take(subject, signal, { bands }), 48000)) / meanSquare(slice(signal, 48000)));
  const loud = gainOf(stickingOut(0));
  expect(loud).toBeLessThan(-3);
  expect(Math.abs(gainOf(stickingOut(-30)) - loud)).toBeLessThan(0.1);
  expect(gainOf(noise(96000, 0.5, 9))).toBeGreaterThan(-0.05);
});

test("a key works the band of another signal", () => {
  const input = steppedTone([[0.5, -50]], 2500);
  const key = steppedTone([[0.5, -10]], 2500);
  const bands = [{ hz: 2500, q: 1, rangeDb: -6, thresholdDbfs: -30, ratio: 4 }];
  const output = take(subject, input, { bands }, { key });
  expect(powerToDb(meanSquare(slice(output, 12000)) / meanSquare(slice(input, 12000)))).toBeCloseTo(-6, 1);
  expect(largestDifference(take(subject, input, { bands }), input)).toBeLessThan(1e-6);
});

test("what lies outside the band does not work it: one octave off, Q 4, 16 dB", () => {
  const bands = [{ hz: 2000, q: 4, rangeDb: -12, thresholdDbfs: -30, ratio: 4 }];
  // Band-pass Q 4 an octave off: 1 / sqrt(1 + 36) = -15.7 dB, so -18 dBFS reads -33.7: below the knee.
  expect(steadyGainDb(subject, { bands }, -18, 1000)).toBeGreaterThan(-0.1);
  expect(steadyGainDb(subject, { bands }, -18, 2000)).toBeLessThan(-8.9);
});

test("a threshold that jumps is glided to; a curve that jumps is faded over and keeps its gain", () => {
  const input = steppedTone([[1, -10]], 1000);
  const band = { hz: 1000, q: 1, rangeDb: -6, thresholdDbfs: -40, ratio: 20, attackMs: 1, releaseMs: 2000 };
  const changes = [{ atFrame: 24064, params: { bands: [{ ...band, q: 2 }] } }];
  const output = take(subject, input, { bands: [band] }, { changes });
  const gains = gainOverTimeDb(input.left, output.left);
  for (let frame = 20000; frame < 48000; frame += 10) expect(Math.abs((gains[frame] ?? NaN) + 6)).toBeLessThan(0.1);
});

const twinCases: readonly Item[][] = [
  [{ hz: 3000, q: 1.5, rangeDb: -12, thresholdDbfs: -40 }],
  [
    { hz: 100, shape: "low-shelf", q: 0.7, gainDb: 3, rangeDb: -9, thresholdDbfs: -30, ratio: 10, attackMs: 1, releaseMs: 10 },
    { hz: 9000, shape: "high-shelf", q: 0.7, rangeDb: 12, thresholdDbfs: -50 },
    { hz: 15000, q: 3, gainDb: -6, rangeDb: 18, thresholdDbfs: -20, relative: true },
  ],
];

test.each(twinCases)("kernels and the TypeScript twin agree: case %#", (...given) => {
  const items = given.filter((one) => typeof one === "object");
  const { bands } = resolveParams("dynamic-eq", dynamicEq.parameters, { bands: items });
  const input = richSignal(24000, RIG_RATE_HZ);
  const decay = exp(-16 / (0.05 * RIG_RATE_HZ));
  expect(largestDifference(take(subject, input, { bands: items }), dynamicEqTwin(input, bands, RIG_RATE_HZ, decay))).toBeLessThan(
    1e-6,
  );
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 25 }, (_, index) => -60 + 2.5 * index);
  const band = { hz: 1000, q: 1, thresholdDbfs: -36, attackMs: 5, releaseMs: 60 };
  writePlot("dynamic-eq-static", {
    title: "Dynamic EQ: gain at 1 kHz, threshold −36 dBFS, range 9 dB",
    x: { label: "level in the band, dBFS", from: -60, to: 0, ticks: [-60, -48, -36, -24, -12, 0] },
    y: { label: "gain, dB", from: -12, to: 12, ticks: [-12, -9, -6, -3, 0, 3, 6, 9, 12] },
    curves: [
      ["ratio 1.5, down", 1.5, -9],
      ["ratio 4, down", 4, -9],
      ["ratio 2, up", 2, 9],
    ].map(([label, ratio, rangeDb]) => ({
      label: String(label),
      points: levels.map(
        (level) =>
          [
            level,
            steadyGainDb(subject, { bands: [{ ...band, ratio: Number(ratio), rangeDb: Number(rangeDb) }] }, level),
          ] as const,
      ),
    })),
  });
  const input = steppedTone(
    [
      [0.1, -50],
      [0.2, -12],
      [0.4, -50],
    ],
    1000,
  );
  writePlot("dynamic-eq-steps", {
    names: "bottom",
    title: "Dynamic EQ: −50 → −12 → −50 dBFS at 1 kHz, range −9 dB",
    x: { label: "ms", from: 0, to: 700, ticks: [0, 100, 300, 500, 700] },
    y: { label: "gain, dB", from: -12, to: 2, ticks: [-12, -9, -6, -3, 0] },
    curves: [
      ["attack 2, release 50 ms", 2, 50],
      ["attack 20, release 150 ms", 20, 150],
    ].map(([label, attackMs, releaseMs]) => {
      const timed = { ...band, ratio: 4, rangeDb: -9, attackMs: Number(attackMs), releaseMs: Number(releaseMs) };
      const gains = gainOverTimeDb(input.left, take(subject, input, { bands: [timed] }).left);
      return {
        label: String(label),
        points: Array.from({ length: 140 }, (_, index) => [5 * index, gains[240 * index] ?? 0] as const),
      };
    }),
  });
});
