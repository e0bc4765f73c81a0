// Opto compressor: a light-dependent resistor behind a series resistor, lit by a lamp that listens to the attenuated signal, and a
// gentle tube stage behind it. The detector runs every frame, the cell once every GROUP frames (it is slow); the gain moves in
// straight lines in between. `ramps` (kernels/ramps.ts, one step a group): threshold, exponent, emphasis, makeup, mix.
// Constants (f64): [0] part of the emphasis's low-pass a frame, [8] of the tube's low-pass, [16] of the tube's DC; a group: [24] part
// of attack, [32] of the fast release, [40] of the slow store's charge, [48] seconds, [56] part of the memory's charge, [64] of its
// loss, [72] hold in groups, [80] fall in dB.
// State: lane pairs [0] emphasis's low-pass, [16] tube's low-pass, [32] tube's DC; f64 [48] gain, [56] its step, [64] mix, [72] its
// step, [80] loudest power of the group, [88] frames into the group, [96] held level, [104] groups of hold left, [112] reduction,
// [120] slow store, [128] memory, [136] gain and [144] mix at the group's end; lane pairs [152] [168] what was heard one and two frames ago.

import { crestX2 } from "./crest";
import { exp, log } from "./math";
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settleState } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

const GROUP: i32 = 16;
const RAMPS: i32 = 5;
const DB_OF_LOG = 8.685889638065036; // 20 / ln 10
const LOG_OF_DB = 0.11512925464970228;
/** The cell's resistance does not go to 0. */
const MOST_DB = 40.0;
/** Part of the reduction that recovers slowly. */
const SLOW_SHARE = 0.4;
/** Time constant of the slow store, in seconds: when the cell was dark, and what a full memory adds. */
const SLOW_S = 0.36;
const MEMORY_S = 10.4;
/** Reduction that fills the memory. */
const MEMORY_DB = 20.0;
/** Tube stage: x + SECOND x^2 - THIRD x^3. */
const SECOND = 0.016;
const THIRD = 0.0096;
const SILENT_POWER = 1e-20;

/** What the light asks of the cell, and one step of the cell towards it. Sets gain and mix off to where they should be. */
function followCell(state: usize, ramps: usize, constants: usize): void {
  if (rampsMove(ramps)) advanceRamps(ramps, RAMPS);
  const level = 0.5 * DB_OF_LOG * log(max(load<f64>(state, 80), SILENT_POWER));
  let held = load<f64>(state, 96);
  let waiting = load<f64>(state, 104);
  if (level >= held) {
    held = level;
    waiting = load<f64>(constants, 72);
  } else if (waiting > 0) {
    waiting -= 1;
  } else {
    held = max(level, held - load<f64>(constants, 80));
  }
  let reduction = load<f64>(state, 112);
  let slow = load<f64>(state, 120);
  let memory = load<f64>(state, 128);
  const exponent = rampValue(ramps, 1);
  const light = exp(min(exponent * LOG_OF_DB * (held - reduction - rampValue(ramps, 0)), 300));
  const asked = DB_OF_LOG * log(1 + light);
  // where the loop would settle (one step of Halley's): the cell's times do not depend on the loop's gain
  const lit = light / (1 + light);
  const steep = 1 + exponent * lit;
  const off = (asked - reduction) / steep;
  const bend = (LOG_OF_DB * exponent * exponent * lit * (1 - lit)) / steep;
  const settled = min(reduction + off / (1 - 0.5 * off * bend), MOST_DB);
  const share = SLOW_SHARE * settled;
  if (share > slow) slow += (share - slow) * load<f64>(constants, 40);
  else slow += ((share - slow) * load<f64>(constants, 48)) / (SLOW_S + MEMORY_S * memory * memory);
  if (settled > reduction) reduction += (settled - reduction) * load<f64>(constants, 24);
  else reduction += (max(settled, slow) - reduction) * load<f64>(constants, 32);
  if (reduction < 1e-9) reduction = 0;
  if (slow < 1e-9) slow = 0;
  const goal = min(reduction / MEMORY_DB, 1);
  memory += (goal - memory) * (goal > memory ? load<f64>(constants, 56) : load<f64>(constants, 64));
  if (memory < 1e-12) memory = 0;
  const gain = exp(LOG_OF_DB * (rampValue(ramps, 3) - reduction));
  const mix = rampValue(ramps, 4);
  store<f64>(state, (gain - load<f64>(state, 48)) / GROUP, 56);
  store<f64>(state, (mix - load<f64>(state, 64)) / GROUP, 72);
  store<f64>(state, gain, 136);
  store<f64>(state, mix, 144);
  store<f64>(state, 0, 80);
  store<f64>(state, 0, 88);
  store<f64>(state, held, 96);
  store<f64>(state, waiting, 104);
  store<f64>(state, reduction, 112);
  store<f64>(state, slow, 120);
  store<f64>(state, memory, 128);
}

