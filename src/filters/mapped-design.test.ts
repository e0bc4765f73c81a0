// Mapped sections with their one correction against the analogue curves, over the whole ranges of the equalisers, at every rate.
import { describe, expect, test } from "vitest";
import { powerToDb } from "../units/decibels.ts";
import { exp, log, PI, cos, sin } from "../units/exact-math.ts";
import { seededRandom } from "../processors/contract/signals.ts";
import * as analogue from "./analogue.ts";
import { type Biquad, isStable, NEUTRAL } from "./biquad.ts";
import * as laplace from "./laplace.ts";
import { addMissing, correctionFor, mappedSection, nothingMissing } from "./mapped-design.ts";

const RATES_HZ = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000] as const;
const WIDE_HZ = [10, 100, 1000, 4000, 8000, 12_000, 16_000, 18_000, 20_000];
const WIDE_Q = [0.1, 0.3, 0.7071, 1, 2, 10, 40];
/** Half of the points evenly in octaves, half evenly in Hz. */
const GRID_HZ = Array.from({ length: 80 }, (_, index) =>
  index < 40 ? 20 * exp((index / 39) * log(1000)) : (20_000 * (index - 39)) / 41,
);

interface Turn {
  readonly c1: number;
  readonly s1: number;
  readonly c2: number;
  readonly s2: number;
}
const turns = new Map<number, readonly Turn[]>();

function turnsAt(rateHz: number): readonly Turn[] {
  const known = turns.get(rateHz);
  if (known) return known;
  const made = GRID_HZ.map((hz) => {
    const w = (2 * PI * hz) / rateHz;
    return { c1: cos(w), s1: sin(w), c2: cos(2 * w), s2: sin(2 * w) };
  });
  turns.set(rateHz, made);
  return made;
}

function power(sections: readonly Biquad[], { c1, s1, c2, s2 }: Turn): number {
  return sections.reduce((product, { b0, b1, b2, a1, a2 }) => {
    const n = (b0 + b1 * c1 + b2 * c2) ** 2 + (b1 * s1 + b2 * s2) ** 2;
    const d = (1 + a1 * c1 + a2 * c2) ** 2 + (a1 * s1 + a2 * s2) ** 2;
    return (product * n) / d;
  }, 1);
}

