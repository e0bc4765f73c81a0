// The stages that dynamics processors are made of: side-chain filter and detector, gain computer, gain stage, look-ahead.
// `glide` and `remaining`: kernels/glide.ts.

import { crestX2 } from "./crest";
import { OCTAVES_PER_DB, powerToDbfsX4 } from "./decibels";
import { kneeScaleX4, kneeX4, storeLinked } from "./gain-law";
import { ATTACK, framesLeftX4, glideF64, glideX4, HIGH_PASS_G, KNEE_DB, LINK, MAKEUP_DB, MIX, RMS_AMOUNT, SLOPE, THRESHOLD_DBFS } from "./glide";
import { exchange } from "./mix-delay";
import { loadStereo, storeStereo } from "./stereo";
import { exp2x4, storeSome } from "./vector-math";

// @ts-ignore: decorator
@inline
const SQRT2 = 1.4142135623730951;

/**
 * Side-chain: high-pass (12 dB per octave, Butterworth, direct form I) and the power that the detector sees: the square of the
 * wave's crest (one frame late), or the mean square of a time constant times 2 (so that a sine reads the same), or in between while
 * that changes.
 * State (lane pairs): [0] [16] input one and two frames ago, [32] [48] the same of the filter's output, [64] mean square.
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
  let x1 = v128.load(state);
  let x2 = v128.load(state, 16);
  let y1 = v128.load(state, 32);
  let y2 = v128.load(state, 48);
  let mean = v128.load(state, 64);
  const quiet = f64x2.splat(1e-30); // keeps the filter out of the denormals
  const decay = f64x2.splat(rmsDecay);
  const charge = f64x2.splat(2 * (1 - rmsDecay));
  let b0 = quiet;
  let a1 = quiet;
  let a2 = quiet;
  let rms = quiet;
  let means = false;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      const r = max(remaining - frame, 0);
      const g = glideF64(glide, HIGH_PASS_G, r);
      const scale = 1 / (1 + g * (g + SQRT2));
      b0 = f64x2.splat(scale);
      a1 = f64x2.splat(2 * (g * g - 1) * scale);
      a2 = f64x2.splat((1 + g * (g - SQRT2)) * scale);
      const amount = glideF64(glide, RMS_AMOUNT, r);
      rms = f64x2.splat(amount);
      means = amount == 1;
    }
    const at = <usize>frame << 2;
    const x = loadStereo(left, right, at);
    const bend = f64x2.add(f64x2.sub(x, f64x2.add(x1, x1)), x2);
    const past = f64x2.sub(f64x2.add(f64x2.mul(b0, bend), quiet), f64x2.mul(a2, y2));
    const y = f64x2.sub(past, f64x2.mul(a1, y1));
    const square = f64x2.mul(y, y);
    mean = f64x2.add(f64x2.mul(decay, mean), f64x2.mul(charge, square));
    let power = mean;
    if (!means) {
      const crest = crestX2(y2, y1, y);
      power = f64x2.add(crest, f64x2.mul(rms, f64x2.sub(mean, crest)));
    }
    storeStereo(powerLeft, powerRight, at, power);
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
  }
  v128.store(state, x1);
  v128.store(state, x2, 16);
  v128.store(state, y1, 32);
  v128.store(state, y2, 48);
  v128.store(state, mean, 64);
}

/** slope * (level over the threshold), with a quadratic knee. */
// @ts-ignore: decorator
@inline
function reductionX4(power: v128, threshold: v128, slope: v128, knee: v128, halfKnee: v128, kneeScale: v128): v128 {
  return f32x4.mul(slope, kneeX4(f32x4.sub(powerToDbfsX4(power), threshold), knee, halfKnee, kneeScale));
}

/**
 * Feed-forward gain computer in place: powers become the gain reduction asked for, dB >= 0. LINK 1 gives both channels the
 * reduction of the louder one.
 */
export function computeReduction(glide: usize, remaining: i32, left: usize, right: usize, frames: i32): void {
  const one = f32x4.splat(1);
  let threshold = one;
  let slope = one;
  let knee = one;
  let link = one;
  let halfKnee = one;
  let kneeScale = one;
  let linked = false;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      threshold = glideX4(glide, THRESHOLD_DBFS, r);
      slope = glideX4(glide, SLOPE, r);
      knee = glideX4(glide, KNEE_DB, r);
      link = glideX4(glide, LINK, r);
      halfKnee = f32x4.mul(knee, f32x4.splat(0.5));
      kneeScale = kneeScaleX4(knee);
      linked = i32x4.all_true(f32x4.eq(link, one));
    }
    const at = <usize>frame << 2;
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const louder = reductionX4(f32x4.pmax(l, r), threshold, slope, knee, halfKnee, kneeScale);
    if (linked) {
      v128.store(left + at, louder);
      v128.store(right + at, louder);
      continue;
    }
    const ownLeft = reductionX4(l, threshold, slope, knee, halfKnee, kneeScale);
    const ownRight = reductionX4(r, threshold, slope, knee, halfKnee, kneeScale);
    storeLinked(left + at, right + at, link, louder, ownLeft, ownRight);
  }
}

/** Level in dBFS of the louder channel, into `level`. */
export function loudestLevel(powerLeft: usize, powerRight: usize, level: usize, frames: i32): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    v128.store(level + at, powerToDbfsX4(f32x4.pmax(v128.load(powerLeft + at), v128.load(powerRight + at))));
  }
}

