// What stands around a reverb's feedback network: pre-delay, send filters, dispersion, diffusion, first reflections, mix with the dry signal.
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settleLanes, settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";
import { storeFrames } from "./tiles";

/** Sample `whole` + `fraction` frames ago. */
// @ts-ignore: decorator
@inline
function readAt(line: usize, position: i32, mask: i32, whole: i32, fraction: f64): f64 {
  const near = <f64>load<f32>(line + (<usize>((position - whole) & mask) << 2));
  return near + fraction * (<f64>load<f32>(line + (<usize>((position - whole - 1) & mask) << 2)) - near);
}

/**
 * Pre-delay and the filters of the send: a high-pass and a low-pass, state-variable (trapezoidal), left and right as lanes, each with a
 * first-order section behind it.
 * Ramps: [0] delay in frames (whole when it rests), [1] g of the low cut, [2] g of the high cut, [3] 1/Q, [4] share of the first-order
 * sections: 1/Q √2 and share 0 make 12 dB per octave, 1 and 1 make 18. `line`: left and right, mask + 1 floats each.
 * State (f64): [0] position, [1] unused, then six lane pairs.
 */
export function prepareReverbInput(ramps: usize, state: usize, line: usize, mask: i32, left: usize, right: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const rightLine = line + (<usize>(mask + 1) << 2);
  const one = f64x2.splat(1);
  let position = <i32>load<f64>(state);
  let high1 = v128.load(state, 16);
  let high2 = v128.load(state, 32);
  let low1 = v128.load(state, 48);
  let low2 = v128.load(state, 64);
  let high3 = v128.load(state, 80);
  let low3 = v128.load(state, 96);
  let isNew = true;
  let whole = 0;
  let fraction: f64 = 0;
  let share: f64 = 0;
  let k = one;
  let h1 = one;
  let h2 = one;
  let h3 = one;
  let l1 = one;
  let l2 = one;
  let l3 = one;
  let firstHigh = one;
  let firstLow = one;
  let part = one;
  for (let i = 0; i < frames; i++) {
    const moves = rampsMove(ramps);
    if (moves) advanceRamps(ramps, 5);
    if (moves || isNew) {
      isNew = false;
      const delay = rampValue(ramps, 0);
      whole = <i32>floor<f64>(delay);
      fraction = delay - floor<f64>(delay);
      const gh = rampValue(ramps, 1);
      const gl = rampValue(ramps, 2);
      const q = rampValue(ramps, 3);
      share = rampValue(ramps, 4);
      k = f64x2.splat(q);
      part = f64x2.splat(share);
      const high = 1 / (1 + gh * (gh + q));
      const low = 1 / (1 + gl * (gl + q));
      h1 = f64x2.splat(high);
      h2 = f64x2.splat(gh * high);
      h3 = f64x2.splat(gh * gh * high);
      l1 = f64x2.splat(low);
      l2 = f64x2.splat(gl * low);
      l3 = f64x2.splat(gl * gl * low);
      firstHigh = f64x2.splat(gh / (1 + gh));
      firstLow = f64x2.splat(gl / (1 + gl));
    }
    const at = <usize>i << 2;
    position = (position + 1) & mask;
    const slot = <usize>position << 2;
    store<f32>(line + slot, load<f32>(left + at));
    store<f32>(rightLine + slot, load<f32>(right + at));
    let x: v128;
    if (fraction == 0) {
      const from = <usize>((position - whole) & mask) << 2;
      x = loadStereo(line, rightLine, from);
    } else {
      x = f64x2.replace_lane(
        f64x2.splat(readAt(line, position, mask, whole, fraction)),
        1,
        readAt(rightLine, position, mask, whole, fraction),
      );
    }
    let rest = f64x2.sub(x, high2);
    let band = f64x2.add(f64x2.mul(h1, high1), f64x2.mul(h2, rest));
    let base = f64x2.add(f64x2.add(high2, f64x2.mul(h2, high1)), f64x2.mul(h3, rest));
    high1 = f64x2.sub(f64x2.add(band, band), high1);
    high2 = f64x2.sub(f64x2.add(base, base), high2);
    x = f64x2.sub(f64x2.sub(x, f64x2.mul(k, band)), base);
    rest = f64x2.sub(x, low2);
    band = f64x2.add(f64x2.mul(l1, low1), f64x2.mul(l2, rest));
    base = f64x2.add(f64x2.add(low2, f64x2.mul(l2, low1)), f64x2.mul(l3, rest));
    low1 = f64x2.sub(f64x2.add(band, band), low1);
    low2 = f64x2.sub(f64x2.add(base, base), low2);
    x = base;
    if (share > 0) {
      let step = f64x2.mul(firstHigh, f64x2.sub(x, high3));
      base = f64x2.add(step, high3);
      high3 = f64x2.add(base, step);
      x = f64x2.sub(x, f64x2.mul(part, base));
      step = f64x2.mul(firstLow, f64x2.sub(x, low3));
      base = f64x2.add(step, low3);
      low3 = f64x2.add(base, step);
      x = f64x2.add(x, f64x2.mul(part, f64x2.sub(base, x)));
    }
    storeStereo(outLeft, outRight, at, settlePair(x));
    if ((position & 63) == 0) {
      high1 = settlePair(high1);
      high2 = settlePair(high2);
      low1 = settlePair(low1);
      low2 = settlePair(low2);
      high3 = settlePair(high3);
      low3 = settlePair(low3);
    }
  }
  store<f64>(state, <f64>position);
  v128.store(state, high1, 16);
  v128.store(state, high2, 32);
  v128.store(state, low1, 48);
  v128.store(state, low2, 64);
  v128.store(state, high3, 80);
  v128.store(state, low3, 96);
}

