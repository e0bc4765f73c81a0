// What stands beside and behind a reverb's feedback network: first reflections, and the mix with the dry signal.
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { storeFrames } from "./tiles";

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
