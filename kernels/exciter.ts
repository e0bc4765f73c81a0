// Harmonics alone, of a band that was cut out before: w = P(into x) as in the console's curve, then even w^2 + odd w^3, at the oversampled rate.
// Both are smooth where P meets its ends. f32 lanes: left, right, next left, next right. Ramps: [0] into, [1] even, [2] odd.

import { advanceRamps, rampsMove, rampValue } from "./ramps";

/** `frames * factor` oversampled frames in place; divided by `into`, so that drive makes more harmonics, not more level of them. */
export function makeHarmonics(ramps: usize, left: usize, right: usize, frames: i32, factor: i32): void {
  const one = f32x4.splat(1);
  const fifth = f32x4.splat(0.6);
  const seventh = f32x4.splat(0.14285715);
  let into = f32x4.splat(<f32>rampValue(ramps, 0));
  let back = f32x4.div(one, into);
  let even = f32x4.splat(<f32>rampValue(ramps, 1));
  let odd = f32x4.splat(<f32>rampValue(ramps, 2));
  const turns = factor >> 1;
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 3);
      into = f32x4.splat(<f32>rampValue(ramps, 0));
      back = f32x4.div(one, into);
      even = f32x4.splat(<f32>rampValue(ramps, 1));
      odd = f32x4.splat(<f32>rampValue(ramps, 2));
    }
    for (let turn = 0; turn < turns; turn++) {
      const at = <usize>(i * turns + turn) << 3;
      const x = v128.shuffle<f32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
      const u = f32x4.pmax(f32x4.pmin(f32x4.mul(x, into), one), f32x4.neg(one));
      const z = f32x4.mul(u, u);
      const bent = f32x4.sub(one, f32x4.mul(z, f32x4.sub(one, f32x4.mul(z, f32x4.sub(fifth, f32x4.mul(z, seventh))))));
      const w = f32x4.mul(u, bent);
      const y = f32x4.mul(f32x4.mul(f32x4.mul(w, w), f32x4.add(even, f32x4.mul(odd, w))), back);
      const sides = v128.shuffle<f32>(y, y, 0, 2, 1, 3);
      v128.store64_lane(left + at, sides, 0);
      v128.store64_lane(right + at, sides, 1);
    }
  }
}
