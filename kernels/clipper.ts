// What a clipper takes away from the signal: r(x) = x - clip(x), anti-aliased by its antiderivative (ADAA, Parker et al. 2016).
// Taking the residue, not the clipped signal, through the filters leaves everything below the knee untouched, bit for bit.
// The curve, with u = |x| / ceiling: r = 0 up to the knee a; (u - a)^2 / (4 (1 - a)) up to 2 - a; u - 1 above.
// Shape ramps: [0] ceiling (linear), [1] knee a (1 = hard). Mix ramps: [0] wet share.
// State (f64): [0] what is left of the call's highest sample (linear), [1] place in the rings, [2] frames without residue, then a channel: last sample, last mean, ring of 15.

import { advanceRamps, rampsMove, rampValue } from "./ramps";

const CHANNEL_BYTES: usize = 17 << 3;
const CLOSE: f64 = 1e-6; // nearer together the quotient of differences loses its digits

/** r(u), u >= 0. */
// @ts-ignore: decorator
@inline
function residue(u: f64, knee: f64): f64 {
  if (u <= knee) return 0;
  if (u >= 2 - knee) return u - 1;
  return ((u - knee) * (u - knee)) / (4 * (1 - knee));
}

/** Integral of r from 0 to u, u >= 0. */
// @ts-ignore: decorator
@inline
function residueIntegral(u: f64, knee: f64): f64 {
  if (u <= knee) return 0;
  const soft = 1 - knee;
  if (u >= 2 - knee) return (2.0 / 3.0) * soft * soft + 0.5 * (u - 1) * (u - 1) - 0.5 * soft * soft;
  return ((u - knee) * (u - knee) * (u - knee)) / (12 * soft);
}

/** Mean of r between two neighbouring samples (both relative to the ceiling). */
function meanResidue(before: f64, now: f64, knee: f64): f64 {
  const a = abs(before);
  const b = abs(now);
  if (a <= knee && b <= knee) return 0;
  const step = now - before;
  if (abs(step) < CLOSE) {
    const middle = 0.5 * (before + now);
    return middle < 0 ? -residue(-middle, knee) : residue(middle, knee);
  }
  return (residueIntegral(b, knee) - residueIntegral(a, knee)) / step;
}

// @ts-ignore: decorator
@inline
function clipOne(channel: usize, address: usize, ceiling: f64, knee: f64, place: i32): void {
  const now = <f64>load<f32>(address);
  const before = load<f64>(channel);
  const mean = meanResidue(before / ceiling, now / ceiling, knee) * ceiling;
  // two means lie evenly around the sample before; together with the ring that makes one whole frame
  const centred = 0.5 * (mean + load<f64>(channel, 8));
  store<f64>(channel, now);
  store<f64>(channel, mean, 8);
  const slot = channel + 16 + (<usize>place << 3);
  store<f32>(address, <f32>load<f64>(slot));
  store<f64>(slot, centred);
}

// @ts-ignore: decorator
@inline
function highestLane(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

/** Largest magnitude of `factor` (4, 8 or 16) samples of both channels. */
// @ts-ignore: decorator
@inline
function largestOf(left: usize, right: usize, bytes: usize): f64 {
  let most = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    most = f32x4.max(most, f32x4.abs(v128.load(left + at)));
    most = f32x4.max(most, f32x4.abs(v128.load(right + at)));
  }
  return <f64>highestLane(most);
}

/**
 * Turns `frames * factor` oversampled frames into their residue, one base frame late, in place. `factor` 4, 8 or 16.
 * Returns the frames since anything was taken away: that many last frames of residue are 0.
 */
export function clipResidue(ramps: usize, state: usize, left: usize, right: usize, frames: i32, factor: i32): i32 {
  const leftState = state + 24;
  const rightState = leftState + CHANNEL_BYTES;
  const bytes = <usize>factor << 2;
  let place = <i32>load<f64>(state, 8);
  let idle = <i32>load<f64>(state, 16);
  let highest: f64 = 0;
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 2);
    const ceiling = rampValue(ramps, 0);
    const knee = rampValue(ramps, 1);
    const largest = largestOf(left, right, bytes) / ceiling;
    highest = max(highest, largest);
    if (largest > knee) idle = 0;
    else idle = min(idle + 1, 0xffff);
    if (idle > 2) {
      // nothing above the knee for so long that neither the means nor the rings hold anything
      store<f64>(leftState, <f64>load<f32>(left + bytes - 4));
      store<f64>(rightState, <f64>load<f32>(right + bytes - 4));
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(left + at, f32x4.splat(0));
        v128.store(right + at, f32x4.splat(0));
      }
      if (++place == factor - 1) place = 0;
    } else {
      for (let at: usize = 0; at < bytes; at += 4) {
        clipOne(leftState, left + at, ceiling, knee, place);
        clipOne(rightState, right + at, ceiling, knee, place);
        if (++place == factor - 1) place = 0;
      }
    }
    left += bytes;
    right += bytes;
  }
  store<f64>(state, (highest - residue(highest, rampValue(ramps, 1))) / max(highest, 1e-30));
  store<f64>(state, <f64>place, 8);
  store<f64>(state, <f64>idle, 16);
  return idle;
}

