// The American proportional-Q equaliser against its law of bandwidth (worked out here anew), its figures and theory. Writes
// the manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { analogueDb, deskEqMeter, plotDeskHarmonics } from "../../../test/processors/desk-eq-meter.ts";
import { dbAt, farthest, sumDb } from "../../../test/processors/judges.ts";
import { consoleEq550 } from "./console-eq-550.params.ts";

const meter = deskEqMeter(consoleEq550);
const RATES_HZ = [44100, 48000, 96000, 192000] as const;
const OUT = { eqIn: false };
const LOWS = ["50", "100", "200", "300", "400"] as const;
const MIDS = ["400", "800", "1500", "3000", "5000"] as const;
const HIGHS = ["5000", "7000", "10000", "12500", "15000"] as const;

/** 3 octaves at 2 dB, a third of that 10 dB higher. */
const lawOctaves = (gainDb: number) => 3 * (1 / 3) ** ((Math.abs(gainDb) - 2) / 10);

function bellTarget(hz: number, gainDb: number) {
  const a = 10 ** (gainDb / 40);
  const q = 1 / (2 * Math.sinh((Math.LN2 / 2) * lawOctaves(gainDb)));
  return analogueDb(hz, [1, a / q, 1], [1, 1 / (a * q), 1]);
}

function shelfTarget(hz: number, gainDb: number, side: "low" | "high") {
  const a = 10 ** (gainDb / 40);
  return side === "low" ? analogueDb(hz, [a, 1], [1 / a, 1]) : analogueDb(hz, [1, a], [1, 1 / a]);
}

describe.each(RATES_HZ)("curves at %d Hz are the analogue ones within 0.2 dB up to 20 kHz", (rateHz) => {
  const gains = rateHz === 48000 ? [12, 6, 2, -9] : [12, -4];

  test.each(LOWS)("low %s Hz", (lowHz) => {
    for (const lowGainDb of gains) {
      expect(meter.worstErrorDb({ lowHz, lowGainDb }, bellTarget(Number(lowHz), lowGainDb), rateHz)).toBeLessThan(0.1);
      const shelf = { lowHz, lowGainDb, lowShape: "shelf" };
      expect(meter.worstErrorDb(shelf, shelfTarget(Number(lowHz), lowGainDb, "low"), rateHz)).toBeLessThan(0.1);
    }
  });

  test.each(MIDS)("mid %s Hz", (midHz) => {
    for (const midGainDb of gains)
      expect(meter.worstErrorDb({ midHz, midGainDb }, bellTarget(Number(midHz), midGainDb), rateHz)).toBeLessThan(0.1);
  });

  test.each(HIGHS)("high %s Hz", (highHz) => {
    for (const highGainDb of gains) {
      expect(meter.worstErrorDb({ highHz, highGainDb }, bellTarget(Number(highHz), highGainDb), rateHz)).toBeLessThan(0.2);
      const shelf = { highHz, highGainDb, highShape: "shelf" };
      expect(meter.worstErrorDb(shelf, shelfTarget(Number(highHz), highGainDb, "high"), rateHz)).toBeLessThan(0.2);
    }
  });

  test("band-pass 50 Hz to 15 kHz, 12 dB per octave", () => {
    const low = analogueDb(50, [0, 0, 1], [1, Math.SQRT2, 1]);
    const high = analogueDb(15000, [1], [1, Math.SQRT2, 1]);
    expect(meter.worstErrorDb({ bandPass: true }, (hz) => low(hz) + high(hz), rateHz)).toBeLessThan(0.2);
  });
});

test("bandwidth: 3 octaves at 2 dB, 1 octave at 12 dB, equal ratios between, boost and cut alike", () => {
  for (const [gainDb, octaves] of [
    [2, 3],
    [4, 2.408],
    [6, 1.933],
    [9, 1.39],
    [12, 1],
  ] as const) {
    const [boost, cut] = [gainDb, -gainDb].map((midGainDb) => meter.widthOctaves({ midHz: "1500", midGainDb }));
    expect(Math.abs(boost! - octaves)).toBeLessThan(0.02);
    expect(Math.abs(cut! - octaves)).toBeLessThan(0.02);
  }
});

test("a boost and the same cut are flat together within 0.1 dB", () => {
  const pairs = [
    ...LOWS.map((lowHz) => ({ lowHz, lowGainDb: 12 })),
    { lowHz: "100", lowGainDb: 9, lowShape: "shelf" },
    ...MIDS.map((midHz) => ({ midHz, midGainDb: 5.5 })),
    ...HIGHS.map((highHz) => ({ highHz, highGainDb: 9 })),
    { highHz: "5000", highGainDb: 12, highShape: "shelf" },
  ];
  for (const boost of pairs) {
    const cut = Object.fromEntries(
      Object.entries(boost).map(([name, value]) => [name, typeof value === "number" ? -value : value]),
    );
    const down = meter.curve(cut);
    expect(farthest(meter.curve(boost).map(([, db], index) => db + down[index]![1]))).toBeLessThan(0.1);
  }
});

