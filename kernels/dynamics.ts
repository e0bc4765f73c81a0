// The stages that dynamics processors are made of: side-chain filter and detector, gain computer, gain stage, look-ahead.
// `glide` and `remaining`: kernels/glide.ts.

import { ATTACK, framesLeftX4, glideF64, glideX4, HIGH_PASS_G, KNEE_DB, LINK, MAKEUP_DB, MIX, RMS_AMOUNT, SLOPE, THRESHOLD_DBFS } from "./glide";
import { exp2x4, log2x4 } from "./vector-math";

// @ts-ignore: decorator
@inline
const DB_PER_OCTAVE_OF_POWER: f32 = 3.01029996;
// @ts-ignore: decorator
@inline
const OCTAVES_PER_DB: f32 = 0.166096405;
// @ts-ignore: decorator
@inline
const SQRT2 = 1.4142135623730951;

/**
 * Side-chain: high-pass (state-variable, 12 dB per octave, Butterworth) and the power that the detector sees: the square of the
 * sample, or the mean square of a time constant times 2 (so that a sine reads its sample peak), or in between while that changes.
 * State (lane pairs): [0] [16] filter integrators, [32] mean square.
 */
export function sideChainPower(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  powerLeft: usize,
  powerRight: usize,
  rmsDecay: f64,
  frames: i32,
): void {
  let ic1 = v128.load(state);
  let ic2 = v128.load(state, 16);
  let mean = v128.load(state, 32);
  const quiet = f64x2.splat(1e-30); // keeps the integrators out of the denormals
  const k = f64x2.splat(SQRT2);
  const two = f64x2.splat(2);
  const decay = f64x2.splat(rmsDecay);
  const charge = f64x2.splat(2 * (1 - rmsDecay));
  let a1 = k;
  let a2 = k;
  let a3 = k;
  let rms = k;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      const r = max(remaining - frame, 0);
      const g = glideF64(glide, HIGH_PASS_G, r);
      const first = 1 / (1 + g * (g + SQRT2));
      a1 = f64x2.splat(first);
      a2 = f64x2.splat(g * first);
      a3 = f64x2.splat(g * (g * first));
      rms = f64x2.splat(glideF64(glide, RMS_AMOUNT, r));
    }
    const at = <usize>frame << 2;
    const x = f64x2.add(f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1)), quiet);
    const v3 = f64x2.sub(x, ic2);
    const v1 = f64x2.add(f64x2.mul(a1, ic1), f64x2.mul(a2, v3));
    const v2 = f64x2.add(ic2, f64x2.add(f64x2.mul(a2, ic1), f64x2.mul(a3, v3)));
    ic1 = f64x2.sub(f64x2.mul(two, v1), ic1);
    ic2 = f64x2.sub(f64x2.mul(two, v2), ic2);
    const high = f64x2.sub(f64x2.sub(x, f64x2.mul(k, v1)), v2);
    const square = f64x2.mul(high, high);
    mean = f64x2.add(f64x2.mul(decay, mean), f64x2.mul(charge, square));
    const power = f32x4.demote_f64x2_zero(f64x2.add(square, f64x2.mul(rms, f64x2.sub(mean, square))));
    v128.store32_lane(powerLeft + at, power, 0);
    v128.store32_lane(powerRight + at, power, 1);
  }
  v128.store(state, ic1);
  v128.store(state, ic2, 16);
  v128.store(state, mean, 32);
}

/** Level in dBFS of a power, four at a time; -200 dBFS stands for silence. */
// @ts-ignore: decorator
@inline
function levelX4(power: usize): v128 {
  const safe = f32x4.max(v128.load(power), f32x4.splat(1e-20));
  return f32x4.mul(log2x4(safe), f32x4.splat(DB_PER_OCTAVE_OF_POWER));
}

/** slope * (level over the threshold), with a quadratic knee. */
// @ts-ignore: decorator
@inline
function reductionX4(level: v128, threshold: v128, slope: v128, knee: v128, halfKnee: v128, kneeScale: v128): v128 {
  const zero = f32x4.splat(0);
  const over = f32x4.sub(level, threshold);
  const inKnee = f32x4.min(f32x4.max(f32x4.add(over, halfKnee), zero), knee);
  const curved = f32x4.mul(f32x4.mul(inKnee, inKnee), kneeScale);
  return f32x4.mul(slope, f32x4.add(curved, f32x4.max(f32x4.sub(over, halfKnee), zero)));
}

/** Feed-forward gain computer in place: powers become the gain reduction asked for, dB >= 0, linked between the channels. */
export function computeReduction(glide: usize, remaining: i32, left: usize, right: usize, frames: i32): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    const r = framesLeftX4(remaining, frame);
    const threshold = glideX4(glide, THRESHOLD_DBFS, r);
    const slope = glideX4(glide, SLOPE, r);
    const knee = glideX4(glide, KNEE_DB, r);
    const link = glideX4(glide, LINK, r);
    const halfKnee = f32x4.mul(knee, f32x4.splat(0.5));
    const kneeScale = f32x4.div(f32x4.splat(0.5), f32x4.max(knee, f32x4.splat(0.001)));
    const l = reductionX4(levelX4(left + at), threshold, slope, knee, halfKnee, kneeScale);
    const r2 = reductionX4(levelX4(right + at), threshold, slope, knee, halfKnee, kneeScale);
    const more = f32x4.max(l, r2);
    v128.store(left + at, f32x4.add(l, f32x4.mul(link, f32x4.sub(more, l))));
    v128.store(right + at, f32x4.add(r2, f32x4.mul(link, f32x4.sub(more, r2))));
  }
}

