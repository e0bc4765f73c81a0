// True-peak detector: 8x oversampling as a cascade of three half-band interpolators, kept as planar phases so that four frames
// are one vector, and a parabola through the highest points. Runs in groups of four frames counted from the reset: any split
// of the frames gives the same bits. A group is only interpolated where a bound does not prove that it stays below the ceiling; what
// it leans on of its neighbours is made then, once.
//
// Phases of frame n at 8x: p0 = the sample itself, p4 halfway to the next, p2 and p6 between those, p1 p3 p5 p7 between all.
// The bound: every phase is a sample beside it plus a weighted sum of steps from sample to sample, so it is at most the highest sample around plus the
// largest step of each group of four times the weights that fall on that group (src/processors/limiter/interpolator.ts).
// State (f64): [0] write position, [1] frame count (mod 4), [2] unused, [3] capacity, [4] history, [5] taps pointer,
// [6] bound of everything behind the samples, [7] bound of the last stage, [8] buffers pointer, [9] prune (1 or 0), [10] ceiling.
// Buffers (f32, each `capacity` long): left p0 p4 p2 p6, right p0 p4 p2 p6; then 4 pending peaks left, 4 right; then (capacity / 4 each) the
// largest step of each group left, right; then (bytes) whether a group has its p4 (1), its p2 and p6 (2).
// Taps (f32): stage 1 [96], stage 2 [4], stage 3 [3], one of padding, step weights [52].

const STAGE1_PAIRS: i32 = 96;
const STAGE2_PAIRS: i32 = 4;
/** Frames from a sample's arrival to the delivery of its true peak. */
const DETECTOR_DELAY: i32 = STAGE1_PAIRS + 11;
/** Groups whose steps count for a group, and how many of them lie before it. */
const STEP_GROUPS: i32 = 52;
const STEP_GROUPS_BEFORE: i32 = 25;
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

/** The highest that anything between the samples of the group can be. */
function highest(p0: usize, steps: usize, weights: usize, n: i32): f32 {
  let sum = f32x4.splat(0);
  let at0 = steps + (<usize>((n >> 2) - STEP_GROUPS_BEFORE) << 2);
  for (let group = 0; group < STEP_GROUPS; group += 4) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(weights), v128.load(at0)));
    weights += 16;
    at0 += 16;
  }
  const own = larger(larger(f32x4.abs(at(p0, n - 1)), at(p0, n)), at(p0, n + 1));
  const most = max(
    max(f32x4.extract_lane(own, 0), f32x4.extract_lane(own, 1)),
    max(f32x4.extract_lane(own, 2), f32x4.extract_lane(own, 3)),
  );
  const pairs = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
  return most + (f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
}

/** The largest step from sample to sample of a new group. */
function noteSteps(p0: usize, steps: usize, n: i32): void {
  const step = f32x4.abs(f32x4.sub(at(p0, n), at(p0, n - 1)));
  const most = max(
    max(f32x4.extract_lane(step, 0), f32x4.extract_lane(step, 1)),
    max(f32x4.extract_lane(step, 2), f32x4.extract_lane(step, 3)),
  );
  store<f32>(steps + (<usize>(n >> 2) << 2), most);
}

/** The group of four that has all it needs now that the group at `newest` is there. */
function detectGroup(state: usize, newest: i32, stride: usize, pendingLeft: usize): void {
  const taps = <usize>load<f64>(state, 40);
  const taps2 = taps + (STAGE1_PAIRS << 2);
  const taps3 = taps2 + (STAGE2_PAIRS << 2);
  const weights = taps3 + 16;
  const left = <usize>load<f64>(state, 64);
  const right = left + stride * 4;
  const stepsLeft = pendingLeft + 32;
  const stepsRight = stepsLeft + (stride >> 2);
  const made = stepsRight + (stride >> 2);
  const isPruned = load<f64>(state, 72) != 0;
  const below = <f32>load<f64>(state, 80);
  const n = newest - STAGE1_PAIRS - 8;
  noteSteps(left, stepsLeft, newest);
  noteSteps(right, stepsRight, newest);
  store<u8>(made + (<usize>(newest >> 2)), 0);
  const bound = <f32>load<f64>(state, 48);
  if (isPruned && bound * max(highest(left, stepsLeft, weights, n), highest(right, stepsRight, weights, n)) < below) {
    v128.store(pendingLeft, f32x4.splat(0));
    v128.store(pendingLeft, f32x4.splat(0), 16);
    return;
  }
  const p4 = left + stride;
  for (let group = n - 8; group <= n + 8; group += 4) {
    const flag = made + (<usize>(group >> 2));
    if (load<u8>(flag) > 0) continue;
    halfway(left, p4, stride * 4, taps, group);
    store<u8>(flag, 1);
  }
  for (let group = n - 4; group <= n + 4; group += 4) {
    const flag = made + (<usize>(group >> 2));
    if (load<u8>(flag) > 1) continue;
    quarters(left, p4, p4 + stride, p4 + stride * 2, taps2, group);
    quarters(right, right + stride, right + stride * 2, right + stride * 3, taps2, group);
    store<u8>(flag, 2);
  }
  const reach: f32 = isPruned ? <f32>load<f64>(state, 56) : 0;
  finish(left, stride, pendingLeft, taps3, n, reach, below);
  finish(right, stride, pendingLeft + 16, taps3, n, reach, below);
}

/**
 * Takes `frames` frames and writes, for each, the true peaks (linear) of the frame DETECTOR_DELAY earlier. Values at or below the
 * ceiling may come out lower, down to 0: they ask for no reduction. Write position and buffers are left for the audio delay.
 */
export function detectTruePeaks(state: usize, left: usize, right: usize, peaksLeft: usize, peaksRight: usize, frames: i32): void {
  let position = <i32>load<f64>(state);
  let count = <i32>load<f64>(state, 8);
  const capacity = <i32>load<f64>(state, 24);
  const history = <i32>load<f64>(state, 32);
  const buffers = <usize>load<f64>(state, 64);
  const stride = <usize>capacity << 2;
  const rightBuffers = buffers + stride * 4;
  const pendingLeft = buffers + stride * 8;
  const pendingRight = pendingLeft + 16;
  if (position + frames + 4 > capacity) {
    // by whole groups, so that they stay where their steps and flags are
    const shift = <usize>((position - history) & ~3);
    const kept = (<usize>position - shift) << 2;
    for (let buffer = 0; buffer < 8; buffer++) {
      const start = buffers + stride * buffer;
      memory.copy(start, start + (shift << 2), kept);
    }
    const steps = pendingLeft + 32;
    for (let channel = 0; channel < 2; channel++) {
      const start = steps + (stride >> 2) * channel;
      memory.copy(start, start + shift, kept >> 2);
    }
    const made = steps + (stride >> 1);
    memory.copy(made, made + (shift >> 2), kept >> 4);
    position -= <i32>shift;
  }
  for (let i = 0; i < frames; i++) {
    const offset = <usize>i << 2;
    store<f32>(buffers + (<usize>position << 2), load<f32>(left + offset));
    store<f32>(rightBuffers + (<usize>position << 2), load<f32>(right + offset));
    position++;
    if (++count == 4) {
      count = 0;
      detectGroup(state, position - 4, stride, pendingLeft);
    }
    const slot = <usize>count << 2;
    store<f32>(peaksLeft + offset, load<f32>(pendingLeft + slot));
    store<f32>(peaksRight + offset, load<f32>(pendingRight + slot));
  }
  store<f64>(state, <f64>position);
  store<f64>(state, <f64>count, 8);
}
