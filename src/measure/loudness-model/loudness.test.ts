// Loudness against the worked examples of ISO 532-2:2017, Annex B, to the digits they are printed with.
import { describe, expect, test } from "vitest";
import { SpectrumMeter, thirdOctaves } from "../spectrum.ts";
import { type ListeningOptions, perceivedLoudness } from "./loudness.ts";
import { bandLines, noiseLines, type Sound, spectrumLines, thirdOctaveLines } from "./sound.ts";

const tones = (dbSpl: number, ...hz: number[]): Sound => hz.map((each) => ({ hz: each, dbSpl }));
const pink = (densityAt1kDb: number): Sound => noiseLines(50, 15_000, (hz) => densityAt1kDb - 3 * Math.log2(hz / 1000));
const flatThirds = (dbSpl: number): Sound => thirdOctaveLines(Array.from({ length: 29 }, () => dbSpl));
const oneEar: ListeningOptions = { field: "eardrum", ears: 1 };

type Example = readonly [name: string, sound: Sound, heard: ListeningOptions, sone: number, by: number, phon?: number];
/** Sones within half a unit of the last printed digit or 0.3 %, phons where they are printed. */
const ANNEX_B: readonly Example[] = [
  ...(
    [
      [10, 0.03, 0.005],
      [20, 0.14, 0.01], // printed below the 0.146 of the standard's own Table 5
      [30, 0.43, 0.005],
      [40, 1, 0.005],
      [50, 2.1, 0.05],
      [60, 4.1, 0.05],
      [70, 8.1, 0.07], // printed above the 8.04 of Table 5
      [80, 15.8, 0.05],
    ] as const
  ).map(([db, sone, by]) => [`B.1.1, 1 kHz ${db} dB`, tones(db, 1000), {}, sone, by, db] as const),
  ...(
    [
      [20, 0.35, 0.005, 28],
      [40, 1.8, 0.05, 48],
      [60, 7, 0.05, 68],
      [80, 27.2, 0.05, 87.5],
    ] as const
  ).map(([db, sone, by, phon]) => [`B.1.2, 3 kHz ${db} dB`, tones(db, 3000), {}, sone, by, phon] as const),
  ...(
    [
      [20, 0.07, 0.005, 14.7],
      [40, 0.54, 0.005, 32.7],
      [60, 2.31, 0.01, 51.5],
      [80, 8.82, 0.005, 71.4],
    ] as const
  ).map(([db, sone, by, phon]) => [`B.1.3, 1 kHz ${db} dB, one ear`, tones(db, 1000), oneEar, sone, by, phon] as const),
  ["B.1.4, 100 Hz 50 dB", tones(50, 100), {}, 0.351, 0.001],
  ["B.2.1, white 950 to 1050 Hz", noiseLines(950, 1050, 40), {}, 4.21, 0.005],
  ["B.2.1, white 500 to 1500 Hz", noiseLines(500, 1500, 40), {}, 14.17, 0.005],
  ["B.2.2, white 500 to 1500 Hz, 30 dB", noiseLines(500, 1500, 30), {}, 7.97, 0.005],
  ["B.2.3, pink 0 dB", pink(0), {}, 3.64, 0.005, 58.1],
  ["B.2.3, pink 20 dB", pink(20), {}, 15.85, 0.01, 80],
  ["B.2.3, pink 40 dB", pink(40), {}, 48.59, 0.03, 95.2],
  ...(
    [
      [0, 0.077, 0.0015, 15.4],
      [10, 0.69, 0.007, 35.5],
      [20, 2.54, 0.006, 52.8],
      [30, 6.25, 0.01, 66.2],
      [40, 12.6, 0.05, 76.7],
      [50, 23.1, 0.05, 85.2],
    ] as const
  ).map(([db, sone, by, phon]) => [`B.2.4, third octaves of ${db} dB`, flatThirds(db), {}, sone, by, phon] as const),
  ...(
    [
      [10, 0.08, 0.005, 16],
      [20, 0.72, 0.005, 35.9],
      [30, 2.41, 0.005, 52],
      [40, 5.55, 0.005, 64.4],
      [50, 10.7, 0.06, 74.3],
    ] as const
  ).map(([db, sone, by, phon]) => [`B.2.5, thirds of ${db} dB, one ear`, flatThirds(db), oneEar, sone, by, phon] as const),
  ["B.3.1, three close tones", tones(60, 1500, 1600, 1700), {}, 6.31, 0.005],
  ["B.3.2, three spread tones", tones(60, 1000, 1600, 2400), {}, 12.49, 0.005],
  ["B.3.3, ten harmonics", tones(30, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000), {}, 2, 0.005],
  ["B.4.1, tone in noise", [...tones(60, 1000), ...noiseLines(950, 1050, 40)], {}, 5.09, 0.005],
  ["B.4.2, tone beside noise", [...tones(60, 1000), ...noiseLines(1450, 1550, 40)], {}, 7.17, 0.005],
];

