// The output stage of a desk's equaliser: an amplifier whose curve closes more on one side than on the other, at twice the rate
// (f32x4, only what it adds to the sound), then a transformer whose flux bends, and its band edge, at the base rate (f64x2).
// Drive stands in the coefficients, so nothing is turned up and down again.
//
// Amplifier ramps: 0 drive / ceiling above zero, 1 drive / ceiling below zero, 2 cubic share, 3 even share.
// Transformer ramps: 0 amount, 1 output gain, 2 drive / ceiling of the flux, 3 hysteresis.
// Fixed (f64): pole of the flux, then b0 a1 a2 of the high-pass b0 (1 - 2 z^-1 + z^-2) / (1 + a1 z^-1 + a2 z^-2).
// State (f64): lane pairs flux, x1, x2, y1, y2, then frames since the last flush.
// Dry line (f32): `delay` frames of the past and room for a block, left; the same, right; kernels/wet-path.ts fills it.

import { flushTinyStates } from "./biquad-cascade";
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { loadStereo } from "./stereo";

const AMPLIFIER_RAMPS: i32 = 4;
const TRANSFORMER_RAMPS: i32 = 4;
const FLUSH_EVERY: i32 = 128;
const BLOCK: usize = 128;

/** What the curve adds: -x (w^4 + cubic w^2 + even x) / (1 + cubic w^2 + w^3 + w^4), w = |x| / ceiling. */
// @ts-ignore: decorator
@inline
function added(x: v128, above: v128, below: v128, cubic: v128, even: v128): v128 {
  const one = f32x4.splat(1);
  const w = f32x4.mul(f32x4.abs(x), v128.bitselect(below, above, f32x4.lt(x, f32x4.splat(0))));
  const square = f32x4.mul(w, w);
  const fourth = f32x4.mul(square, square);
  const low = f32x4.add(fourth, f32x4.mul(cubic, square));
  const bottom = f32x4.add(f32x4.add(low, one), f32x4.mul(square, w));
  return f32x4.neg(f32x4.div(f32x4.mul(x, f32x4.add(low, f32x4.mul(even, x))), bottom));
}

// @ts-ignore: decorator
@inline
function splatted(ramps: usize, index: i32): v128 {
  return f32x4.splat(<f32>rampValue(ramps, index));
}

/** `2 * frames` frames at twice the rate become what the amplifier adds to them; up to three more may be written. */
export function bendAmplifier(ramps: usize, left: usize, right: usize, frames: i32): void {
  let frame = 0;
  for (; frame < frames && rampsMove(ramps); frame++) {
    advanceRamps(ramps, AMPLIFIER_RAMPS);
    const at = <usize>frame << 3;
    const x = v128.load64_lane(right + at, v128.load64_zero(left + at), 1);
    const y = added(x, splatted(ramps, 0), splatted(ramps, 1), splatted(ramps, 2), splatted(ramps, 3));
    v128.store64_lane(left + at, y, 0);
    v128.store64_lane(right + at, y, 1);
  }
  const above = splatted(ramps, 0);
  const below = splatted(ramps, 1);
  const cubic = splatted(ramps, 2);
  const even = splatted(ramps, 3);
  const end = <usize>frames << 3;
  for (let at = <usize>frame << 3; at < end; at += 16) {
    v128.store(left + at, added(v128.load(left + at), above, below, cubic, even));
    v128.store(right + at, added(v128.load(right + at), above, below, cubic, even));
  }
}

/** Lets go of the oldest frames. */
// @ts-ignore: decorator
@inline
function moveOn(line: usize, delay: i32, frames: i32): void {
  const past = <usize>delay << 2;
  const bytes = <usize>frames << 2;
  const right = line + past + (BLOCK << 2);
  memory.copy(line, line + bytes, past);
  memory.copy(right, right + bytes, past);
}

