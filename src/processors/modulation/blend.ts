// How dry and wet share the level: equal power, so that what is no copy of the other adds up to the level that came in.
import { cos, PI, sin } from "../../units/exact-math.ts";

/** Gains of the dry and the wet sound at a wet share of 0 to 1; exactly 1 and 0 at the ends. */
export function equalPower(wetShare: number): { readonly dry: number; readonly wet: number } {
  if (wetShare >= 1) return { dry: 0, wet: 1 };
  return { dry: cos((PI / 2) * wetShare), wet: sin((PI / 2) * wetShare) };
}