describe("loudness of ISO 532-2, Annex B", () => {
  test.each(ANNEX_B.map((example) => ({ name: example[0], example })))(
    "$name",
    ({ example: [, sound, options, sone, by, phon] }) => {
      const loudness = perceivedLoudness(sound, options);
      expect(Math.abs(loudness.sone - sone)).toBeLessThanOrEqual(by);
      if (phon !== undefined) expect(Math.abs(loudness.phon - phon)).toBeLessThan(0.11);
    },
  );
});

describe("loudness", () => {
  test("grows with the level and adds up over the ear filters", () => {
    let before = 0;
    for (let dbSpl = -20; dbSpl <= 110; dbSpl += 5) {
      const { sone, specificSonePerCam } = perceivedLoudness(tones(dbSpl, 400));
      expect(sone).toBeGreaterThan(before);
      expect(1.5 * 0.1 * specificSonePerCam.reduce((sum, each) => sum + each, 0)).toBeCloseTo(sone, 9);
      before = sone;
    }
  });

  test("silence is 0 sone and 0 phon, and so is what no ear hears", () => {
    for (const sound of [[], tones(-Infinity, 1000), tones(90, 5, 30_000), flatThirds(-Infinity)])
      expect(perceivedLoudness(sound)).toMatchObject({ sone: 0, phon: 0 });
  });

  test("does not depend on the order of the lines, nor on how finely noise is cut", () => {
    const noise = noiseLines(300, 3000, 30);
    expect(perceivedLoudness(noise.toReversed()).sone).toBe(perceivedLoudness(noise).sone);
    expect(perceivedLoudness(noiseLines(300, 3000, 30, 1)).phon).toBeCloseTo(perceivedLoudness(noise).phon, 1);
  });

  test("refuses what is no sound", () => {
    expect(() => perceivedLoudness(tones(40, 0))).toThrow(/no sound/);
    expect(() => perceivedLoudness(tones(Number.NaN, 1000))).toThrow(/no sound/);
    expect(() => thirdOctaveLines([60, 60])).toThrow(/29/);
  });
});

describe("measured spectra", () => {
  const RATE = 48_000;
  const SECONDS = 10;
  const measure = (...channels: Float32Array[]) => {
    const meter = new SpectrumMeter(RATE, channels.length as 1 | 2);
    meter.push(channels);
    return meter.result();
  };
  /** Fades of 1 s at both ends, so that the tone stays one line; they take 0.58 dB of the mean. */
  const FADED_DB = 10 * Math.log10((SECONDS - 2 + 2 * (3 / 8)) / SECONDS);
  const sine = (hz: number, rms: number) =>
    Float32Array.from({ length: SECONDS * RATE }, (_, frame) => {
      const faded = Math.sin(0.5 * Math.PI * Math.min(1, frame / RATE, SECONDS - frame / RATE)) ** 2;
      return faded * rms * Math.SQRT2 * Math.sin((2 * Math.PI * hz * frame) / RATE);
    });
  const minus18 = 10 ** (-18 / 20);

  test("a 1 kHz tone of -18 dBFS RMS is as loud as one of 83 dB SPL, in one channel or two", () => {
    const tone = sine(1000, minus18);
    expect(perceivedLoudness(spectrumLines(measure(tone))).phon).toBeCloseTo(83 + FADED_DB, 1);
    expect(perceivedLoudness(spectrumLines(measure(tone, tone))).phon).toBeCloseTo(83 + FADED_DB, 1);
    expect(perceivedLoudness(spectrumLines(measure(tone), 79)).phon).toBeCloseTo(79 + FADED_DB, 1);
  });

  test("lines of a spectrum and of its third octaves keep the energy", () => {
    const energyDb = (sound: Sound) => 10 * Math.log10(sound.reduce((sum, { dbSpl }) => sum + 10 ** (dbSpl / 10), 0));
    const spectrum = measure(sine(440, minus18));
    expect(energyDb(spectrumLines(spectrum))).toBeCloseTo(83 + FADED_DB, 1);
    expect(energyDb(bandLines(thirdOctaves(spectrum)))).toBeCloseTo(83 + FADED_DB, 1);
    expect(spectrumLines(measure(new Float32Array(RATE)))).toEqual([]);
    expect(bandLines(thirdOctaves(measure(new Float32Array(RATE))))).toEqual([]);
  });
});
