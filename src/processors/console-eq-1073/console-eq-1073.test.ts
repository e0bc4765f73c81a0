// The British class-A equaliser against its circuits (worked out here anew), its published figures and theory. Writes the
// manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { analogueDb, bisect, deskEqMeter, plotDeskHarmonics } from "../../../test/processors/desk-eq-meter.ts";
import { dbAt, farthest, sumDb } from "../../../test/processors/judges.ts";
import { consoleEq1073 } from "./console-eq-1073.params.ts";

const meter = deskEqMeter(consoleEq1073);
const RATES_HZ = [44100, 48000, 96000, 192000] as const;
const PLUS_20_DBU = -2; // dBFS; 0 VU = +4 dBu = -18 dBFS
const OUT = { eqIn: false };

const LOWS = ["35", "60", "110", "220"] as const;
const MIDS = [
  ["360", 1.0],
  ["700", 1.1],
  ["1600", 1.2],
  ["3200", 1.35],
  ["4800", 1.5],
  ["7200", 1.7],
] as const;

const ratio = (db: number) => 10 ** (db / 20);

/**
 * Damping of numerator and denominator. Series circuit on the wiper, impedances in units of the resistors, the wiper
 * found by trying.
 */
function midDampings(gainDb: number, q: number): readonly [number, number] {
  const series = 1 / (ratio(18) - 1); // 18 dB with the wiper at its end: (series + 1) / series
  const damping = (wiper: number) => series + wiper * (1 - wiper); // the pot is as large as the resistors
  const gain = (wiper: number) => (damping(wiper) + wiper) / (damping(wiper) + 1 - wiper);
  const wiper = bisect((at) => gain(at) - ratio(gainDb), 0, 1);
  // at the end of the pot the cookbook's Q is 1 / sqrt(numerator's damping x denominator's)
  const unit = 1 / (q * Math.sqrt(series * (series + 1)));
  return [unit * (damping(wiper) + wiper), unit * (damping(wiper) + 1 - wiper)];
}

function midTarget(hz: number, gainDb: number, q: number) {
  const [above, below] = midDampings(gainDb, q);
  return analogueDb(hz, [1, above, 1], [1, below, 1]);
}

function shelfSides(gainDb: number) {
  const most = ratio(16) - 1;
  const at = bisect((share) => (1 + most * share) / (1 + most * (1 - share)) - ratio(gainDb), 0, 1);
  const side = (share: number) => [1 + most * share, 1.6 + 0.2 * most * share, 1];
  return [side(at), side(1 - at)] as const;
}

/** Circuit frequency for 3 dB less than 16 dB at 1. */
const shelfUnit = bisect((unit) => analogueDb(unit, ...shelfSides(16))(1) - 16 + 10 * Math.log10(2), 0.1, 10);

const lowTarget = (hz: number, gainDb: number) => analogueDb(hz * shelfUnit, ...shelfSides(gainDb));
const highTarget = (gainDb: number) => {
  const low = lowTarget(12000, gainDb);
  return (hz: number) => low((12000 * 12000) / hz);
};

describe.each(RATES_HZ)("curves at %d Hz are the circuits' within 0.15 dB up to 20 kHz", (rateHz) => {
  test.each(MIDS)("mid %s Hz", (midHz, q) => {
    for (const midGainDb of rateHz === 48000 ? [18, 12, 6, 2, -9, -18] : [18, -9]) {
      expect(meter.worstErrorDb({ midHz, midGainDb }, midTarget(Number(midHz), midGainDb, q), rateHz)).toBeLessThan(0.15);
    }
  });

  test.each(LOWS)("low shelf %s Hz", (lowHz) => {
    for (const lowGainDb of [16, 6, -16]) {
      const params = { lowHz, lowGainDb, midHz: "off" };
      expect(meter.worstErrorDb(params, lowTarget(Number(lowHz), lowGainDb), rateHz)).toBeLessThan(0.1);
    }
  });

  test("high shelf", () => {
    for (const highGainDb of [16, 10, 3, -6, -16]) {
      expect(meter.worstErrorDb({ highGainDb }, highTarget(highGainDb), rateHz)).toBeLessThan(0.1);
    }
  });

  test.each(["50", "80", "160", "300"])("high-pass %s Hz: third order", (highPassHz) => {
    const target = analogueDb(Number(highPassHz), [0, 0, 0, 1], [1, 2, 2, 1]);
    expect(meter.worstErrorDb({ highPassHz }, target, rateHz)).toBeLessThan(0.1);
  });
});

