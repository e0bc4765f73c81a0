// Compressors whose rectifier hears their own output and charges a store: the loop in closed form, the store, the gain cell.
// A loop of one frame's delay rings when the attack is as short as a frame; here the reduction at which the loop rests for the
// level of the moment is solved for, and the store moves there with the closed loop's own time constant: what the loop without delay does.
// `glide` and `remaining`: kernels/glide.ts; the places are named below.

import { DB_PER_OCTAVE, OCTAVES_PER_DB, powerToDbfsX4 } from "./decibels";
import { storeLinked } from "./gain-law";
import { framesLeftX4, glideF64, glideX4 } from "./glide";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";
import { exp2x4, log2x4 } from "./vector-math";


// The law
// @ts-ignore: decorator
@inline
const THRESHOLD: usize = 0;
// @ts-ignore: decorator
@inline
const LOOP_GAIN: usize = 8;
// @ts-ignore: decorator
@inline
const KNEE: usize = 16;
// @ts-ignore: decorator
@inline
const BEND: usize = 24;
// @ts-ignore: decorator
@inline
const LINKED: usize = 32;
// The cell
// @ts-ignore: decorator
@inline
const IN_GAIN: usize = 40;
// @ts-ignore: decorator
@inline
const OUT_GAIN: usize = 48;
// @ts-ignore: decorator
@inline
const WET: usize = 56;
// @ts-ignore: decorator
@inline
const CELL_SQUARE: usize = 64;
// @ts-ignore: decorator
@inline
const CELL_CUBE: usize = 72;
// @ts-ignore: decorator
@inline
const LINE_SQUARE: usize = 80;
// @ts-ignore: decorator
@inline
const LINE_CUBE: usize = 88;
// @ts-ignore: decorator
@inline
const LOWS: usize = 96;
// @ts-ignore: decorator
@inline
const ACTIVE: usize = 104;

/** Over this many dB the bent law goes on straight. */
// @ts-ignore: decorator
@inline
const BEND_DB: f32 = 24;

/** The reduction at which the loop rests; `fourA` is 4 S / 2W, `overTwoA` 2W / 2S, `closed` S / (1 + S). */
// @ts-ignore: decorator
@inline
function restX4(power: v128, threshold: v128, knee: v128, fourA: v128, overTwoA: v128, closed: v128, opened: v128, bend: v128, bends: bool): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const level = powerToDbfsX4(power);
  const over = f32x4.sub(level, threshold);
  const v = f32x4.pmax(f32x4.add(over, f32x4.mul(knee, f32x4.splat(0.5))), zero);
  const u = f32x4.mul(f32x4.sub(f32x4.sqrt(f32x4.add(one, f32x4.mul(fourA, v))), one), overTwoA);
  const straight = f32x4.mul(f32x4.pmax(over, zero), closed);
  const rest = f32x4.pmax(v128.bitselect(f32x4.sub(v, u), straight, f32x4.le(u, knee)), zero);
  if (!bends) return rest;
  const e = f32x4.mul(rest, opened);
  const m = f32x4.pmin(e, f32x4.splat(BEND_DB));
  return f32x4.add(rest, f32x4.mul(f32x4.mul(bend, m), f32x4.sub(f32x4.add(e, e), m)));
}

/**
 * In place: powers become the reductions (dB >= 0) at which the loop rests: r = S k(level - r - threshold), with the loop gain S and
 * a quadratic knee k that lies behind the cell. BEND q makes the slope grow: q m (2 e - m) more, m the smaller of e and 24 dB, e the dB over
 * the threshold. LINKED 1 gives both channels the reduction of the louder one.
 */
