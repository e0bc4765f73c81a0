// Needles of level meters, one channel each: quasi-peak programme meters, VU, and the RMS and sample-peak bars of the K-system.
// States are f64 and carried between calls; src/measure/ballistics.ts has the constants and turns readings into decibels.

const FLUSH_BELOW: f64 = 1e-30;

/** A needle that is practically at rest rests; one that was shown something other than a number starts anew. */
function settled(z: f64): f64 {
  const size = abs<f64>(z);
  return size > FLUSH_BELOW && size < Infinity ? z : 0;
}

/**
 * Two peak followers that rise by `attack1`, `attack2` of what they lack and keep `keep` of themselves a frame.
 * state: [0], [1] the followers, [2] the largest sum of both (kept until the caller sets it back), [3] the last sum.
 */
export function ppmNeedle(x: usize, frames: i32, attack1: f64, attack2: f64, keep: f64, state: usize): void {
  let z1 = load<f64>(state, 0);
  let z2 = load<f64>(state, 8);
  let largest = load<f64>(state, 16);
  for (let frame: i32 = 0; frame < frames; frame++) {
    const level = <f64>abs<f32>(load<f32>(x + ((<usize>frame) << 2)));
    z1 *= keep;
    z2 *= keep;
    if (level > z1) z1 += attack1 * (level - z1);
    if (level > z2) z2 += attack2 * (level - z2);
    const sum = z1 + z2;
    if (sum > largest) largest = sum;
  }
  store<f64>(state, settled(z1), 0);
  store<f64>(state, settled(z2), 8);
  store<f64>(state, settled(largest), 16);
  store<f64>(state, settled(z1 + z2), 24);
}

/** Two poles at `rate` a frame on |x|, half of the second fed back. state: [0], [1] the poles, [2] largest, [3] last reading. */
export function vuNeedle(x: usize, frames: i32, rate: f64, state: usize): void {
  let z1 = load<f64>(state, 0);
  let z2 = load<f64>(state, 8);
  let largest = load<f64>(state, 16);
  for (let frame: i32 = 0; frame < frames; frame++) {
    const level = <f64>abs<f32>(load<f32>(x + ((<usize>frame) << 2)));
    z1 += rate * (level - 0.5 * z2 - z1);
    z2 += rate * (z1 - z2);
    if (z2 > largest) largest = z2;
  }
  store<f64>(state, settled(z1), 0);
  store<f64>(state, settled(z2), 8);
  store<f64>(state, settled(largest), 16);
  store<f64>(state, settled(z2), 24);
}

/**
 * Two poles at `rate` a frame on the square, and the largest |sample| held for `holdFrames` and then kept by `fall` a frame.
 * state: [0], [1] the poles, [2] largest mean square, [3] last mean square, [4] sample peak shown, [5] frames it is still held.
 */
export function kNeedle(x: usize, frames: i32, rate: f64, holdFrames: f64, fall: f64, state: usize): void {
  let z1 = load<f64>(state, 0);
  let z2 = load<f64>(state, 8);
  let largest = load<f64>(state, 16);
  let shown = load<f64>(state, 32);
  let held = load<f64>(state, 40);
  for (let frame: i32 = 0; frame < frames; frame++) {
    const level = <f64>abs<f32>(load<f32>(x + ((<usize>frame) << 2)));
    z1 += rate * (level * level - z1);
    z2 += rate * (z1 - z2);
    if (z2 > largest) largest = z2;
    if (level >= shown) {
      shown = level;
      held = holdFrames;
    } else if (held > 0) held -= 1;
    else shown *= fall;
  }
  store<f64>(state, settled(z1), 0);
  store<f64>(state, settled(z2), 8);
  store<f64>(state, settled(largest), 16);
  store<f64>(state, settled(z2), 24);
  store<f64>(state, settled(shown), 32);
  store<f64>(state, held, 40);
}