test("the high-pass falls by 18 dB per octave", () => {
  const points = meter.curve({ highPassHz: "300" });
  expect(dbAt(points, 300)).toBeCloseTo(-3.01, 0);
  expect(dbAt(points, 80) - dbAt(points, 40)).toBeGreaterThan(17.5);
  expect(dbAt(points, 80) - dbAt(points, 40)).toBeLessThan(18.7);
});

test("Q at full boost runs from 1.0 to 1.7 as the frequency rises", () => {
  const qs = MIDS.map(([midHz]) => 1 / (2 * Math.sinh((Math.LN2 / 2) * meter.widthOctaves({ midHz, midGainDb: 18 }))));
  qs.forEach((q, index) => expect(Math.abs(q / MIDS[index]![1] - 1)).toBeLessThan(0.02));
  expect(qs).toEqual([...qs].sort((a, b) => a - b));
});

test("the bell narrows as it is turned up", () => {
  const gains = [3, 6, 9, 12, 15, 18];
  const widths = gains.map((midGainDb) => meter.widthOctaves({ midHz: "1600", midGainDb }));
  gains.forEach((gainDb, index) => {
    const [above, below] = midDampings(gainDb, 1.2);
    const expected = (2 / Math.LN2) * Math.asinh(Math.sqrt(above * below) / 2); // cookbook: width from Q
    expect(Math.abs(widths[index]! - expected)).toBeLessThan(0.02);
    if (index > 0) expect(widths[index]).toBeLessThan(widths[index - 1]! - 0.05);
  });
});

test("shelves dip by about 1 dB beyond their corner, and not within", () => {
  const low = meter.curve({ lowHz: "220", lowGainDb: 16, midHz: "off" });
  const high = meter.curve({ highGainDb: 16 });
  for (const points of [low, high]) {
    const levels = points.map(([, db]) => db);
    expect(Math.min(...levels)).toBeLessThan(-0.8);
    expect(Math.min(...levels)).toBeGreaterThan(-1.4);
    expect(Math.max(...levels)).toBeLessThan(16.05);
  }
  expect(Math.abs(dbAt(low, 220) - 13)).toBeLessThan(0.1);
  expect(Math.abs(dbAt(high, 12000) - 13)).toBeLessThan(0.1);
});

test("a boost and the same cut are flat together within 0.1 dB", () => {
  const pairs = [
    ...MIDS.map(([midHz]) => [
      { midHz, midGainDb: 11 },
      { midHz, midGainDb: -11 },
    ]),
    ...LOWS.map((lowHz) => [
      { lowHz, lowGainDb: 9 },
      { lowHz, lowGainDb: -9 },
    ]),
    [{ highGainDb: 13 }, { highGainDb: -13 }],
  ];
  for (const [boost, cut] of pairs) {
    const down = meter.curve(cut!);
    expect(farthest(meter.curve(boost!).map(([, db], index) => db + down[index]![1]))).toBeLessThan(0.1);
  }
});

