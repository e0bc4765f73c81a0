// A straight line in dB per octave from first-order poles and zeros in even ratios: J. O. Smith, H. F. Smith, «Closed Form Fractional
// Integration and Differentiation via Real Exponentially Spaced Pole-Zero Pairs», 2016. Sliding the zeros against the poles sets the slope.
import { type LaplaceSection, laplacePower } from "../../filters/laplace.ts";
import { log, pow } from "../../units/exact-math.ts";

/** The middle of 20 Hz to 20 kHz, and the octaves from there to either end. */
export const TILT_MIDDLE_HZ = 632.4555320336759;
export const TILT_OCTAVES = 4.982892142331044;
/** Six pairs, this ratio apart; the outer ones slide further, so that the line is straight up to the ends (searched for least error). */
const PAIRS = 6;
const RATIO = 4.2;
const OUTER = 1.1;
const DB_PER_OCTAVE_OF_ONE_POLE = (20 * log(2)) / log(10);

/** The sections of a line through 0 dB at `pivotHz`, rising by `tiltDb` in TILT_OCTAVES octaves. */
export function tiltSections(pivotHz: number, tiltDb: number): LaplaceSection[] {
  const part = tiltDb / (TILT_OCTAVES * DB_PER_OCTAVE_OF_ONE_POLE);
  const pair = (index: number) => {
    const centre = TILT_MIDDLE_HZ * pow(RATIO, index - (PAIRS - 1) / 2);
    const slide = pow(RATIO, ((index === 0 || index === PAIRS - 1 ? OUTER : 1) * part) / 2);
    return { zero: centre / slide, pole: centre * slide };
  };
  const sections: LaplaceSection[] = [];
  for (let index = 0; index < PAIRS; index += 2) {
    const [one, other] = [pair(index), pair(index + 1)];
    const hz = Math.sqrt(one.pole * other.pole);
    const [z1, z2, p1, p2] = [one.zero / hz, other.zero / hz, one.pole / hz, other.pole / hz];
    sections.push({ hz, n: [z1 * z2, z1 + z2, 1], d: [p1 * p2, p1 + p2, 1] });
  }
  const atPivot = Math.sqrt(sections.reduce((product, section) => product * laplacePower(section, pivotHz), 1));
  const [first, ...others] = sections as [LaplaceSection, ...LaplaceSection[]];
  const [n0, n1, n2] = first.n;
  return [{ ...first, n: [n0 / atPivot, n1 / atPivot, n2 / atPivot] }, ...others];
}
