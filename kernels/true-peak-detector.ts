// True-peak detector: 8x oversampling as a cascade of three half-band interpolators, kept as planar phases so that four frames
// are one vector, and a parabola through the highest points. Runs in groups of four frames counted from the reset: any split
// of the frames gives the same bits. Where a bound proves that nothing reaches the ceiling, the rest of the work is left out.
//
// Phases of frame n at 8x: p0 = the sample itself, p4 halfway to the next, p2 and p6 between those, p1 p3 p5 p7 between all.
// State (f64): [0] write position, [1] frame count (mod 4), [2] frames until quiet, [3] capacity, [4] history, [5] taps pointer,
// [6] quiet bound, [7] stage bound, [8] buffers pointer, [9] prune (1 or 0), [10] ceiling,
// [11] asleep (1 or 0).
// Buffers (f32, each `capacity` long): left p0 p4 p2 p6, right p0 p4 p2 p6; then 4 pending peaks left, 4 right.
// Taps (f32): stage 1 [96], stage 2 [4], stage 3 [3].

const STAGE1_PAIRS: i32 = 96;
const STAGE2_PAIRS: i32 = 4;
/** Frames from a sample's arrival to the delivery of its true peak. */
const DETECTOR_DELAY: i32 = STAGE1_PAIRS + 11;
/** A loud sample reaches this many frames: both sides of stage 1, the later stages, and the groups that wait. */
const LOUD_REACH: i32 = 2 * STAGE1_PAIRS + 32;
/** Largest step from a sample at 8x to the crest beside it, for anything below half the rate: 1 / cos(pi / 16). */
const CREST: f32 = 1.0196;

/** Frames of delay of the detector; the same at every rate. */
export function truePeakDetectorDelay(): i32 {
  return DETECTOR_DELAY;
}

// @ts-ignore: decorator
@inline
function at(buffer: usize, frame: i32): v128 {
  return v128.load(buffer + (<usize>frame << 2));
}

// @ts-ignore: decorator
@inline
function pair(sum: v128, taps: usize, index: i32, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(taps + (<usize>index << 2)), f32x4.add(a, b)));
}

/** p4 of four frames of both channels; the right channel's buffers lie `apart` bytes behind the left one's. */
function halfway(p0: usize, p4: usize, apart: usize, taps: usize, n: i32): void {
  let left0 = f32x4.splat(0);
  let left1 = f32x4.splat(0);
  let right0 = f32x4.splat(0);
  let right1 = f32x4.splat(0);
  let before = p0 + (<usize>n << 2);
  let after = before + 4;
  // two sums a channel, because one would wait for its own last addition
  for (let k = 0; k < STAGE1_PAIRS; k += 2) {
    const tap0 = v128.load32_splat(taps);
    const tap1 = v128.load32_splat(taps, 4);
    left0 = f32x4.add(left0, f32x4.mul(tap0, f32x4.add(v128.load(before), v128.load(after))));
    right0 = f32x4.add(right0, f32x4.mul(tap0, f32x4.add(v128.load(before + apart), v128.load(after + apart))));
    left1 = f32x4.add(left1, f32x4.mul(tap1, f32x4.add(v128.load(before - 4), v128.load(after, 4))));
    right1 = f32x4.add(right1, f32x4.mul(tap1, f32x4.add(v128.load(before + apart - 4), v128.load(after + apart, 4))));
    before -= 8;
    after += 8;
    taps += 8;
  }
  const store4 = p4 + (<usize>n << 2);
  v128.store(store4, f32x4.add(left0, left1));
  v128.store(store4 + apart, f32x4.add(right0, right1));
}

/** p2 and p6 of four frames. */
function quarters(p0: usize, p4: usize, p2: usize, p6: usize, taps: usize, n: i32): void {
  let sum = pair(f32x4.splat(0), taps, 0, at(p0, n), at(p4, n));
  sum = pair(sum, taps, 1, at(p4, n - 1), at(p0, n + 1));
  sum = pair(sum, taps, 2, at(p0, n - 1), at(p4, n + 1));
  sum = pair(sum, taps, 3, at(p4, n - 2), at(p0, n + 2));
  v128.store(p2 + (<usize>n << 2), sum);
  sum = pair(f32x4.splat(0), taps, 0, at(p4, n), at(p0, n + 1));
  sum = pair(sum, taps, 1, at(p0, n), at(p4, n + 1));
  sum = pair(sum, taps, 2, at(p4, n - 1), at(p0, n + 2));
  sum = pair(sum, taps, 3, at(p0, n - 1), at(p4, n + 2));
  v128.store(p6 + (<usize>n << 2), sum);
}