describe("output stage", () => {
  test("at most 0.07 % from 50 Hz to 10 kHz at +20 dBu", () => {
    for (const hz of [50, 100, 400, 1000, 4000, 10000]) expect(meter.thdPercent(OUT, hz, PLUS_20_DBU)).toBeLessThan(0.07);
    expect(meter.thdPercent(OUT, 1000, PLUS_20_DBU)).toBeGreaterThan(0.02);
  });

  test.each([
    [PLUS_20_DBU, 0],
    [-6, 6],
    [-6, 12],
  ])("second over third harmonic at 1 kHz, third over second at 50 Hz: %d dBFS, %d dB of drive", (dbfs, driveDb) => {
    const middle = meter.harmonics({ ...OUT, driveDb }, 1000, dbfs);
    const low = meter.harmonics({ ...OUT, driveDb }, 50, dbfs);
    expect(middle[0]! - middle[1]!).toBeGreaterThan(4);
    expect(low[1]).toBeGreaterThan(low[0]!);
    expect(sumDb(low) - sumDb(middle)).toBeGreaterThan(3);
  });

  test("flat within 0.5 dB from 20 Hz to 20 kHz with the bands out, at every rate", () => {
    for (const rateHz of RATES_HZ)
      expect(farthest(meter.curve({ ...OUT, colourPercent: 100 }, rateHz).map(([, db]) => db))).toBeLessThan(0.5);
  });

  test("taking the bands out takes the bands, not the colour", () => {
    const bands = { lowGainDb: 8, midGainDb: -6, highGainDb: 5, highPassHz: "80", driveDb: 9 };
    const flat = { driveDb: 9 };
    const out = meter.run(tones, { ...bands, ...OUT }).left;
    expect(out).toEqual(meter.run(tones, flat).left);
    expect(meter.harmonics({ ...bands, ...OUT }, 1000, -6)[0]).toBeGreaterThan(-60);
  });

  test.each([
    [5000, -6, 0],
    [5000, -6, 12],
    [10000, -6, 0],
  ])("aliases of %i Hz at %i dBFS with %i dB of drive stay below -90 dB", (hz, dbfs, driveDb) => {
    for (const rateHz of [44100, 48000]) expect(meter.aliasesDb({ ...OUT, driveDb }, hz, dbfs, rateHz)).toBeLessThan(-90);
  });
});

const tones = {
  left: Float32Array.from({ length: 9600 }, (_, n) => 0.4 * Math.sin(0.05 * n) + 0.2 * Math.sin(0.31 * n)),
  right: Float32Array.from({ length: 9600 }, (_, n) => 0.3 * Math.sin(0.07 * n)),
};

test("plots of the manual", () => {
  const axis = {
    x: { label: "Hz", from: 20, to: 20000, ticks: [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000], log: true },
    y: { label: "dB", from: -20, to: 20, ticks: [-18, -12, -6, 0, 6, 12, 18] },
  };
  const line = (label: string, params: Parameters<typeof meter.curve>[0]) => {
    const points = meter.curve(params);
    let last = 0;
    return { label, points: points.filter(([hz]) => hz > last * 1.03 && (last = hz) > 0) };
  };
  writePlot("console-eq-1073-mid", {
    title: "Mid at 1.6 kHz: narrower as it is turned up",
    ...axis,
    curves: [18, 12, 6, 2, -6, -18].map((midGainDb) => line(`${midGainDb} dB`.replace("-", "−"), { midGainDb })),
  });
  writePlot("console-eq-1073-bands", {
    title: "Shelves, mids and high-pass",
    ...axis,
    curves: [
      line("low 60 Hz +16", { lowHz: "60", lowGainDb: 16 }),
      line("low 220 Hz −16", { lowHz: "220", lowGainDb: -16 }),
      line("high +16", { highGainDb: 16 }),
      line("mid 360 Hz +12", { midHz: "360", midGainDb: 12 }),
      line("mid 7.2 kHz +12", { midHz: "7200", midGainDb: 12 }),
      line("high-pass 160 Hz", { highPassHz: "160" }),
    ],
    names: "bottom",
  });
  plotDeskHarmonics("console-eq-1073", meter);
});
