// De-esser: a band that is taken out by a moving amount. One state-variable filter gives bell and shelf as differences from the sound, so that
// no reduction leaves every bit as it was; a second one behind it makes the high band of a Linkwitz-Riley split.
// `glide` and `remaining`: kernels/glide.ts, with the places below behind the common parameters.
//
// With the gain g: out = x - SPLIT 2k bp + (g - 1) band + (sqrt g - 1) tilt, where band = BELL k bp + SHELF hp + SPLIT hp(hp) and
// tilt = SHELF k bp: the bell's depth and the shelf's height are g, and the split's bands meet in phase (low + high = all-pass x - 2k bp).

import { powerToDbfsX4 } from "./decibels";
import { kneeX4 } from "./gain-law";
import { framesLeftX4, glideF64, glideX4, LINK } from "./glide";
import { exp } from "./math";
import { loadStereo, storeStereo } from "./stereo";
import { exp2x4, storeSome } from "./vector-math";

// @ts-ignore: decorator
@inline
const LOG_G: usize = 72; // natural logarithm of tan(pi f / rate)
// @ts-ignore: decorator
@inline
const DAMPING: usize = 80; // k = 1 / Q
// @ts-ignore: decorator
@inline
const BELL: usize = 88;
// @ts-ignore: decorator
@inline
const SHELF: usize = 96;
// @ts-ignore: decorator
@inline
const SPLIT: usize = 104;
// @ts-ignore: decorator
@inline
const MOST_DB: usize = 112;
// @ts-ignore: decorator
@inline
const LISTEN: usize = 120;
// @ts-ignore: decorator
@inline
const SQRT2 = 1.4142135623730951;
// @ts-ignore: decorator
@inline
const CHANNEL: usize = 512; // bytes from the left channel's block to the right one's
// @ts-ignore: decorator
@inline
const KNEE_DB: f32 = 6;

/**
 * Filters and detectors. Takes the sound and leaves it (split: its all-pass) in place; writes `band` and `tilt`, and the powers of the
 * band (mean square over `decay`) and of the whole (its mean square, falling by `fall` a frame at most): each left, then right, CHANNEL apart.
 * The frequency follows its glide with `lag` left of a frame's difference, so that it starts and ends without a corner.
 * State (lane pairs): [0] [16] integrators of the first filter, [32] [48] of the second, [64] band, [80] whole, [96] whole held; then
 * f64 [112] logarithm of g.
 */
export function findSibilance(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  band: usize,
  tilt: usize,
  bandPower: usize,
  wholePower: usize,
  decay: f64,
  fall: f64,
  lag: f64,
  frames: i32,
): void {
  const half = f64x2.splat(0.5);
  const quiet = f64x2.splat(1e-30); // keeps the filters out of the denormals
  const past = f64x2.splat(decay);
  const fresh = f64x2.splat(1 - decay);
  const falling = f64x2.splat(fall);
  let a1 = v128.load(state);
  let a2 = v128.load(state, 16);
  let b1 = v128.load(state, 32);
  let b2 = v128.load(state, 48);
  let bandMean = v128.load(state, 64);
  let wholeMean = v128.load(state, 80);
  let whole = v128.load(state, 96);
  let logG = load<f64>(state, 112);
  // the filters as state' = A state + b x: the first filter's rows, then the second's damping in its own
  let a11 = half;
  let a12 = half;
  let a21 = half;
  let a22 = half;
  let c2 = half;
  let k = half;
  let g = half;
  let splitScale = half;
  let splitDamping = half;
  let bell = half;
  let shelf = half;
  let split = half;
  let isSplit = false;
  let isMoving = true;
  for (let frame = 0; frame < frames; frame++) {
    if (isMoving) {
      const r = max(remaining - frame, 0);
      const goal = glideF64(glide, LOG_G, r);
      logG = abs(logG - goal) < 1e-7 ? goal : goal + (logG - goal) * lag;
      isMoving = r > 0 || logG != goal;
      const tangent = exp(logG);
      const damping = glideF64(glide, DAMPING, r);
      const feed = (2 * tangent) / (1 + tangent * (tangent + damping));
      a11 = f64x2.splat(1 - feed * (damping + tangent));
      a12 = f64x2.splat(feed);
      a21 = f64x2.splat(2 * tangent - tangent * feed * (damping + tangent));
      a22 = f64x2.splat(1 - tangent * feed);
      c2 = f64x2.splat(tangent * feed);
      g = f64x2.splat(tangent);
      k = f64x2.splat(damping);
      splitScale = f64x2.splat(1 / (1 + tangent * (tangent + SQRT2)));
      splitDamping = f64x2.splat(tangent + SQRT2);
      bell = f64x2.splat(glideF64(glide, BELL, r));
      shelf = f64x2.splat(glideF64(glide, SHELF, r));
      split = f64x2.splat(glideF64(glide, SPLIT, r));
      isSplit = f64x2.extract_lane(split, 0) > 0;
    }
    const at = <usize>frame << 2;
    const x = loadStereo(left, right, at);
    const fed = f64x2.add(x, quiet);
    const next1 = f64x2.add(f64x2.mul(a12, f64x2.sub(fed, a2)), f64x2.mul(a11, a1));
    const next2 = f64x2.add(f64x2.add(f64x2.mul(c2, fed), f64x2.mul(a22, a2)), f64x2.mul(a21, a1));
    const tuned = f64x2.mul(k, f64x2.mul(half, f64x2.add(a1, next1)));
    const high = f64x2.sub(f64x2.sub(fed, tuned), f64x2.mul(half, f64x2.add(a2, next2)));
    a1 = next1;
    a2 = next2;
    let found = f64x2.add(f64x2.mul(bell, tuned), f64x2.mul(shelf, high));
    if (isSplit) {
      const top = f64x2.mul(splitScale, f64x2.sub(f64x2.sub(f64x2.add(high, quiet), b2), f64x2.mul(splitDamping, b1)));
      const step = f64x2.mul(g, top);
      const middle = f64x2.add(b1, step);
      const step2 = f64x2.mul(g, middle);
      b1 = f64x2.add(middle, step);
      b2 = f64x2.add(b2, f64x2.add(step2, step2));
      found = f64x2.add(found, f64x2.mul(split, top));
      const phase = f64x2.mul(split, tuned);
      storeStereo(left, right, at, f64x2.sub(x, f64x2.add(phase, phase)));
    }
    storeStereo(band, band + CHANNEL, at, found);
    storeStereo(tilt, tilt + CHANNEL, at, f64x2.mul(shelf, tuned));
    bandMean = f64x2.add(f64x2.mul(past, bandMean), f64x2.mul(fresh, f64x2.mul(found, found)));
    wholeMean = f64x2.add(f64x2.mul(past, wholeMean), f64x2.mul(fresh, f64x2.mul(x, x)));
    whole = f64x2.pmax(f64x2.mul(whole, falling), wholeMean);
    storeStereo(bandPower, bandPower + CHANNEL, at, bandMean);
    storeStereo(wholePower, wholePower + CHANNEL, at, whole);
  }
  const floor = f64x2.splat(1e-40);
  v128.store(state, a1);
  v128.store(state, a2, 16);
  v128.store(state, b1, 32);
  v128.store(state, b2, 48);
  v128.store(state, v128.andnot(bandMean, f64x2.lt(bandMean, floor)), 64);
  v128.store(state, v128.andnot(wholeMean, f64x2.lt(wholeMean, floor)), 80);
  v128.store(state, v128.andnot(whole, f64x2.lt(whole, floor)), 96);
  store<f64>(state, logG, 112);
}

