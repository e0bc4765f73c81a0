// Multiband compressor behind its crossover: the bands lie in lanes, so that four of them cost what one costs. The detector takes the
// loudest crest of GROUP frames; the gains of the next group follow in straight lines. Bands: 1056 bytes each, left and right (f32): a
// channel is 128 frames, `bands` pointing at the first, behind 16 bytes whose last two frames are the call's before.
// Glide: for each parameter eight targets (f32), then eight steps a group: threshold, slope (1 - 1/ratio), knee, upward threshold,
// upward slope, range, makeup, mix, audible (0 or 1), through (0: the untouched input). Constants: part of attack a group (8 f64), of
// release (8 f64), [128] hold in groups, [160] fall a group in dB (8 f32 each).
// State (eight f32 each): [0] loudest power of the group, [32] held level, [64] groups of hold left, [96] gain, [128] its step, [160]
// gain at the group's end; [192] eight f64: reduction in dB (below 0: lift); [256] largest reduction (eight f32); [288] through,
// [292] through at the group's end, [296] frames into the group, [300] groups of gliding left (f32).

import { crestX4 } from "./crest";
import { OCTAVES_PER_DB, powerToDbfsX4 } from "./decibels";
import { kneeScaleX4, kneeX4 } from "./gain-law";
import { exp2x4 } from "./vector-math";

const GROUP: i32 = 4;
const BAND_BYTES: usize = 1056;
const RIGHT: usize = 528;

// @ts-ignore: decorator
@inline
function gliding(glide: usize, parameter: usize, r: v128): v128 {
  const at = glide + (parameter << 6);
  return f32x4.sub(v128.load(at), f32x4.mul(r, v128.load(at, 32)));
}

// @ts-ignore: decorator
@inline
function smoothed(state: usize, constants: usize, asked: v128): v128 {
  const past = v128.load(state);
  const part = v128.bitselect(v128.load(constants), v128.load(constants, 64), f64x2.gt(asked, past));
  const next = f64x2.add(past, f64x2.mul(part, f64x2.sub(asked, past)));
  const kept = v128.and(next, f64x2.ge(f64x2.abs(next), f64x2.splat(1e-9))); // no denormals at the end of a release
  v128.store(state, kept);
  return f32x4.demote_f64x2_zero(kept);
}

/** Levels to gains for the four bands whose lanes begin `o` bytes into each eight. */
function controlFour(state: usize, glide: usize, constants: usize, o: usize, left: f32): void {
  const r = f32x4.splat(left);
  const eight = state + o;
  const set = glide + o;
  const level = powerToDbfsX4(v128.load(eight));
  v128.store(eight, f32x4.splat(0));
  const before = v128.load(eight, 32);
  const waiting = v128.load(eight, 64);
  const rises = f32x4.ge(level, before);
  const waits = f32x4.gt(waiting, f32x4.splat(0));
  const held = f32x4.pmax(level, f32x4.sub(before, v128.andnot(v128.load(constants + o, 160), waits)));
  const less = f32x4.pmax(f32x4.sub(waiting, f32x4.splat(1)), f32x4.splat(0));
  v128.store(eight, held, 32);
  v128.store(eight, v128.bitselect(v128.load(constants + o, 128), less, rises), 64);
  const knee = gliding(set, 2, r);
  const halfKnee = f32x4.mul(knee, f32x4.splat(0.5));
  const scale = kneeScaleX4(knee);
  const down = f32x4.mul(gliding(set, 1, r), kneeX4(f32x4.sub(held, gliding(set, 0, r)), knee, halfKnee, scale));
  const up = f32x4.mul(gliding(set, 4, r), kneeX4(f32x4.sub(gliding(set, 3, r), held), knee, halfKnee, scale));
  const asked = f32x4.sub(down, f32x4.pmin(up, gliding(set, 5, r)));
  const doubles = state + 192 + 2 * o;
  const low = smoothed(doubles, constants + 2 * o, f64x2.promote_low_f32x4(asked));
  const high = smoothed(
    doubles + 16,
    constants + 2 * o + 16,
    f64x2.promote_low_f32x4(v128.shuffle<f32>(asked, asked, 2, 3, 2, 3)),
  );
  const reduction = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
  v128.store(eight, f32x4.pmax(v128.load(eight, 256), reduction), 256);
  const gain = exp2x4(f32x4.mul(f32x4.sub(gliding(set, 6, r), reduction), f32x4.splat(OCTAVES_PER_DB)));
  const one = f32x4.splat(1);
  const mixed = f32x4.add(one, f32x4.mul(gliding(set, 7, r), f32x4.sub(gain, one)));
  const goal = f32x4.mul(gliding(set, 8, r), mixed);
  const now = v128.load(eight, 160); // where the straight line ends, without its rounding
  v128.store(eight, now, 96);
  v128.store(eight, f32x4.sub(goal, now), 128);
  v128.store(eight, goal, 160);
}

function control(state: usize, glide: usize, constants: usize, count: i32): void {
  const left = max<f32>(load<f32>(state, 300) - 1, 0);
  store<f32>(state, left, 300);
  controlFour(state, glide, constants, 0, left);
  if (count > 4) controlFour(state, glide, constants, 16, left);
  store<f32>(state, load<f32>(state, 292), 288);
  store<f32>(state, load<f32>(glide, 9 * 64) - left * load<f32>(glide, 9 * 64 + 32), 292);
}

