// EBU Tech 3341, cases 15 to 23: true peak. Tones with tapered ends; in 20 to 23 one louder period, made at four times the rate
// and decimated with four different offsets. Tolerance of the standard: +0.2 / -0.4 dB.
import { describe, expect, test } from "vitest";
import { measureFrames } from "../../src/measure/index.ts";
import { louderPeriod, onAll } from "./tones.ts";

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
  test.each([
    { number: 20, offset: 0, samplePeak: -0.13, sinc: -0.1 },
    { number: 21, offset: 1, samplePeak: -0.46, sinc: -0.05 },
    { number: 22, offset: 2, samplePeak: -2.51, sinc: -0.12 },
    { number: 23, offset: 3, samplePeak: -0.46, sinc: -0.05 },
  ])("case $number: 0 dBTP, whatever the offset ($offset)", ({ offset, samplePeak, sinc }) => {
    const result = measureFrames(onAll(louderPeriod(offset), 2), RATE, { bands: false });
    expectDbtp(result.truePeakDbtp, 0);
    // The official files read so: sample peak, and true peak by a sinc of 64 times.
    expect(Math.abs((result.samplePeakDbfs ?? NaN) - samplePeak)).toBeLessThan(0.06);
    expect(Math.abs((result.truePeakDbtp ?? NaN) - sinc)).toBeLessThan(0.08);
  });
});
