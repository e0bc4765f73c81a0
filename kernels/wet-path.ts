// What every coloured path needs beside its colour: the untouched signal, as late as the oversampled one, and the mix of both.
// Line (f32): left `past` frames of history and room for a block, then the same for the right, `stride` bytes behind it.

import { advanceRamps, rampsMove, rampValue } from "./ramps";

/** Puts a block behind the history of the last `past` frames; the line then begins with the block of `past` frames ago. */
export function keepDry(line: usize, stride: usize, past: i32, left: usize, right: usize, frames: i32): void {
  const behind = line + (<usize>past << 2);
  const bytes = <usize>frames << 2;
  memory.copy(behind, left, bytes);
  memory.copy(behind + stride, right, bytes);
}

// @ts-ignore: decorator
@inline
function mixOne(dry: usize, wet: usize, share: f32): void {
  store<f32>(wet, load<f32>(dry) * (1 - share) + load<f32>(wet) * share);
}

// @ts-ignore: decorator
@inline
function mixFour(dry: usize, wet: usize, share: v128, rest: v128): void {
  v128.store(wet, f32x4.add(f32x4.mul(v128.load(dry), rest), f32x4.mul(v128.load(wet), share)));
}

/** dry + share * (wet - dry) in place of the wet, share = ramp [0]; then the line's history moves on. */
export function mixDry(ramps: usize, line: usize, stride: usize, past: i32, left: usize, right: usize, frames: i32): void {
  const other = line + stride;
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  for (; at < bytes && rampsMove(ramps); at += 4) {
    advanceRamps(ramps, 1);
    const share = <f32>rampValue(ramps, 0);
    mixOne(line + at, left + at, share);
    mixOne(other + at, right + at, share);
  }
  const share = <f32>rampValue(ramps, 0);
  if (share != 1) {
    const shares = f32x4.splat(share);
    const rests = f32x4.splat(1 - share);
    for (; at + 16 <= bytes; at += 16) {
      mixFour(line + at, left + at, shares, rests);
      mixFour(other + at, right + at, shares, rests);
    }
    for (; at < bytes; at += 4) {
      mixOne(line + at, left + at, share);
      mixOne(other + at, right + at, share);
    }
  }
  memory.copy(line, line + bytes, <usize>past << 2);
  memory.copy(other, other + bytes, <usize>past << 2);
}

/** dry + share * wet in place of the wet, share = ramp [0]; then the line's history moves on. */
export function addDry(ramps: usize, line: usize, stride: usize, past: i32, left: usize, right: usize, frames: i32): void {
  const other = line + stride;
  const bytes = <usize>frames << 2;
  for (let at: usize = 0; at < bytes; at += 4) {
    if (rampsMove(ramps)) advanceRamps(ramps, 1);
    const share = <f32>rampValue(ramps, 0);
    store<f32>(left + at, load<f32>(line + at) + load<f32>(left + at) * share);
    store<f32>(right + at, load<f32>(other + at) + load<f32>(right + at) * share);
  }
  memory.copy(line, line + bytes, <usize>past << 2);
  memory.copy(other, other + bytes, <usize>past << 2);
}

/** Uniform noise -1..1; xorshift, the seed is never 0. */
// @ts-ignore: decorator
@inline
function noise(seed: usize): f64 {
  let x = load<i32>(seed);
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  store<i32>(seed, x);
  return <f64>x * 4.656612873077393e-10;
}

/**
 * Crosstalk between left and right, then noise, in place. Ramps: [0] crosstalk (linear), [1] peak of the noise. State: two i32 seeds, then
 * (f64) frames of silence. The noise fades within `fadeFrames` after the input (the line) has been silent for `holdFrames`.
 */
export function addCrosstalkAndNoise(
  ramps: usize,
  state: usize,
  line: usize,
  stride: usize,
  left: usize,
  right: usize,
  frames: i32,
  holdFrames: f64,
  fadeFrames: f64,
): void {
  let silent = load<f64>(state, 8);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 2);
    const at = <usize>i << 2;
    silent = load<f32>(line + at) == 0 && load<f32>(line + stride + at) == 0 ? min(silent + 1, holdFrames + fadeFrames) : 0;
    const crosstalk = rampValue(ramps, 0);
    const level = rampValue(ramps, 1) * min(1, (holdFrames + fadeFrames - silent) / fadeFrames);
    const l = <f64>load<f32>(left + at);
    const r = <f64>load<f32>(right + at);
    const hissLeft = (noise(state) + noise(state)) * level;
    const hissRight = (noise(state + 4) + noise(state + 4)) * level;
    store<f32>(left + at, <f32>(l + crosstalk * (r - l) + hissLeft));
    store<f32>(right + at, <f32>(r + crosstalk * (l - r) + hissRight));
  }
  store<f64>(state, silent, 8);
}