/** In place; the detector hears `keyLeft` and `keyRight`. Returns the largest reduction of these frames in dB. */
export function optoCompress(
  state: usize,
  ramps: usize,
  constants: usize,
  left: usize,
  right: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): f64 {
  const emphasisPart = f64x2.splat(load<f64>(constants));
  const tubePart = f64x2.splat(load<f64>(constants, 8));
  const meanPart = f64x2.splat(load<f64>(constants, 16));
  const second = f64x2.splat(SECOND);
  const third = f64x2.splat(THIRD);
  const roof = f64x2.splat(2);
  const floor = f64x2.splat(-2);
  let low = v128.load(state);
  let soft = v128.load(state, 16);
  let mean = v128.load(state, 32);
  let heard1 = v128.load(state, 152);
  let heard2 = v128.load(state, 168);
  let most = load<f64>(state, 112);
  let frame = 0;
  while (frame < frames) {
    const place = <i32>load<f64>(state, 88);
    const end = min(frame + GROUP - place, frames);
    const emphasis = f64x2.splat(rampValue(ramps, 2));
    const gainStep = f64x2.splat(load<f64>(state, 56));
    const mixStep = f64x2.splat(load<f64>(state, 72));
    let gain = f64x2.splat(load<f64>(state, 48));
    let mix = f64x2.splat(load<f64>(state, 64));
    let loudest = f64x2.splat(load<f64>(state, 80));
    const count = end - frame;
    for (; frame < end; frame++) {
      const at = <usize>frame << 2;
      const x = loadStereo(left, right, at);
      const key = loadStereo(keyLeft, keyRight, at);
      low = f64x2.add(low, f64x2.mul(emphasisPart, f64x2.sub(key, low)));
      const heard = f64x2.sub(key, f64x2.mul(emphasis, low));
      loudest = f64x2.pmax(loudest, crestX2(heard2, heard1, heard));
      heard2 = heard1;
      heard1 = heard;
      gain = f64x2.add(gain, gainStep);
      mix = f64x2.add(mix, mixStep);
      const held = f64x2.mul(x, gain);
      soft = f64x2.add(soft, f64x2.mul(tubePart, f64x2.sub(held, soft)));
      const bounded = f64x2.pmin(f64x2.pmax(soft, floor), roof);
      const bent = f64x2.mul(f64x2.mul(bounded, bounded), f64x2.sub(second, f64x2.mul(third, bounded)));
      mean = f64x2.add(mean, f64x2.mul(meanPart, f64x2.sub(bent, mean)));
      const wet = f64x2.add(held, f64x2.sub(bent, mean));
      storeStereo(left, right, at, f64x2.add(x, f64x2.mul(mix, f64x2.sub(wet, x))));
    }
    store<f64>(state, max(f64x2.extract_lane(loudest, 0), f64x2.extract_lane(loudest, 1)), 80);
    if (place + count < GROUP) {
      store<f64>(state, f64x2.extract_lane(gain, 0), 48);
      store<f64>(state, f64x2.extract_lane(mix, 0), 64);
      store<f64>(state, <f64>(place + count), 88);
      break;
    }
    low = settleState(low);
    soft = settleState(soft);
    mean = settleState(mean);
    store<f64>(state, load<f64>(state, 136), 48); // where the straight line ends, without its rounding
    store<f64>(state, load<f64>(state, 144), 64);
    followCell(state, ramps, constants);
    most = max(most, load<f64>(state, 112));
  }
  v128.store(state, low);
  v128.store(state, soft, 16);
  v128.store(state, mean, 32);
  v128.store(state, heard1, 152);
  v128.store(state, heard2, 168);
  return most;
}
