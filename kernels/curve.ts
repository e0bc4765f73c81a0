// A memoryless curve from a table of cubic pieces, at the oversampled rate, with a working point that sags behind the mean output
// (a cathode's capacitor). f32 lanes: left, right, next left, next right. A table holds four coefficients a piece (16 bytes), lowest power first,
// of the place within the piece (0..1); beyond its ends the curve is level. Values count in pieces too, with slope 1 at rest.
// Ramps: [0] x into pieces, [1] place of rest, [2] gain of the slope at rest (1 at the table's own), [3] share of the second table, [4] strength of the sag.
// State: sag, outputs of the last three frames (16 bytes each), i32 frames. The sag hears the output three frames late, so that it needn't wait.

import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settleLanes } from "./silence";

// @ts-ignore: decorator
@inline
function lookUp(table: usize, whole: v128, t: v128): v128 {
  const a = v128.load(table + (<usize>i32x4.extract_lane(whole, 0) << 4));
  const b = v128.load(table + (<usize>i32x4.extract_lane(whole, 1) << 4));
  const c = v128.load(table + (<usize>i32x4.extract_lane(whole, 2) << 4));
  const d = v128.load(table + (<usize>i32x4.extract_lane(whole, 3) << 4));
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  const c0 = v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5);
  const c1 = v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7);
  const c2 = v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5);
  const c3 = v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7);
  return f32x4.add(c0, f32x4.mul(t, f32x4.add(c1, f32x4.mul(t, f32x4.add(c2, f32x4.mul(t, c3))))));
}

// @ts-ignore: decorator
@inline
function valueAt(table: usize, end: v128, place: v128): v128 {
  const held = f32x4.pmax(f32x4.pmin(place, end), f32x4.splat(0));
  const whole = i32x4.trunc_sat_f32x4_s(held);
  return lookUp(table, whole, f32x4.sub(held, f32x4.convert_i32x4_s(whole)));
}

/** While one table fades into the other. */
function between(first: usize, second: usize, share: f32, end: v128, place: v128): v128 {
  const one = valueAt(first, end, place);
  if (share == 0) return one;
  return f32x4.add(one, f32x4.mul(f32x4.splat(share), f32x4.sub(valueAt(second, end, place), one)));
}

/**
 * `frames * factor` oversampled frames in place, slope 1 at rest whatever the drive. `end` is just below the number of pieces; `sagStep` is the part
 * of its way that the sag makes in a frame.
 */
export function shapeCurve(
  ramps: usize,
  state: usize,
  first: usize,
  second: usize,
  end: f64,
  sagStep: f64,
  left: usize,
  right: usize,
  frames: i32,
  factor: i32,
): void {
  const ends = f32x4.splat(<f32>end);
  const turns = factor >> 1;
  const perFrame = f32x4.splat(<f32>(1.0 / <f64>factor));
  const stepping = f32x4.splat(<f32>sagStep);
  let sag = v128.load(state);
  let third = v128.load(state, 16);
  let middle = v128.load(state, 32);
  let latest = v128.load(state, 48);
  let clock = load<i32>(state, 64);
  let into = f32x4.splat(<f32>rampValue(ramps, 0));
  let rest = f32x4.splat(<f32>rampValue(ramps, 1));
  let gain = f32x4.splat(<f32>rampValue(ramps, 2));
  let share = <f32>rampValue(ramps, 3);
  let strength = f32x4.splat(<f32>rampValue(ramps, 4));
  let back = f32x4.div(gain, into);
  let pure = share == 0 || share == 1;
  let table = share == 1 ? second : first;
  let silent = pure ? valueAt(table, ends, rest) : between(first, second, share, ends, rest);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 5);
      const now = f32x4.splat(<f32>rampValue(ramps, 0));
      const louder = f32x4.div(now, into); // what the stage holds grows with its input gain
      sag = f32x4.mul(sag, louder);
      third = f32x4.mul(third, louder);
      middle = f32x4.mul(middle, louder);
      latest = f32x4.mul(latest, louder);
      into = now;
      rest = f32x4.splat(<f32>rampValue(ramps, 1));
      gain = f32x4.splat(<f32>rampValue(ramps, 2));
      share = <f32>rampValue(ramps, 3);
      strength = f32x4.splat(<f32>rampValue(ramps, 4));
      back = f32x4.div(gain, into);
      pure = share == 0 || share == 1;
      table = share == 1 ? second : first;
      silent = pure ? valueAt(table, ends, rest) : between(first, second, share, ends, rest);
    }
    sag = f32x4.add(sag, f32x4.mul(stepping, f32x4.sub(f32x4.mul(strength, third), sag)));
    let sum = f32x4.splat(0);
    const origin = f32x4.sub(rest, sag);
    for (let turn = 0; turn < turns; turn++) {
      const at = <usize>(i * turns + turn) << 3;
      const x = v128.shuffle<f32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
      const place = f32x4.add(origin, f32x4.mul(x, into));
      const y = f32x4.sub(pure ? valueAt(table, ends, place) : between(first, second, share, ends, place), silent);
      sum = f32x4.add(sum, y);
      const output = f32x4.mul(y, back);
      const sides = v128.shuffle<f32>(output, output, 0, 2, 1, 3);
      v128.store64_lane(left + at, sides, 0);
      v128.store64_lane(right + at, sides, 1);
    }
    third = middle;
    middle = latest;
    latest = f32x4.mul(f32x4.mul(gain, perFrame), f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1)));
    if ((++clock & 127) == 0) sag = settleLanes(sag);
  }
  v128.store(state, sag);
  v128.store(state, third, 16);
  v128.store(state, middle, 32);
  v128.store(state, latest, 48);
  store<i32>(state, clock, 64);
}
