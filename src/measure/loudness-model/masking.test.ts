// Masked thresholds and partial loudness against what listening tests and theory say. Writes the manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { EAR_FILTERS, erbHz } from "./cochlea.ts";
import { atCochlea, excite, powerAround } from "./excitation.ts";
import {
  gainToPartialLoudnessDb,
  gainToThresholdDb,
  maskedThresholdDbSpl,
  partialLoudness,
  perceivedLoudness,
  THRESHOLD_SONE,
} from "./loudness.ts";
import { noiseLines, type Sound } from "./sound.ts";

const tone = (hz: number, dbSpl: number): Sound => [{ hz, dbSpl }];
const white = (density: number): Sound => noiseLines(20, 16_000, density);
const pinkDensity = (densityAt1kDb: number) => (hz: number) => densityAt1kDb - 10 * Math.log10(hz / 1000);
const pink = (densityAt1kDb: number): Sound => noiseLines(20, 16_000, pinkDensity(densityAt1kDb));
const louder = (sound: Sound, db: number): Sound => sound.map(({ hz, dbSpl }) => ({ hz, dbSpl: dbSpl + db }));
const erbDb = (hz: number) => 10 * Math.log10(erbHz(hz));
const within = (value: number, expected: number, by: number) => {
  expect(value).toBeGreaterThan(expected - by);
  expect(value).toBeLessThan(expected + by);
};

describe("a tone in noise", () => {
  test.each([20, 30, 40, 50])("is heard 3 dB under the level in its ear filter, white noise of %d dB/Hz", (density) => {
    for (const hz of [1000, 2000, 4000]) within(maskedThresholdDbSpl(hz, white(density)), density + erbDb(hz) - 3, 0.8);
    // At 8 kHz what spreads up from 3 kHz, where the ear gains most, adds to loud noise.
    within(maskedThresholdDbSpl(8000, white(density)), density + erbDb(8000) - 3, 1.2);
  });

  test.each([20, 30, 40, 50])("is heard 3 dB under the level in its ear filter, pink noise of %d dB/Hz at 1 kHz", (density) => {
    for (const hz of [1000, 1500, 2500, 4000, 6300])
      within(maskedThresholdDbSpl(hz, pink(density)), pinkDensity(density)(hz) + erbDb(hz) - 3, 1);
  });

  test("lies over the noise's density by the critical ratio of Hawkins and Stevens (1950)", () => {
    for (const [hz, ratioDb] of [
      [500, 17],
      [1000, 18],
      [2000, 20],
      [4000, 23],
    ] as const)
      within(maskedThresholdDbSpl(hz, white(40)) - 40, ratioDb, 1);
  });

  test("needs more in the bass: 4 to 5 dB over the level in the ear filter at 100 Hz", () => {
    within(maskedThresholdDbSpl(100, white(40)) - 40 - erbDb(100), 4.5, 1);
  });

  test("rises dB for dB with the noise, and rests on the threshold in quiet", () => {
    for (const hz of [250, 1000, 4000]) within(maskedThresholdDbSpl(hz, white(60)) - maskedThresholdDbSpl(hz, white(20)), 40, 1);
    within(maskedThresholdDbSpl(1000, white(-40)), maskedThresholdDbSpl(1000, []), 0.05);
  });

  test("is masked upward more than downward by a loud narrow noise", () => {
    const masker = noiseLines(950, 1050, 70);
    const [below, above] = [maskedThresholdDbSpl(500, masker), maskedThresholdDbSpl(2000, masker)];
    expect(above).toBeGreaterThan(below + 20);
    expect(maskedThresholdDbSpl(2000, louder(masker, -40))).toBeLessThan(above - 45); // loud sounds spread further
  });
});

describe("thresholds in quiet", () => {
  test("lie within 2.5 dB of ISO 389-7 (free field, two ears)", () => {
    for (const [hz, dbSpl] of [
      [63, 37.5],
      [125, 22.1],
      [250, 11.4],
      [500, 4.4],
      [1000, 2.4],
      [2000, -1.3],
      [4000, -5.4],
      [8000, 12.6],
    ] as const)
      within(maskedThresholdDbSpl(hz, [], { ears: 2 }), dbSpl, 2.5);
  });
});

describe("noise in noise", () => {
  const level = (widthHz: number) => {
    const band = noiseLines(1500 - widthHz / 2, 1500 + widthHz / 2, 0);
    return gainToThresholdDb(band, white(40)) + 10 * Math.log10(widthHz);
  };

  test("a band narrower than an ear filter is heard at the level of a tone", () => {
    within(level(40), maskedThresholdDbSpl(1500, white(40)), 0.5);
  });

  test("a wider band is heard at a higher level, but its evidence adds: 0.5 to 1.5 dB (5 log10 n) a doubling", () => {
    for (const n of [2, 4, 8]) {
      const rise = level(n * erbHz(1500)) - level(erbHz(1500));
      expect(rise).toBeGreaterThan(0.5 * Math.log2(n));
      expect(rise).toBeLessThan(5 * Math.log10(n));
    }
  });

  test("a rise of noise of the same spectrum is heard at -15 to -8 dB, whatever the level", () => {
    for (const density of [20, 40, 60]) within(gainToThresholdDb(pink(density), pink(density)), -11.5, 3.5);
  });
});

