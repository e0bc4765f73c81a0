// The gain of a look-ahead limiter: true peaks -> required reduction -> sliding maximum -> release -> link ->
// three boxes -> gain on the delayed audio.
// Reductions (1 - gain) are whole multiples of 2^-30 from the release on, so the boxes' running sums are exact: no drift, and a gain of
// exactly 1 when nothing asks for less.
//
// Settings (f64): [0] ceiling, [1] link 0..1, [2] release factor a frame, [3] slow charge factor, [4] slow release factor,
// [5] window frames, [6..8] box lengths, [9] deque mask, [10] scale of the third sum, [11] latency frames, [12] frame number,
// [13] lowest gain of the call, [14] 1 while the left side's boxes do for both.
// Chain (one a channel): f64 [0] fast, [1] slow; i32 at 16.. head, tail, box positions 1..3; i64 at 40.. sums 1..3; then at 64 the
// deque's reductions (f64) and frame numbers (i64), mask + 1 each, then the boxes' rings (i64).

const FRAME_MASK: i32 = 0x3fffffff; // frame numbers wrap here; windows are far shorter
const ONE: f64 = 1073741824; // 2^30
const FLUSH: f64 = 4.656612873077393e-10; // 2^-31: less reduction than this is none

/** Largest reduction of the last `window` frames, this one included (monotone deque). */
function slidingMaximum(chain: usize, mask: i32, window: i32, frame: i32, reduction: f64): f64 {
  const values = chain + 64;
  const frames = values + ((<usize>(mask + 1)) << 3);
  let head = load<i32>(chain, 16);
  let tail = load<i32>(chain, 20);
  while (tail != head && load<f64>(values + ((<usize>((tail - 1) & mask)) << 3)) <= reduction) tail--;
  const slot = (<usize>(tail & mask)) << 3;
  store<f64>(values + slot, reduction);
  store<i64>(frames + slot, <i64>frame);
  tail++;
  while (((frame - <i32>load<i64>(frames + ((<usize>(head & mask)) << 3))) & FRAME_MASK) >= window) head++;
  store<i32>(chain, head, 16);
  store<i32>(chain, tail, 20);
  return load<f64>(values + ((<usize>(head & mask)) << 3));
}

/** One box of a moving sum; returns the new sum. `which` is 0, 1 or 2. */
function movingSum(chain: usize, ring: usize, length: i32, which: usize, value: i64): i64 {
  const position = load<i32>(chain + (which << 2), 24);
  const slot = ring + ((<usize>position) << 3);
  const sum = load<i64>(chain + (which << 3), 40) + value - load<i64>(slot);
  store<i64>(slot, value);
  store<i64>(chain + (which << 3), sum, 40);
  store<i32>(chain + (which << 2), position + 1 == length ? 0 : position + 1, 24);
  return sum;
}

/** Required reduction of one frame in, reduction held and released out. */
function release(settings: usize, chain: usize, frame: i32, required: f64): f64 {
  const mask = <i32>load<f64>(settings, 72);
  const held = slidingMaximum(chain, mask, <i32>load<f64>(settings, 40), frame, required);
  let fast = load<f64>(chain);
  let slow = load<f64>(chain, 8);
  slow += (held - slow) * (held > slow ? load<f64>(settings, 24) : load<f64>(settings, 32));
  if (slow < FLUSH) slow = 0;
  const rest = min(slow, fast);
  fast = max(held, rest + (fast - rest) * load<f64>(settings, 16));
  if (fast < FLUSH) fast = 0;
  store<f64>(chain, fast);
  store<f64>(chain, slow, 8);
  return fast;
}

/** The three boxes; reduction 0..1 in and out. */
function smooth(settings: usize, chain: usize, reduction: f64): f64 {
  const length1 = <i32>load<f64>(settings, 48);
  const length2 = <i32>load<f64>(settings, 56);
  const ring1 = chain + 64 + ((<usize>(<i32>load<f64>(settings, 72) + 1)) << 4);
  const ring2 = ring1 + ((<usize>length1) << 3);
  const ring3 = ring2 + ((<usize>length2) << 3);
  // rounded up: never less reduction than required
  let sum = movingSum(chain, ring1, length1, 0, <i64>ceil<f64>(reduction * ONE));
  sum = movingSum(chain, ring2, length2, 1, sum);
  sum = movingSum(chain, ring3, <i32>load<f64>(settings, 64), 2, sum);
  return <f64>sum * load<f64>(settings, 80);
}

