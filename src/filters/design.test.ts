// Every design against the analogue filter it stands for, from 20 Hz to 20 kHz, where the analogue curve is above -40 dB.
import { describe, expect, test } from "vitest";
import * as analogue from "./analogue.ts";
import { type Biquad, isStable, NEUTRAL, responseAt, responseDb } from "./biquad.ts";
import { butterworthHighPass, butterworthLowPass } from "./butterworth.ts";
import { firstOrderHighShelf, firstOrderLowPass, firstOrderLowShelf } from "./first-order.ts";
import * as fitted from "./fitted-design.ts";
import { linkwitzRiley4 } from "./linkwitz-riley.ts";
import * as matched from "./matched-design.ts";
import * as rbj from "./rbj-design.ts";

const RATES_HZ = [44_100, 48_000, 96_000, 192_000] as const;

function worstErrorDb(sections: Biquad | Biquad[], prototype: analogue.AnaloguePrototype, rateHz: number): number {
  let worst = 0;
  for (let hz = 20; hz <= 20_000; hz *= 1.01) {
    const target = analogue.analogueDb(prototype, hz);
    if (target < -40) continue;
    const error = Math.abs(responseDb(sections, hz, rateHz) - target);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

/** Whole grid of one shape: the worst error at a rate, and that every section is stable. */
function worstOfGrid(
  rateHz: number,
  hzList: readonly number[],
  qList: readonly number[],
  gainsDb: readonly number[],
  design: (hz: number, gainDb: number, q: number, rateHz: number) => Biquad,
  prototype: (hz: number, gainDb: number, q: number) => analogue.AnaloguePrototype,
): number {
  let worst = 0;
  for (const hz of hzList)
    for (const q of qList)
      for (const gainDb of gainsDb) {
        const section = design(hz, gainDb, q, rateHz);
        expect(isStable(section), `${hz} Hz, ${gainDb} dB, Q ${q} at ${rateHz}`).toBe(true);
        worst = Math.max(worst, worstErrorDb(section, prototype(hz, gainDb, q), rateHz));
      }
  return worst;
}

const WIDE_HZ = [20, 63, 200, 700, 2000, 5000, 8000, 11_000, 14_000, 17_000, 20_000];
const shapes = [
  {
    name: "bell, up to 12 dB, Q 0.4-10",
    grid: (rate: number) =>
      worstOfGrid(rate, WIDE_HZ, [0.4, 0.7, 1, 2, 4, 10], [-12, -3, 6, 12], fitted.fittedPeak, analogue.analoguePeak),
    limitsDb: [0.15, 0.08, 0.05, 0.05],
  },
  {
    name: "bell, 18 dB, Q 0.3-40",
    grid: (rate: number) => worstOfGrid(rate, WIDE_HZ, [0.3, 0.5, 1, 3, 12, 40], [18], fitted.fittedPeak, analogue.analoguePeak),
    limitsDb: [0.2, 0.12, 0.05, 0.05],
  },
  {
    name: "low shelf, up to 18 dB, Q 0.4-1.2",
    grid: (rate: number) =>
      worstOfGrid(rate, WIDE_HZ, [0.4, 0.7071, 1.2], [-12, 6, 18], fitted.fittedLowShelf, analogue.analogueLowShelf),
    limitsDb: [0.1, 0.06, 0.05, 0.05],
  },
  {
    name: "high shelf, up to 18 dB, Q 0.4-1.2",
    grid: (rate: number) =>
      worstOfGrid(rate, WIDE_HZ, [0.4, 0.7071, 1.2], [-12, 6, 18], fitted.fittedHighShelf, analogue.analogueHighShelf),
    limitsDb: [0.1, 0.06, 0.05, 0.05],
  },
  {
    name: "low-pass, Q 0.5-4",
    grid: (rate: number) =>
      worstOfGrid(
        rate,
        WIDE_HZ,
        [0.5, 0.7071, 1.5, 4],
        [0],
        (hz, _, q, r) => fitted.fittedLowPass(hz, q, r),
        (hz, _, q) => analogue.analogueLowPass(hz, q),
      ),
    limitsDb: [0.2, 0.11, 0.05, 0.05],
  },
  {
    name: "high-pass up to 5 kHz, Q 0.5-4",
    grid: (rate: number) =>
      worstOfGrid(
        rate,
        [20, 63, 200, 700, 2000, 5000],
        [0.5, 0.7071, 1.5, 4],
        [0],
        (hz, _, q, r) => fitted.fittedHighPass(hz, q, r),
        (hz, _, q) => analogue.analogueHighPass(hz, q),
      ),
    limitsDb: [0.1, 0.1, 0.05, 0.05],
  },
  {
    name: "band-pass, Q 0.5-10",
    grid: (rate: number) =>
      worstOfGrid(
        rate,
        WIDE_HZ,
        [0.5, 1, 3, 10],
        [0],
        (hz, _, q, r) => fitted.fittedBandPass(hz, q, r),
        (hz, _, q) => analogue.analogueBandPass(hz, q),
      ),
    limitsDb: [0.38, 0.21, 0.1, 0.1],
  },
  {
    name: "notch up to 6 kHz, Q 5-60",
    grid: (rate: number) =>
      worstOfGrid(
        rate,
        [50, 150, 1000, 3000, 6000],
        [1, 5, 30, 60],
        [0],
        (hz, _, q, r) => fitted.fittedNotch(hz, q, r),
        (hz, _, q) => analogue.analogueNotch(hz, q),
      ),
    limitsDb: [0.1, 0.06, 0.05, 0.05],
  },
];

describe("fitted designs stay with the analogue curve", () => {
  for (const { name, grid, limitsDb } of shapes)
    RATES_HZ.forEach((rateHz, index) => {
      test(`${name}: within ${limitsDb[index]} dB at ${rateHz} Hz`, () => {
        const worst = grid(rateHz);
        expect(worst).toBeLessThan(limitsDb[index] as number);
      });
    });

  test("a cut undoes its boost, 0 dB is neutral bit for bit", () => {
    const boost = fitted.fittedPeak(9000, 9, 1, 48_000);
    const cut = fitted.fittedPeak(9000, -9, 1, 48_000);
    for (const hz of [50, 5000, 9000, 19_000]) expect(responseDb([boost, cut], hz, 48_000)).toBeCloseTo(0, 9);
    expect(fitted.fittedHighShelf(9000, 0, 1, 48_000)).toEqual(NEUTRAL);
  });
});

test("closed-form matched designs: the errors of the facts table (LP 10 k .9, HP .05, BP .8, bells .5 .3 .06 dB)", () => {
  const at = 48_000;
  expect(worstErrorDb(matched.matchedLowPass(10_000, 0.7071, at), analogue.analogueLowPass(10_000, 0.7071), at)).toBeCloseTo(
    0.9,
    1,
  );
  expect(worstErrorDb(matched.matchedHighPass(10_000, 0.7071, at), analogue.analogueHighPass(10_000, 0.7071), at)).toBeCloseTo(
    0.05,
    2,
  );
  expect(worstErrorDb(matched.matchedBandPass(10_000, 1, at), analogue.analogueBandPass(10_000, 1), at)).toBeCloseTo(0.75, 1);
  expect(worstErrorDb(matched.matchedPeak(10_000, 12, 1, at), analogue.analoguePeak(10_000, 12, 1), at)).toBeCloseTo(0.52, 2);
  expect(worstErrorDb(matched.matchedPeak(16_000, 12, 1, at), analogue.analoguePeak(16_000, 12, 1), at)).toBeCloseTo(0.32, 2);
  expect(worstErrorDb(matched.matchedPeak(12_000, 6, 4, at), analogue.analoguePeak(12_000, 6, 4), at)).toBeCloseTo(0.06, 2);
});

test("bilinear designs: exact where the transform is exact, cramped by the known amount elsewhere", () => {
  const at = 48_000;
  expect(responseDb(rbj.rbjLowPass(1000, Math.SQRT1_2, at), 1000, at)).toBeCloseTo(-3.0103, 3);
  expect(responseDb(rbj.rbjPeak(1000, 12, 1, at), 1000, at)).toBeCloseTo(12, 9);
  expect(responseDb(rbj.rbjLowShelf(1000, 12, 0.7071, at), 1000, at)).toBeCloseTo(6, 3);
  expect(responseDb(rbj.rbjHighShelf(1000, 12, 0.7071, at), 23_999, at)).toBeCloseTo(12, 3);
  expect(worstErrorDb(rbj.rbjPeak(10_000, 12, 1, at), analogue.analoguePeak(10_000, 12, 1), at)).toBeCloseTo(3.3, 1);
  for (const hz of [20, 900, 15_000]) expect(responseDb(rbj.rbjAllPass(900, 2, at), hz, at)).toBeCloseTo(0, 9);
  expect(responseDb(rbj.rbjNotch(1000, 5, at), 1000, at)).toBeLessThan(-200);
});

test("first order: -3 dB at the corner, half the gain at a shelf's corner", () => {
  expect(responseDb(firstOrderLowPass(500, 48_000), 500, 48_000)).toBeCloseTo(-3.0103, 4);
  expect(responseDb(firstOrderLowShelf(500, 8, 48_000), 500, 48_000)).toBeCloseTo(4, 6);
  expect(responseDb(firstOrderLowShelf(500, 8, 48_000), 1, 48_000)).toBeCloseTo(8, 3);
  expect(responseDb(firstOrderHighShelf(500, -8, 48_000), 23_990, 48_000)).toBeCloseTo(-8, 3);
});

describe("Butterworth of every order", () => {
  for (let order = 1; order <= 8; order++)
    test(`order ${order}: -3.01 dB at the corner, ${order * 6} dB per octave beyond`, () => {
      const high = butterworthHighPass(2000, order, 96_000);
      const low = butterworthLowPass(2000, order, 96_000);
      expect(responseDb(high, 2000, 96_000)).toBeCloseTo(-3.01, 1);
      expect(responseDb(low, 2000, 96_000)).toBeCloseTo(-3.01, 1);
      expect(responseDb(high, 125, 96_000) - responseDb(high, 62.5, 96_000)).toBeCloseTo(order * 6.02, 1);
      expect(responseDb(low, 4000, 96_000)).toBeCloseTo(-10 * Math.log10(1 + 4 ** order), 0);
    });
});

test("Linkwitz-Riley: -6.02 dB each at the crossover, and low + high is the all-pass", () => {
  const { low, high, allPass } = linkwitzRiley4(1800, 48_000);
  expect(responseDb(low, 1800, 48_000)).toBeCloseTo(-6.0206, 4);
  expect(responseDb(high, 1800, 48_000)).toBeCloseTo(-6.0206, 4);
  for (let hz = 20; hz < 24_000; hz *= 1.3) {
    const a = responseAt(low, hz, 48_000);
    const b = responseAt(high, hz, 48_000);
    const sum = responseAt(allPass, hz, 48_000);
    expect(a[0] + b[0]).toBeCloseTo(sum[0], 9);
    expect(a[1] + b[1]).toBeCloseTo(sum[1], 9);
  }
});
