// The K-weighting against the numbers printed in ITU-R BS.1770-5.
import { describe, expect, test } from "vitest";
import { powerToDb } from "../units/decibels.ts";
import type { Biquad } from "./biquad.ts";
import { kPowerGain, kWeighting } from "./k-weighting.ts";

function expectSection(section: Biquad, numbers: readonly number[], digits: number): void {
  [section.b0, section.b1, section.b2, section.a1, section.a2].forEach((value, index) =>
    expect(value).toBeCloseTo(numbers[index] ?? NaN, digits),
  );
}

describe("K-weighting", () => {
  test("48 kHz: the coefficients of the standard's tables 1 and 2", () => {
    const { shelf, highPass } = kWeighting(48000);
    expectSection(shelf, [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585], 9);
    expectSection(highPass, [1, -2, 1, -1.99004745483398, 0.99007225036621], 9);
  });

  test("44.1 kHz: the same prototype", () => {
    const { shelf, highPass } = kWeighting(44100);
    expectSection(shelf, [1.53084123005035, -2.65097999515473, 1.16907907992159, -1.66365511325602, 0.71259542807323], 9);
    expectSection(highPass, [1, -2, 1, -1.9891696736298, 0.98919903578704], 9);
  });

  test.each([
    { hz: 20, db: -13.28 },
    { hz: 31.5, db: -7.79 },
    { hz: 100, db: -1.13 },
    { hz: 997, db: 0.691 },
    { hz: 2000, db: 3.07 },
    { hz: 4000, db: 3.97 },
    { hz: 16000, db: 4.04 },
  ])("$hz Hz is weighted by $db dB, at other rates within 0.04 dB", ({ hz, db }) => {
    const gainDb = (rate: number): number => powerToDb(kPowerGain(kWeighting(rate), hz, rate));
    expect(Math.abs(gainDb(48000) - db)).toBeLessThan(0.006);
    // The numerator 1, -2, 1 is worth 0.043 dB at 48 kHz and less at higher rates: every BS.1770 meter has this.
    for (const rate of [44100, 96000, 192000]) expect(Math.abs(gainDb(rate) - db)).toBeLessThan(0.04);
  });
});