/**
 * Attack and release on the gain reduction, in place, dB. What is asked for is held for `holdFrames` and then falls by `fallDb` a
 * frame, so that it is the envelope's and not the wave's; a second store rises with it and falls towards it with `release`; the
 * output climbs towards that with ATTACK (the part of the way made in a frame) and never lies above it. `automatic`: a third store
 * charges slowly and lets go slowly, and the larger of the two counts. The other coefficients are what is left after a frame.
 * State (lane pairs): [0] held, [16] frames of hold left, [32] released, [48] slow store, [64] output. Returns the largest reduction.
 */
export function smoothReduction(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  release: f64,
  holdFrames: f64,
  fallDb: f64,
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
  const chargePast = f64x2.splat(slowCharge);
  const chargeNew = f64x2.splat(1 - slowCharge);
  const slowPast = f64x2.splat(slowRelease);
  const slowNew = f64x2.splat(1 - slowRelease);
  const rest = f64x2.splat(1e-9); // so that a release ends at 0 and not in denormals
  let held = v128.load(state);
  let waiting = v128.load(state, 16);
  let released = v128.load(state, 32);
  let slow = v128.load(state, 48);
  let output = v128.load(state, 64);
  const fall = f64x2.splat(fallDb);
  let most = zero;
  let attackPast = zero;
  let attackNew = one;
  if (automatic == 0) {
    released = f64x2.pmax(released, slow); // what the slow store still held goes on at the plain release
    slow = zero;
  }
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      attackNew = f64x2.splat(glideF64(glide, ATTACK, max(remaining - frame, 0)));
      attackPast = f64x2.sub(one, attackNew);
    }
    const at = <usize>frame << 2;
    const asked = loadStereo(left, right, at);
    const waits = f64x2.gt(waiting, zero);
    waiting = v128.bitselect(hold, f64x2.sub(waiting, one), f64x2.ge(asked, held));
    held = f64x2.pmax(f64x2.sub(held, v128.andnot(fall, waits)), asked);
    const inflow = f64x2.sub(f64x2.mul(held, releaseNew), rest);
    released = f64x2.pmax(f64x2.add(f64x2.mul(released, releasePast), inflow), held);
    let target = released;
    if (automatic != 0) {
      const charging = f64x2.add(f64x2.mul(slow, chargePast), f64x2.sub(f64x2.mul(released, chargeNew), rest));
      const leaking = f64x2.add(f64x2.mul(slow, slowPast), f64x2.sub(f64x2.mul(released, slowNew), rest));
      slow = f64x2.pmax(f64x2.pmax(charging, leaking), zero); // charging is the faster of the two: the larger one is right
      target = f64x2.pmax(released, slow);
    }
    const climbing = f64x2.add(f64x2.mul(output, attackPast), f64x2.mul(target, attackNew));
    output = f64x2.pmin(climbing, target); // above the target `climbing` lies above it, too
    most = f64x2.pmax(most, output);
    storeStereo(left, right, at, output);
  }
  v128.store(state, held);
  v128.store(state, waiting, 16);
  v128.store(state, released, 32);
  v128.store(state, slow, 48);
  v128.store(state, output, 64);
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}

// @ts-ignore: decorator
@inline
function gainX4(reduction: v128, makeup: v128, mix: v128): v128 {
  const wet = exp2x4(f32x4.mul(f32x4.sub(makeup, reduction), f32x4.splat(OCTAVES_PER_DB)));
  const one = f32x4.splat(1);
  const blended = f32x4.add(one, f32x4.mul(mix, f32x4.sub(wet, one)));
  return v128.bitselect(wet, blended, f32x4.eq(mix, one)); // a full mix keeps all digits of a deep reduction
}

/** Gain stage in place: makeup minus reduction (dB), mixed with the dry signal. */
export function applyReduction(
  glide: usize,
  remaining: i32,
  reductionLeft: usize,
  reductionRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  let makeup = f32x4.splat(0);
  let mix = makeup;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      makeup = glideX4(glide, MAKEUP_DB, r);
      mix = glideX4(glide, MIX, r);
    }
    const at = <usize>frame << 2;
    const less = v128.load(reductionLeft + at);
    const lessRight = v128.load(reductionRight + at);
    const gainLeft = gainX4(less, makeup, mix);
    const gainRight = i32x4.all_true(i32x4.eq(less, lessRight)) ? gainLeft : gainX4(lessRight, makeup, mix);
    storeSome(left + at, f32x4.mul(v128.load(left + at), gainLeft), frames - frame);
    storeSome(right + at, f32x4.mul(v128.load(right + at), gainRight), frames - frame);
  }
}

/** Delays one channel in place by `length` frames: the ring holds exactly that many. `position` counts on by `frames` outside. */
export function lookAhead(ring: usize, length: i32, position: i32, block: usize, frames: i32): void {
  let slot = position;
  let done = 0;
  while (done < frames) {
    const run = min(length - slot, frames - done);
    exchange(block + (<usize>done << 2), ring + (<usize>slot << 2), run);
    done += run;
    slot += run;
    if (slot == length) slot = 0;
  }
}

/** The largest of both channels' reductions, dB. */
export function largestReduction(left: usize, right: usize, frames: i32): f64 {
  let most = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= <usize>frames << 2; at += 16) most = f32x4.pmax(most, f32x4.pmax(v128.load(left + at), v128.load(right + at)));
  let largest = max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
  for (; at < <usize>frames << 2; at += 4) largest = max(largest, max(load<f32>(left + at), load<f32>(right + at)));
  return <f64>largest;
}