/** Only the dry line is heard, at the output gain. */
export function passDeskDry(ramps: usize, line: usize, delay: i32, left: usize, right: usize, frames: i32): void {
  const dryRight = line + (<usize>delay << 2) + (BLOCK << 2);
  for (let frame = 0; frame < frames; frame++) {
    if (rampsMove(ramps)) advanceRamps(ramps, TRANSFORMER_RAMPS);
    const at = <usize>frame << 2;
    const gain = rampValue(ramps, 1);
    store<f32>(left + at, <f32>(gain * <f64>load<f32>(line + at)));
    store<f32>(right + at, <f32>(gain * <f64>load<f32>(dryRight + at)));
  }
  moveOn(line, delay, frames);
}

/** What the transformer takes away at this flux: flux (w^4 + hysteresis |flux|) / (1 + that + w^3), w = |flux| / ceiling. */
// @ts-ignore: decorator
@inline
function taken(flux: v128, narrow: v128, hysteresis: v128): v128 {
  const size = f64x2.abs(flux);
  const w = f64x2.mul(size, narrow);
  const square = f64x2.mul(w, w);
  const low = f64x2.add(f64x2.mul(square, square), f64x2.mul(hysteresis, size));
  const bottom = f64x2.add(f64x2.add(low, f64x2.splat(1)), f64x2.mul(square, w));
  return f64x2.div(f64x2.mul(flux, low), bottom);
}

// @ts-ignore: decorator
@inline
function flowed(flux: v128, input: v128, pole: v128, keep: v128): v128 {
  return f64x2.add(f64x2.mul(pole, input), f64x2.mul(keep, flux));
}

/** The high-pass, summed in the order in which things become known. */
// @ts-ignore: decorator
@inline
function edged(x: v128, x1: v128, x2: v128, y1: v128, y2: v128, b0: v128, a1: v128, a2: v128): v128 {
  const known = f64x2.sub(f64x2.mul(b0, f64x2.add(f64x2.sub(x, f64x2.add(x1, x1)), x2)), f64x2.mul(a2, y2));
  return f64x2.sub(known, f64x2.mul(a1, y1));
}

// @ts-ignore: decorator
@inline
function mixed(dry: v128, wet: v128, amount: v128, gain: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.mul(gain, f64x2.add(dry, f64x2.mul(amount, f64x2.sub(wet, dry)))));
}

/** Two frames of both channels: left 0, right 0, left 1, right 1. */
// @ts-ignore: decorator
@inline
function twoFrames(left: usize, right: usize): v128 {
  return v128.shuffle<f32>(v128.load64_zero(left), v128.load64_zero(right), 0, 4, 1, 5);
}

/** Frame by frame, while numbers glide and for a last odd frame. */
function closeSlowly(
  ramps: usize,
  fixed: usize,
  state: usize,
  dryLeft: usize,
  dryRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const pole = v128.load64_splat(fixed);
  const keep = f64x2.sub(f64x2.splat(1), pole);
  for (let frame = 0; frame < frames; frame++) {
    if (rampsMove(ramps)) advanceRamps(ramps, TRANSFORMER_RAMPS);
    const at = <usize>frame << 2;
    const dry = loadStereo(dryLeft, dryRight, at);
    const input = f64x2.add(dry, loadStereo(left, right, at));
    const flux = flowed(v128.load(state), input, pole, keep);
    const x = f64x2.sub(input, taken(flux, f64x2.splat(rampValue(ramps, 2)), f64x2.splat(rampValue(ramps, 3))));
    const x1 = v128.load(state, 16);
    const y1 = v128.load(state, 48);
    const b0 = v128.load64_splat(fixed, 8);
    const a1 = v128.load64_splat(fixed, 16);
    const y = edged(x, x1, v128.load(state, 32), y1, v128.load(state, 64), b0, a1, v128.load64_splat(fixed, 24));
    v128.store(state, flux);
    v128.store(state, x, 16);
    v128.store(state, x1, 32);
    v128.store(state, y, 48);
    v128.store(state, y1, 64);
    const output = mixed(dry, y, f64x2.splat(rampValue(ramps, 0)), f64x2.splat(rampValue(ramps, 1)));
    v128.store32_lane(left + at, output, 0);
    v128.store32_lane(right + at, output, 1);
  }
}