/**
 * Sixteen first-order all-passes in series on one side, in place: with a coefficient below 0 lows come later than highs. Four are the
 * lanes of a vector, each one frame behind the one before it, so the whole comes 16 frames later.
 * State (f32): 16 memories, 16 outputs, then i32 frames so far.
 */
export function disperse(state: usize, samples: usize, coefficient: f32, frames: i32): void {
  const a = f32x4.splat(coefficient);
  let count = load<i32>(state, 128);
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  let y0 = v128.load(state, 64);
  let y1 = v128.load(state, 80);
  let y2 = v128.load(state, 96);
  let y3 = v128.load(state, 112);
  for (let i = 0; i < frames; i++) {
    const at = samples + (<usize>i << 2);
    const x0 = v128.shuffle<f32>(v128.load32_splat(at), y0, 3, 4, 5, 6);
    const x1 = v128.shuffle<f32>(y0, y1, 3, 4, 5, 6);
    const x2 = v128.shuffle<f32>(y1, y2, 3, 4, 5, 6);
    const x3 = v128.shuffle<f32>(y2, y3, 3, 4, 5, 6);
    y0 = f32x4.add(f32x4.mul(a, x0), s0);
    y1 = f32x4.add(f32x4.mul(a, x1), s1);
    y2 = f32x4.add(f32x4.mul(a, x2), s2);
    y3 = f32x4.add(f32x4.mul(a, x3), s3);
    s0 = f32x4.sub(x0, f32x4.mul(a, y0));
    s1 = f32x4.sub(x1, f32x4.mul(a, y1));
    s2 = f32x4.sub(x2, f32x4.mul(a, y2));
    s3 = f32x4.sub(x3, f32x4.mul(a, y3));
    v128.store32_lane(at, y3, 3);
    if ((++count & 31) == 0) {
      s0 = settleLanes(s0);
      s1 = settleLanes(s1);
      s2 = settleLanes(s2);
      s3 = settleLanes(s3);
    }
  }
  store<i32>(state, count, 128);
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
  v128.store(state, y0, 64);
  v128.store(state, y1, 80);
  v128.store(state, y2, 96);
  v128.store(state, y3, 112);
}

