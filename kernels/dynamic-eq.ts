// Bands of an equaliser whose gain moves with the level in the band: detector, gain computer, sections between two tables' entries.
// Gains are decided every 16 frames (counted in the state, so block lengths change no bit) and travel there in a straight line.
//
// A band, bytes: [0] b0 b1 b2 a1 a2 of the detector, [40] its all-pass,
// [48] threshold dB, [56] its step, [64] slope, [72] its step, [80] steps left, [88] range dB, [96] attack and [104] release (part of the way
// in 16 frames), [112] relative, [120] sections, [128] dynamic gain dB; lane pairs: [144] x1 x2 y1 y2 of the detector, [208]
// power sum, [224] x1 x2, [256] y1 y2, [288] z1 z2 of the sections; [320] ten coefficients, [480] ten steps; [640] moving; [656] target
// threshold and slope; [672] 17 entries of ten coefficients, [2032] all-pass out.

import { flushTinyStates } from "./biquad-cascade";
import { powerToDbLanes } from "./math-lanes";
import { loadStereo, storeStereo } from "./stereo";

const CONTROL_FRAMES = 16;
const LAST_ENTRY = 16;
const ENTRY_BYTES: usize = 80;
const TABLE: usize = 672;
// @ts-ignore: decorator
@inline
const HALF_KNEE_DB: f64 = 3;
// @ts-ignore: decorator
@inline
const SILENCE: f64 = 1e-20;
/** Added to the mean of a relative level's other side: below -100 dBFS nothing counts as loud. */
// @ts-ignore: decorator
@inline
const RELATIVE_FLOOR: f64 = 1e-10;

/** Planar to lane pairs in double precision. */
export function toLanes(left: usize, right: usize, lanes: usize, frames: i32): void {
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    const at = frame << 2;
    v128.store(lanes + (frame << 4), loadStereo(left, right, at));
  }
}

/** Lane pairs to planar. */
export function fromLanes(lanes: usize, left: usize, right: usize, frames: i32): void {
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    const at = frame << 2;
    storeStereo(left, right, at, v128.load(lanes + (frame << 4)));
  }
}

/**
 * The whole sound's power every 16 frames, a sine's as its sample peak: rises at once, falls with `decay` (what is left after 16 frames). One f64 into
 * `out` for each 16 frames that end in this call. State: lane pair of the sum, then the power.
 */
export function wholePower(state: usize, left: usize, right: usize, phase: i32, frames: i32, decay: f64, out: usize): void {
  let sum = v128.load(state);
  let power = load<f64>(state, 16);
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    const at = frame << 2;
    const x = loadStereo(left, right, at);
    sum = f64x2.add(sum, f64x2.mul(x, x));
    if (++phase < CONTROL_FRAMES) continue;
    phase = 0;
    const now = max(f64x2.extract_lane(sum, 0), f64x2.extract_lane(sum, 1)) * (2.0 / CONTROL_FRAMES);
    power = max(now, power * decay);
    if (power < 1e-30) power = 0;
    store<f64>(out, power);
    out += 8;
    sum = f64x2.splat(0);
  }
  v128.store(state, sum);
  store<f64>(state, power, 16);
}

// @ts-ignore: decorator
@inline
function splat(at: usize): v128 {
  return v128.load64_splat(at);
}

/** Adds up the power in the band: of the filter's output and of that turned by a quarter, so that a tone reads steadily. */
function listen(band: usize, left: usize, right: usize, frames: i32): void {
  const b0 = splat(band);
  const b1 = splat(band + 8);
  const b2 = splat(band + 16);
  const a1 = splat(band + 24);
  const a2 = splat(band + 32);
  const turn = splat(band + 40);
  const quiet = f64x2.splat(1e-25); // keeps the filter out of the denormals
  let x1 = v128.load(band, 144);
  let x2 = v128.load(band, 160);
  let y1 = v128.load(band, 176);
  let y2 = v128.load(band, 192);
  let turned = v128.load(band, 2032);
  let sum = v128.load(band, 208);
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    const at = frame << 2;
    const x = loadStereo(left, right, at);
    const forward = f64x2.add(f64x2.add(f64x2.mul(b0, x), f64x2.mul(b1, x1)), f64x2.add(f64x2.mul(b2, x2), quiet));
    const y = f64x2.sub(f64x2.sub(forward, f64x2.mul(a2, y2)), f64x2.mul(a1, y1));
    turned = f64x2.sub(f64x2.add(f64x2.mul(turn, y), y1), f64x2.mul(turn, turned));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(y, y), f64x2.mul(turned, turned)));
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
  }
  v128.store(band, x1, 144);
  v128.store(band, x2, 160);
  v128.store(band, y1, 176);
  v128.store(band, y2, 192);
  v128.store(band, turned, 2032);
  v128.store(band, sum, 208);
}

