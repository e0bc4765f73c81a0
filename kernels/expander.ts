// A downward expander's curve, and the way to what it asks for.
// `glide` and `remaining`: kernels/glide.ts, with RANGE_DB behind the common parameters.

import { DB_PER_OCTAVE } from "./decibels";
import { kneeScaleX4, kneeX4 } from "./gain-law";
import { ATTACK, framesLeftX4, glideF64, glideX4, KNEE_DB, LINK, SLOPE, THRESHOLD_DBFS } from "./glide";
import { loadStereo, storeStereo } from "./stereo";
import { log2x4 } from "./vector-math";

// @ts-ignore: decorator
@inline
const RANGE_DB: usize = 80;

/**
 * Downward expander's curve: the key's magnitude becomes the reduction asked for, dB >= 0: SLOPE (ratio - 1) times what is missing to
 * the threshold, with a quadratic knee, RANGE_DB at most. A side hears the other one times LINK.
 */
export function computeExpansion(
  glide: usize,
  remaining: i32,
  keyLeft: usize,
  keyRight: usize,
  reductionLeft: usize,
  reductionRight: usize,
  frames: i32,
): void {
  const zero = f32x4.splat(0);
  let threshold = zero;
  let slope = zero;
  let knee = zero;
  let halfKnee = zero;
  let kneeScale = zero;
  let range = zero;
  let link = zero;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      threshold = glideX4(glide, THRESHOLD_DBFS, r);
      slope = glideX4(glide, SLOPE, r);
      knee = glideX4(glide, KNEE_DB, r);
      range = glideX4(glide, RANGE_DB, r);
      link = glideX4(glide, LINK, r);
      halfKnee = f32x4.mul(knee, f32x4.splat(0.5));
      kneeScale = kneeScaleX4(knee);
    }
    const at = <usize>frame << 2;
    const ownLeft = f32x4.abs(v128.load(keyLeft + at));
    const ownRight = f32x4.abs(v128.load(keyRight + at));
    const heardLeft = f32x4.pmax(ownLeft, f32x4.mul(ownRight, link));
    const heardRight = f32x4.pmax(ownRight, f32x4.mul(ownLeft, link));
    const askedLeft = expansion(heardLeft, threshold, slope, knee, halfKnee, kneeScale, range);
    v128.store(reductionLeft + at, askedLeft);
    const isSame = i32x4.all_true(i32x4.eq(heardLeft, heardRight));
    v128.store(reductionRight + at, isSame ? askedLeft : expansion(heardRight, threshold, slope, knee, halfKnee, kneeScale, range));
  }
}

// @ts-ignore: decorator
@inline
function expansion(heard: v128, threshold: v128, slope: v128, knee: v128, halfKnee: v128, kneeScale: v128, range: v128): v128 {
  const level = f32x4.mul(log2x4(f32x4.pmax(heard, f32x4.splat(1e-10))), f32x4.splat(DB_PER_OCTAVE));
  return f32x4.pmin(f32x4.mul(slope, kneeX4(f32x4.sub(threshold, level), knee, halfKnee, kneeScale)), range);
}

/**
 * The way to the reduction asked for, in place. The least that was asked for is held for `holdFrames` and then rises by `riseDb` a
 * frame, so that it is the envelope's and not the wave's. ATTACK (less reduction) is made of a frame's difference, `release` (more) is left.
 * State (lane pairs): [0] held, [16] frames of hold left, [32] reduction. Returns the deepest reduction.
 */
export function smoothExpansion(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  release: f64,
  holdFrames: f64,
  riseDb: f64,
  frames: i32,
): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const hold = f64x2.splat(holdFrames);
  const rise = f64x2.splat(riseDb);
  let attackLeft = zero;
  let attackNew = zero;
  const releaseLeft = f64x2.splat(release);
  const releaseNew = f64x2.splat(1 - release);
  let held = v128.load(state);
  let waiting = v128.load(state, 16);
  let reduction = v128.load(state, 32);
  let deepest = zero;
  for (let frame = 0; frame < frames; frame++) {
    const at = <usize>frame << 2;
    if (frame == 0 || frame <= remaining) {
      attackNew = f64x2.splat(glideF64(glide, ATTACK, max(remaining - frame, 0)));
      attackLeft = f64x2.sub(one, attackNew);
    }
    const asked = loadStereo(left, right, at);
    const waits = f64x2.gt(waiting, zero);
    waiting = v128.bitselect(hold, f64x2.sub(waiting, one), f64x2.le(asked, held));
    held = f64x2.pmin(f64x2.add(held, v128.andnot(rise, waits)), asked);
    const up = f64x2.add(f64x2.mul(reduction, attackLeft), f64x2.mul(held, attackNew));
    const down = f64x2.add(f64x2.mul(reduction, releaseLeft), f64x2.mul(held, releaseNew));
    reduction = v128.bitselect(up, down, f64x2.lt(held, reduction));
    deepest = f64x2.pmax(deepest, reduction);
    storeStereo(left, right, at, reduction);
  }
  v128.store(state, held);
  v128.store(state, waiting, 16);
  v128.store(state, v128.andnot(reduction, f64x2.lt(reduction, f64x2.splat(1e-30))), 32);
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1));
}
