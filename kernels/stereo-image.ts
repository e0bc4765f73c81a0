// Width: mid and side, the side turned up or down and high-passed, the mid through the all-pass that keeps it in phase with the side.
// Ramps: [0] width (linear), [1] left gain, [2] right gain, [3] g = tan(pi f / rate) of the crossover, [4] share of the crossover 0..1.
// State (f64): integrators of mid all-pass (2), side high-pass 1 (2), side high-pass 2 (2).
import { advanceRamps, rampsMove, rampValue } from "./ramps";

const COUNT: i32 = 5;
const K: f64 = 1.4142135623730951; // 1/Q of a Butterworth section
const TINY: f64 = 1e-15;

// @ts-ignore: decorator
@inline
function settle(x: f64): f64 {
  return abs(x) < TINY ? 0 : x;
}


/** Second result of highPass. */
let band: f64 = 0;

/** State-variable section (trapezoidal): returns the high-pass, leaves the band-pass in `band`. */
// @ts-ignore: decorator
@inline
function highPass(state: usize, input: f64, g: f64, scale: f64): f64 {
  const s1 = load<f64>(state);
  const s2 = load<f64>(state, 8);
  const high = (input - (K + g) * s1 - s2) * scale;
  band = g * high + s1;
  const low = g * band + s2;
  store<f64>(state, settle(g * high + band));
  store<f64>(state, settle(g * band + low), 8);
  return high;
}

/** In place on `frames` frames. With everything neutral the samples are not touched. */
export function applyStereoImage(ramps: usize, state: usize, left: usize, right: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    const moves = rampsMove(ramps);
    if (moves) advanceRamps(ramps, COUNT);
    const width = rampValue(ramps, 0);
    const gainLeft = rampValue(ramps, 1);
    const gainRight = rampValue(ramps, 2);
    const g = rampValue(ramps, 3);
    const share = rampValue(ramps, 4);
    if (!moves && share == 0 && width == 1 && gainLeft == 1 && gainRight == 1) return;
    const at = <usize>i << 2;
    const l = <f64>load<f32>(left + at);
    const r = <f64>load<f32>(right + at);
    let mid = 0.5 * (l + r);
    let side = 0.5 * (l - r);
    if (share > 0) {
      const scale = 1 / (1 + g * (g + K));
      highPass(state, mid, g, scale);
      const turned = mid - 2 * K * band;
      const once = highPass(state + 16, side, g, scale);
      const twice = highPass(state + 32, once, g, scale);
      mid += share * (turned - mid);
      side += share * (twice - side);
    } else {
      for (let at: usize = 0; at < 48; at += 16) v128.store(state + at, f64x2.splat(0));
    }
    side *= width;
    store<f32>(left + at, <f32>(gainLeft * (mid + side)));
    store<f32>(right + at, <f32>(gainRight * (mid - side)));
  }
}