/** Level in dBFS of the louder channel, into `level`. */
export function loudestLevel(powerLeft: usize, powerRight: usize, level: usize, frames: i32): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    v128.store(powerLeft + at, f32x4.max(v128.load(powerLeft + at), v128.load(powerRight + at)));
    v128.store(level + at, levelX4(powerLeft + at));
  }
}

/**
 * Attack and release on the gain reduction, in place, dB. A rise is held for `holdFrames`, then falls with `release`; the output
 * climbs towards that with ATTACK (the part of the way made in a frame) and never lies above it. `automatic`: a second store
 * charges slowly and lets go slowly, and the larger of the two counts. The other coefficients are what is left after a frame.
 * State (lane pairs): [0] held, [16] frames of hold left, [32] slow store, [48] output. Returns the largest reduction.
 */
export function smoothReduction(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  release: f64,
  holdFrames: f64,
  automatic: i32,
  slowCharge: f64,
  slowRelease: f64,
  frames: i32,
): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const hold = f64x2.splat(holdFrames);
  const releasePast = f64x2.splat(release);
  const releaseNew = f64x2.splat(1 - release);
  const rest = f64x2.splat(1e-9); // so that a release ends at 0 and not in denormals
  let held = v128.load(state);
  let waiting = v128.load(state, 16);
  let slow = v128.load(state, 32);
  let output = v128.load(state, 48);
  let most = zero;
  let attackPast = zero;
  let attackNew = one;
  if (automatic == 0) {
    held = f64x2.max(held, slow); // what the slow store still held goes on at the plain release
    slow = zero;
  }
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      attackNew = f64x2.splat(glideF64(glide, ATTACK, max(remaining - frame, 0)));
      attackPast = f64x2.sub(one, attackNew);
    }
    const at = <usize>frame << 2;
    const asked = f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
    const rises = f64x2.ge(asked, held);
    waiting = v128.bitselect(hold, f64x2.max(f64x2.sub(waiting, one), zero), rises);
    const inflow = f64x2.sub(f64x2.mul(asked, releaseNew), rest);
    const falling = f64x2.max(asked, f64x2.add(f64x2.mul(held, releasePast), inflow));
    const kept = v128.bitselect(held, falling, f64x2.gt(waiting, zero));
    held = v128.bitselect(asked, kept, rises);
    let target = held;
    if (automatic != 0) {
      const past = v128.bitselect(f64x2.splat(slowCharge), f64x2.splat(slowRelease), f64x2.gt(held, slow));
      const next = f64x2.add(f64x2.mul(slow, past), f64x2.mul(held, f64x2.sub(one, past)));
      slow = f64x2.max(f64x2.sub(next, rest), zero);
      target = f64x2.max(held, slow);
    }
    const climbing = f64x2.add(f64x2.mul(output, attackPast), f64x2.mul(target, attackNew));
    output = f64x2.min(climbing, target); // above the target `climbing` lies above it, too
    most = f64x2.max(most, output);
    const single = f32x4.demote_f64x2_zero(output);
    v128.store32_lane(left + at, single, 0);
    v128.store32_lane(right + at, single, 1);
  }
  v128.store(state, held);
  v128.store(state, waiting, 16);
  v128.store(state, slow, 32);
  v128.store(state, output, 48);
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}

// @ts-ignore: decorator
@inline
function gainX4(reduction: usize, makeup: v128, mix: v128): v128 {
  const gainDb = f32x4.sub(makeup, v128.load(reduction));
  const wet = exp2x4(f32x4.mul(gainDb, f32x4.splat(OCTAVES_PER_DB)));
  const one = f32x4.splat(1);
  const blended = f32x4.add(one, f32x4.mul(mix, f32x4.sub(wet, one)));
  return v128.bitselect(wet, blended, f32x4.eq(mix, one)); // a full mix keeps all digits of a deep reduction
}

/** Gain stage in place: makeup minus reduction (dB), mixed with the dry signal. `reductionRight` may equal `reductionLeft`. */
export function applyReduction(
  glide: usize,
  remaining: i32,
  reductionLeft: usize,
  reductionRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    const r = framesLeftX4(remaining, frame);
    const makeup = glideX4(glide, MAKEUP_DB, r);
    const mix = glideX4(glide, MIX, r);
    const gainLeft = gainX4(reductionLeft + at, makeup, mix);
    const gainRight = reductionLeft == reductionRight ? gainLeft : gainX4(reductionRight + at, makeup, mix);
    storeSome(left + at, f32x4.mul(v128.load(left + at), gainLeft), frames - frame);
    storeSome(right + at, f32x4.mul(v128.load(right + at), gainRight), frames - frame);
  }
}

/** The first `count` of four lanes: what lies behind the block's frames is not ours. */
// @ts-ignore: decorator
@inline
function storeSome(at: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, value);
    return;
  }
  v128.store32_lane(at, value, 0);
  if (count > 1) v128.store32_lane(at + 4, value, 1);
  if (count > 2) v128.store32_lane(at + 8, value, 2);
}

/** Delays one channel in place by `length` frames: the ring holds exactly that many. `position` counts on by `frames` outside. */
export function lookAhead(ring: usize, length: i32, position: i32, block: usize, frames: i32): void {
  let slot = position;
  for (let frame = 0; frame < frames; frame++) {
    const at = block + (<usize>frame << 2);
    const place = ring + (<usize>slot << 2);
    const past = load<f32>(place);
    store<f32>(place, load<f32>(at));
    store<f32>(at, past);
    if (++slot == length) slot = 0;
  }
}