/**
 * Schroeder all-passes in series on one side, in place: y = z - gain x, z = keep (x + gain y) `delay` frames ago. With a keep that decays
 * as the network does they colour no tail. `samples` has room for four frames more.
 * Chain, in bytes: 0 i32 mask, 4 i32 bytes of a line, 8 i32 position, 12 i32 how many, 16 f32 tiles left in the glide; from 32 on 32 for
 * each: i32 delay (4 or more), f32 gain, keep, its step, its target. A line is followed by a copy of its first four frames.
 */
export function diffuse(chain: usize, lines: usize, samples: usize, frames: i32): void {
  const mask = load<i32>(chain);
  const stride = <usize>load<i32>(chain, 4);
  const end = chain + (<usize>load<i32>(chain, 12) << 5);
  let position = load<i32>(chain, 8);
  for (let i = 0; i < frames; ) {
    const from = position & 3;
    const tile = position - from;
    const to = min(4, from + frames - i);
    const at = samples + (<usize>(i - from) << 2);
    let x = v128.load(at);
    let line = lines;
    for (let stage = chain; stage < end; stage += 32) {
      const gain = v128.load32_splat(stage, 36);
      const echo = v128.load(line + (<usize>((tile - load<i32>(stage, 32)) & mask) << 2));
      const y = f32x4.sub(f32x4.mul(v128.load32_splat(stage, 40), echo), f32x4.mul(gain, x));
      const stored = settleLanes(f32x4.add(x, f32x4.mul(gain, y)));
      const slot = line + (<usize>tile << 2);
      storeFrames(slot, stored, from, to);
      if (tile == 0) storeFrames(slot + (<usize>(mask + 1) << 2), stored, from, to);
      x = y;
      line += stride;
    }
    storeFrames(at, x, from, to);
    if (to == 4 && load<f32>(chain, 16) > 0) glideKeeps(chain, end);
    i += to - from;
    position = (tile + to) & mask;
  }
  store<i32>(chain, position, 8);
}

function glideKeeps(chain: usize, end: usize): void {
  const left = load<f32>(chain, 16) - 1;
  store<f32>(chain, left, 16);
  for (let stage = chain; stage < end; stage += 32) {
    store<f32>(stage, left > 0 ? load<f32>(stage, 40) + load<f32>(stage, 44) : load<f32>(stage, 48), 40);
  }
}

/**
 * First reflections: sums of the input's echoes. Taps, in bytes: 0 i32 mask, 4 i32 unused, 8 i32 position, then how many i32: 16 left to left,
 * 20 right to left, 24 left to right, 28 right to right; from 32 on for each, in this order: i32 delay, f32 gain. `line`: left and
 * right, mask + 1 floats each and a copy of the first four. In and out have room for four frames more and may not overlap.
 */
export function reflect(taps: usize, line: usize, left: usize, right: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const mask = load<i32>(taps);
  const length = <usize>(mask + 1) << 2;
  const rightLine = line + length + 16;
  let position = load<i32>(taps, 8);
  const leftToLeft = taps + 32 + (<usize>load<i32>(taps, 16) << 3);
  const rightToLeft = leftToLeft + (<usize>load<i32>(taps, 20) << 3);
  const leftToRight = rightToLeft + (<usize>load<i32>(taps, 24) << 3);
  const rightToRight = leftToRight + (<usize>load<i32>(taps, 28) << 3);
  for (let i = 0; i < frames; ) {
    const from = position & 3;
    const tile = position - from;
    const to = min(4, from + frames - i);
    const offset = <usize>(i - from) << 2;
    const slot = <usize>tile << 2;
    const x = v128.load(left + offset);
    const y = v128.load(right + offset);
    storeFrames(line + slot, x, from, to);
    storeFrames(rightLine + slot, y, from, to);
    if (tile == 0) {
      storeFrames(line + length, x, from, to);
      storeFrames(rightLine + length, y, from, to);
    }
    let sum = f32x4.splat(0);
    let tap = taps + 32;
    for (; tap < leftToLeft; tap += 8) sum = f32x4.add(sum, echoOf(tap, line, tile, mask));
    for (; tap < rightToLeft; tap += 8) sum = f32x4.add(sum, echoOf(tap, rightLine, tile, mask));
    storeFrames(outLeft + offset, sum, from, to);
    sum = f32x4.splat(0);
    for (; tap < leftToRight; tap += 8) sum = f32x4.add(sum, echoOf(tap, line, tile, mask));
    for (; tap < rightToRight; tap += 8) sum = f32x4.add(sum, echoOf(tap, rightLine, tile, mask));
    storeFrames(outRight + offset, sum, from, to);
    i += to - from;
    position = (tile + to) & mask;
  }
  store<i32>(taps, position, 8);
}