test("two bands at +6 on one frequency are wider than one at +12", () => {
  const two = meter.curve({ midHz: "5000", midGainDb: 6, highHz: "5000", highGainDb: 6 });
  const one = meter.curve({ midHz: "5000", midGainDb: 12 });
  expect(Math.abs(dbAt(two, 5000) - dbAt(one, 5000))).toBeLessThan(0.1);
  expect(dbAt(two, 2500) - dbAt(one, 2500)).toBeGreaterThan(2);
});

describe("output stage", () => {
  test("0.01 to 0.05 % at 1 kHz from +4 to +10 dBu, 0.05 to 0.3 % at 50 Hz", () => {
    for (const dbfs of [-18, -15, -12]) {
      const [middle, low] = [meter.thdPercent(OUT, 1000, dbfs), meter.thdPercent(OUT, 50, dbfs)];
      expect(middle).toBeGreaterThan(0.01);
      expect(middle).toBeLessThan(0.05);
      expect(low).toBeGreaterThan(0.05);
      expect(low).toBeLessThan(0.3);
    }
  });

  test.each([
    [-18, 0],
    [-6, 0],
    [-6, 12],
  ])("third over second harmonic at 1 kHz and 50 Hz, more of it in the lows: %d dBFS, %d dB of drive", (dbfs, driveDb) => {
    const middle = meter.harmonics({ ...OUT, driveDb }, 1000, dbfs);
    const low = meter.harmonics({ ...OUT, driveDb }, 50, dbfs);
    expect(middle[1]! - middle[0]!).toBeGreaterThan(3);
    expect(low[1]! - low[0]!).toBeGreaterThan(6);
    expect(sumDb(low) - sumDb(middle)).toBeGreaterThan(1.5);
  });

  test("flat within 0.5 dB from 20 Hz to 20 kHz with the bands out, a little lift in the lows", () => {
    for (const rateHz of RATES_HZ) {
      const points = meter.curve({ ...OUT, colourPercent: 100 }, rateHz);
      expect(farthest(points.map(([, db]) => db))).toBeLessThan(0.5);
      const [highest] = points.reduce((best, point) => (point[1] > best[1] ? point : best));
      expect(highest).toBeGreaterThan(25);
      expect(highest).toBeLessThan(60);
    }
  });

  test.each([
    [5000, -6, 0],
    [5000, -6, 12],
    [10000, -6, 0],
  ])("aliases of %i Hz at %i dBFS with %i dB of drive stay below -90 dB", (hz, dbfs, driveDb) => {
    for (const rateHz of [44100, 48000]) expect(meter.aliasesDb({ ...OUT, driveDb }, hz, dbfs, rateHz)).toBeLessThan(-90);
  });
});

test("plots of the manual", () => {
  const axis = {
    x: { label: "Hz", from: 20, to: 20000, ticks: [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000], log: true },
    y: { label: "dB", from: -14, to: 14, ticks: [-12, -9, -6, -4, -2, 0, 2, 4, 6, 9, 12] },
  };
  const line = (label: string, params: Parameters<typeof meter.curve>[0]) => {
    const points = meter.curve(params);
    let last = 0;
    return { label, points: points.filter(([hz]) => hz > last * 1.03 && (last = hz) > 0) };
  };
  writePlot("console-eq-550-mid", {
    title: "Mid at 1.5 kHz: proportional Q",
    ...axis,
    curves: [12, 9, 6, 4, 2, -12].map((midGainDb) => line(`${midGainDb} dB`.replace("-", "−"), { midHz: "1500", midGainDb })),
  });
  writePlot("console-eq-550-bands", {
    title: "Bells, shelves and band-pass",
    ...axis,
    y: { ...axis.y, from: -24 },
    curves: [
      line("low 100 Hz +9", { lowHz: "100", lowGainDb: 9 }),
      line("low 400 Hz −9 shelf", { lowHz: "400", lowGainDb: -9, lowShape: "shelf" }),
      line("high 10 kHz −9", { highHz: "10000", highGainDb: -9 }),
      line("high 5 kHz +9 shelf", { highHz: "5000", highGainDb: 9, highShape: "shelf" }),
      line("mid and high +6 at 5 kHz", { midHz: "5000", midGainDb: 6, highHz: "5000", highGainDb: 6 }),
      line("band-pass", { bandPass: true }),
    ],
    names: "bottom",
  });
  plotDeskHarmonics("console-eq-550", meter);
});
