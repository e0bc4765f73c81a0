// A class-A transistor stage by its law: exponential junctions at both ends of the load line and a straight piece of feedback between.
import { exp, log } from "../../units/exact-math.ts";

export type DeviceName = "silicon" | "germanium";

/**
 * v(i) = cutOff ln(1 + i / below) - saturation ln(1 - i / above) + feedback i. Unit of v: the amplitude of a sine at 0 VU. The output current i
 * runs from -below (cut-off) to above (saturation); with feedback far over both junctions the stage is straight until it hits its ends.
 */
export interface Device {
  readonly below: number;
  readonly above: number;
  readonly cutOff: number;
  readonly saturation: number;
  readonly feedback: number;
}

export const DEVICES: Readonly<Record<DeviceName, Device>> = {
  silicon: { below: 5, above: 8, cutOff: 0.1, saturation: 0.1, feedback: 1 },
  germanium: { below: 5, above: 8, cutOff: 0.6, saturation: 0.3, feedback: 0.5 },
};

/** The current for an input, by Newton's steps on a variable that maps both ends to infinity. */
export function stageCurrent({ below, above, cutOff, saturation, feedback }: Device, input: number): number {
  // i from -below to above as e^z runs from 0 to infinity: ln(1 + i / below) and ln(1 - i / above) follow without cancellation
  const span = below + above;
  let [low, high] = [-600, 600];
  let z = 0;
  let current = 0;
  for (let turn = 0; turn < 80; turn++) {
    const grown = exp(z);
    const part = grown / (1 + grown); // (i + below) / span
    current = part * span - below;
    const junctions = cutOff * log((part * span) / below) - saturation * log(span / ((1 + grown) * above));
    const error = junctions + feedback * current - input;
    if (Math.abs(error) < 1e-12 * (1 + Math.abs(input))) break;
    if (error > 0) high = z;
    else low = z;
    const slope = cutOff / (1 + grown) + saturation * part + feedback * span * part * (1 - part);
    const next = z - error / slope;
    z = next > low && next < high ? next : 0.5 * (low + high);
  }
  return current;
}
