// The equaliser against the analogue curves, measured through its sound; what must cancel cancels; jumps do not burst.
// Writes the manual's plot.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import {
  analogueBandPass,
  analogueDb,
  analogueHighPass,
  analogueHighShelf,
  analogueLowPass,
  analogueLowShelf,
  analogueNotch,
  analoguePeak,
} from "../../filters/analogue.ts";
import { butterworthQs } from "../../filters/butterworth.ts";
import { powerToDb } from "../../units/decibels.ts";
import { cos, exp, log, PI, sin } from "../../units/exact-math.ts";
import { largestDifference, largestKink, samplePeak } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, richSignal, signalOf, tone } from "../contract/signals.ts";
import { parametricEq } from "./parametric-eq.params.ts";
import { parametricEqFactory } from "./parametric-eq.ts";

const subject = { declaration: parametricEq, create: parametricEqFactory.create };

type Item = Record<string, string | number | boolean>;
type Curve = (hz: number) => number;

const FREQUENCIES = Array.from({ length: 40 }, (_, index) => 20 * exp((index / 39) * log(1000)));

/** Gain in dB at each frequency, by the transform of the impulse response (0.5 s of it). */
function measuredDb(bands: readonly Item[], sampleRateHz: number, frequencies = FREQUENCIES): number[] {
  const frames = sampleRateHz / 2;
  const input = signalOf(frames, (frame) => (frame === 0 ? [1, 1] : [0, 0]));
  const { left } = take(subject, input, { bands }, { sampleRateHz });
  return frequencies.map((hz) => {
    const turn = (2 * PI * hz) / sampleRateHz;
    const [stepRe, stepIm] = [cos(turn), -sin(turn)];
    let [re, im, sumRe, sumIm] = [1, 0, 0, 0];
    for (const sample of left) {
      sumRe += sample * re;
      sumIm += sample * im;
      [re, im] = [re * stepRe - im * stepIm, re * stepIm + im * stepRe];
    }
    return powerToDb(sumRe * sumRe + sumIm * sumIm);
  });
}

function worstErrorDb(bands: readonly Item[], curve: Curve, sampleRateHz: number): number {
  const measured = measuredDb(bands, sampleRateHz);
  return FREQUENCIES.reduce((worst, hz, index) => {
    const expected = curve(hz);
    return expected < -40 ? worst : Math.max(worst, Math.abs((measured[index] ?? NaN) - expected));
  }, 0);
}

const shapes: readonly (readonly [name: string, band: Item, curve: Curve])[] = [
  ["bell 100 Hz", { hz: 100, gainDb: 6, q: 1 }, (hz) => analogueDb(analoguePeak(100, 6, 1), hz)],
  ["bell 10 kHz, wide", { hz: 10000, gainDb: 12, q: 0.7 }, (hz) => analogueDb(analoguePeak(10000, 12, 0.7), hz)],
  ["cut 16 kHz", { hz: 16000, gainDb: -12, q: 1 }, (hz) => analogueDb(analoguePeak(16000, -12, 1), hz)],
  ["low shelf", { shape: "low-shelf", hz: 120, gainDb: 9, q: 0.7 }, (hz) => analogueDb(analogueLowShelf(120, 9, 0.7), hz)],
  ["high shelf", { shape: "high-shelf", hz: 8000, gainDb: 9, q: 0.7 }, (hz) => analogueDb(analogueHighShelf(8000, 9, 0.7), hz)],
  ["high-pass", { shape: "high-pass", hz: 80, q: 0.7071 }, (hz) => analogueDb(analogueHighPass(80, 0.7071), hz)],
  ["low-pass", { shape: "low-pass", hz: 9000, q: 1 }, (hz) => analogueDb(analogueLowPass(9000, 1), hz)],
  ["notch", { shape: "notch", hz: 1000, q: 2 }, (hz) => analogueDb(analogueNotch(1000, 2), hz)],
  ["band-pass", { shape: "band-pass", hz: 1000, q: 1 }, (hz) => analogueDb(analogueBandPass(1000, 1), hz)],
];

describe.each(shapes)("%s", (_, band, curve) => {
  test.each([44100, 48000, 96000, 192000] as const)(
    "follows the analogue curve within 0.05 dB from 20 Hz to 20 kHz at %d Hz",
    (sampleRateHz) => {
      expect(worstErrorDb([band], curve, sampleRateHz)).toBeLessThan(0.05);
    },
  );
});

