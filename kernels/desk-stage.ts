// The output stage of a desk's equaliser: an amplifier whose curve closes more on one side than on the other, at twice the rate
// (f32x4, only what it adds to the sound), then a transformer whose flux bends, and its band edge, at the base rate (f64x2).
// Drive stands in the coefficients, so nothing is turned up and down again.
//
// Amplifier ramps: 0 drive / ceiling above zero, 1 drive / ceiling below zero, 2 cubic share, 3 even share.
// Transformer ramps: 0 amount, 1 output gain, 2 drive / ceiling of the flux, 3 hysteresis.
// Fixed (f64): pole of the flux, then b0 a1 a2 of the high-pass b0 (1 - 2 z^-1 + z^-2) / (1 + a1 z^-1 + a2 z^-2).
// State (f64): lane pairs flux, x1, x2, y1, y2, then frames since the last flush.
// Dry line (f32): `delay` frames of the past and room for a block, left; the same, right.

import { flushTinyStates } from "./biquad-cascade";
import { advanceRamps, rampsMove, rampValue } from "./ramps";

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

/** Puts a block behind the past of the dry line: it begins with the frames of `delay` frames ago now. */
export function keepDeskDry(line: usize, delay: i32, left: usize, right: usize, frames: i32): void {
  const past = <usize>delay << 2;
  memory.copy(line + past, left, <usize>frames << 2);
  memory.copy(line + past + past + (BLOCK << 2), right, <usize>frames << 2);
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
  const dryRight = line + (<usize>delay << 2) + (BLOCK << 2);
  const pole = v128.load64_splat(fixed);
  const keep = f64x2.sub(f64x2.splat(1), pole);
  const b0 = v128.load64_splat(fixed, 8);
  const a1 = v128.load64_splat(fixed, 16);
  const a2 = v128.load64_splat(fixed, 24);
  const one = f64x2.splat(1);
  let flux = v128.load(state);
  let x1 = v128.load(state, 16);
  let x2 = v128.load(state, 32);
  let y1 = v128.load(state, 48);
  let y2 = v128.load(state, 64);
  let phase = <i32>load<f64>(state, 80);
  let amount = f64x2.splat(rampValue(ramps, 0));
  let gain = f64x2.splat(rampValue(ramps, 1));
  let narrow = f64x2.splat(rampValue(ramps, 2));
  let hysteresis = f64x2.splat(rampValue(ramps, 3));
  for (let frame = 0; frame < frames; frame++) {
    if (rampsMove(ramps)) {
      advanceRamps(ramps, TRANSFORMER_RAMPS);
      amount = f64x2.splat(rampValue(ramps, 0));
      gain = f64x2.splat(rampValue(ramps, 1));
      narrow = f64x2.splat(rampValue(ramps, 2));
      hysteresis = f64x2.splat(rampValue(ramps, 3));
    }
    const at = <usize>frame << 2;
    const dry = f64x2.promote_low_f32x4(v128.load32_lane(dryRight + at, v128.load32_zero(line + at), 1));
    const more = f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
    const input = f64x2.add(dry, more);
    flux = f64x2.add(f64x2.mul(pole, input), f64x2.mul(keep, flux));
    const size = f64x2.abs(flux);
    const w = f64x2.mul(size, narrow);
    const square = f64x2.mul(w, w);
    const low = f64x2.add(f64x2.mul(square, square), f64x2.mul(hysteresis, size));
    const bottom = f64x2.add(f64x2.add(low, one), f64x2.mul(square, w));
    const x = f64x2.sub(input, f64x2.div(f64x2.mul(flux, low), bottom));
    const known = f64x2.sub(f64x2.mul(b0, f64x2.add(f64x2.sub(x, f64x2.add(x1, x1)), x2)), f64x2.mul(a2, y2));
    const y = f64x2.sub(known, f64x2.mul(a1, y1)); // summed in the order in which things become known
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    const output = f64x2.mul(gain, f64x2.add(dry, f64x2.mul(amount, f64x2.sub(y, dry))));
    const single = f32x4.demote_f64x2_zero(output);
    v128.store32_lane(left + at, single, 0);
    v128.store32_lane(right + at, single, 1);
    if (++phase == FLUSH_EVERY) {
      phase = 0;
      v128.store(state, flux);
      v128.store(state, x1, 16);
      v128.store(state, x2, 32);
      v128.store(state, y1, 48);
      v128.store(state, y2, 64);
      flushTinyStates(state, 5);
      flux = v128.load(state);
      x1 = v128.load(state, 16);
      x2 = v128.load(state, 32);
      y1 = v128.load(state, 48);
      y2 = v128.load(state, 64);
    }
  }
  v128.store(state, flux);
  v128.store(state, x1, 16);
  v128.store(state, x2, 32);
  v128.store(state, y1, 48);
  v128.store(state, y2, 64);
  store<f64>(state, <f64>phase, 80);
  moveOn(line, delay, frames);
}