/** What the threshold is compared with, as a power: the band's (a sine reads its sample peak), or its share of the whole. */
// @ts-ignore: decorator
@inline
function prominence(band: v128, whole: v128, isRelative: bool): v128 {
  if (!isRelative) return f32x4.add(band, band);
  return f32x4.div(band, f32x4.add(whole, f32x4.splat(5e-9))); // below -80 dBFS nothing sticks out
}

// @ts-ignore: decorator
@inline
function askedX4(power: v128, threshold: v128, most: v128): v128 {
  const over = f32x4.sub(powerToDbfsX4(power), threshold);
  const bent = kneeX4(over, f32x4.splat(KNEE_DB), f32x4.splat(0.5 * KNEE_DB), f32x4.splat(0.5 / KNEE_DB));
  return f32x4.pmin(bent, most);
}

/** Powers to the reduction asked for, dB >= 0: what the band has over the threshold, MOST_DB at most; into left and right. */
export function askSibilance(
  glide: usize,
  remaining: i32,
  bandPower: usize,
  wholePower: usize,
  left: usize,
  right: usize,
  thresholdDb: f64,
  relative: i32,
  frames: i32,
): void {
  const threshold = f32x4.splat(<f32>thresholdDb);
  const isRelative = relative != 0;
  let most = threshold;
  let link = threshold;
  let isLinked = threshold;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      most = glideX4(glide, MOST_DB, r);
      link = glideX4(glide, LINK, r);
      isLinked = f32x4.eq(link, f32x4.splat(1));
    }
    const at = <usize>frame << 2;
    const l = prominence(v128.load(bandPower + at), v128.load(wholePower + at), isRelative);
    const r = prominence(v128.load(bandPower + CHANNEL + at), v128.load(wholePower + CHANNEL + at), isRelative);
    const larger = askedX4(f32x4.pmax(l, r), threshold, most);
    if (i32x4.all_true(isLinked)) {
      v128.store(left + at, larger);
      v128.store(right + at, larger);
      continue;
    }
    const ownLeft = askedX4(l, threshold, most);
    const ownRight = askedX4(r, threshold, most);
    const partLeft = f32x4.add(ownLeft, f32x4.mul(link, f32x4.sub(larger, ownLeft)));
    const partRight = f32x4.add(ownRight, f32x4.mul(link, f32x4.sub(larger, ownRight)));
    v128.store(left + at, v128.bitselect(larger, partLeft, isLinked));
    v128.store(right + at, v128.bitselect(larger, partRight, isLinked));
  }
}

/** One channel: takes the band out by `reduction` (dB), or plays it as far as LISTEN says. */
export function removeSibilance(glide: usize, remaining: i32, band: usize, tilt: usize, reduction: usize, sound: usize, frames: i32): void {
  const one = f32x4.splat(1);
  let listen = one;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) listen = glideX4(glide, LISTEN, framesLeftX4(remaining, frame));
    const at = <usize>frame << 2;
    const root = exp2x4(f32x4.mul(v128.load(reduction + at), f32x4.splat(-0.083048203)));
    const gain = f32x4.mul(root, root);
    const x = v128.load(sound + at);
    const found = rested(v128.load(band + at));
    const out = f32x4.mul(f32x4.sub(gain, one), found);
    const y = f32x4.add(x, f32x4.add(out, f32x4.mul(f32x4.sub(root, one), rested(v128.load(tilt + at)))));
    const heard = f32x4.add(y, f32x4.mul(listen, f32x4.sub(found, y)));
    storeSome(sound + at, heard, frames - frame);
  }
}

/** What the filters leave behind a sound ends at 0. */
// @ts-ignore: decorator
@inline
function rested(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-20)));
}
