// What a tape's heads take away, by the formulas, and the first-order section that comes close to it.
import type { Biquad } from "../../filters/biquad.ts";
import { exp, PI, pow, sin } from "../../units/exact-math.ts";
import { sectionThrough } from "../saturation/sections.ts";

const METRES_A_INCH = 0.0254;
/** Lengths at 100 % of loss, in micrometres: what is left of them once the machine is aligned (ours). */
export const HEAD = { spacingUm: 0.35, thicknessUm: 0.7, gapUm: 2.5 } as const;
/** What 100 % more bias takes away at 10 kHz and 15 inches a second, dB (ours). */
const BIAS_DB_AT_10_KHZ = 6;
/** Where the section meets the formulas, besides DC. */
const MATCHED_HZ = [5000, 16000] as const;

/** Radians a metre of tape. */
function waveNumber(hz: number, ips: number): number {
  return (2 * PI * hz) / (ips * METRES_A_INCH);
}

/** Gain of a spacing of `um` micrometres between tape and head: 54.6 dB a wavelength. */
export function spacingGain(um: number, hz: number, ips: number): number {
  return exp(-waveNumber(hz, ips) * um * 1e-6);
}

/** Gain of a coating of `um` micrometres: what lies deep is heard less. */
export function thicknessGain(um: number, hz: number, ips: number): number {
  const depth = waveNumber(hz, ips) * um * 1e-6;
  return depth < 1e-6 ? 1 : (1 - exp(-depth)) / depth;
}

/** Gain of a gap of `um` micrometres. */
export function gapGain(um: number, hz: number, ips: number): number {
  const half = (waveNumber(hz, ips) * um * 1e-6) / 2;
  return half < 1e-6 ? 1 : Math.max(1e-3, sin(half) / half);
}

/** All losses together, linear; bias above 100 % dulls, below it brightens, and the more the slower the tape. */
export function tapeGain(lossPercent: number, biasPercent: number, hz: number, ips: number): number {
  const part = lossPercent / 100;
  const head =
    spacingGain(part * HEAD.spacingUm, hz, ips) *
    thicknessGain(part * HEAD.thicknessUm, hz, ips) *
    gapGain(part * HEAD.gapUm, hz, ips);
  const biasDb = -(biasPercent / 100 - 1) * BIAS_DB_AT_10_KHZ * (hz / 10_000) * (15 / ips);
  return head * pow(10, biasDb / 20);
}

/** `tapeGain` as a section. */
export function lossSection(lossPercent: number, biasPercent: number, ips: number, rateHz: number): Biquad {
  const [low, high] = MATCHED_HZ;
  return sectionThrough((hz) => tapeGain(lossPercent, biasPercent, hz, ips), rateHz, low, high);
}