/**
 * Keeps the last `past` frames and these behind them in `history` (a channel: past + 128 frames), and returns the largest magnitude of the last
 * `past` frames and these, plus `stepWeight` times the largest step from frame to frame among them.
 * Watch (f64): [0] magnitude and [1] step of the frames since the last turn, [2] their number, [3] magnitude and [4] step of the turn before, [5] bytes of
 * the last call.
 */
export function watchDriven(
  watch: usize,
  history: usize,
  past: i32,
  left: usize,
  right: usize,
  stepWeight: f64,
  frames: i32,
): f64 {
  const pastBytes = <usize>past << 2;
  const bytes = <usize>frames << 2;
  const channelBytes = pastBytes + 512;
  let most = f32x4.splat(0);
  let step = f32x4.splat(0);
  for (let channel: usize = 0; channel < 2; channel++) {
    const line = history + channel * channelBytes;
    const from = line + pastBytes;
    memory.copy(line, line + <usize>load<f64>(watch, 40), pastBytes);
    memory.copy(from, channel == 0 ? left : right, bytes);
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      const now = v128.load(from + at);
      most = f32x4.max(most, f32x4.abs(now));
      step = f32x4.max(step, f32x4.abs(f32x4.sub(now, v128.load(from + at - 4))));
    }
    for (; at < bytes; at += 4) {
      const now = v128.load32_splat(from + at);
      most = f32x4.max(most, f32x4.abs(now));
      step = f32x4.max(step, f32x4.abs(f32x4.sub(now, v128.load32_splat(from + at - 4))));
    }
  }
  store<f64>(watch, <f64>bytes, 40);
  const ownMost = max(load<f64>(watch), <f64>highestLane(most));
  const ownStep = max(load<f64>(watch, 8), <f64>highestLane(step));
  const count = load<f64>(watch, 16) + <f64>frames;
  const bound = max(ownMost, load<f64>(watch, 24)) + stepWeight * max(ownStep, load<f64>(watch, 32));
  const isTurn = count >= <f64>past;
  if (isTurn) {
    store<f64>(watch, ownMost, 24);
    store<f64>(watch, ownStep, 32);
  }
  store<f64>(watch, isTurn ? 0 : ownMost);
  store<f64>(watch, isTurn ? 0 : ownStep, 8);
  store<f64>(watch, isTurn ? 0 : count, 16);
  return bound;
}

/** What clipResidue would note of `frames` frames that it was spared, because none of them reaches the knee. */
export function skipResidue(state: usize, frames: i32, factor: i32): void {
  // `factor` steps through a ring of one less are one step
  store<f64>(state, 1);
  store<f64>(state, <f64>((<i32>load<f64>(state, 8) + frames) % (factor - 1)), 8);
  store<f64>(state, <f64>min(<i32>load<f64>(state, 16) + frames, 0xffff), 16);
}

/** The last oversampled sample of each side before clipResidue goes on behind frames that it was spared. */
export function resumeResidue(state: usize, left: usize, right: usize, highFrames: i32): void {
  const last = (<usize>highFrames - 1) << 2;
  store<f64>(state + 24, <f64>load<f32>(left + last));
  store<f64>(state + 24 + CHANNEL_BYTES, <f64>load<f32>(right + last));
}

/** out = dry + wet share * (driven - residue - dry), per frame; `left` and `right` hold the driven signal and take the result. */
export function mixClipped(ramps: usize, dry: usize, residueLeft: usize, residueRight: usize, left: usize, right: usize, frames: i32): void {
  const dryRight = dry + 512;
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 1);
    const wet = rampValue(ramps, 0);
    const at = <usize>i << 2;
    const wetLeft = wet * (<f64>load<f32>(left + at) - <f64>load<f32>(residueLeft + at));
    const wetRight = wet * (<f64>load<f32>(right + at) - <f64>load<f32>(residueRight + at));
    store<f32>(left + at, <f32>((1 - wet) * <f64>load<f32>(dry + at) + wetLeft));
    store<f32>(right + at, <f32>((1 - wet) * <f64>load<f32>(dryRight + at) + wetRight));
  }
}
