// Doubling and halving the sample rate by half-band filters: linear-phase FIR (polyphase, symmetric taps folded, f32x4 over time)
// and two paths of first-order all-passes (f64x2, left and right as lanes).
//
// FIR: taps g[0..n-1] are the outer half of the non-zero taps beside the centre, times 2, outermost first; the centre is 1.
// A line is a delay line: `past` frames of history, then room for the block and 16 frames more.

import { flushTinyStates } from "./biquad-cascade";
import { loadStereo, storeStereo } from "./stereo";

/** Sixteen sums: taps folded around the middle of the 2n values that begin at line + m. */
// @ts-ignore: decorator
@inline
function foldedSums(line: usize, taps: usize, n: usize, sums: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let early = line;
  let late = line + (((n << 1) - 1) << 2);
  const end = taps + (n << 2);
  for (let tap = taps; tap < end; tap += 4) {
    const g = v128.load32_splat(tap);
    s0 = f32x4.add(s0, f32x4.mul(g, f32x4.add(v128.load(early), v128.load(late))));
    s1 = f32x4.add(s1, f32x4.mul(g, f32x4.add(v128.load(early, 16), v128.load(late, 16))));
    s2 = f32x4.add(s2, f32x4.mul(g, f32x4.add(v128.load(early, 32), v128.load(late, 32))));
    s3 = f32x4.add(s3, f32x4.mul(g, f32x4.add(v128.load(early, 48), v128.load(late, 48))));
    early += 4;
    late -= 4;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
}

/**
 * One channel to twice the rate: `frames` in, 2 * frames out. `line` has 2n - 1 frames of history.
 * `output` needs room for 32 frames more than 2 * frames.
 */
export function halfBandUp(input: usize, output: usize, frames: i32, taps: usize, n: i32, line: usize, sums: usize): void {
  const past = ((<usize>n << 1) - 1) << 2;
  const bytes = <usize>frames << 2;
  memory.copy(line + past, input, bytes);
  const middle = line + (<usize>n << 2);
  for (let at: usize = 0; at < bytes; at += 64) {
    foldedSums(line + at, taps, <usize>n, sums);
    for (let part: usize = 0; part < 64; part += 16) {
      const even = v128.load(sums + part);
      const odd = v128.load(middle + at + part);
      const to = output + ((at + part) << 1);
      v128.store(to, v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
      v128.store(to, v128.shuffle<f32>(even, odd, 2, 6, 3, 7), 16);
    }
  }
  memory.copy(line, line + bytes, past);
}

/**
 * One channel to half the rate: 2 * frames in, `frames` out. `late` = 1 delays by one more frame of the higher rate.
 * `filtered` has 2n - 1 + late frames of history, `delayed` n. `input` is read up to 32 frames past its end.
 */
export function halfBandDown(
  input: usize,
  output: usize,
  frames: i32,
  taps: usize,
  n: i32,
  late: i32,
  filtered: usize,
  delayed: usize,
  sums: usize,
): void {
  const bytes = <usize>frames << 2;
  const filteredPast = ((<usize>n << 1) - 1 + <usize>late) << 2;
  const delayedPast = <usize>n << 2;
  const evens = late ? delayed + delayedPast : filtered + filteredPast;
  const odds = late ? filtered + filteredPast : delayed + delayedPast;
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = v128.load(input + (at << 1));
    const second = v128.load(input + (at << 1), 16);
    v128.store(evens + at, v128.shuffle<f32>(first, second, 0, 2, 4, 6));
    v128.store(odds + at, v128.shuffle<f32>(first, second, 1, 3, 5, 7));
  }
  const half = f32x4.splat(0.5);
  for (let at: usize = 0; at < bytes; at += 64) {
    foldedSums(filtered + at, taps, <usize>n, sums);
    const whole = at + 64 <= bytes; // the last frames of an odd block must not spill over the caller's
    const to = whole ? output + at : sums;
    for (let part: usize = 0; part < 64; part += 16)
      v128.store(to + part, f32x4.mul(half, f32x4.add(v128.load(sums + part), v128.load(delayed + at + part))));
    if (!whole) memory.copy(output + at, sums, bytes - at);
  }
  memory.copy(filtered, filtered + bytes, filteredPast);
  memory.copy(delayed, delayed + bytes, delayedPast);
}

/** Copies one channel's frames. */
export function copyFrames(from: usize, to: usize, frames: i32): void {
  memory.copy(to, from, <usize>frames << 2);
}

/** All-passes y = c (x - y one ago) + x one ago in series. `states`: one lane pair per section, then one for the last output. */
// @ts-ignore: decorator
@inline
function allPassPath(input: v128, coefs: usize, count: i32, states: usize): v128 {
  let x = input;
  let state = states;
  let x1 = v128.load(state);
  for (let index = 0; index < count; index++) {
    const y1 = v128.load(state, 16);
    const y = f64x2.add(f64x2.mul(v128.load64_splat(coefs + (<usize>index << 3)), f64x2.sub(x, y1)), x1);
    v128.store(state, x);
    x = y;
    x1 = y1;
    state += 16;
  }
  v128.store(state, x);
  return x;
}

/**
 * Stereo to twice the rate by two all-pass paths. `coefs`: first path, then second;
 * `states`: a frame counter (16 bytes), then (first + second + 2) lane pairs.
 */
export function allPassUp(
  left: usize,
  right: usize,
  outLeft: usize,
  outRight: usize,
  frames: i32,
  coefs: usize,
  first: i32,
  second: i32,
  states: usize,
): void {
  const secondCoefs = coefs + (<usize>first << 3);
  const firstStates = states + 16;
  const secondStates = firstStates + ((<usize>first + 1) << 4);
  const clock = load<i32>(states);
  store<i32>(states, clock + frames);
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    if (((clock + <i32>frame) & 127) == 0) flushTinyStates(firstStates, first + second + 2);
    const at = frame << 2;
    const x = loadStereo(left, right, at);
    const even = f32x4.demote_f64x2_zero(allPassPath(x, coefs, first, firstStates));
    const odd = f32x4.demote_f64x2_zero(allPassPath(x, secondCoefs, second, secondStates));
    const pairs = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
    v128.store64_lane(outLeft + (at << 1), pairs, 0);
    v128.store64_lane(outRight + (at << 1), pairs, 1);
  }
}

/** Stereo to half the rate by the same two paths. */
export function allPassDown(
  left: usize,
  right: usize,
  outLeft: usize,
  outRight: usize,
  frames: i32,
  coefs: usize,
  first: i32,
  second: i32,
  states: usize,
): void {
  const secondCoefs = coefs + (<usize>first << 3);
  const firstStates = states + 16;
  const secondStates = firstStates + ((<usize>first + 1) << 4);
  const clock = load<i32>(states);
  store<i32>(states, clock + frames);
  const half = f64x2.splat(0.5);
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    if (((clock + <i32>frame) & 127) == 0) flushTinyStates(firstStates, first + second + 2);
    const at = frame << 2;
    const pairs = v128.load64_lane(right + (at << 1), v128.load64_zero(left + (at << 1)), 1);
    const even = f64x2.promote_low_f32x4(v128.shuffle<f32>(pairs, pairs, 0, 2, 0, 2));
    const odd = f64x2.promote_low_f32x4(v128.shuffle<f32>(pairs, pairs, 1, 3, 1, 3));
    const sum = f64x2.add(allPassPath(odd, coefs, first, firstStates), allPassPath(even, secondCoefs, second, secondStates));
    storeStereo(outLeft, outRight, at, f64x2.mul(half, sum));
  }
}
