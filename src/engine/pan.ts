// The pan law: gains of the left and the right channel by pan position, with the centre at exactly 1.
// See docs/decisions/0010-pan-law.md. Mono and stereo sources share it; on a stereo source it acts as a balance.
import { cos, sin } from "../units/exact-math.ts";

const QUARTER_PI = 0.7853981633974483;
const SQRT_TWO = Math.SQRT2;

/** How far the centre lies below a hard-panned signal, in dB. */
export type PanLawDb = -3 | -4.5 | -6;

/** Gain of the left channel at `pan` (-1 left … +1 right). The right channel's is `panGain(law, -pan)`. */
export function panGain(law: PanLawDb, pan: number): number {
  if (pan === 0) return 1;
  if (pan >= 1) return 0;
  if (law === -6) return pan <= -1 ? 2 : 1 - pan;
  if (law === -3) return pan <= -1 ? SQRT_TWO : constantPower(pan);
  return pan <= -1 ? Math.sqrt(2 * SQRT_TWO) : Math.sqrt((1 - pan) * constantPower(pan));
}

function constantPower(pan: number): number {
  const angle = (1 + pan) * QUARTER_PI;
  return SQRT_TWO * (pan > 0 ? sin(2 * QUARTER_PI - angle) : cos(angle));
}
