// PSR and DR of signals for which they follow from their definitions.
import { describe, expect, test } from "vitest";
import { sine } from "../../test/conformance/signals.ts";
import { createMeter, type MeterOptions } from "./meter.ts";

const RATE = 48000;

function dynamicsOf(
  channels: readonly Float32Array[],
  options: Partial<MeterOptions> = {},
): { psrMinDb: number | null; drDb: number | null } {
  const meter = createMeter({ sampleRateHz: RATE, channels: channels.length, bands: false, ...options });
  meter.push(channels);
  return meter.dynamics();
}

describe("dynamics", () => {
  test("a steady 997 Hz sine: PSR 3.01 on one channel, 0 on two; DR 0", () => {
    const tone = sine(RATE * 12, 997, RATE, 0.25);
    expect(dynamicsOf([tone]).psrMinDb).toBeCloseTo(3.01, 2);
    expect(dynamicsOf([tone, tone]).psrMinDb).toBeCloseTo(0, 2);
    expect(dynamicsOf([tone, tone]).drDb).toBeCloseTo(0, 2);
  });

  test("DR takes the second-highest block's peak and the loudest fifth's RMS", () => {
    // Ten blocks of 3 s at 0.1, two clicks of 0.8 and 0.4 in different blocks: 20 log10(0.4 / 0.1) and a little less for the clicks.
    const tone = sine(RATE * 30, 997, RATE, 0.1);
    tone[RATE * 4] = 0.8;
    tone[RATE * 10] = -0.4;
    expect(dynamicsOf([tone]).drDb).toBeCloseTo(12.04, 1);
  });

  test("the lowest PSR is found where the music is squeezed", () => {
    const tone = sine(RATE * 20, 997, RATE, 0.5).map((x, n) => (n > RATE * 8 && n < RATE * 14 ? Math.sign(x) * 0.5 : x));
    const { psrMinDb } = dynamicsOf([tone]);
    expect(psrMinDb ?? NaN).toBeLessThan(1);
  });

  test("silence and less than 3 s are null", () => {
    for (const seconds of [0, 1, 10])
      expect(dynamicsOf([new Float32Array(RATE * seconds)])).toEqual({ psrMinDb: null, drDb: null });
    expect(dynamicsOf([sine(RATE, 997, RATE)])).toEqual({ psrMinDb: null, drDb: null });
  });
});
