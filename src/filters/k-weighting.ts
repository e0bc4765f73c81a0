// The K-weighting of ITU-R BS.1770-5 Annex 1 at any sample rate: a high shelf (the head) and a high-pass (RLB).
// The standard prints coefficients for 48 kHz only; these formulas are the bilinear transform of the same analogue
// prototype and give the printed table to 1e-9.
import { cos, PI, pow, tan } from "../units/exact-math.ts";
import type { Biquad } from "./biquad.ts";

/** Both sections in the order of the standard. */
export interface KWeighting {
  readonly shelf: Biquad;
  readonly highPass: Biquad;
}

const SHELF_HZ = 1681.974450955533;
const SHELF_GAIN_DB = 3.999843853973347;
const SHELF_Q = 0.7071752369554196;
const SHELF_BAND_EXPONENT = 0.4996667741545416;
const HIGH_PASS_HZ = 38.13547087602444;
const HIGH_PASS_Q = 0.5003270373238773;

/** Coefficients for a sample rate in Hz (the shelf needs a rate above 3.4 kHz). */
export function kWeighting(sampleRateHz: number): KWeighting {
  return { shelf: shelf(sampleRateHz), highPass: highPass(sampleRateHz) };
}

function shelf(sampleRateHz: number): Biquad {
  const k = tan((PI * SHELF_HZ) / sampleRateHz);
  const high = pow(10, SHELF_GAIN_DB / 20);
  const band = pow(high, SHELF_BAND_EXPONENT);
  const a0 = 1 + k / SHELF_Q + k * k;
  return {
    b0: (high + (band * k) / SHELF_Q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / SHELF_Q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / SHELF_Q + k * k) / a0,
  };
}

function highPass(sampleRateHz: number): Biquad {
  const k = tan((PI * HIGH_PASS_HZ) / sampleRateHz);
  const a0 = 1 + k / HIGH_PASS_Q + k * k;
  // The standard leaves this numerator at 1, -2, 1 instead of dividing it by a0; its -0.691 dB constant counts on that.
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / HIGH_PASS_Q + k * k) / a0 };
}

/** Power gain (ratio) of the K-weighting at a frequency in Hz, as the digital filter has it. 0 Hz gives 0. */
export function kPowerGain(weighting: KWeighting, hz: number, sampleRateHz: number): number {
  const cosine = cos((2 * PI * hz) / sampleRateHz);
  return sectionPowerGain(weighting.shelf, cosine) * sectionPowerGain(weighting.highPass, cosine);
}

function sectionPowerGain(section: Biquad, cos1: number): number {
  const { b0, b1, b2, a1, a2 } = section;
  const cos2 = 2 * cos1 * cos1 - 1;
  const numerator = b0 * b0 + b1 * b1 + b2 * b2 + 2 * (b0 * b1 + b1 * b2) * cos1 + 2 * b0 * b2 * cos2;
  const denominator = 1 + a1 * a1 + a2 * a2 + 2 * (a1 + a1 * a2) * cos1 + 2 * a2 * cos2;
  return Math.max(0, numerator / denominator);
}
