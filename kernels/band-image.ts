// Width per band: left/right become mid/side, bands of both come back, are weighed and added, the lows of the side may go,
// and all
// becomes left/right again. Weights travel in straight lines over periods of PERIOD frames; at the end of each the next ones
// are worked
// out, and the guard looks how much side a band may have for its correlation. Everything hangs on the frame alone, not on
// the calls.
//
// Ramps (moved once a period): 0..3 width of the bands, 4..7 gain of the bands.
// Guard (f64): 0 largest side/mid power ratio allowed (negative: off), 1 smoothing a period.
// State (f64): 0 frames into the period; from byte 16 powers of mid and side, a pair for each band: sums of this period,
// then smoothed;
// from byte 144 the weights of mid and side, a pair for each band: now, then a period later; from byte 272 the guard's part
// of each width.

import { highOf, keepIntegrators, passHigh, passScale } from "./pass-filters";
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { loadStereo, storeStereo } from "./stereo";

const PERIOD: i32 = 32;
const BANDS: i32 = 4;
const RAMPS: i32 = 8;
const SUMS: usize = 16;
const SMOOTHED: usize = 80;
const FROM: usize = 144;
const TO: usize = 208;
const PARTS: usize = 272;
const WEIGHTS: usize = 64; // bytes
const SILENT: f64 = 1e-16;

/** mid = (left + right) / 2, side = (left - right) / 2; reads and writes up to three frames more. */
export function splitMidSide(left: usize, right: usize, mid: usize, side: usize, frames: i32): void {
  const half = f32x4.splat(0.5);
  const end = <usize>frames << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    v128.store(mid + at, f32x4.mul(half, f32x4.add(l, r)));
    v128.store(side + at, f32x4.mul(half, f32x4.sub(l, r)));
  }
}

/** Weights of the next period, from the ramps and, where it is on, the guard. */
function nextWeights(ramps: usize, guard: usize, state: usize): void {
  if (rampsMove(ramps)) advanceRamps(ramps, RAMPS);
  memory.copy(state + FROM, state + TO, WEIGHTS);
  const allowed = load<f64>(guard);
  const pace = f64x2.splat(load<f64>(guard, 8));
  for (let band = 0; band < BANDS; band++) {
    const pair = <usize>band << 4;
    const before = v128.load(state + SMOOTHED + pair);
    const power = f64x2.add(before, f64x2.mul(pace, f64x2.sub(v128.load(state + SUMS + pair), before)));
    v128.store(state + SMOOTHED + pair, v128.and(power, f64x2.ge(power, f64x2.splat(SILENT))));
    v128.store(state + SUMS + pair, f64x2.splat(0));
    const width = rampValue(ramps, band);
    const mid = f64x2.extract_lane(power, 0) * allowed;
    const side = f64x2.extract_lane(power, 1) * width * width;
    const part = allowed >= 0 && side > mid && side >= SILENT ? sqrt(mid / side) : 1;
    store<f64>(state + PARTS + (<usize>band << 3), part);
    const gain = rampValue(ramps, 4 + band);
    store<f64>(state + TO + pair, gain);
    store<f64>(state + TO + (pair + 8), gain * width * part);
  }
}

/** Weights at once where they are going, before the first frame. */
export function settleBandImage(ramps: usize, guard: usize, state: usize): void {
  nextWeights(ramps, guard, state);
  memory.copy(state + FROM, state + TO, WEIGHTS);
}

// @ts-ignore: decorator
@inline
function sumPowers(state: usize, band: usize, mid: usize, side: usize, count: i32): void {
  let sum = v128.load(state + SUMS + band);
  for (let frame = 0; frame < count; frame++) {
    const at = <usize>frame << 2;
    const x = loadStereo(mid, side, at);
    sum = f64x2.add(sum, f64x2.mul(x, x));
  }
  v128.store(state + SUMS + band, sum);
}

/** One weight at four frames: from + (to - from) * place. */
// @ts-ignore: decorator
@inline
function weightAt(state: usize, index: usize, place: v128): v128 {
  const from = load<f64>(state + FROM + index);
  const step = load<f64>(state + TO + index) - from;
  return f32x4.add(f32x4.splat(<f32>from), f32x4.mul(f32x4.splat(<f32>step), place));
}

/**
 * The weighed sum of the bands. `bands`: BANDS times mid and side, each `stride` bytes after the other; these and the
 * outputs have room for
 * three frames more.
 */