function worstErrorDb(asked: readonly laplace.LaplaceSection[], rateHz: number): number {
  const mapped = asked.map((one) => mappedSection(one, rateHz));
  const missing = nothingMissing();
  for (const one of mapped) addMissing(missing, one.missing);
  const sections = [correctionFor(missing), ...mapped.map(({ section }) => section)];
  expect(sections.every(isStable), JSON.stringify(asked)).toBe(true);
  let worst = 0;
  for (const [index, hz] of GRID_HZ.entries()) {
    const curve = powerToDb(asked.reduce((product, one) => product * laplace.laplacePower(one, hz), 1));
    if (curve < -40) continue;
    const error = Math.abs(powerToDb(power(sections, turnsAt(rateHz)[index] as Turn)) - curve);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

function worstOf(
  make: (hz: number, q: number, gainDb: number) => laplace.LaplaceSection[],
  rateHz: number,
  qs: number[],
  gainsDb: number[],
) {
  let worst = 0;
  for (const hz of WIDE_HZ)
    for (const q of qs) for (const gainDb of gainsDb) worst = Math.max(worst, worstErrorDb(make(hz, q, gainDb), rateHz));
  return worst;
}

test("the fractions in s are the analogue filters", () => {
  const pairs = [
    [laplace.laplacePeak(1000, -9, 2), analogue.analoguePeak(1000, -9, 2)],
    [laplace.laplaceLowShelf(1000, 9, 0.6), analogue.analogueLowShelf(1000, 9, 0.6)],
    [laplace.laplaceHighShelf(1000, -9, 0.6), analogue.analogueHighShelf(1000, -9, 0.6)],
    [laplace.laplaceLowPass(1000, 2), analogue.analogueLowPass(1000, 2)],
    [laplace.laplaceHighPass(1000, 2), analogue.analogueHighPass(1000, 2)],
    [laplace.laplaceBandPass(1000, 2), analogue.analogueBandPass(1000, 2)],
    [laplace.laplaceNotch(1000, 2), analogue.analogueNotch(1000, 2)],
  ] as const;
  for (const [one, other] of pairs)
    for (const hz of [100, 700, 990, 3000])
      expect(powerToDb(laplace.laplacePower(one, hz))).toBeCloseTo(analogue.analogueDb(other, hz), 9);
});

describe.each(RATES_HZ)("at %d Hz, frequencies 10 Hz to 20 kHz, within 0.05 dB where the curve is above -40 dB", (rateHz) => {
  test("bells up to 24 dB, Q 0.1 to 40", () => {
    expect(worstOf((hz, q, gainDb) => [laplace.laplacePeak(hz, gainDb, q)], rateHz, WIDE_Q, [-12, 3, 24])).toBeLessThan(0.05);
  });
  test("low-passes, high-passes, band-passes and notches, Q 0.1 to 40", () => {
    expect(worstOf((hz, q) => [laplace.laplaceLowPass(hz, q)], rateHz, WIDE_Q, [0])).toBeLessThan(0.05);
    expect(worstOf((hz, q) => [laplace.laplaceHighPass(hz, q)], rateHz, WIDE_Q, [0])).toBeLessThan(0.05);
    expect(worstOf((hz, q) => [laplace.laplaceBandPass(hz, q)], rateHz, WIDE_Q, [0])).toBeLessThan(0.05);
    expect(worstOf((hz, q) => [laplace.laplaceNotch(hz, q)], rateHz, WIDE_Q, [0])).toBeLessThan(0.05);
  });
  test("6 and 48 dB per octave", () => {
    const qs = [0.5098, 0.6013, 0.9, 2.5629];
    expect(worstOf((hz) => [laplace.laplaceHighPass6(hz)], rateHz, [1], [0])).toBeLessThan(0.05);
    expect(worstOf((hz) => [laplace.laplaceLowPass6(hz)], rateHz, [1], [0])).toBeLessThan(0.05);
    expect(worstOf((hz) => qs.map((q) => laplace.laplaceLowPass(hz, q)), rateHz, [1], [0])).toBeLessThan(0.05);
    expect(worstOf((hz) => qs.map((q) => laplace.laplaceHighPass(hz, q)), rateHz, [1], [0])).toBeLessThan(0.05);
  });
  test("shelves up to 24 dB, Q 0.1 to 1: within 0.1 dB", () => {
    const qs = [0.1, 0.4, 0.7071, 1];
    expect(worstOf((hz, q, gainDb) => [laplace.laplaceLowShelf(hz, gainDb, q)], rateHz, qs, [-12, 3, 24])).toBeLessThan(0.1);
    expect(worstOf((hz, q, gainDb) => [laplace.laplaceHighShelf(hz, gainDb, q)], rateHz, qs, [-12, 3, 24])).toBeLessThan(0.1);
  });
  test("eight bands together, as a mixer sets them: within 0.1 dB", () => {
    const random = seededRandom(5);
    const between = (low: number, high: number) => low * exp(random() * log(high / low));
    let worst = 0;
    for (let draw = 0; draw < 60; draw++) {
      const gain = () => 20 * random() - 10;
      const bells = Array.from({ length: 5 }, () => laplace.laplacePeak(between(60, 18_000), gain(), between(0.4, 8)));
      const asked = [
        laplace.laplaceHighPass(between(20, 400), 0.7071),
        laplace.laplaceLowShelf(between(60, 600), gain(), 0.7071),
        laplace.laplaceHighShelf(between(4000, 20_000), gain(), 0.7071),
        ...bells,
      ];
      worst = Math.max(worst, worstErrorDb(asked, rateHz));
    }
    expect(worst).toBeLessThan(0.1);
  });
});

test("a boost and its cut miss nothing together", () => {
  const missing = nothingMissing();
  for (const gainDb of [12, -12]) addMissing(missing, mappedSection(laplace.laplacePeak(15_000, gainDb, 1), 44_100).missing);
  expect(correctionFor(missing)).toBe(NEUTRAL);
});

test("low frequencies need no correction", () => {
  expect(correctionFor(mappedSection(laplace.laplacePeak(100, 12, 1), 48_000).missing)).toBe(NEUTRAL);
});
