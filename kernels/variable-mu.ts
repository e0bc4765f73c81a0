// Vari-mu compressor: levels, the control voltage with its storage network, and the push-pull pair of remote-cutoff tubes.
// `glide` and `remaining`: kernels/glide.ts; its SLOPE is the ratio at the beginning less 1, its KNEE_DB the dB behind the tubes over
// which the ratio rises to TOP_RATIO. State (lane pairs, left and right): [0] held level, [16] frames of hold left, [32] reduction,
// [48] [64] the network's second and third store, [80] largest reduction of the call; tubes: [96] low-passed signal, [112] DC.
// Constants (f64), parts a frame: [0] attack, [8] leak, [16] to the second store, [24] its charge, [32] to the third, [40] its charge,
// [48] hold in frames, [56] fall in dB; tubes: [64] low-pass, [72] DC.

import { OCTAVES_PER_DB, powerToDbfsX4 } from "./decibels";
import { framesLeftX4, glideF64, glideX4, KNEE_DB, MAKEUP_DB, MIX, SLOPE, THRESHOLD_DBFS } from "./glide";
import { settleState } from "./silence";
import { loadStereo, storeStereo } from "./stereo";
import { exp2x4 } from "./vector-math";

const TOP_SLOPE = 29.0; // 30:1
/** The tubes are cut off. */
const MOST_DB = 40.0;
/** The tube's transconductance falls as (0.5 - 0.1 V)^-2.8, so its curvature goes with gain^(1/2.8). */
const CURVATURE_OCTAVES_PER_DB: f32 = 0.0593201446;
/** log2 of swing over curvature at the threshold: 0.023. */
const SWING_AT_THRESHOLD: f32 = -5.4422223;
/** Even part left by halves that differ by 1.5 %, and the odd part of (1 - h)^-1.8 - (1 + h)^-1.8. */
const EVEN = 0.0106;
const ODD = 1.7733333333333334;
const MOST_SWING = 0.5;

/** Powers become levels in dBFS, in place; -200 dBFS stands for silence. `linked`: both get the louder one's. */
export function variableMuLevels(left: usize, right: usize, linked: i32, frames: i32): void {
  for (let frame = 0; frame < frames; frame += 4) {
    const at = <usize>frame << 2;
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    if (linked != 0) {
      const level = powerToDbfsX4(f32x4.pmax(l, r));
      v128.store(left + at, level);
      v128.store(right + at, level);
    } else {
      v128.store(left + at, powerToDbfsX4(l));
      v128.store(right + at, powerToDbfsX4(r));
    }
  }
}