export function joinBandImage(
  ramps: usize,
  guard: usize,
  state: usize,
  bands: usize,
  stride: usize,
  mid: usize,
  side: usize,
  frames: i32,
): void {
  const watching = load<f64>(guard) >= 0;
  let phase = <i32>load<f64>(state);
  for (let done = 0; done < frames; ) {
    const count = min(frames - done, PERIOD - phase);
    const start = <usize>done << 2;
    if (watching) {
      for (let band: usize = 0; band < <usize>BANDS; band++) {
        const from = bands + 2 * band * stride + start;
        sumPowers(state, band << 4, from, from + stride, count);
      }
    }
    for (let frame = 0; frame < count; frame += 4) {
      const at = start + (<usize>frame << 2);
      const indices = f32x4.add(f32x4.splat(<f32>(phase + frame + 1)), f32x4(0, 1, 2, 3));
      const place = f32x4.mul(indices, f32x4.splat(1.0 / <f32>PERIOD));
      let m = f32x4.splat(0);
      let s = m;
      for (let band: usize = 0; band < <usize>BANDS; band++) {
        const from = bands + 2 * band * stride + at;
        m = f32x4.add(m, f32x4.mul(weightAt(state, band << 4, place), v128.load(from)));
        s = f32x4.add(s, f32x4.mul(weightAt(state, (band << 4) + 8, place), v128.load(from + stride)));
      }
      v128.store(mid + at, m);
      v128.store(side + at, s);
    }
    done += count;
    phase += count;
    if (phase < PERIOD) continue;
    phase = 0;
    nextWeights(ramps, guard, state);
  }
  store<f64>(state, <f64>phase);
}

/** Left = mid + side, right = mid - side, faded against what is there by ramp 0. */
export function closeBandImage(ramps: usize, mid: usize, side: usize, left: usize, right: usize, frames: i32): void {
  let frame = 0;
  if (!rampsMove(ramps) && rampValue(ramps, 0) == 1) {
    for (; frame + 3 < frames; frame += 4) {
      const at = <usize>frame << 2;
      const m = v128.load(mid + at);
      const s = v128.load(side + at);
      v128.store(left + at, f32x4.add(m, s));
      v128.store(right + at, f32x4.sub(m, s));
    }
  }
  for (; frame < frames; frame++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 1);
    const share = <f32>rampValue(ramps, 0);
    const at = <usize>frame << 2;
    const m = load<f32>(mid + at);
    const s = load<f32>(side + at);
    store<f32>(left + at, (1 - share) * load<f32>(left + at) + share * (m + s));
    store<f32>(right + at, (1 - share) * load<f32>(right + at) + share * (m - s));
  }
}

const K: f64 = 1.4142135623730951; // 1/Q of a Butterworth section

/**
 * Mono lows, in place: the side through a high-pass of 24 dB per octave, the mid through the same crossover's all-pass.
 * Ramps: 0 g = tan(pi
 * hz / rate), 1 share of the crossover. State (f64 pairs of mid, side): two integrators, then two of the side's second section.
 */
export function narrowLows(ramps: usize, state: usize, mid: usize, side: usize, frames: i32): void {
  for (let frame = 0; frame < frames; frame++) {
    const moves = rampsMove(ramps);
    if (moves) advanceRamps(ramps, 2);
    const share = rampValue(ramps, 1);
    if (share == 0) {
      memory.fill(state, 0, 64);
      if (!moves) return;
      continue;
    }
    const at = <usize>frame << 2;
    const x = loadStereo(mid, side, at);
    const g = rampValue(ramps, 0);
    const scale = passScale(g, K);
    const one = v128.load(state);
    const two = v128.load(state, 16);
    const high = highOf(one, two, x, g, K, scale);
    const rise = f64x2.mul(f64x2.splat(g), high);
    const band = f64x2.add(rise, one);
    const lift = f64x2.mul(f64x2.splat(g), band);
    keepIntegrators(state, f64x2.add(rise, band), f64x2.add(f64x2.add(two, lift), lift));
    const twice = passHigh(state + 32, high, g, K, scale);
    const turned = f64x2.sub(x, f64x2.mul(f64x2.splat(2 * K), band));
    const filtered = v128.shuffle<f64>(turned, twice, 0, 3);
    storeStereo(mid, side, at, f64x2.add(x, f64x2.mul(f64x2.splat(share), f64x2.sub(filtered, x))));
  }
}