describe("partial loudness", () => {
  const masker = pink(40);

  test("without masker is loudness", () => {
    expect(partialLoudness(white(20), [])).toEqual(perceivedLoudness(white(20)));
    expect(partialLoudness(white(20), white(-200)).sone).toBeCloseTo(perceivedLoudness(white(20)).sone, 6);
  });

  test("grows with the signal and falls with the masker", () => {
    for (const signalOf of [(db: number) => tone(150, db), (db: number) => tone(3000, db), (db: number) => white(db - 30)]) {
      let before = 0;
      for (let dbSpl = 30; dbSpl <= 100; dbSpl += 5) {
        const { sone } = partialLoudness(signalOf(dbSpl), masker);
        expect(sone).toBeGreaterThan(before);
        before = sone;
      }
      for (let density = -20; density <= 60; density += 10) {
        const { sone } = partialLoudness(signalOf(70), pink(density));
        expect(sone).toBeLessThan(before);
        before = sone;
      }
    }
  });

  test("catches up with loudness in quiet well above the masked threshold", () => {
    const threshold = maskedThresholdDbSpl(1000, white(20));
    const lost = (over: number) =>
      perceivedLoudness(tone(1000, threshold + over)).phon - partialLoudness(tone(1000, threshold + over), white(20)).phon;
    expect(lost(5)).toBeGreaterThan(20);
    within(lost(30), 5, 3);
    within(lost(50), 2, 2);
  });

  test("two sounds share the loudness of both together", () => {
    const [low, high] = [noiseLines(200, 2000, 40), noiseLines(1000, 8000, 35)];
    const parts = partialLoudness(low, high).sone + partialLoudness(high, low).sone;
    within(parts / perceivedLoudness([...low, ...high]).sone, 1, 0.25);
  });

  test("the gain that is found brings what was asked for", () => {
    for (const signal of [tone(80, 60), tone(5000, 10), white(50), noiseLines(60, 300, 20)]) {
      const gain = gainToThresholdDb(signal, masker);
      expect(partialLoudness(louder(signal, gain), masker, { ears: 1 }).sone / THRESHOLD_SONE).toBeCloseTo(1, 3);
      const toTwoSone = gainToPartialLoudnessDb(signal, masker, 2);
      expect(partialLoudness(louder(signal, toTwoSone), masker).sone).toBeCloseTo(2, 3);
      expect(toTwoSone).toBeGreaterThan(gain);
      expect(gainToThresholdDb(louder(signal, 7), masker)).toBeCloseTo(gain - 7, 2);
      expect(gainToThresholdDb(signal, louder(masker, 3))).toBeGreaterThan(gain + 2);
    }
  });

  test("silence: no signal is never heard, a signal without masker is heard at its threshold in quiet", () => {
    expect(gainToThresholdDb([], masker)).toBe(Infinity);
    expect(partialLoudness([], masker)).toMatchObject({ sone: 0, phon: 0 });
    expect(gainToThresholdDb(tone(1000, 60), [])).toBeCloseTo(maskedThresholdDbSpl(1000, []) - 60, 2);
    expect(gainToThresholdDb(tone(1000, -300), masker)).toBe(Infinity);
    expect(() => gainToPartialLoudnessDb(white(20), masker, 0)).toThrow(/more than 0 sone/);
  });
});

test("the manual's plots", () => {
  const pattern = (sound: Sound) => {
    const lines = atCochlea(sound, "free");
    const excitation = excite(lines, powerAround(lines, lines));
    return EAR_FILTERS.map(({ hz }, index) => [hz, 10 * Math.log10(excitation[index] ?? 0)] as const).filter(([, db]) => db > 0);
  };
  const hz = { label: "ear filter, Hz", from: 50, to: 15_000, ticks: [50, 100, 200, 500, 1000, 2000, 5000, 10_000], log: true };
  writePlot("loudness-excitation", {
    title: "Excitation by a 1 kHz tone and by pink noise of 40 dB/Hz at 1 kHz",
    x: hz,
    y: { label: "excitation, dB", from: 0, to: 120, ticks: [0, 20, 40, 60, 80, 100, 120] },
    curves: [
      ...[90, 70, 50, 30].map((dbSpl) => ({ label: `tone, ${dbSpl} dB SPL`, points: pattern(tone(1000, dbSpl)) })),
      { label: "pink noise", points: pattern(pink(40)) },
    ],
  });
  const levels = Array.from({ length: 101 }, (_, dbSpl) => dbSpl);
  const curve = (label: string, masker: Sound) => ({
    label,
    points: levels
      .map((dbSpl) => [dbSpl, partialLoudness(tone(1000, dbSpl), masker).sone] as const)
      .filter(([, sone]) => sone >= 0.001),
  });
  writePlot("loudness-partial", {
    title: "Loudness of a 1 kHz tone in white noise",
    x: { label: "tone, dB SPL", from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100] },
    y: { label: "sone", from: 0.001, to: 100, ticks: [0.001, 0.01, 0.1, 1, 10, 100], log: true },
    curves: [curve("in quiet", []), curve("20 dB/Hz", white(20)), curve("40 dB/Hz", white(40)), curve("60 dB/Hz", white(60))],
    names: "bottom",
  });
});
