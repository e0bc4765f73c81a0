// The tests of a console's stage: harmonics, lows, band edges, tolerances, noise and aliases, measured against its table.
import { describe, expect, test } from "vitest";
import { DESKS, type DeskName } from "../../src/processors/console/console.params.ts";
import { concatenate, signalOf, silence } from "../../src/processors/contract/signals.ts";
import { consoleMeter } from "./console-signature.ts";
import { amplitudeAt } from "./judges.ts";

const within = (measured: number, expected: number, tolerance: number) =>
  expect(Math.abs(measured - expected)).toBeLessThan(tolerance);

/** Declares every test that a channel or a bus has to pass against its own row of each desk's table. */
export function describeConsoleStage(declaration: Parameters<typeof consoleMeter>[0], stageName: "channel" | "bus"): void {
  const meter = consoleMeter(declaration);

  describe.each(Object.keys(DESKS) as DeskName[])("%s", (desk) => {
    const stage = DESKS[desk][stageName];

    test("harmonics of 1 kHz at 0 VU", () => {
      const [second, third] = meter.harmonics({ desk }, 1000, -18);
      within(second, stage.secondDb, 2);
      within(third, stage.thirdDb, 2);
    });

    test("10 dB of drive raise the second by 10 dB and the third by 20 dB", () => {
      const [second, third] = meter.harmonics({ desk, driveDb: 10 }, 1000, -18);
      within(second, stage.secondDb + 10, 2);
      within(third, stage.thirdDb + 20, 2);
    });

    test("50 Hz at 0 VU: amplifier and transformer together", () => {
      const [, third] = meter.harmonics({ desk }, 50, -18);
      const both = 10 * Math.log10(10 ** (stage.thirdDb / 10) + 10 ** (stage.thirdAt50HzDb / 10));
      within(third, both, 2);
    });

    test("band edges", () => {
      within(meter.gainDb({ desk }, 1000), 0, 0.05);
      within(meter.gainDb({ desk }, 20), -10 * Math.log10(1 + (stage.lowHz / 20) ** 2), 0.1);
      within(meter.gainDb({ desk }, 20000), -10 * Math.log10(1 + (20000 / stage.highHz) ** 2), 0.05);
    });

    test("noise as stated, none in digital silence", () => {
      within(meter.noiseDbfs({ desk, noise: true }), stage.noiseDbfs, 0.5);
      const output = meter.run(
        concatenate(
          signalOf(1000, () => [0.1, -0.1]),
          silence(150000),
        ),
        { desk, noise: true },
      );
      expect(output.left.subarray(140000).every((x) => x === 0)).toBe(true);
    });

    test("crosstalk", () => {
      const input = signalOf(96000, (frame) => [0.1 * Math.sin((2 * Math.PI * 1000 * frame) / 48000), 0]);
      const { right } = meter.run(input, { desk });
      within(20 * Math.log10(amplitudeAt(right, 1000, 48000, 48000, 48000) / 0.1), stage.crosstalkDb, 0.5);
    });

    test.each([
      [5000, 0],
      [5000, 12],
      [10000, 6],
      [1200, 18],
    ])("aliases of %i Hz at -6 dBFS with %i dB of drive stay below -90 dB", (hz, driveDb) => {
      expect(meter.aliasesDb({ desk, driveDb }, hz, -6)).toBeLessThan(-90);
    });
  });

  test("units differ by their tolerances, and the same unit is the same", () => {
    const gains = Array.from({ length: 24 }, (_, channel) =>
      meter.gainDb({ desk: "british-vca", channel, tolerancePercent: 100 }, 1000),
    );
    for (const gain of gains) expect(Math.abs(gain)).toBeLessThan(0.21);
    expect(Math.max(...gains) - Math.min(...gains)).toBeGreaterThan(0.2);
    expect(meter.gainDb({ desk: "british-vca", channel: 3, tolerancePercent: 100 }, 1000)).toBe(gains[3]);
    const thirds = [0, 1, 2, 3].map(
      (channel) => meter.harmonics({ desk: "british-vca", channel, tolerancePercent: 100 }, 1000, -18)[1],
    );
    expect(new Set(thirds).size).toBe(4);
    for (const third of thirds) within(third, DESKS["british-vca"][stageName].thirdDb, 2.5);
  });
}