/** Butterworth of any order: |H|^2 = 1 / (1 + x^2n). */
const butterworthDb = (share: number, order: number) => {
  let power = 1;
  for (let step = 0; step < 2 * order; step++) power *= share;
  return -powerToDb(1 + power);
};

test.each([6, 12, 18, 24, 30, 36, 42, 48])("slopes of %d dB per octave are Butterworth's, both ways", (slopeDbPerOctave) => {
  const order = slopeDbPerOctave / 6;
  const flat = { q: Math.SQRT1_2, slopeDbPerOctave };
  expect(worstErrorDb([{ shape: "high-pass", hz: 200, ...flat }], (hz) => butterworthDb(200 / hz, order), 48000)).toBeLessThan(
    0.05,
  );
  expect(worstErrorDb([{ shape: "low-pass", hz: 4000, ...flat }], (hz) => butterworthDb(hz / 4000, order), 48000)).toBeLessThan(
    0.05,
  );
});

test("Q lifts the bend of a steep slope by its ratio to 0.7071", () => {
  const [at] = measuredDb([{ shape: "high-pass", hz: 1000, q: Math.SQRT2, slopeDbPerOctave: 24 }], 48000, [1000]);
  expect(butterworthQs(4)).toHaveLength(2);
  expect(at).toBeCloseTo(-3.01 + 6.02, 1);
});

test("bands add up in dB", () => {
  const bands: Item[] = [
    { shape: "high-pass", hz: 60, slopeDbPerOctave: 24 },
    { shape: "low-shelf", hz: 150, gainDb: -3 },
    { hz: 400, gainDb: -4, q: 1.4 },
    { hz: 2500, gainDb: 5, q: 2 },
    { shape: "high-shelf", hz: 9000, gainDb: 4 },
    { shape: "notch", hz: 50, q: 3 },
  ];
  const together = measuredDb(bands, 48000);
  const alone = bands.map((band) => measuredDb([band], 48000));
  together.forEach((gainDb, index) => {
    const sum = alone.reduce((total, one) => total + (one[index] ?? NaN), 0);
    if (sum > -40) expect(gainDb).toBeCloseTo(sum, 3);
  });
});

test("an all-pass turns the phase at its centre by half a turn and leaves the level alone", () => {
  const band = { shape: "all-pass", hz: 2000, q: 1.4 };
  for (const gainDb of measuredDb([band], 48000)) expect(Math.abs(gainDb)).toBeLessThan(1e-4);
  const input = tone(24000, 48000, 2000, 0.5);
  const output = take(subject, input, { bands: [band] });
  const sum = { left: input.left.map((x, frame) => x + (output.left[frame] ?? 0)), right: input.right };
  expect(samplePeak({ left: sum.left, right: sum.left }, 12000)).toBeLessThan(0.02);
});

test("bands without gain or switched off leave every bit alone", () => {
  const input = richSignal(12000, 48000);
  const bands = [{ gainDb: 0 }, { shape: "low-shelf", gainDb: 0 }, { shape: "high-pass", hz: 500, enabled: false }];
  expect(largestDifference(take(subject, input, { bands }), input)).toBe(0);
});

test("a boost and the same cut cancel", () => {
  const input = noise(24000, 0.5, 4);
  const bands = [
    { hz: 3000, gainDb: 12, q: 2 },
    { hz: 3000, gainDb: -12, q: 2 },
  ];
  expect(largestDifference(take(subject, input, { bands }), input)).toBeLessThan(1e-6);
});

