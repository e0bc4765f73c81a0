// Harmonics alone, of a band that was cut out before: w = P(into x) as in the console's curve, then even w^2 + odd w^3, at the oversampled rate.
// Both are smooth where P meets its ends. The cube makes more of the tone itself than of its third: 1.5 times the mean square of w takes that out. f32 lanes: left, right, next left, next right. Ramps: [0] into, [1] even, [2] odd.
// State: mean square of w behind one and two poles (16 bytes each; one would let ripple through), i32 frames.

import { advanceRamps, rampsMove, rampValue } from "./ramps";

/** `frames * factor` oversampled frames in place, divided by `into`. `step` is the part of its way that the mean square makes in a frame. */
export function makeHarmonics(ramps: usize, state: usize, step: f64, left: usize, right: usize, frames: i32, factor: i32): void {
  const one = f32x4.splat(1);
  const fifth = f32x4.splat(0.6);
  const seventh = f32x4.splat(0.14285715);
  let into = f32x4.splat(<f32>rampValue(ramps, 0));
  let back = f32x4.div(one, into);
  let even = f32x4.splat(<f32>rampValue(ramps, 1));
  let odd = f32x4.splat(<f32>rampValue(ramps, 2));
  const turns = factor >> 1;
  const perFrame = f32x4.splat(<f32>(1.0 / <f64>factor));
  const stepping = f32x4.splat(<f32>step);
  const most = f32x4.splat(1.5);
  let square = v128.load(state);
  let smooth = v128.load(state, 16);
  let clock = load<i32>(state, 32);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 3);
      into = f32x4.splat(<f32>rampValue(ramps, 0));
      back = f32x4.div(one, into);
      even = f32x4.splat(<f32>rampValue(ramps, 1));
      odd = f32x4.splat(<f32>rampValue(ramps, 2));
    }
    const own = f32x4.mul(most, smooth);
    let sum = f32x4.splat(0);
    for (let turn = 0; turn < turns; turn++) {
      const at = <usize>(i * turns + turn) << 3;
      const x = v128.shuffle<f32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
      const u = f32x4.pmax(f32x4.pmin(f32x4.mul(x, into), one), f32x4.neg(one));
      const z = f32x4.mul(u, u);
      const bent = f32x4.sub(one, f32x4.mul(z, f32x4.sub(one, f32x4.mul(z, f32x4.sub(fifth, f32x4.mul(z, seventh))))));
      const w = f32x4.mul(u, bent);
      const ww = f32x4.mul(w, w);
      sum = f32x4.add(sum, ww);
      const cube = f32x4.mul(w, f32x4.sub(ww, own));
      const y = f32x4.mul(f32x4.add(f32x4.mul(even, ww), f32x4.mul(odd, cube)), back);
      const sides = v128.shuffle<f32>(y, y, 0, 2, 1, 3);
      v128.store64_lane(left + at, sides, 0);
      v128.store64_lane(right + at, sides, 1);
    }
    const mean = f32x4.mul(perFrame, f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1)));
    square = f32x4.add(square, f32x4.mul(stepping, f32x4.sub(mean, square)));
    smooth = f32x4.add(smooth, f32x4.mul(stepping, f32x4.sub(square, smooth)));
    if ((++clock & 127) == 0) {
      square = v128.and(square, f32x4.ge(square, f32x4.splat(1e-20)));
      smooth = v128.and(smooth, f32x4.ge(smooth, f32x4.splat(1e-20)));
    }
  }
  v128.store(state, square);
  v128.store(state, smooth, 16);
  store<i32>(state, clock, 32);
}
