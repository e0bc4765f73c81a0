// ITU-R BS.2217: compliance material for BS.1770, the tones of which are made here from their levels.
import { describe, expect, test } from "vitest";
import { measureFrames } from "../../src/measure/index.ts";
import { onAll, toneSteps } from "./tones.ts";

describe.each([44100, 48000, 96000])("BS.2217 at %i Hz", (rate) => {
  test.each([
    { hz: 25, dbfs: -11.91 },
    { hz: 100, dbfs: -21.17 },
    { hz: 1000, dbfs: -23 },
    { hz: 10000, dbfs: -26.35 },
  ])("$hz Hz at $dbfs dBFS on two channels is -23.0 LKFS", ({ hz, dbfs }) => {
    const { integratedLufs } = measureFrames(onAll(toneSteps(rate, hz, [{ dbfs, s: 10 }]), 2), rate, { bands: false });
    expect(Math.abs((integratedLufs ?? NaN) + 23)).toBeLessThanOrEqual(0.1);
  });

  test("1 kHz in the left surround alone, 1.5 dB lower, is -23.0 LKFS", () => {
    const tone = toneSteps(rate, 1000, [{ dbfs: -21.48, s: 10 }]);
    const silent = new Float32Array(tone.length);
    const { integratedLufs } = measureFrames([silent, silent, silent, silent, tone, silent], rate, { bands: false });
    expect(Math.abs((integratedLufs ?? NaN) + 23)).toBeLessThanOrEqual(0.1);
  });

  test("the LFE channel does not count", () => {
    const tone = toneSteps(rate, 1000, [{ dbfs: -10, s: 2 }]);
    const silent = new Float32Array(tone.length);
    expect(measureFrames([silent, silent, silent, tone, silent, silent], rate, { bands: false }).integratedLufs).toBeNull();
  });

  test("a 0 dBFS sine of 997 Hz in one front channel is -3.01 LKFS", () => {
    const tone = toneSteps(rate, 997, [{ dbfs: 0, s: 5 }]);
    const { integratedLufs } = measureFrames([tone, new Float32Array(tone.length)], rate, { bands: false });
    expect(Math.abs((integratedLufs ?? NaN) + 3.01)).toBeLessThanOrEqual(0.02);
  });

  test("silence between tones is gated out: -69.5 counts, -72 does not", () => {
    const at = (quiet: number): number | null =>
      measureFrames(onAll(toneSteps(rate, 1000, [{ dbfs: quiet, s: 10 }]), 2), rate, { bands: false }).integratedLufs;
    expect(Math.abs((at(-69.5) ?? NaN) + 69.5)).toBeLessThanOrEqual(0.1);
    expect(at(-72)).toBeNull();
  });
});
