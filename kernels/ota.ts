// A transconductance amplifier as gain cell: a differential pair, whose output current is the control current times tanh of its input,
// and the control current as a store's share. `glide` and `remaining`: kernels/glide.ts, places as in kernels/feedback-cell.ts.

import { OCTAVES_PER_DB } from "./decibels";
import { framesLeftX4, glideX4 } from "./glide";
import { exp2x4, storeSome } from "./vector-math";

// @ts-ignore: decorator
@inline
const SUSTAIN_GAIN: usize = 40;
// @ts-ignore: decorator
@inline
const OUT_GAIN: usize = 48;
// @ts-ignore: decorator
@inline
const WET: usize = 56;
// @ts-ignore: decorator
@inline
const PAIR_GAIN: usize = 112;

/** tanh as a fraction of polynomials (its continued fraction, cut off), error below 1e-6 up to 3, 1e-4 at the end; beyond 4.97 it stays. */
// @ts-ignore: decorator
@inline
function pairLanes(input: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(input, f32x4.splat(4.97)), f32x4.splat(-4.97));
  const z = f32x4.mul(x, x);
  const above = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(z, f32x4.splat(378)), z), f32x4.splat(17325)), z), f32x4.splat(135135));
  const below = f32x4.add(
    f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.splat(28), z), f32x4.splat(3150)), z), f32x4.splat(62370)), z),
    f32x4.splat(135135),
  );
  return f32x4.div(f32x4.mul(x, above), below);
}

/**
 * The pair at twice the rate, `2 * frames` frames in place: tanh(g x / a) a / g, with PAIR_GAIN g and the input a (twice the thermal
 * voltage) at which its current would be all on one side if it went on straight.
 */
export function differentialPair(glide: usize, remaining: i32, fullInput: f32, left: usize, right: usize, frames: i32): void {
  const inverse = f32x4.splat(1 / fullInput);
  const one = f32x4.splat(1);
  let gain = one;
  let back = one;
  for (let frame = 0; frame < frames; frame += 2) {
    if (frame == 0 || frame < remaining + 2) {
      const ofFour = glideX4(glide, PAIR_GAIN, framesLeftX4(remaining, frame));
      gain = f32x4.mul(inverse, v128.shuffle<f32>(ofFour, ofFour, 0, 0, 1, 1));
      back = f32x4.div(one, gain);
    }
    const at = <usize>frame << 3;
    v128.store(left + at, f32x4.mul(back, pairLanes(f32x4.mul(gain, v128.load(left + at)))));
    v128.store(right + at, f32x4.mul(back, pairLanes(f32x4.mul(gain, v128.load(right + at)))));
  }
}

/** In place: reductions in dB become the share of the control current that is taken away. */
export function reductionToShare(left: usize, right: usize, frames: i32): void {
  const one = f32x4.splat(1);
  const scale = f32x4.splat(-OCTAVES_PER_DB);
  for (let at: usize = 0; at < <usize>frames << 2; at += 16) {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const share = f32x4.sub(one, exp2x4(f32x4.mul(l, scale)));
    v128.store(left + at, share);
    v128.store(right + at, i32x4.all_true(i32x4.eq(l, r)) ? share : f32x4.sub(one, exp2x4(f32x4.mul(r, scale))));
  }
}

/** What is left of the control current times SUSTAIN_GAIN, times the pair's output (in `left`, `right`), OUT_GAIN, mixed with the dry sound. */
export function steerCurrent(
  glide: usize,
  remaining: i32,
  shareLeft: usize,
  shareRight: usize,
  dryLeft: usize,
  dryRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const one = f32x4.splat(1);
  let gain = one;
  let wet = one;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      gain = f32x4.mul(glideX4(glide, SUSTAIN_GAIN, r), glideX4(glide, OUT_GAIN, r));
      wet = glideX4(glide, WET, r);
    }
    const at = <usize>frame << 2;
    const l = f32x4.mul(f32x4.mul(v128.load(left + at), gain), f32x4.sub(one, v128.load(shareLeft + at)));
    const r = f32x4.mul(f32x4.mul(v128.load(right + at), gain), f32x4.sub(one, v128.load(shareRight + at)));
    const dryL = v128.load(dryLeft + at);
    const dryR = v128.load(dryRight + at);
    storeSome(left + at, f32x4.add(dryL, f32x4.mul(wet, f32x4.sub(l, dryL))), frames - frame);
    storeSome(right + at, f32x4.add(dryR, f32x4.mul(wet, f32x4.sub(r, dryR))), frames - frame);
  }
}