/** One section in place, direct form I, its coefficients and steps from `coefs`; `moving` is a constant at each call. */
// @ts-ignore: decorator
@inline
function oneSection(coefs: usize, lanes: usize, end: usize, states: usize, x1: v128, x2: v128, moving: bool): void {
  let y1 = v128.load(states, 32);
  let y2 = v128.load(states, 48);
  let b0 = v128.load(coefs);
  let b1 = v128.load(coefs, 16);
  let b2 = v128.load(coefs, 32);
  let a1 = v128.load(coefs, 48);
  let a2 = v128.load(coefs, 64);
  for (; lanes < end; lanes += 16) {
    if (moving) {
      b0 = f64x2.add(b0, v128.load(coefs, 160));
      b1 = f64x2.add(b1, v128.load(coefs, 176));
      b2 = f64x2.add(b2, v128.load(coefs, 192));
      a1 = f64x2.add(a1, v128.load(coefs, 208));
      a2 = f64x2.add(a2, v128.load(coefs, 224));
    }
    const x = v128.load(lanes);
    const forward = f64x2.add(f64x2.add(f64x2.mul(b1, x1), f64x2.mul(b2, x2)), f64x2.mul(b0, x));
    const y = f64x2.sub(f64x2.sub(forward, f64x2.mul(a2, y2)), f64x2.mul(a1, y1)); // what was known last comes last
    v128.store(lanes, y);
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
  }
  v128.store(states, x1);
  v128.store(states, x2, 16);
  v128.store(states, y1, 32);
  v128.store(states, y2, 48);
  if (!moving) return;
  v128.store(coefs, b0);
  v128.store(coefs, b1, 16);
  v128.store(coefs, b2, 32);
  v128.store(coefs, a1, 48);
  v128.store(coefs, a2, 64);
}

/** Both in a band one after the other: with the coefficients of two on the move the registers would not suffice. */
// @ts-ignore: decorator
@inline
function sections(band: usize, lanes: usize, frames: i32, two: bool, moving: bool): void {
  const end = lanes + (<usize>frames << 4);
  const y1 = v128.load(band, 256);
  const y2 = v128.load(band, 272);
  oneSection(band + 320, lanes, end, band + 224, v128.load(band, 224), v128.load(band, 240), moving);
  if (!two) return;
  // it leaves the first one's last two outputs where that has put them already
  oneSection(band + 400, lanes, end, band + 256, y1, y2, moving);
}

function filter(band: usize, lanes: usize, frames: i32): void {
  const moving = load<f64>(band, 640) != 0;
  if (load<f64>(band, 120) == 2) {
    if (moving) sections(band, lanes, frames, true, true);
    else sections(band, lanes, frames, true, false);
  } else if (moving) sections(band, lanes, frames, false, true);
  else sections(band, lanes, frames, false, false);
}

/** Dynamic gain in dB that a level asks for: the range is as far as it goes, its sign the direction. */
function asked(levelDb: f64, thresholdDb: f64, slope: f64, rangeDb: f64): f64 {
  const over = levelDb - thresholdDb;
  const bent = over < HALF_KNEE_DB ? max(over + HALF_KNEE_DB, 0) : 0;
  const gain = slope * (over < HALF_KNEE_DB ? bent * bent * (0.25 / HALF_KNEE_DB) : over);
  return rangeDb < 0 ? max(-gain, rangeDb) : min(gain, rangeDb);
}

// @ts-ignore: decorator
@inline
function aimOne(coef: usize, target: v128, moving: bool): void {
  if (moving) v128.store(coef, f64x2.mul(f64x2.sub(target, v128.load(coef)), f64x2.splat(1.0 / CONTROL_FRAMES)), 160);
  else v128.store(coef, target);
}

