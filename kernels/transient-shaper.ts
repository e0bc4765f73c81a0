// Transient shaper: how far the level stands above a follower that rises slowly (attack) and below one that falls slowly (sustain), in dB, becomes
// gain. Everything before the logarithm is proportional to the sound, so the gain does not depend on its level.
// `glide` and `remaining`: kernels/glide.ts, with ATTACK_DB and SUSTAIN_DB behind the common parameters.

import { DB_PER_OCTAVE } from "./decibels";
import { framesLeftX4, glideX4 } from "./glide";
import { log2x4 } from "./vector-math";

// @ts-ignore: decorator
@inline
const ATTACK_DB: usize = 72;
// @ts-ignore: decorator
@inline
const SUSTAIN_DB: usize = 80;
// @ts-ignore: decorator
@inline
const LIKE: f64 = 0.944; // a crest within half a dB of the held one keeps it
// @ts-ignore: decorator
@inline
const HALFWAY_DB: f32 = 6; // a difference of so many dB makes half of the gain

/**
 * Level of the louder channel and its two followers. The crest rises at once, is held for `holdFrames` after the last like one and then falls
 * by the factor `fall` a frame; the level rises with it and makes `settle` of its way down in a frame, which rounds the stairs of a decay. `riser` makes `rise` of its way up in a frame and goes down with the level; `faller` the reverse.
 * State (f64): crest, frames of hold left, riser, faller, level.
 */
export function followTransients(
  state: usize,
  left: usize,
  right: usize,
  level: usize,
  riser: usize,
  faller: usize,
  holdFrames: f64,
  fall: f64,
  rise: f64,
  drop: f64,
  settle: f64,
  frames: i32,
): void {
  let held = load<f64>(state);
  let waiting = load<f64>(state, 8);
  let low = load<f64>(state, 16);
  let high = load<f64>(state, 24);
  let now = load<f64>(state, 32);
  for (let at: usize = 0; at < <usize>frames << 2; at += 4) {
    const crest = <f64>max(abs(load<f32>(left + at)), abs(load<f32>(right + at)));
    if (crest >= held * LIKE) {
      waiting = holdFrames;
      if (crest > held) held = crest;
    } else if (waiting > 0) {
      waiting -= 1;
    } else {
      held = max(held * fall, crest);
    }
    now = held > now ? held : now + (held - now) * settle;
    low = now < low ? now : low + (now - low) * rise;
    high = now > high ? now : high + (now - high) * drop;
    store<f32>(level + at, <f32>now);
    store<f32>(riser + at, <f32>low);
    store<f32>(faller + at, <f32>high);
  }
  // far below what counts as silence; from here on they would only walk into the denormals
  store<f64>(state, held < 1e-25 ? 0 : held);
  store<f64>(state, waiting, 8);
  store<f64>(state, low < 1e-25 ? 0 : low, 16);
  store<f64>(state, high < 1e-25 ? 0 : high, 24);
  store<f64>(state, now < 1e-25 ? 0 : now, 32);
}

/** The larger part of a difference in dB >= 0 (given as a quotient >= 1) that counts: 0 to 1, half at HALFWAY_DB. */
// @ts-ignore: decorator
@inline
function shareX4(more: v128, less: v128): v128 {
  const silence = f32x4.splat(1e-7); // -140 dBFS: below it nothing is a difference
  const quotient = f32x4.div(f32x4.add(more, silence), f32x4.add(less, silence));
  const difference = f32x4.pmax(f32x4.mul(log2x4(quotient), f32x4.splat(DB_PER_OCTAVE)), f32x4.splat(0));
  return f32x4.div(difference, f32x4.add(difference, f32x4.splat(HALFWAY_DB)));
}

/** Followers to the reduction asked for (minus the gain), dB, into `reduction`. */
export function askTransients(glide: usize, remaining: i32, level: usize, riser: usize, faller: usize, reduction: usize, frames: i32): void {
  let attack = f32x4.splat(0);
  let sustain = attack;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      attack = f32x4.neg(glideX4(glide, ATTACK_DB, r));
      sustain = f32x4.neg(glideX4(glide, SUSTAIN_DB, r));
    }
    const at = <usize>frame << 2;
    const now = v128.load(level + at);
    const rising = f32x4.mul(attack, shareX4(now, v128.load(riser + at)));
    const falling = f32x4.mul(sustain, shareX4(v128.load(faller + at), now));
    v128.store(reduction + at, f32x4.add(rising, falling));
  }
}

/** Two one-pole filters in place, `past` left of a difference in a frame, so that the gain has no corner. State (f64): both, then lowest and highest of the call. */
export function smoothTransients(state: usize, reduction: usize, past: f64, frames: i32): void {
  let one = load<f64>(state);
  let two = load<f64>(state, 8);
  const fresh = 1 - past;
  let lowest: f64 = 0;
  let highest: f64 = 0;
  for (let at: usize = 0; at < <usize>frames << 2; at += 4) {
    one = one * past + <f64>load<f32>(reduction + at) * fresh;
    two = two * past + one * fresh;
    if (abs(two) < 1e-9) two = 0;
    lowest = min(lowest, two);
    highest = max(highest, two);
    store<f32>(reduction + at, <f32>two);
  }
  store<f64>(state, abs(one) < 1e-25 ? 0 : one);
  store<f64>(state, two, 8);
  store<f64>(state, lowest, 16);
  store<f64>(state, highest, 24);
}