/** Two frames a turn, an even number of them, while the numbers stand. */
function closeInPairs(
  ramps: usize,
  fixed: usize,
  state: usize,
  dryLeft: usize,
  dryRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const pole = v128.load64_splat(fixed);
  const keep = f64x2.sub(f64x2.splat(1), pole);
  const b0 = v128.load64_splat(fixed, 8);
  const a1 = v128.load64_splat(fixed, 16);
  const a2 = v128.load64_splat(fixed, 24);
  const amount = f64x2.splat(rampValue(ramps, 0));
  const gain = f64x2.splat(rampValue(ramps, 1));
  const narrow = f64x2.splat(rampValue(ramps, 2));
  const hysteresis = f64x2.splat(rampValue(ramps, 3));
  let flux = v128.load(state);
  let x1 = v128.load(state, 16);
  let x2 = v128.load(state, 32);
  let y1 = v128.load(state, 48);
  let y2 = v128.load(state, 64);
  const end = <usize>frames << 2;
  for (let at: usize = 0; at < end; at += 8) {
    const dry = twoFrames(dryLeft + at, dryRight + at);
    const more = twoFrames(left + at, right + at);
    const dry0 = f64x2.promote_low_f32x4(dry);
    const dry1 = f64x2.promote_low_f32x4(v128.shuffle<f64>(dry, dry, 1, 1));
    const input0 = f64x2.add(dry0, f64x2.promote_low_f32x4(more));
    const input1 = f64x2.add(dry1, f64x2.promote_low_f32x4(v128.shuffle<f64>(more, more, 1, 1)));
    const flux0 = flowed(flux, input0, pole, keep);
    flux = flowed(flux0, input1, pole, keep);
    const even = f64x2.sub(input0, taken(flux0, narrow, hysteresis));
    const odd = f64x2.sub(input1, taken(flux, narrow, hysteresis));
    y2 = edged(even, x1, x2, y1, y2, b0, a1, a2); // the older of each pair takes the new value
    y1 = edged(odd, even, x1, y2, y1, b0, a1, a2);
    x2 = even;
    x1 = odd;
    const first = mixed(dry0, y2, amount, gain);
    const second = mixed(dry1, y1, amount, gain);
    v128.store64_lane(left + at, v128.shuffle<f32>(first, second, 0, 4, 0, 4), 0);
    v128.store64_lane(right + at, v128.shuffle<f32>(first, second, 1, 5, 1, 5), 0);
  }
  v128.store(state, flux);
  v128.store(state, x1, 16);
  v128.store(state, x2, 32);
  v128.store(state, y1, 48);
  v128.store(state, y2, 64);
}

/** In: what the amplifier adds. Out: dry + that, through the transformer, mixed with dry by the amount, at the output gain. */
export function closeDeskStage(
  ramps: usize,
  fixed: usize,
  state: usize,
  line: usize,
  delay: i32,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const lineRight = line + (<usize>delay << 2) + (BLOCK << 2);
  let phase = <i32>load<f64>(state, 80);
  for (let done = 0; done < frames; ) {
    let count = min(frames - done, FLUSH_EVERY - phase);
    const at = <usize>done << 2;
    const slow = rampsMove(ramps) || count == 1;
    if (slow) {
      count = min(count, max(1, <i32>load<f64>(ramps)));
      closeSlowly(ramps, fixed, state, line + at, lineRight + at, left + at, right + at, count);
    } else {
      count &= -2;
      closeInPairs(ramps, fixed, state, line + at, lineRight + at, left + at, right + at, count);
    }
    done += count;
    phase += count;
    if (phase < FLUSH_EVERY) continue;
    phase = 0;
    flushTinyStates(state, 5);
  }
  store<f64>(state, <f64>phase, 80);
  moveOn(line, delay, frames);
}
