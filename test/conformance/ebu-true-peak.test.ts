// EBU Tech 3341, cases 15 to 23: true peak. Tones with tapered ends; in 20 to 23 one louder period, made at four times the rate
// and decimated with four different offsets. Tolerance of the standard: +0.2 / -0.4 dB.
import { describe, expect, test } from "vitest";
import { measureFrames } from "../../src/measure/index.ts";
import { onAll } from "./tones.ts";

function expectDbtp(value: number | null, wanted: number): void {
  expect(value).not.toBeNull();
  expect(value ?? NaN, `${value} instead of ${wanted} dBTP`).toBeLessThanOrEqual(wanted + 0.2);
  expect(value ?? NaN, `${value} instead of ${wanted} dBTP`).toBeGreaterThanOrEqual(wanted - 0.4);
}

describe.each([44100, 48000, 88200, 96000, 192000])("Tech 3341 true peak at %i Hz", (rate) => {
  test.each([
    { number: 15, divisor: 4, amplitude: 0.5, degrees: 0, dbtp: -6 },
    { number: 16, divisor: 4, amplitude: 0.5, degrees: 45, dbtp: -6 },
    { number: 17, divisor: 6, amplitude: 0.5, degrees: 60, dbtp: -6 },
    { number: 18, divisor: 8, amplitude: 0.5, degrees: 67.5, dbtp: -6 },
    { number: 19, divisor: 4, amplitude: 1.41, degrees: 45, dbtp: 3 },
  ])(
    "case $number: rate / $divisor at $degrees degrees reads $dbtp dBTP, mono and stereo",
    ({ divisor, amplitude, degrees, dbtp }) => {
      const frames = rate;
      const taper = Math.round(rate * 0.01);
      const tone = Float32Array.from({ length: frames }, (_, frame) => {
        const edge = Math.min(1, frame / taper, (frames - 1 - frame) / taper);
        return Math.sin(0.5 * Math.PI * edge) ** 2 * amplitude * Math.sin(2 * Math.PI * (frame / divisor + degrees / 360));
      });
      for (const channels of [1, 2]) {
        const { truePeakDbtp } = measureFrames(onAll(tone, channels), rate, { bands: false });
        expectDbtp(truePeakDbtp, dbtp);
        // What the signal really reaches, within this meter's own claim.
        expect(Math.abs((truePeakDbtp ?? NaN) - 20 * Math.log10(amplitude))).toBeLessThan(0.05);
      }
    },
  );
});

describe("Tech 3341 true peak of one louder period", () => {
  const RATE = 48000;
  const FRAMES = 153604;
  const FADE = 4800;
  const CENTRE = 4 * 72482;
  const HALF_PERIOD = 8;

  /** At 192 kHz: 24 samples a period at 0.5, then one period of 16 samples at 1.0, then 0.5 again from phase 0. */
  function source(index: number): number {
    const from = CENTRE - HALF_PERIOD;
    const to = CENTRE + HALF_PERIOD;
    if (index < from) return 0.5 * Math.sin((2 * Math.PI * (index - from)) / 24);
    if (index < to) return Math.sin((2 * Math.PI * (index - from)) / 16);
    return 0.5 * Math.sin((2 * Math.PI * (index - to)) / 24);
  }

  /** A steep linear-phase low-pass at 24 kHz, then every fourth sample from `offset` on. */
  function decimated(offset: number): Float32Array {
    const half = 512;
    const taps = Float64Array.from({ length: 2 * half + 1 }, (_, index) => {
      const u = index - half;
      const window = 0.42 + 0.5 * Math.cos((Math.PI * u) / half) + 0.08 * Math.cos((2 * Math.PI * u) / half);
      return (u === 0 ? 0.25 : Math.sin((Math.PI * u) / 4) / (Math.PI * u)) * window;
    });
    // Away from the louder period the low-pass leaves a steady sine as it is: only the frames around it need the sum.
    return Float32Array.from({ length: FRAMES }, (_, frame) => {
      const centre = 4 * frame + offset;
      const fade = Math.min(1, frame / FADE, (FRAMES - 1 - frame) / FADE);
      if (Math.abs(centre - CENTRE) > half + 2 * HALF_PERIOD) return fade * source(centre);
      let sum = 0;
      for (let tap = -half; tap <= half; tap++) sum += (taps[tap + half] ?? 0) * source(centre + tap);
      return sum;
    });
  }

  test.each([
    { number: 20, offset: 0, samplePeak: -0.13, sinc: -0.1 },
    { number: 21, offset: 1, samplePeak: -0.46, sinc: -0.05 },
    { number: 22, offset: 2, samplePeak: -2.51, sinc: -0.12 },
    { number: 23, offset: 3, samplePeak: -0.46, sinc: -0.05 },
  ])("case $number: 0 dBTP, whatever the offset ($offset)", ({ offset, samplePeak, sinc }) => {
    const result = measureFrames(onAll(decimated(offset), 2), RATE, { bands: false });
    expectDbtp(result.truePeakDbtp, 0);
    // The official files read so: sample peak, and true peak by a sinc of 64 times.
    expect(Math.abs((result.samplePeakDbfs ?? NaN) - samplePeak)).toBeLessThan(0.06);
    expect(Math.abs((result.truePeakDbtp ?? NaN) - sinc)).toBeLessThan(0.08);
  });
});