describe("jumps", () => {
  const input = tone(28800, 48000, 220, 0.2, 0.1);
  const loudestAfter = (before: Item[], after: Item[]) =>
    samplePeak(take(subject, input, { bands: before }, { changes: [{ atFrame: 9600, params: { bands: after } }] }), 9600);

  // Gliding from these coefficients to none in a straight line was 56 times as loud as either.
  test("switching off a resonant low-pass does not burst", () => {
    const band = { shape: "low-pass", hz: 198, q: 13.8, slopeDbPerOctave: 36 };
    const before = samplePeak(take(subject, input, { bands: [band] }), 4800, 9600);
    expect(loudestAfter([band], [{ ...band, enabled: false }])).toBeLessThan(1.2 * Math.max(before, 0.3));
  });

  test("a low-pass sent from 20 kHz to 10 Hz does not burst", () => {
    expect(loudestAfter([{ shape: "low-pass", hz: 20000 }], [{ shape: "low-pass", hz: 10 }])).toBeLessThan(0.33);
  });

  test.each([
    ["at once", 1],
    ["turned up in small moves", 8],
  ])("bands that come while sound runs end as if they had always been there: %s", (_, moves) => {
    const bands = (share: number): Item[] => [
      { hz: 300, gainDb: 9 * share, q: 1 },
      { hz: 900, gainDb: -9 * share, q: 1 },
      { hz: 2000, gainDb: 9 * share, q: 1 },
      { shape: "high-pass", hz: 500, slopeDbPerOctave: 24, enabled: moves === 1 },
    ];
    const changes = Array.from({ length: moves }, (_, move) => ({
      atFrame: (40 + 8 * move) * 128,
      params: { bands: bands((move + 1) / moves) },
    }));
    const moved = take(subject, input, { bands: moves === 1 ? [] : bands(0) }, { changes });
    expect(largestDifference(moved, take(subject, input, { bands: bands(1) }), 24000)).toBeLessThan(1e-6);
  });

  test("changes that come faster than a fade end at the last of them", () => {
    const changes = [40, 41, 42, 43, 44].map((block) => ({
      atFrame: block * 128,
      params: { bands: [{ hz: 200 * (block - 39), gainDb: 6, q: 1 }] },
    }));
    const moved = take(subject, input, { bands: [{ hz: 8000, gainDb: -9 }] }, { changes });
    const settled = take(subject, input, { bands: [{ hz: 1000, gainDb: 6, q: 1 }] });
    expect(largestDifference(moved, settled, 20000)).toBeLessThan(1e-6);
  });
});

test("a sweep by automation, a design for every block, leaves no kinks and goes no higher than its gain", () => {
  const sung = tone(96000, 48000, 220, 0.2, 0.1);
  const changes = Array.from({ length: 740 }, (_, block) => ({
    atFrame: (block + 5) * 128,
    params: {
      bands: [
        { hz: 60 * exp((block / 739) * log(300)), gainDb: 9, q: 2 },
        { shape: "high-pass", hz: 30 + block / 8 },
      ],
    },
  }));
  const swept = take(
    subject,
    sung,
    {
      bands: [
        { hz: 60, gainDb: 9, q: 2 },
        { shape: "high-pass", hz: 30 },
      ],
    },
    { changes },
  );
  expect(samplePeak(swept)).toBeLessThan(0.2 * 2.82 + 0.1);
  expect(largestKink(swept, 4800, 96000)).toBeLessThan(1e-4); // -80 dBFS; a hard step of the level leaves 0.2 and more
});

test("writes the manual's plot", () => {
  const frequencies = Array.from({ length: 120 }, (_, index) => 20 * exp((index / 119) * log(1000)));
  const curve = (label: string, band: Item) => ({
    label,
    points: measuredDb([band], 48000, frequencies).map((gainDb, index) => [frequencies[index] ?? 0, gainDb] as const),
  });
  writePlot("parametric-eq-shapes", {
    title: "Parametric EQ: shapes, measured at 48 kHz",
    names: "bottom",
    x: { label: "Hz", from: 20, to: 20000, ticks: [20, 100, 1000, 10000, 20000], log: true },
    y: { label: "gain, dB", from: -18, to: 12, ticks: [-18, -12, -6, 0, 6, 12] },
    curves: [
      curve("bell 400 Hz +9, Q 1", { hz: 400, gainDb: 9, q: 1 }),
      curve("bell 15 kHz −9, Q 1", { hz: 15000, gainDb: -9, q: 1 }),
      curve("low shelf 100 Hz −6", { shape: "low-shelf", hz: 100, gainDb: -6 }),
      curve("high shelf 6 kHz +6", { shape: "high-shelf", hz: 6000, gainDb: 6 }),
      curve("high-pass 40 Hz, 24 dB/oct", { shape: "high-pass", hz: 40, slopeDbPerOctave: 24 }),
      curve("notch 2 kHz, Q 3", { shape: "notch", hz: 2000, q: 3 }),
    ],
  });
});
