// Gate and expander: key filter, the gate's decision, the expander's curve, and the way to what they ask for.
// `glide` and `remaining`: kernels/glide.ts, with LOW_PASS_G, RANGE_DB and LISTEN behind the common parameters.

import { ATTACK, framesLeftX4, glideF64, glideX4, HIGH_PASS_G, KNEE_DB, LINK, MIX, SLOPE, THRESHOLD_DBFS } from "./glide";
import { log2x4 } from "./vector-math";

// @ts-ignore: decorator
@inline
const LOW_PASS_G: usize = 72;
// @ts-ignore: decorator
@inline
const RANGE_DB: usize = 80;
// @ts-ignore: decorator
@inline
const LISTEN: usize = 88;
// @ts-ignore: decorator
@inline
const SQRT2 = 1.4142135623730951;
// @ts-ignore: decorator
@inline
const DB_PER_OCTAVE: f32 = 6.02059991;

// @ts-ignore: decorator
@inline
function stereoAt(left: usize, right: usize, at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
}

// @ts-ignore: decorator
@inline
function storeStereo(left: usize, right: usize, at: usize, pair: v128): void {
  const single = f32x4.demote_f64x2_zero(pair);
  v128.store32_lane(left + at, single, 0);
  v128.store32_lane(right + at, single, 1);
}

// The key's filters, high-pass and low-pass of 12 dB per octave each (Butterworth): state-variable filters with trapezoidal integrators,
// which take a moving frequency without a thump, written as state' = A state + b x.
// Their state (lane pairs): [0] [16] integrators of the high-pass, [32] [48] of the low-pass; then coefficients from 64 on: of the
// high-pass' output (gain, first, second integrator), of its two integrators (first, second, input), the same two of the low-pass.

/** The rows of A and b for g = tan(pi f / rate). */
function tuneIntegrators(at: usize, g: f64): f64 {
  const scale = 1 / (1 + g * (g + SQRT2));
  const feed = 2 * g * scale;
  v128.store(at, f64x2.splat(1 - feed * (SQRT2 + g)));
  v128.store(at, f64x2.splat(-feed), 16);
  v128.store(at, f64x2.splat(feed), 32);
  v128.store(at, f64x2.splat(2 * g - g * feed * (SQRT2 + g)), 48);
  v128.store(at, f64x2.splat(1 - g * feed), 64);
  v128.store(at, f64x2.splat(g * feed), 80);
  return scale;
}

/** Computes the filters' coefficients for a frame with `r` frames of glide left. */
function tuneKey(filters: usize, glide: usize, r: i32): void {
  const g = glideF64(glide, HIGH_PASS_G, r);
  const scale = tuneIntegrators(filters + 112, g);
  v128.store(filters, f64x2.splat(scale), 64);
  v128.store(filters, f64x2.splat(scale * (SQRT2 + g)), 80);
  v128.store(filters, f64x2.splat(scale), 96);
  tuneIntegrators(filters + 208, glideF64(glide, LOW_PASS_G, r));
}

// @ts-ignore: decorator
@inline
function times(at: usize, offset: usize, x: v128): v128 {
  return f64x2.mul(v128.load(at + offset), x);
}

// @ts-ignore: decorator
@inline
function integrated(at: usize, offset: usize, first: v128, second: v128, x: v128): v128 {
  return f64x2.add(f64x2.add(times(at, offset + 32, x), times(at, offset + 16, second)), times(at, offset, first));
}

/** Filters the key for a detector, and for listening to it. */
export function filterKey(
  filters: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): void {
  const quiet = f64x2.splat(1e-30); // keeps the filters out of the denormals
  const half = f64x2.splat(0.5);
  let high1 = v128.load(filters);
  let high2 = v128.load(filters, 16);
  let low1 = v128.load(filters, 32);
  let low2 = v128.load(filters, 48);
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) tuneKey(filters, glide, max(remaining - frame, 0));
    const at = <usize>frame << 2;
    const x = f64x2.add(stereoAt(left, right, at), quiet);
    const y = f64x2.add(f64x2.sub(times(filters, 64, x), f64x2.add(times(filters, 80, high1), times(filters, 96, high2))), quiet);
    const nextHigh1 = integrated(filters, 112, high1, high2, x);
    high2 = integrated(filters, 160, high1, high2, x);
    high1 = nextHigh1;
    const nextLow1 = integrated(filters, 208, low1, low2, y);
    const nextLow2 = integrated(filters, 256, low1, low2, y);
    storeStereo(keyLeft, keyRight, at, f64x2.mul(half, f64x2.add(low2, nextLow2)));
    low1 = nextLow1;
    low2 = nextLow2;
  }
  v128.store(filters, high1);
  v128.store(filters, high2, 16);
  v128.store(filters, low1, 32);
  v128.store(filters, low2, 48);
}

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
      kneeScale = f32x4.div(f32x4.splat(0.5), f32x4.pmax(knee, f32x4.splat(0.001)));
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
  const zero = f32x4.splat(0);
  const level = f32x4.mul(log2x4(f32x4.pmax(heard, f32x4.splat(1e-10))), f32x4.splat(DB_PER_OCTAVE));
  const under = f32x4.sub(threshold, level);
  const inKnee = f32x4.pmin(f32x4.pmax(f32x4.add(under, halfKnee), zero), knee);
  const bent = f32x4.add(f32x4.mul(f32x4.mul(inKnee, inKnee), kneeScale), f32x4.pmax(f32x4.sub(under, halfKnee), zero));
  return f32x4.pmin(f32x4.mul(slope, bent), range);
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
    const asked = stereoAt(left, right, at);
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

/** What the filters leave behind a sound ends at 0. */
// @ts-ignore: decorator
@inline
function atRest(x: f32): f32 {
  return abs(x) < 1e-20 ? 0 : x;
}

/** Puts the key in the sound's place, as far as LISTEN and MIX say, and takes the reduction away as far as LISTEN says. */
export function listenToKey(
  glide: usize,
  remaining: i32,
  keyLeft: usize,
  keyRight: usize,
  reductionLeft: usize,
  reductionRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  for (let frame = 0; frame < frames; frame++) {
    const r = max(remaining - frame, 0);
    const listen = <f32>glideF64(glide, LISTEN, r);
    const share = listen * <f32>glideF64(glide, MIX, r);
    const at = <usize>frame << 2;
    const l = load<f32>(left + at);
    const rightIn = load<f32>(right + at);
    store<f32>(left + at, l + share * (atRest(load<f32>(keyLeft + at)) - l));
    store<f32>(right + at, rightIn + share * (atRest(load<f32>(keyRight + at)) - rightIn));
    store<f32>(reductionLeft + at, (1 - listen) * load<f32>(reductionLeft + at));
    store<f32>(reductionRight + at, (1 - listen) * load<f32>(reductionRight + at));
  }
}