export function loopRest(glide: usize, remaining: i32, left: usize, right: usize, frames: i32): void {
  const one = f32x4.splat(1);
  let threshold = one;
  let knee = one;
  let fourA = one;
  let overTwoA = one;
  let closed = one;
  let opened = one;
  let bend = one;
  let link = one;
  let bends = false;
  let linked = false;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      // the threshold at the input, from the same gliding gain as the cell's: no burst on the way
      threshold = f32x4.sub(glideX4(glide, THRESHOLD, r), f32x4.mul(log2x4(glideX4(glide, IN_GAIN, r)), f32x4.splat(DB_PER_OCTAVE)));
      const gain = f32x4.pmax(glideX4(glide, LOOP_GAIN, r), f32x4.splat(1e-3));
      knee = f32x4.pmax(glideX4(glide, KNEE, r), f32x4.splat(1e-3));
      const a = f32x4.div(f32x4.mul(gain, f32x4.splat(0.5)), knee);
      fourA = f32x4.mul(a, f32x4.splat(4));
      overTwoA = f32x4.div(f32x4.splat(0.5), a);
      opened = f32x4.div(f32x4.add(one, gain), gain);
      closed = f32x4.div(gain, f32x4.add(one, gain));
      bend = glideX4(glide, BEND, r);
      link = glideX4(glide, LINKED, r);
      bends = v128.any_true(f32x4.gt(bend, f32x4.splat(0)));
      linked = i32x4.all_true(f32x4.eq(link, one));
    }
    const at = <usize>frame << 2;
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const louder = restX4(f32x4.pmax(l, r), threshold, knee, fourA, overTwoA, closed, opened, bend, bends);
    if (linked) {
      v128.store(left + at, louder);
      v128.store(right + at, louder);
      continue;
    }
    const ownLeft = restX4(l, threshold, knee, fourA, overTwoA, closed, opened, bend, bends);
    const ownRight = restX4(r, threshold, knee, fourA, overTwoA, closed, opened, bend, bends);
    storeLinked(left + at, right + at, link, louder, ownLeft, ownRight);
  }
}

/**
 * The held crests, in place: apart from the store, so that both loops stay within the registers. Stretches begin anew with each crest:
 * a clock of their own would beat with the tone. What is held is never below the most of the last two stretches, so a hold that ends
 * falls to that or goes on rising. Picks among its inputs: f32 loses nothing.
 */
function holdCrests(state: usize, left: usize, right: usize, holdFrames: i32, frames: i32): void {
  const one = i32x4.splat(1);
  const hold = i32x4.splat(holdFrames);
  const last = i32x4.splat((holdFrames >> 1) - 1);
  let held = f32x4.demote_f64x2_zero(v128.load(state));
  let waiting = i32x4.trunc_sat_f64x2_s_zero(v128.load(state, 16));
  let older = f32x4.demote_f64x2_zero(v128.load(state, 96));
  let newest = f32x4.demote_f64x2_zero(v128.load(state, 112));
  let age = i32x4.trunc_sat_f64x2_s_zero(v128.load(state, 128));
  const bytes = <usize>frames << 2;
  for (let at: usize = 0; at < bytes; at += 4) {
    const asked = v128.load32_lane(right + at, v128.load32_zero(left + at), 1);
    const rises = f32x4.ge(asked, held);
    const ends = i32x4.lt_s(waiting, one);
    const turns = v128.or(rises, i32x4.gt_s(age, last));
    const most = f32x4.pmax(newest, asked);
    // nothing here is below 0: taking bits away and the greater of two is the shortest way to choose
    held = f32x4.pmax(f32x4.pmax(older, most), v128.andnot(held, ends));
    waiting = i32x4.max_s(i32x4.sub(waiting, one), v128.and(hold, v128.or(rises, ends)));
    older = v128.bitselect(most, older, turns);
    newest = f32x4.pmax(asked, v128.andnot(newest, turns));
    age = i32x4.add(v128.andnot(age, turns), one);
    v128.store32_lane(left + at, held, 0);
    v128.store32_lane(right + at, held, 1);
  }
  v128.store(state, f64x2.promote_low_f32x4(held));
  v128.store(state, f64x2.convert_low_i32x4_s(waiting), 16);
  v128.store(state, f64x2.promote_low_f32x4(older), 96);
  v128.store(state, f64x2.promote_low_f32x4(newest), 112);
  v128.store(state, f64x2.convert_low_i32x4_s(age), 128);
}

