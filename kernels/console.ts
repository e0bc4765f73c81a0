// A console stage in two loops. At the oversampled rate its amplifier: an odd curve that closes smoothly, then an even share (f32 lanes:
// left, right, next left, next right). At the base rate behind it the output transformer (its flux saturates, so lows bend first),
// the band edges as one biquad, and the crosstalk between left and right (f64x2). Levels stay undriven; each curve takes its drive in and out.

import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

// @ts-ignore: decorator
@inline
function pairs(ramps: usize, index: i32): v128 {
  const left = <f32>rampValue(ramps, index);
  const right = <f32>rampValue(ramps, index + 1);
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(left), 1, right), 3, right);
}

// @ts-ignore: decorator
@inline
function pair(ramps: usize, index: i32): v128 {
  return f64x2.replace_lane(f64x2.splat(rampValue(ramps, index)), 1, rampValue(ramps, index + 1));
}

/**
 * `frames * factor` oversampled frames in place: w = P(into x) / into, then w + even w^2. P(u) = u - u^3 + 3/5 u^5 - u^7/7 is level with
 * three derivatives at its ends, -1 and 1, and makes no harmonic above the seventh below them. Ramps, pairs: 0 into, 2 even.
 */
export function runConsole(ramps: usize, left: usize, right: usize, frames: i32, factor: i32): void {
  const one = f32x4.splat(1);
  const fifth = f32x4.splat(0.6);
  const seventh = f32x4.splat(0.14285715);
  let into = pairs(ramps, 0);
  let back = f32x4.div(one, into);
  let even = pairs(ramps, 2);
  const turns = factor >> 1;
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 4);
      into = pairs(ramps, 0);
      back = f32x4.div(one, into);
      even = pairs(ramps, 2);
    }
    for (let turn = 0; turn < turns; turn++) {
      const at = <usize>(i * turns + turn) << 3;
      const x = v128.shuffle<f32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
      const u = f32x4.pmax(f32x4.pmin(f32x4.mul(x, into), one), f32x4.neg(one));
      const z = f32x4.mul(u, u);
      const bent = f32x4.sub(one, f32x4.mul(z, f32x4.sub(one, f32x4.mul(z, f32x4.sub(fifth, f32x4.mul(z, seventh))))));
      const w = f32x4.mul(f32x4.mul(u, bent), back);
      const y = f32x4.add(w, f32x4.mul(even, f32x4.mul(w, w)));
      const sides = v128.shuffle<f32>(y, y, 0, 2, 1, 3);
      v128.store64_lane(left + at, sides, 0);
      v128.store64_lane(right + at, sides, 1);
    }
  }
}

/**
 * Transformer, band edges, crosstalk, in place. Ramps: pairs 0 flux pole, 2 transformer into, 4 b0, 6 b1, 8 b2, 10 a1, 12 a2, then 14 crosstalk.
 * State: flux, x and y one and two frames ago (pairs), i32 frames.
 */
export function runConsoleOutput(ramps: usize, state: usize, left: usize, right: usize, frames: i32): void {
  const one = f64x2.splat(1);
  const fifth = f64x2.splat(0.6);
  const seventh = f64x2.splat(1.0 / 7.0);
  let clock = load<i32>(state, 80);
  let flux = v128.load(state);
  let x1 = v128.load(state, 16);
  let x2 = v128.load(state, 32);
  let y1 = v128.load(state, 48);
  let y2 = v128.load(state, 64);
  let pole = pair(ramps, 0);
  let keep = f64x2.sub(one, pole);
  let into = pair(ramps, 2);
  let back = f64x2.div(one, into);
  let b0 = pair(ramps, 4);
  let b1 = pair(ramps, 6);
  let b2 = pair(ramps, 8);
  let a1 = pair(ramps, 10);
  let a2 = pair(ramps, 12);
  let cross = f64x2.splat(rampValue(ramps, 14));
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 15);
      pole = pair(ramps, 0);
      keep = f64x2.sub(one, pole);
      into = pair(ramps, 2);
      back = f64x2.div(one, into);
      b0 = pair(ramps, 4);
      b1 = pair(ramps, 6);
      b2 = pair(ramps, 8);
      a1 = pair(ramps, 10);
      a2 = pair(ramps, 12);
      cross = f64x2.splat(rampValue(ramps, 14));
    }
    const at = <usize>i << 2;
    const input = loadStereo(left, right, at);
    flux = f64x2.add(f64x2.mul(keep, flux), f64x2.mul(pole, input));
    const u = f64x2.pmax(f64x2.pmin(f64x2.mul(flux, into), one), f64x2.neg(one));
    const z = f64x2.mul(u, u);
    const bent = f64x2.sub(one, f64x2.mul(z, f64x2.sub(one, f64x2.mul(z, f64x2.sub(fifth, f64x2.mul(z, seventh))))));
    const x = f64x2.sub(input, f64x2.sub(flux, f64x2.mul(f64x2.mul(u, bent), back)));
    const forward = f64x2.add(f64x2.add(f64x2.mul(b2, x2), f64x2.mul(b1, x1)), f64x2.mul(b0, x));
    const y = f64x2.sub(f64x2.sub(forward, f64x2.mul(a2, y2)), f64x2.mul(a1, y1));
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    const other = v128.shuffle<f64>(y, y, 1, 0);
    storeStereo(left, right, at, f64x2.add(y, f64x2.mul(cross, f64x2.sub(other, y))));
    if ((++clock & 127) == 0) {
      flux = settlePair(flux);
      x1 = settlePair(x1);
      x2 = settlePair(x2);
      y1 = settlePair(y1);
      y2 = settlePair(y2);
    }
  }
  v128.store(state, flux);
  v128.store(state, x1, 16);
  v128.store(state, x2, 32);
  v128.store(state, y1, 48);
  v128.store(state, y2, 64);
  store<i32>(state, clock, 80);
}

/** Adds the neighbouring strip's sound to this one's. Ramp [0]: how much of it (linear). */
export function addNeighbour(ramps: usize, keyLeft: usize, keyRight: usize, left: usize, right: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 1);
    const at = <usize>i << 2;
    const share = <f32>rampValue(ramps, 0);
    store<f32>(left + at, load<f32>(left + at) + share * load<f32>(keyLeft + at));
    store<f32>(right + at, load<f32>(right + at) + share * load<f32>(keyRight + at));
  }
}
