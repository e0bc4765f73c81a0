// A console stage at the oversampled rate, left and right as f64x2 lanes: transformer (its flux saturates, so lows bend first) ->
// amplifier (odd curve x / sqrt(1 + (x/c)^2), then an even share) -> high-pass -> gentle low-pass. Noise and the mix are at the base rate.
// Ramps, pairs (left, right): 0 input gain, 2 gain through the stage (the output gain is that over the input gain), 4 transformer pole,
// 6 transformer 1/c^2, 8 amplifier 1/c^2, 10 even share, 12 high-pass, 14 low-pass.
// State (f64): [0..1] flux, [2..3] high-pass, [4..5] low-pass, then from byte 48 the eight coefficient pairs of this frame; at byte
// 176 two i32 noise seeds, at 184 frames of silence (f64).

import { advanceRamps, rampsMove, rampValue } from "./ramps";

const RAMP_COUNT: i32 = 16;
const TINY: f64 = 1e-15;

// @ts-ignore: decorator
@inline
function settlePair(x: v128): v128 {
  return v128.and(x, f64x2.ge(f64x2.abs(x), f64x2.splat(TINY)));
}

function loadCoefficients(ramps: usize, state: usize): void {
  for (let pair = 0; pair < 8; pair++) {
    store<f64>(state + 48 + (<usize>pair << 4), rampValue(ramps, 2 * pair));
    store<f64>(state + 56 + (<usize>pair << 4), rampValue(ramps, 2 * pair + 1));
  }
  // Divided here, frame by frame: two straight ramps of a drive and its inverse would multiply to a burst halfway.
  v128.store(state, f64x2.div(v128.load(state, 64), v128.load(state, 48)), 64);
}

// @ts-ignore: decorator
@inline
function bend(x: v128, inverseSquare: v128): v128 {
  return f64x2.div(x, f64x2.sqrt(f64x2.add(f64x2.splat(1), f64x2.mul(f64x2.mul(x, x), inverseSquare))));
}

/** `frames * factor` oversampled frames in place. */
export function runConsole(ramps: usize, state: usize, left: usize, right: usize, frames: i32, factor: i32): void {
  let flux = v128.load(state);
  let slow = v128.load(state, 16);
  let top = v128.load(state, 32);
  loadCoefficients(ramps, state);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      const before = v128.load(state, 48);
      advanceRamps(ramps, RAMP_COUNT);
      loadCoefficients(ramps, state);
      const louder = f64x2.div(v128.load(state, 48), before); // what the stage holds grows with its input gain
      flux = f64x2.mul(flux, louder);
      slow = f64x2.mul(slow, louder);
      top = f64x2.mul(top, louder);
    }
    for (let j = 0; j < factor; j++) {
      const at = <usize>(i * factor + j) << 2;
      const input = f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
      let x = f64x2.mul(input, v128.load(state, 48));
      flux = f64x2.add(flux, f64x2.mul(v128.load(state, 80), f64x2.sub(x, flux)));
      x = f64x2.sub(x, f64x2.sub(flux, bend(flux, v128.load(state, 96))));
      x = bend(x, v128.load(state, 112));
      x = f64x2.add(x, f64x2.mul(v128.load(state, 128), f64x2.mul(x, x)));
      slow = f64x2.add(slow, f64x2.mul(v128.load(state, 144), f64x2.sub(x, slow)));
      x = f64x2.sub(x, slow);
      top = f64x2.add(top, f64x2.mul(v128.load(state, 160), f64x2.sub(x, top)));
      const output = f32x4.demote_f64x2_zero(f64x2.mul(top, v128.load(state, 64)));
      v128.store32_lane(left + at, output, 0);
      v128.store32_lane(right + at, output, 1);
    }
    flux = settlePair(flux);
    slow = settlePair(slow);
    top = settlePair(top);
  }
  v128.store(state, flux);
  v128.store(state, slow, 16);
  v128.store(state, top, 32);
}

/** Uniform noise -1..1; xorshift, the seed is never 0. */
// @ts-ignore: decorator
@inline
function noise(seed: usize): f64 {
  let x = load<i32>(seed);
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  store<i32>(seed, x);
  return <f64>x * 4.656612873077393e-10;
}

/**
 * Crosstalk, noise and the mix with the delayed dry signal (512 bytes a side from `dry`), in place. Ramps of its own: [0] amount,
 * [1] noise level, [2] crosstalk. Noise fades `fadeFrames` after the input has been digital silence for `holdFrames`.
 */
export function mixConsole(ramps: usize, state: usize, dry: usize, left: usize, right: usize, frames: i32, holdFrames: f64, fadeFrames: f64): void {
  let silent = load<f64>(state, 184);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 3);
    const at = <usize>i << 2;
    const dryLeft = <f64>load<f32>(dry + at);
    const dryRight = <f64>load<f32>(dry + at, 512);
    silent = dryLeft == 0 && dryRight == 0 ? min(silent + 1, holdFrames + fadeFrames) : 0;
    const amount = rampValue(ramps, 0);
    const level = rampValue(ramps, 1) * min(1, (holdFrames + fadeFrames - silent) / fadeFrames);
    const crosstalk = rampValue(ramps, 2);
    const l = <f64>load<f32>(left + at);
    const r = <f64>load<f32>(right + at);
    const hissLeft = (noise(state + 176) + noise(state + 176)) * level;
    const hissRight = (noise(state + 180) + noise(state + 180)) * level;
    const wetLeft = l + crosstalk * (r - l) + hissLeft;
    const wetRight = r + crosstalk * (l - r) + hissRight;
    store<f32>(left + at, <f32>(dryLeft * (1 - amount) + amount * wetLeft));
    store<f32>(right + at, <f32>(dryRight * (1 - amount) + amount * wetRight));
  }
  store<f64>(state, silent, 184);
}