/** Nothing is held, released or smoothed in this chain. */
// @ts-ignore: decorator
@inline
function isAtRest(chain: usize): bool {
  return load<f64>(chain) == 0 && load<f64>(chain, 8) == 0 && (load<i64>(chain, 40) | load<i64>(chain, 48) | load<i64>(chain, 56)) == 0;
}

/** Whether any of these peaks is above the ceiling. */
function anyAbove(peaks: usize, ceiling: f64, frames: i32): bool {
  for (let i = 0; i < frames; i++) if (<f64>load<f32>(peaks + (<usize>i << 2)) > ceiling) return true;
  return false;
}

/**
 * Limits the audio that the detector has just buffered: writes `frames` delayed, gained frames to left and right.
 * `peaksLeft`/`peaksRight` come from detectTruePeaks of the same frames. While both sides are fully linked and have been since both were at rest,
 * the left side's boxes do for both; what a chain of `chainBytes` holds of them is copied when that ends.
 */
export function applyLimiter(
  settings: usize,
  chainLeft: usize,
  chainRight: usize,
  chainBytes: i32,
  detector: usize,
  peaksLeft: usize,
  peaksRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const ceiling = load<f64>(settings);
  const link = load<f64>(settings, 8);
  const position = <i32>load<f64>(detector);
  const capacity = <i32>load<f64>(detector, 24);
  const start = position - frames - <i32>load<f64>(settings, 88);
  const audioLeft = <usize>load<f64>(detector, 64) + ((<usize>start) << 2);
  const audioRight = audioLeft + ((<usize>capacity) << 4);
  let isOne = load<f64>(settings, 112) != 0;
  if (isOne && link < 1) {
    const rings = 64 + ((<i32>load<f64>(settings, 72) + 1) << 4);
    memory.copy(chainRight + 24, chainLeft + 24, 40);
    memory.copy(chainRight + rings, chainLeft + rings, chainBytes - rings);
    isOne = false;
  }
  const isResting = isAtRest(chainLeft) && isAtRest(chainRight);
  if (isResting && link >= 1) isOne = true;
  store<f64>(settings, isOne ? 1 : 0, 112);
  if (isResting && !anyAbove(peaksLeft, ceiling, frames) && !anyAbove(peaksRight, ceiling, frames)) {
    memory.copy(left, audioLeft, <usize>frames << 2);
    memory.copy(right, audioRight, <usize>frames << 2);
    store<f64>(settings, 1, 104);
    return;
  }
  let frame = <i32>load<f64>(settings, 96);
  let deepest: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const offset = (<usize>i) << 2;
    const peakLeft = <f64>load<f32>(peaksLeft + offset);
    const peakRight = <f64>load<f32>(peaksRight + offset);
    let wantedLeft = release(settings, chainLeft, frame, peakLeft > ceiling ? 1 - ceiling / peakLeft : 0);
    let wantedRight = release(settings, chainRight, frame, peakRight > ceiling ? 1 - ceiling / peakRight : 0);
    const both = max(wantedLeft, wantedRight);
    wantedLeft = link >= 1 ? both : max(wantedLeft, wantedLeft + link * (both - wantedLeft));
    wantedRight = link >= 1 ? both : max(wantedRight, wantedRight + link * (both - wantedRight));
    const reductionLeft = smooth(settings, chainLeft, wantedLeft);
    const reductionRight = isOne ? reductionLeft : smooth(settings, chainRight, wantedRight);
    deepest = max(deepest, max(reductionLeft, reductionRight));
    frame = (frame + 1) & FRAME_MASK;
    store<f32>(left + offset, <f32>(<f64>load<f32>(audioLeft + offset) * (1 - reductionLeft)));
    store<f32>(right + offset, <f32>(<f64>load<f32>(audioRight + offset) * (1 - reductionRight)));
  }
  store<f64>(settings, <f64>frame, 96);
  store<f64>(settings, 1 - deepest, 104);
}