/** Largest of each vector's four lanes, one vector a lane. */
// @ts-ignore: decorator
@inline
function largestOfEach(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.pmax(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.pmax(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.pmax(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function crestOfFour(channel: usize): v128 {
  return crestX4(v128.load(channel - 8), v128.load(channel - 4), v128.load(channel));
}

// @ts-ignore: decorator
@inline
function powerOfFour(band: usize): v128 {
  return f32x4.pmax(crestOfFour(band), crestOfFour(band + RIGHT));
}

/** A whole group of four frames at `at` bytes. */
// @ts-ignore: decorator
@inline
function wholeGroup(state: usize, bands: usize, count: i32, left: usize, right: usize, at: usize): void {
  const quarters = f32x4(0.25, 0.5, 0.75, 1);
  const first = bands + at;
  const zero = f32x4.splat(0);
  const third = powerOfFour(first + 2 * BAND_BYTES);
  const fourth = count > 3 ? powerOfFour(first + 3 * BAND_BYTES) : zero;
  const four = largestOfEach(powerOfFour(first), powerOfFour(first + BAND_BYTES), third, fourth);
  v128.store(state, f32x4.pmax(v128.load(state), four));
  if (count > 4) {
    const sixth = count > 5 ? powerOfFour(first + 5 * BAND_BYTES) : zero;
    const rest = largestOfEach(powerOfFour(first + 4 * BAND_BYTES), sixth, zero, zero);
    v128.store(state, f32x4.pmax(v128.load(state, 16), rest), 16);
  }
  let sumLeft = zero;
  let sumRight = zero;
  let lane = state;
  let band = first;
  for (let index = 0; index < count; index++) {
    const gain = f32x4.add(v128.load32_splat(lane, 96), f32x4.mul(v128.load32_splat(lane, 128), quarters));
    sumLeft = f32x4.add(sumLeft, f32x4.mul(gain, v128.load(band)));
    sumRight = f32x4.add(sumRight, f32x4.mul(gain, v128.load(band + RIGHT)));
    lane += 4;
    band += BAND_BYTES;
  }
  const begin = load<f32>(state, 288);
  const end = load<f32>(state, 292);
  if (begin != 1 || end != 1) {
    const dryLeft = v128.load(left + at);
    const dryRight = v128.load(right + at);
    const through = f32x4.add(f32x4.splat(begin), f32x4.mul(f32x4.splat(end - begin), quarters));
    sumLeft = f32x4.add(dryLeft, f32x4.mul(through, f32x4.sub(sumLeft, dryLeft)));
    sumRight = f32x4.add(dryRight, f32x4.mul(through, f32x4.sub(sumRight, dryRight)));
  }
  v128.store(left + at, sumLeft);
  v128.store(right + at, sumRight);
}

/** One frame of a group that the caller cut: the same arithmetic, lane by lane. */
function oneFrame(state: usize, bands: usize, count: i32, left: usize, right: usize, at: usize, quarter: f32): void {
  let sumLeft: f32 = 0;
  let sumRight: f32 = 0;
  for (let index = 0; index < count; index++) {
    const lane = state + (<usize>index << 2);
    const l = load<f32>(bands + <usize>index * BAND_BYTES + at);
    const r = load<f32>(bands + <usize>index * BAND_BYTES + RIGHT + at);
    const crests = powerOfFour(bands + <usize>index * BAND_BYTES + at); // of this frame in the first lane; what else is read is not used
    store<f32>(lane, max(load<f32>(lane), f32x4.extract_lane(crests, 0)));
    const gain = load<f32>(lane, 96) + load<f32>(lane, 128) * quarter;
    sumLeft += gain * l;
    sumRight += gain * r;
  }
  const begin = load<f32>(state, 288);
  const end = load<f32>(state, 292);
  if (begin != 1 || end != 1) {
    const through = begin + (end - begin) * quarter;
    const dryLeft = load<f32>(left + at);
    const dryRight = load<f32>(right + at);
    sumLeft = dryLeft + through * (sumLeft - dryLeft);
    sumRight = dryRight + through * (sumRight - dryRight);
  }
  store<f32>(left + at, sumLeft);
  store<f32>(right + at, sumRight);
}

/** The bands' sum, compressed, over the (delayed) dry signal in `left` and `right`. */
export function multibandCompress(
  state: usize,
  glide: usize,
  constants: usize,
  bands: usize,
  count: i32,
  left: usize,
  right: usize,
  frames: i32,
): void {
  v128.store(state, f32x4.splat(0), 256);
  v128.store(state, f32x4.splat(0), 272);
  let place = <i32>load<f32>(state, 296);
  let frame = 0;
  while (frame < frames) {
    const at = <usize>frame << 2;
    if (place == 0 && frame + GROUP <= frames) {
      wholeGroup(state, bands, count, left, right, at);
      frame += GROUP;
    } else {
      place++;
      oneFrame(state, bands, count, left, right, at, <f32>place * 0.25);
      frame++;
      if (place < GROUP) continue;
      place = 0;
    }
    control(state, glide, constants, count);
  }
  for (let channel: usize = 0; channel < 2 * <usize>count; channel++) {
    const first = bands + channel * RIGHT;
    store<u64>(first - 8, load<u64>(first + (<usize>frames << 2) - 8));
  }
  store<f32>(state, <f32>place, 296);
}

/** out -= from. */
export function takeAway(from: usize, out: usize, frames: i32): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    v128.store(out + at, f32x4.sub(v128.load(out + at), v128.load(from + at)));
  }
}