/** The store behind the held crests; `lag` is a constant at each call. */
// @ts-ignore: decorator
@inline
function followCrests(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  attack: f64,
  release: f64,
  keepsGain: i32,
  lag: bool,
  bias: f64,
  unbias: f64,
  drift: f64,
  drifting: f64,
  frames: i32,
): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const up = f64x2.splat(attack);
  const kept = f64x2.splat(release);
  const rest = f64x2.splat(1e-9); // so that a release ends at 0 and not in denormals
  const biasing = f64x2.splat(bias);
  const unbiasing = f64x2.splat(unbias);
  const drifts = f64x2.splat(drifting);
  const whole = f64x2.splat(1 - drift);
  const part = f64x2.splat(drift);
  let stored = v128.load(state, 32);
  let network = lag ? v128.load(state, 48) : zero;
  let drifted = lag ? v128.load(state, 64) : zero;
  let gainBefore = load<f64>(state, 80);
  let active = one;
  let most = zero;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      active = f64x2.splat(glideF64(glide, ACTIVE, max(remaining - frame, 0)));
      if (keepsGain) {
        const gain = glideF64(glide, IN_GAIN, max(remaining - frame, 0));
        // below 0 the gain is above its most, and falls with the attack
        if (gainBefore > 0) stored = f64x2.sub(one, f64x2.mul(f64x2.sub(one, stored), f64x2.splat(gainBefore / gain)));
        gainBefore = gain;
      }
    }
    const at = <usize>frame << 2;
    let target = f64x2.promote_low_f32x4(v128.load32_lane(right + at, v128.load32_zero(left + at), 1));
    let speed = up;
    if (lag) {
      const loud = f64x2.gt(target, f64x2.splat(0.25));
      network = f64x2.add(network, f64x2.mul(v128.bitselect(biasing, unbiasing, loud), f64x2.sub(v128.and(one, loud), network)));
      drifted = f64x2.add(drifted, f64x2.mul(drifts, f64x2.sub(network, drifted)));
      target = f64x2.mul(target, f64x2.add(whole, f64x2.mul(part, drifted)));
      // nothing until the network is half charged
      speed = f64x2.mul(up, f64x2.pmax(f64x2.sub(f64x2.add(network, network), one), zero));
    }
    const climbing = f64x2.add(stored, f64x2.mul(speed, f64x2.sub(target, stored)));
    const falling = f64x2.pmax(f64x2.sub(f64x2.mul(stored, kept), rest), target);
    stored = v128.bitselect(climbing, falling, f64x2.gt(target, stored));
    const output = f64x2.mul(active, stored);
    most = f64x2.pmax(most, output);
    const single = f32x4.demote_f64x2_zero(output);
    v128.store32_lane(left + at, single, 0);
    v128.store32_lane(right + at, single, 1);
  }
  v128.store(state, stored, 32);
  v128.store(state, network, 48);
  v128.store(state, drifted, 64);
  store<f64>(state, gainBefore, 80);
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}

/**
 * The store, in place: what is asked for (>= 0, dB or a share) is held for `holdFrames`, then becomes the most of the last half to whole
 * of them, so that a high tone is its envelope and a low one its wave. The store makes `attack` of the way up in a frame, and keeps `release`
 * of itself in a frame on the way down, towards nothing, until it meets what is asked for. ACTIVE scales what comes out. `keepsGain` not 0: the store holds shares of
 * IN_GAIN, and when that glides the gain stays where it is. `lag` not 0: a network in front must charge before the store does
 * (`bias` of the way in a frame while something is asked for, `unbias` back), and the last `drift` of the reduction comes with `drifting`.
 * State (lane pairs): [0] held, [16] frames of hold left, [32] store, [48] network, [64] drift, at 80 IN_GAIN one frame ago, [96] [112] the most of the last stretch and of this, [128] its frames. Returns the largest output.
 */
export function chargeStore(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  attack: f64,
  release: f64,
  holdFrames: i32,
  keepsGain: i32,
  lag: i32,
  bias: f64,
  unbias: f64,
  drift: f64,
  drifting: f64,
  frames: i32,
): f64 {
  holdCrests(state, left, right, holdFrames, frames);
  if (lag) return followCrests(state, glide, remaining, left, right, attack, release, keepsGain, true, bias, unbias, drift, drifting, frames);
  return followCrests(state, glide, remaining, left, right, attack, release, keepsGain, false, bias, unbias, drift, drifting, frames);
}

/** In place: reductions in dB become gains. */
export function reductionToGain(left: usize, right: usize, frames: i32): void {
  const scale = f32x4.splat(-OCTAVES_PER_DB);
  for (let at: usize = 0; at < <usize>frames << 2; at += 16) {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const gain = exp2x4(f32x4.mul(l, scale));
    v128.store(left + at, gain);
    v128.store(right + at, i32x4.all_true(i32x4.eq(l, r)) ? gain : exp2x4(f32x4.mul(r, scale)));
  }
}

/** The largest signal that bends the cell: beyond, the polynomials would turn back. */
const DRIVE_LIMIT: f64 = 1.5;