/** In place: levels become reductions in dB. The loop is solved in every frame: level = e + reduction(e), e over the threshold. */
export function variableMuReduction(
  state: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  constants: usize,
  frames: i32,
): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const attack = v128.load64_splat(constants);
  const leak = v128.load64_splat(constants, 8);
  const toSecond = v128.load64_splat(constants, 16);
  const chargeSecond = v128.load64_splat(constants, 24);
  const toThird = v128.load64_splat(constants, 32);
  const chargeThird = v128.load64_splat(constants, 40);
  const hold = v128.load64_splat(constants, 48);
  const fall = v128.load64_splat(constants, 56);
  const rest = f64x2.splat(1e-9); // ends at 0, not in denormals
  const cutOff = f64x2.splat(MOST_DB);
  let held = v128.load(state);
  let waiting = v128.load(state, 16);
  let reduction = v128.load(state, 32);
  let second = v128.load(state, 48);
  let third = v128.load(state, 64);
  let most = reduction;
  let threshold = zero;
  let kneeEnd = zero;
  let first = zero;
  let square = zero;
  let bend = zero;
  let perBend = zero;
  const beyond = f64x2.splat(1 / (1 + TOP_SLOPE));
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      const r = max(remaining - frame, 0);
      const begin = glideF64(glide, SLOPE, r);
      const knee = glideF64(glide, KNEE_DB, r);
      const k = (TOP_SLOPE - begin) / (2 * knee);
      threshold = f64x2.splat(glideF64(glide, THRESHOLD_DBFS, r));
      kneeEnd = f64x2.splat(knee * (1 + begin + k * knee));
      first = f64x2.splat(1 + begin);
      square = f64x2.mul(first, first);
      bend = f64x2.splat(4 * k);
      perBend = f64x2.splat(0.5 / k);
    }
    const at = <usize>frame << 2;
    const level = loadStereo(left, right, at);
    const rises = f64x2.ge(level, held);
    const waits = f64x2.gt(waiting, zero);
    held = f64x2.pmax(level, f64x2.sub(held, v128.andnot(fall, waits)));
    waiting = v128.bitselect(hold, f64x2.sub(waiting, one), rises);
    const over = f64x2.pmax(f64x2.sub(held, threshold), zero);
    const inKnee = f64x2.pmin(over, kneeEnd);
    const root = f64x2.sqrt(f64x2.add(square, f64x2.mul(bend, inKnee)));
    const behind = f64x2.mul(perBend, f64x2.sub(root, first));
    const settled = f64x2.pmin(
      f64x2.sub(f64x2.sub(over, behind), f64x2.mul(beyond, f64x2.sub(over, inKnee))),
      cutOff,
    );
    const lost = f64x2.add(
      f64x2.add(f64x2.mul(leak, reduction), rest),
      f64x2.add(f64x2.mul(toSecond, f64x2.sub(reduction, second)), f64x2.mul(toThird, f64x2.sub(reduction, third))),
    );
    const charged = f64x2.add(reduction, f64x2.mul(attack, f64x2.sub(settled, reduction)));
    const emptied = f64x2.pmax(f64x2.sub(reduction, lost), settled);
    reduction = v128.bitselect(charged, emptied, f64x2.gt(settled, reduction));
    second = f64x2.pmax(f64x2.add(second, f64x2.sub(f64x2.mul(chargeSecond, f64x2.sub(reduction, second)), rest)), zero);
    third = f64x2.pmax(f64x2.add(third, f64x2.sub(f64x2.mul(chargeThird, f64x2.sub(reduction, third)), rest)), zero);
    most = f64x2.pmax(most, reduction);
    storeStereo(left, right, at, reduction);
  }
  v128.store(state, held);
  v128.store(state, waiting, 16);
  v128.store(state, reduction, 32);
  v128.store(state, second, 48);
  v128.store(state, third, 64);
  v128.store(state, most, 80);
}

/**
 * In place: reductions become gains with makeup; `swing` gets what turns the signal into grid swing over the tube's curvature. The
 * detector sits behind the tubes, so the loop takes back what the curvature adds to a sine that asks for just this reduction.
 */