// @ts-ignore: decorator
@inline
function echoOf(tap: usize, line: usize, tile: i32, mask: i32): v128 {
  return f32x4.mul(v128.load32_splat(tap, 4), v128.load(line + (<usize>((tile - load<i32>(tap)) & mask) << 2)));
}

/**
 * Dry and wet. Ramps: [0] wet share, [1] width of the wet signal 0..1, [2] level of the network, [3] level of the early sound.
 * `early` and `late`: left, and right `side` bytes on; `duck`: gain of the wet signal. At no wet the dry samples are not touched.
 */
export function mixReverb(ramps: usize, left: usize, right: usize, early: usize, late: usize, side: usize, duck: usize, frames: i32): void {
  let i = 0;
  // one by one while something moves and up to the next tile: the same arithmetic, the same bits
  for (; i < frames && (rampsMove(ramps) || (i & 3) != 0); i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 4);
    mixFrame(ramps, left, right, early, late, side, duck, i);
  }
  const wet = <f32>rampValue(ramps, 0);
  if (wet == 0) return;
  const width = f32x4.splat(<f32>rampValue(ramps, 1));
  const dry = f32x4.splat(1 - wet);
  const half = f32x4.splat(0.5);
  const network = f32x4.splat(<f32>rampValue(ramps, 2));
  const first = f32x4.splat(<f32>rampValue(ramps, 3));
  for (; i < frames; i += 4) {
    const at = <usize>i << 2;
    const gain = f32x4.mul(f32x4.splat(wet), v128.load(duck + at));
    const l = f32x4.add(f32x4.mul(network, v128.load(late + at)), f32x4.mul(first, v128.load(early + at)));
    const r = f32x4.add(f32x4.mul(network, v128.load(late + side + at)), f32x4.mul(first, v128.load(early + side + at)));
    const mid = f32x4.mul(half, f32x4.add(l, r));
    const rest = f32x4.mul(f32x4.mul(half, f32x4.sub(l, r)), width);
    const to = min(4, frames - i);
    const outLeft = f32x4.add(f32x4.mul(dry, v128.load(left + at)), f32x4.mul(gain, f32x4.add(mid, rest)));
    const outRight = f32x4.add(f32x4.mul(dry, v128.load(right + at)), f32x4.mul(gain, f32x4.sub(mid, rest)));
    storeFrames(left + at, outLeft, 0, to);
    storeFrames(right + at, outRight, 0, to);
  }
}

function mixFrame(ramps: usize, left: usize, right: usize, early: usize, late: usize, side: usize, duck: usize, i: i32): void {
  const wet = <f32>rampValue(ramps, 0);
  if (wet == 0) return;
  const at = <usize>i << 2;
  const network = <f32>rampValue(ramps, 2);
  const first = <f32>rampValue(ramps, 3);
  const gain = wet * load<f32>(duck + at);
  const l = network * load<f32>(late + at) + first * load<f32>(early + at);
  const r = network * load<f32>(late + side + at) + first * load<f32>(early + side + at);
  const mid: f32 = 0.5 * (l + r);
  const rest: f32 = 0.5 * (l - r) * <f32>rampValue(ramps, 1);
  store<f32>(left + at, (1 - wet) * load<f32>(left + at) + gain * (mid + rest));
  store<f32>(right + at, (1 - wet) * load<f32>(right + at) + gain * (mid - rest));
}