/** Two neighbouring coefficients. */
// @ts-ignore: decorator
@inline
function aimTwo(coef: usize, entry: usize, part: v128, moving: bool): void {
  const low = v128.load(entry);
  const target = f64x2.add(low, f64x2.mul(part, f64x2.sub(v128.load(entry, ENTRY_BYTES), low)));
  aimOne(coef, v128.shuffle<f64>(target, target, 0, 0), moving);
  aimOne(coef + 16, v128.shuffle<f64>(target, target, 1, 1), moving);
}

/** Coefficients of a dynamic gain: between the table's entries in a straight line. */
// @ts-ignore: decorator
@inline
function aim(band: usize, gainDb: f64, moving: bool): void {
  const range = load<f64>(band, 88);
  const place = range == 0 ? 0 : min(max((gainDb / range) * LAST_ENTRY, 0), LAST_ENTRY);
  const entry = min(<i32>place, LAST_ENTRY - 1);
  const part = f64x2.splat(place - <f64>entry);
  const from = band + TABLE + <usize>entry * ENTRY_BYTES;
  aimTwo(band + 320, from, part, moving);
  aimTwo(band + 352, from + 16, part, moving);
  aimTwo(band + 384, from + 32, part, moving);
  if (!moving || load<f64>(band, 120) == 2) {
    aimTwo(band + 416, from + 48, part, moving);
    aimTwo(band + 448, from + 64, part, moving);
  }
  store<f64>(band, moving ? 1 : 0, 640);
}

/** To the coefficients of the dynamic gain at once. */
export function standDynamicBand(band: usize): void {
  aim(band, load<f64>(band, 128), false);
}

/** 16 frames are over: level, gain computer, attack or release, new coefficients. */
function decide(band: usize, whole: f64): void {
  const sum = v128.load(band, 208);
  v128.store(band, f64x2.splat(0), 208);
  let power = max(f64x2.extract_lane(sum, 0), f64x2.extract_lane(sum, 1)) * (1.0 / CONTROL_FRAMES);
  if (load<f64>(band, 112) != 0) power /= whole + RELATIVE_FLOOR;
  let threshold = load<f64>(band, 48);
  let slope = load<f64>(band, 64);
  const left = load<f64>(band, 80);
  if (left > 0) {
    threshold = left == 1 ? load<f64>(band, 656) : threshold + load<f64>(band, 56);
    slope = left == 1 ? load<f64>(band, 664) : slope + load<f64>(band, 72);
    store<f64>(band, threshold, 48);
    store<f64>(band, slope, 64);
    store<f64>(band, left - 1, 80);
  }
  const level = <f64>f32x4.extract_lane(powerToDbLanes(f32x4.splat(<f32>(power + SILENCE))), 0);
  const target = asked(level, threshold, slope, load<f64>(band, 88));
  const before = load<f64>(band, 128);
  const part = abs(target) > abs(before) ? load<f64>(band, 96) : load<f64>(band, 104);
  let gain = before + part * (target - before);
  if (abs(target - gain) < 1e-6) gain = target;
  store<f64>(band, gain, 128);
  if (gain != before) aim(band, gain, true);
  else if (load<f64>(band, 640) != 0) aim(band, gain, false);
}

/**
 * One band over `frames` frames of `lanes`, in place; it listens to planar `left`, `right`. `whole`: the powers of wholePower, `phase`:
 * frames since the last decision. Returns the lowest dynamic gain in dB.
 */
export function dynamicBand(band: usize, left: usize, right: usize, lanes: usize, whole: usize, phase: i32, frames: i32): f64 {
  const moves = load<f64>(band, 88) != 0;
  let lowest = min(load<f64>(band, 128), 0);
  for (let done = 0; done < frames; ) {
    const count = min(CONTROL_FRAMES - phase, frames - done);
    const at = <usize>done << 2;
    if (moves) listen(band, left + at, right + at, count);
    filter(band, lanes + (<usize>done << 4), count);
    done += count;
    phase += count;
    if (phase < CONTROL_FRAMES) continue;
    phase = 0;
    flushTinyStates(band + 224, 6);
    if (moves) {
      decide(band, load<f64>(whole));
      lowest = min(lowest, load<f64>(band, 128));
    }
    whole += 8;
  }
  return lowest;
}
