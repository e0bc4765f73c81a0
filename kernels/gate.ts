// A gate's decision, with hysteresis and hold, and the way to what it asks for.
// `glide` and `remaining`: kernels/glide.ts, with RANGE_DB behind the common parameters.

import { glideF64, LINK } from "./glide";
import { storeStereo } from "./stereo";

// @ts-ignore: decorator
@inline
const RANGE_DB: usize = 80;

/**
 * Filtered key -> open or closed -> gain reduction in dB. Opens when the key's magnitude reaches `opens`, and closes when it has not
 * reached `closes` for `holdFrames`. A side hears the other one times LINK. On the way `attack` and `release` are left of a
 * frame's difference; for `gentleAttackFrames` and `gentleReleaseFrames` the gentle ones instead (a control has jumped).
 * State (lane pairs): [0] i64 frames until it closes, 0 = closed; [16] reduction; then f64 [32] deepest reduction of the call,
 * [40] 1 if either side was open in the call.
 */
export function gateReduction(
  state: usize,
  glide: usize,
  remaining: i32,
  keyLeft: usize,
  keyRight: usize,
  reductionLeft: usize,
  reductionRight: usize,
  opens: f64,
  closes: f64,
  holdFrames: f64,
  attack: f64,
  release: f64,
  gentleAttack: f64,
  gentleRelease: f64,
  gentleAttackFrames: i32,
  gentleReleaseFrames: i32,
  frames: i32,
): void {
  let waiting = v128.load(state);
  let reduction = v128.load(state, 16);
  const isOne = i64x2.extract_lane(waiting, 0) == i64x2.extract_lane(waiting, 1);
  const isSame = isOne && f64x2.extract_lane(reduction, 0) == f64x2.extract_lane(reduction, 1);
  const still = i64x2.splat(0);
  const range = glideF64(glide, RANGE_DB, 0);
  if (remaining == 0 && isSame && glideF64(glide, LINK, 0) == 1 && gentleAttackFrames == 0 && gentleReleaseFrames == 0) {
    // both sides in step: the same numbers as below, once
    const opening = <f32>opens;
    const closing = <f32>closes;
    const hold = <i64>holdFrames;
    const down = range * (1 - release);
    let left = i64x2.extract_lane(waiting, 0);
    let less = f64x2.extract_lane(reduction, 0);
    let deepest: f64 = 0;
    let wasOpen = false;
    for (let at: usize = 0; at < <usize>frames << 2; at += 4) {
      const heard = max(abs(load<f32>(keyLeft + at)), abs(load<f32>(keyRight + at)));
      if (heard >= opening) left = hold;
      else if (left > 0) left = heard >= closing ? hold : left - 1;
      if (left > 0) {
        less = less * attack;
        wasOpen = true;
      } else {
        less = less * release + down;
      }
      if (less > deepest) deepest = less;
      const single = <f32>less;
      store<f32>(reductionLeft + at, single);
      store<f32>(reductionRight + at, single);
    }
    v128.store(state, i64x2.splat(left));
    v128.store(state, f64x2.splat(less < 1e-30 ? 0 : less), 16);
    store<f64>(state, deepest, 32);
    store<f64>(state, wasOpen ? 1 : 0, 40);
    return;
  }
  const zero = f64x2.splat(0);
  const opening = f32x4.splat(<f32>opens);
  const closing = f32x4.splat(<f32>closes);
  const hold = i64x2.splat(<i64>holdFrames);
  let isOpen = i64x2.ne(waiting, still);
  let wasOpen = still;
  let deepest = zero;
  let link = zero;
  let attackLeft = zero;
  let releaseLeft = zero;
  let down = zero;
  let changes = 0; // the next frame at which a coefficient changes
  for (let frame = 0; frame < frames; frame++) {
    if (frame == changes) {
      const r = max(remaining - frame, 0);
      const past = frame < gentleReleaseFrames ? gentleRelease : release;
      link = f32x4.splat(<f32>glideF64(glide, LINK, r));
      attackLeft = f64x2.splat(frame < gentleAttackFrames ? gentleAttack : attack);
      releaseLeft = f64x2.splat(past);
      down = f64x2.splat(glideF64(glide, RANGE_DB, r) * (1 - past));
      changes = frame < gentleReleaseFrames ? gentleReleaseFrames : frames;
      if (frame < gentleAttackFrames) changes = min(changes, gentleAttackFrames);
      if (frame < remaining) changes = frame + 1;
    }
    const at = <usize>frame << 2;
    const keys = v128.load32_lane(keyRight + at, v128.load32_zero(keyLeft + at), 1);
    const own = f32x4.abs(v128.shuffle<f32>(keys, keys, 0, 0, 1, 1)); // two lanes a side, to match the masks of 64 bits
    const heard = f32x4.pmax(own, f32x4.mul(link, v128.shuffle<f64>(own, own, 1, 0)));
    const isAbove = v128.or(f32x4.ge(heard, opening), v128.and(f32x4.ge(heard, closing), isOpen));
    waiting = v128.bitselect(hold, i64x2.add(waiting, isOpen), isAbove); // a mask is -1
    isOpen = i64x2.ne(waiting, still);
    wasOpen = v128.or(wasOpen, isOpen);
    const kept = f64x2.mul(reduction, v128.bitselect(attackLeft, releaseLeft, isOpen));
    reduction = f64x2.add(kept, v128.andnot(down, isOpen));
    deepest = f64x2.pmax(deepest, reduction);
    storeStereo(reductionLeft, reductionRight, at, reduction);
  }
  v128.store(state, waiting);
  v128.store(state, v128.andnot(reduction, f64x2.lt(reduction, f64x2.splat(1e-30))), 16);
  store<f64>(state, max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1)), 32);
  store<f64>(state, v128.any_true(wasOpen) ? 1 : 0, 40);
}