export function variableMuGains(glide: usize, remaining: i32, reduction: usize, swing: usize, frames: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const top = f32x4.splat(<f32>TOP_SLOPE);
  const atRest = f32x4.splat(SWING_AT_THRESHOLD * 2);
  const restSquare = exp2x4(atRest);
  let makeup = zero;
  let threshold = zero;
  let begin = zero;
  let square = zero;
  let fourBends = zero;
  let perBend = zero;
  let kneeEnd = zero;
  for (let frame = 0; frame < frames; frame += 4) {
    if (frame == 0 || frame < remaining + 4) {
      const r = framesLeftX4(remaining, frame);
      makeup = glideX4(glide, MAKEUP_DB, r);
      threshold = f32x4.mul(glideX4(glide, THRESHOLD_DBFS, r), f32x4.splat(OCTAVES_PER_DB));
      threshold = f32x4.sub(f32x4.splat(SWING_AT_THRESHOLD), threshold);
      begin = glideX4(glide, SLOPE, r);
      square = f32x4.mul(begin, begin);
      const knee = glideX4(glide, KNEE_DB, r);
      const bend = f32x4.div(f32x4.sub(top, begin), f32x4.mul(f32x4.splat(2), knee));
      fourBends = f32x4.mul(f32x4.splat(4), bend);
      perBend = f32x4.div(f32x4.splat(0.5), bend);
      kneeEnd = f32x4.mul(knee, f32x4.add(begin, f32x4.mul(bend, knee)));
    }
    const at = <usize>frame << 2;
    const less = v128.load(reduction + at);
    const inKnee = f32x4.pmin(less, kneeEnd);
    const root = f32x4.sqrt(f32x4.add(square, f32x4.mul(fourBends, inKnee)));
    const curved = f32x4.mul(f32x4.sub(root, begin), perBend);
    const behind = f32x4.add(curved, f32x4.mul(f32x4.sub(less, inKnee), f32x4.splat(1 / <f32>TOP_SLOPE)));
    const overTube = f32x4.mul(f32x4.add(behind, less), f32x4.splat(OCTAVES_PER_DB));
    const curvature = f32x4.mul(less, f32x4.splat(CURVATURE_OCTAVES_PER_DB));
    const twice = f32x4.sub(overTube, curvature);
    const swung = exp2x4(f32x4.add(atRest, f32x4.add(twice, twice)));
    const risen = f32x4.sub(f32x4.pmin(swung, f32x4.splat(0.25)), restSquare);
    const added = f32x4.add(one, f32x4.mul(risen, f32x4.splat(0.75 * <f32>ODD)));
    const gain = exp2x4(f32x4.mul(f32x4.sub(makeup, less), f32x4.splat(OCTAVES_PER_DB)));
    v128.store(reduction + at, f32x4.div(gain, added));
    v128.store(swing + at, exp2x4(f32x4.sub(threshold, curvature)));
  }
}

// @ts-ignore: decorator
@inline
function sumAndDifference(pair: v128): v128 {
  const second = f64x2.mul(f64x2(1, -1), v128.shuffle<f64>(pair, pair, 1, 1));
  return f64x2.add(v128.shuffle<f64>(pair, pair, 0, 0), second);
}

/** The tubes in place: gain, what the curvature adds, mix. `lateral`: middle and side go through them instead of left and right. */
export function variableMuTubes(
  state: usize,
  glide: usize,
  remaining: i32,
  constants: usize,
  gainLeft: usize,
  gainRight: usize,
  swingLeft: usize,
  swingRight: usize,
  left: usize,
  right: usize,
  lateral: i32,
  frames: i32,
): void {
  const lowPass = v128.load64_splat(constants, 64);
  const highPass = v128.load64_splat(constants, 72);
  const even = f64x2.splat(EVEN);
  const odd = f64x2.splat(ODD);
  const roof = f64x2.splat(MOST_SWING);
  const floor = f64x2.splat(-MOST_SWING);
  const half = f64x2.splat(0.5);
  let soft = v128.load(state, 96);
  let mean = v128.load(state, 112);
  let mix = half;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) mix = f64x2.splat(glideF64(glide, MIX, max(remaining - frame, 0)));
    const at = <usize>frame << 2;
    const x = loadStereo(left, right, at);
    let signal = x;
    if (lateral != 0) signal = f64x2.mul(half, sumAndDifference(x));
    const gain = loadStereo(gainLeft, gainRight, at);
    const swing = loadStereo(swingLeft, swingRight, at);
    soft = settleState(f64x2.add(soft, f64x2.mul(lowPass, f64x2.sub(signal, soft))));
    const h = f64x2.pmin(f64x2.pmax(f64x2.mul(swing, soft), floor), roof);
    const bent = f64x2.mul(f64x2.mul(gain, soft), f64x2.mul(h, f64x2.add(even, f64x2.mul(odd, h))));
    mean = settleState(f64x2.add(mean, f64x2.mul(highPass, f64x2.sub(bent, mean))));
    let wet = f64x2.add(f64x2.mul(gain, signal), f64x2.sub(bent, mean));
    if (lateral != 0) wet = sumAndDifference(wet);
    storeStereo(left, right, at, f64x2.add(x, f64x2.mul(mix, f64x2.sub(wet, x))));
  }
  v128.store(state, soft, 96);
  v128.store(state, mean, 112);
}
