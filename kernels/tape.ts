// Magnetic tape at the oversampled rate: the anhysteretic curve (Langevin) and a thin hysteresis loop around it, after Jiles and Atherton
// without their coupling between domains: dM/dH = (Man - M) / (+-k) where the field pulls M towards Man, else 0. Without the coupling
// Man depends on the field alone, so only the step of M waits for the frame before. f32 lanes: left, right, and the next left, right.
// Ramps: [0] drive into units of the field, [1] share of the loop. State: the last two frames of x (16 bytes), M (16 bytes, lanes 0 and 1), i32 frames.

import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settleLanes } from "./silence";

const SATURATED: f32 = 11.794; // where the fraction below has its greatest value: the curve goes on level from here

/** 3 (coth x - 1/x), slope 1 at 0: its continued fraction up to 13, within 0.3 % to x = 8 and smooth to its end at 0.896 * 3. */
// @ts-ignore: decorator
@inline
function anhysteretic(field: v128, end: v128, c81: v128, c378: v128, c8316: v128, c17325: v128, c135135: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(field, end), f32x4.neg(end));
  const z = f32x4.mul(x, x);
  const top = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(c81, z), c8316), z), c135135);
  const low = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(z, c378), z), c17325), z), c135135);
  return f32x4.div(f32x4.mul(x, top), low);
}

/** M of the next frame. As little as possible waits for M: this chain is what the loop takes its time for. */
// @ts-ignore: decorator
@inline
function follow(held: v128, direction: v128, stay: v128, pulled: v128, remain: v128, relaxed: v128): v128 {
  const m = v128.xor(held, direction);
  const byField = f32x4.add(f32x4.mul(m, stay), pulled);
  const byBias = f32x4.add(f32x4.mul(m, remain), relaxed);
  return v128.xor(f32x4.pmax(byBias, byField), direction);
}

/** `frames * factor` oversampled frames in place. `width` is 1/k, `relax` the share of M's way to Man that a frame of bias makes. */
export function runTape(ramps: usize, state: usize, left: usize, right: usize, frames: i32, factor: i32, width: f64, relax: f64): void {
  let last = v128.load(state);
  let held = v128.load(state, 16);
  let clock = load<i32>(state, 32);
  let drive = rampValue(ramps, 0);
  let into = f32x4.splat(<f32>drive);
  let back = f32x4.splat(<f32>(1 / drive));
  let share = f32x4.splat(<f32>rampValue(ramps, 1));
  const widths = f32x4.splat(<f32>width);
  const relaxing = f32x4.splat(<f32>relax);
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const sixth = f32x4.splat(0.16666667);
  const signs = i32x4.splat(0x80000000);
  const end = f32x4.splat(SATURATED);
  const c81 = f32x4.splat(81);
  const c378 = f32x4.splat(378);
  const c8316 = f32x4.splat(8316);
  const c17325 = f32x4.splat(17325);
  const c135135 = f32x4.splat(135135);
  const remain = f32x4.sub(one, relaxing);
  const turns = factor >> 1;
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, 2);
      const now = rampValue(ramps, 0);
      held = f32x4.mul(held, f32x4.splat(<f32>(now / drive))); // what the tape holds grows with the field
      drive = now;
      into = f32x4.splat(<f32>drive);
      back = f32x4.splat(<f32>(1 / drive));
      share = f32x4.splat(<f32>rampValue(ramps, 1));
    }
    for (let turn = 0; turn < turns; turn++) {
      const at = <usize>(i * turns + turn) << 3;
      const x = v128.shuffle<f32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
      const step = f32x4.mul(f32x4.sub(x, v128.shuffle<f32>(last, x, 2, 3, 4, 5)), into);
      last = x;
      const man = anhysteretic(f32x4.mul(x, into), end, c81, c378, c8316, c17325, c135135);
      // 1 - e^-t by the first terms of e^t: between 0 and 1 for every step
      const t = f32x4.mul(f32x4.abs(step), widths);
      const grown = f32x4.mul(t, f32x4.add(one, f32x4.mul(t, f32x4.add(half, f32x4.mul(t, sixth)))));
      const pull = f32x4.pmax(relaxing, f32x4.div(grown, f32x4.add(one, grown)));
      // turned so that the field always rises: M goes the greater of both ways, the pull's towards Man or the bias's
      const direction = v128.and(step, signs);
      const turned = v128.xor(man, direction);
      const pulled = f32x4.mul(pull, turned);
      const relaxed = f32x4.mul(relaxing, turned);
      const stay = f32x4.sub(one, pull);
      const early = follow(held, direction, stay, pulled, remain, relaxed); // lanes 0 and 1
      const late = follow(v128.shuffle<f32>(early, early, 0, 1, 0, 1), direction, stay, pulled, remain, relaxed); // lanes 2 and 3
      held = v128.shuffle<f32>(late, late, 2, 3, 2, 3);
      const loop = v128.shuffle<f32>(early, late, 0, 1, 6, 7);
      const magnetised = f32x4.add(man, f32x4.mul(share, f32x4.sub(loop, man)));
      const output = f32x4.mul(magnetised, back);
      const sides = v128.shuffle<f32>(output, output, 0, 2, 1, 3);
      v128.store64_lane(left + at, sides, 0);
      v128.store64_lane(right + at, sides, 1);
    }
    if ((++clock & 127) == 0) held = settleLanes(held);
  }
  v128.store(state, last);
  v128.store(state, held, 16);
  store<i32>(state, clock, 32);
}