// @ts-ignore: decorator
@inline
function larger(a: v128, b: v128): v128 {
  return f32x4.max(a, f32x4.abs(b));
}

/** The largest of everything that the eighths of four frames are made of. */
function reachOf(p0: usize, p4: usize, p2: usize, p6: usize, n: i32): f32 {
  let most = larger(larger(f32x4.abs(at(p0, n)), at(p4, n)), larger(f32x4.abs(at(p2, n)), at(p6, n)));
  most = f32x4.max(most, larger(larger(f32x4.abs(at(p0, n - 1)), at(p4, n - 1)), larger(f32x4.abs(at(p2, n - 1)), at(p6, n - 1))));
  most = f32x4.max(most, larger(larger(f32x4.abs(at(p0, n + 1)), at(p4, n + 1)), larger(f32x4.abs(at(p2, n + 1)), at(p6, n + 1))));
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

// @ts-ignore: decorator
@inline
function eighth(taps: usize, a3: v128, a2: v128, a1: v128, b1: v128, b2: v128, b3: v128): v128 {
  return pair(pair(pair(f32x4.splat(0), taps, 0, a1, b1), taps, 1, a2, b2), taps, 2, a3, b3);
}

/** Crest of the parabola through three magnitudes where the middle one is highest; else nothing above the middle one. */
// @ts-ignore: decorator
@inline
function crest(most: v128, before: v128, middle: v128, after: v128): v128 {
  const b = f32x4.abs(before);
  const m = f32x4.abs(middle);
  const a = f32x4.abs(after);
  const slope = f32x4.sub(a, b);
  const bend = f32x4.sub(f32x4.add(m, m), f32x4.add(a, b));
  const rise = f32x4.div(f32x4.mul(slope, slope), f32x4.mul(f32x4.splat(8), f32x4.max(bend, f32x4.splat(1e-30))));
  const top = f32x4.min(f32x4.add(m, rise), f32x4.mul(m, f32x4.splat(CREST)));
  const isTop = v128.and(f32x4.ge(m, a), f32x4.ge(m, b));
  return f32x4.max(most, v128.bitselect(top, m, isTop));
}

/** True peaks of four frames: everything from half an eighth before each sample to half an eighth before the next. */
function peaksOf(p0: usize, p4: usize, p2: usize, p6: usize, taps: usize, n: i32): v128 {
  const v0 = at(p0, n);
  const v2 = at(p2, n);
  const v4 = at(p4, n);
  const v6 = at(p6, n);
  const next0 = at(p0, n + 1);
  const last4 = at(p4, n - 1);
  const last6 = at(p6, n - 1);
  const next2 = at(p2, n + 1);
  const last7 = eighth(taps, at(p2, n - 1), last4, last6, v0, v2, v4);
  const v1 = eighth(taps, last4, last6, v0, v2, v4, v6);
  const v3 = eighth(taps, last6, v0, v2, v4, v6, next0);
  const v5 = eighth(taps, v0, v2, v4, v6, next0, next2);
  const v7 = eighth(taps, v2, v4, v6, next0, next2, at(p4, n + 1));
  let most = crest(f32x4.splat(0), last7, v0, v1);
  most = crest(most, v0, v1, v2);
  most = crest(most, v1, v2, v3);
  most = crest(most, v2, v3, v4);
  most = crest(most, v3, v4, v5);
  most = crest(most, v4, v5, v6);
  most = crest(most, v5, v6, v7);
  return crest(most, v6, v7, next0);
}

/** The peaks of four frames of one channel, where a bound does not prove that they stay below the ceiling. */
function finish(p0: usize, stride: usize, pending: usize, taps: usize, n: i32, reach: f32, below: f32): void {
  const p4 = p0 + stride;
  const p2 = p4 + stride;
  const p6 = p2 + stride;
  const isLow = reach > 0 && reachOf(p0, p4, p2, p6, n) * reach < below;
  v128.store(pending, isLow ? f32x4.splat(0) : peaksOf(p0, p4, p2, p6, taps, n));
}

/** All stages for the group of four whose first frame is `newest`; every stage lags behind the one before it. */
function detectGroup(state: usize, newest: i32, stride: usize, pendingLeft: usize): void {
  const taps = <usize>load<f64>(state, 40);
  const taps2 = taps + (STAGE1_PAIRS << 2);
  const taps3 = taps2 + (STAGE2_PAIRS << 2);
  const left = <usize>load<f64>(state, 64);
  const right = left + stride * 4;
  const p4 = left + stride;
  const first = newest - STAGE1_PAIRS;
  // after silence the groups that the first loud one leans on are made up for
  for (let back = load<f64>(state, 88) != 0 ? 12 : 0; back >= 0; back -= 4) {
    halfway(left, p4, stride * 4, taps, first - back);
    if (back > 8) continue;
    quarters(left, p4, p4 + stride, p4 + stride * 2, taps2, first - back - 4);
    quarters(right, right + stride, right + stride * 2, right + stride * 3, taps2, first - back - 4);
  }
  store<f64>(state, 0, 88);
  const reach: f32 = load<f64>(state, 72) != 0 ? <f32>load<f64>(state, 56) : 0;
  const below = <f32>load<f64>(state, 80);
  finish(left, stride, pendingLeft, taps3, first - 8, reach, below);
  finish(right, stride, pendingLeft + 16, taps3, first - 8, reach, below);
}

/**
 * Takes `frames` frames and writes, for each, the true peaks (linear) of the frame DETECTOR_DELAY earlier. Values at or below the
 * ceiling may come out lower, down to 0: they ask for no reduction. Write position and buffers are left for the audio delay.
 */
export function detectTruePeaks(state: usize, left: usize, right: usize, peaksLeft: usize, peaksRight: usize, frames: i32): void {
  let position = <i32>load<f64>(state);
  let count = <i32>load<f64>(state, 8);
  let quiet = <i32>load<f64>(state, 16);
  const capacity = <i32>load<f64>(state, 24);
  const history = <i32>load<f64>(state, 32);
  const loud = <f32>load<f64>(state, 48) * <f32>load<f64>(state, 80);
  const buffers = <usize>load<f64>(state, 64);
  const prune = load<f64>(state, 72) != 0;
  const stride = <usize>capacity << 2;
  const rightBuffers = buffers + stride * 4;
  const pendingLeft = buffers + stride * 8;
  const pendingRight = pendingLeft + 16;
  if (position + frames + 4 > capacity) {
    const kept = <usize>history << 2;
    const from = <usize>(position - history) << 2;
    for (let buffer = 0; buffer < 8; buffer++) {
      const start = buffers + stride * buffer;
      memory.copy(start, start + from, kept);
    }
    position = history;
  }
  for (let i = 0; i < frames; i++) {
    const offset = <usize>i << 2;
    const l = load<f32>(left + offset);
    const r = load<f32>(right + offset);
    store<f32>(buffers + (<usize>position << 2), l);
    store<f32>(rightBuffers + (<usize>position << 2), r);
    if (max(abs(l), abs(r)) >= loud) quiet = -LOUD_REACH;
    else quiet++;
    position++;
    if (++count == 4) {
      count = 0;
      if (prune && quiet >= 0) {
        // quiet for a whole reach: no group in flight can come near the ceiling
        v128.store(pendingLeft, f32x4.splat(0));
        v128.store(pendingRight, f32x4.splat(0));
        store<f64>(state, 1, 88);
      } else {
        detectGroup(state, position - 4, stride, pendingLeft);
      }
    }
    const slot = <usize>count << 2;
    store<f32>(peaksLeft + offset, load<f32>(pendingLeft + slot));
    store<f32>(peaksRight + offset, load<f32>(pendingRight + slot));
  }
  store<f64>(state, <f64>position);
  store<f64>(state, <f64>count, 8);
  store<f64>(state, <f64>min(quiet, 0), 16);
}
