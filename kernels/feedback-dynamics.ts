// The loop of a feedback compressor: the detector listens behind a gain cell that follows the same control voltage, so what it
// hears is the level minus the reduction of the frame before. `glide` and `remaining`: kernels/glide.ts.

import { ATTACK, glideF64, KNEE_DB, SLOPE, THRESHOLD_DBFS } from "./glide";

const ALIKE_DB = 0.001; // a crest as high as the held one, but for rounding, holds on

/**
 * In place: levels in dBFS become reductions in dB >= 0. The level is held for `holdFrames` and then falls by `fallDb` a frame.
 * SLOPE is the gain of the loop, ratio - 1; ATTACK the part of the way that the store makes in a frame. `release` is what is left
 * after a frame; with `automatic` not 0 count instead the parts that leak off the store, pass from it to the slow store, and
 * charge that one, in a frame.
 * State (f64): [0] held level, [1] frames of hold left, [2] reduction, [3] slow store. Returns the largest reduction.
 */
export function feedbackReduction(
  state: usize,
  glide: usize,
  remaining: i32,
  level: usize,
  holdFrames: f64,
  fallDb: f64,
  release: f64,
  automatic: i32,
  leak: f64,
  exchange: f64,
  slowCharge: f64,
  frames: i32,
): f64 {
  let held = load<f64>(state);
  let waiting = load<f64>(state, 8);
  let reduction = load<f64>(state, 16);
  let slow = automatic != 0 ? load<f64>(state, 24) : 0;
  let threshold: f64 = 0;
  let slope: f64 = 0;
  let attack: f64 = 1;
  let knee: f64 = 0;
  let kneeScale: f64 = 0;
  let most: f64 = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) {
      const r = max(remaining - frame, 0);
      threshold = glideF64(glide, THRESHOLD_DBFS, r);
      slope = glideF64(glide, SLOPE, r);
      attack = glideF64(glide, ATTACK, r);
      knee = glideF64(glide, KNEE_DB, r);
      kneeScale = 0.5 / max(knee, 0.001);
    }
    const at = level + ((<usize>frame) << 2);
    const now = <f64>load<f32>(at);
    const rises = now >= held - ALIKE_DB;
    waiting = rises ? holdFrames : max(waiting - 1, 0);
    const falling = max(now, held - fallDb);
    const kept = waiting > 0 ? held : falling;
    held = rises ? max(now, held) : kept;
    const over = held - threshold - reduction;
    const inKnee = min(max(over + 0.5 * knee, 0), knee);
    const asked = slope * (inKnee * inKnee * kneeScale + max(over - 0.5 * knee, 0));
    if (asked > reduction) {
      reduction += (asked - reduction) * attack;
    } else {
      const plain = asked + (reduction - asked) * release;
      const twoStores = reduction - leak * (reduction - asked) - exchange * (reduction - slow);
      reduction = max((automatic != 0 ? twoStores : plain) - 1e-9, 0); // ends at 0, not in denormals
    }
    if (automatic != 0) slow = max(slow + slowCharge * (reduction - slow) - 1e-9, 0);
    most = max(most, reduction);
    store<f32>(at, <f32>reduction);
  }
  store<f64>(state, held);
  store<f64>(state, waiting, 8);
  store<f64>(state, reduction, 16);
  store<f64>(state, slow, 24);
  return most;
}