/**
 * A gain cell and the line amplifier behind it, in place. A conductance that shunts the signal bends with it: with the gain a, the cell
 * adds -(1 - a) (CELL_SQUARE z^2 + CELL_CUBE z^3), the amplifier -(LINE_SQUARE z^2 + LINE_CUBE z^3). z is the signal below 8 kHz, so that
 * what is added lies below half the sample rate, plus LOWS times its lows (a transformer's flux); what is added has no DC.
 * Coefficients: low-pass b0, a1, a2 (two zeros at half the rate), lows, DC block. State (lane pairs): [0] [16] low-pass, [32] lows, [48] [64] DC blocks; at 80 a count of frames.
 */
export function runGainCell(
  state: usize,
  coefs: usize,
  glide: usize,
  remaining: i32,
  gainLeft: usize,
  gainRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const one = f64x2.splat(1);
  const most = f64x2.splat(DRIVE_LIMIT);
  const least = f64x2.splat(-DRIVE_LIMIT);
  const clock = load<i32>(state, 80);
  store<i32>(state, clock + frames, 80);
  const b0 = v128.load64_splat(coefs);
  const a1 = v128.load64_splat(coefs, 8);
  const a2 = v128.load64_splat(coefs, 16);
  const lowShare = v128.load64_splat(coefs, 24);
  const blockShare = v128.load64_splat(coefs, 32);
  let s1 = v128.load(state);
  let s2 = v128.load(state, 16);
  let low = v128.load(state, 32);
  let slowCell = v128.load(state, 48);
  let slowLine = v128.load(state, 64);
  let inGain = one;
  let outGain = one;
  let wet = one;
  let cellSquare = one;
  let cellCube = one;
  let lineSquare = one;
  let lineCube = one;
  let lows = one;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      const r = max(remaining - frame, 0);
      inGain = f64x2.splat(glideF64(glide, IN_GAIN, r));
      outGain = f64x2.splat(glideF64(glide, OUT_GAIN, r));
      wet = f64x2.splat(glideF64(glide, WET, r));
      cellSquare = f64x2.splat(glideF64(glide, CELL_SQUARE, r));
      cellCube = f64x2.splat(glideF64(glide, CELL_CUBE, r));
      lineSquare = f64x2.splat(glideF64(glide, LINE_SQUARE, r));
      lineCube = f64x2.splat(glideF64(glide, LINE_CUBE, r));
      lows = f64x2.splat(glideF64(glide, LOWS, r));
    }
    if (((clock + frame) & 127) == 0) {
      s1 = settlePair(s1);
      s2 = settlePair(s2);
      low = settlePair(low);
      slowCell = settlePair(slowCell);
      slowLine = settlePair(slowLine);
    }
    const at = <usize>frame << 2;
    const x = loadStereo(left, right, at);
    const a = loadStereo(gainLeft, gainRight, at);
    const w = f64x2.mul(f64x2.mul(x, inGain), a);
    // b0 (1 + z^-1)^2 / (1 + a1 z^-1 + a2 z^-2), transposed
    const scaled = f64x2.mul(b0, w);
    const band = f64x2.add(scaled, s1);
    s1 = f64x2.add(f64x2.sub(f64x2.add(scaled, scaled), f64x2.mul(a1, band)), s2);
    s2 = f64x2.sub(scaled, f64x2.mul(a2, band));
    low = f64x2.add(low, f64x2.mul(lowShare, f64x2.sub(band, low)));
    const drive = f64x2.add(band, f64x2.mul(lows, low));
    const z = f64x2.pmax(f64x2.pmin(drive, most), least);
    const square = f64x2.mul(z, z);
    const bentCell = f64x2.mul(f64x2.mul(f64x2.sub(one, a), square), f64x2.add(cellSquare, f64x2.mul(cellCube, z)));
    slowCell = f64x2.add(slowCell, f64x2.mul(blockShare, f64x2.sub(bentCell, slowCell)));
    const cell = f64x2.mul(outGain, f64x2.sub(w, f64x2.sub(bentCell, slowCell)));
    const far = f64x2.pmax(f64x2.pmin(f64x2.mul(outGain, drive), most), least);
    const bentLine = f64x2.mul(f64x2.mul(far, far), f64x2.add(lineSquare, f64x2.mul(lineCube, far)));
    slowLine = f64x2.add(slowLine, f64x2.mul(blockShare, f64x2.sub(bentLine, slowLine)));
    const y = f64x2.sub(cell, f64x2.sub(bentLine, slowLine));
    storeStereo(left, right, at, f64x2.add(x, f64x2.mul(wet, f64x2.sub(y, x))));
  }
  v128.store(state, s1);
  v128.store(state, s2, 16);
  v128.store(state, low, 32);
  v128.store(state, slowCell, 48);
  v128.store(state, slowLine, 64);
}
