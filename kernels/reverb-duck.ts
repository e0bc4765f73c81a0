// Listens to the dry sound and says, frame by frame, how far the reverb is turned down and how far its decay is shortened.
// Works in steps of a fixed number of frames: power of the step → its mean over some 10 ms → how active (0..1, over 6 dB around the
// threshold) → attack and release → gain, in straight lines from step to step.
//
// State (f64): [0] frames in the step, [1] sum of squares, [2] mean power, [3] activity for the gain, [4] activity for the decay,
// [5] gain, [6] its step, [7] shortening, [8] its step, [9] depth in dB on its way, [10] threshold on its way.
// Settings: [11] frames of a step, shares a step: [12] power, [13] attack, [14] release, [15] restore, [16] parameters;
// [17] depth in dB, [18] threshold in dBFS.
import { exp, LN10, log } from "./math";

const SINE_DB = 3.0102999566398120; // a sine's mean power against that of its peak
const SPAN_DB = 6.0;

function nextStep(state: usize): void {
  const frames = load<f64>(state, 88);
  const power = load<f64>(state, 8) / (2 * frames);
  let mean = load<f64>(state, 16);
  mean += load<f64>(state, 96) * (power - mean);
  if (mean < 1e-24) mean = 0;
  const share = load<f64>(state, 128);
  const depthDb = load<f64>(state, 72) + share * (load<f64>(state, 136) - load<f64>(state, 72));
  const thresholdDbfs = load<f64>(state, 80) + share * (load<f64>(state, 144) - load<f64>(state, 80));
  const levelDb = mean > 0 ? (10 / LN10) * log(mean) + SINE_DB : -300;
  const active = max(0, min(1, 0.5 + (levelDb - thresholdDbfs) / SPAN_DB));
  let duck = load<f64>(state, 24);
  duck += (active > duck ? load<f64>(state, 104) : load<f64>(state, 112)) * (active - duck);
  if (duck < 1e-9) duck = 0;
  let shorter = load<f64>(state, 32);
  shorter += (active > shorter ? load<f64>(state, 104) : load<f64>(state, 120)) * (active - shorter);
  if (shorter < 1e-9) shorter = 0;
  store<f64>(state, 0);
  store<f64>(state, 0, 8);
  store<f64>(state, mean, 16);
  store<f64>(state, (exp((-LN10 / 20) * depthDb * duck) - load<f64>(state, 40)) / frames, 48);
  store<f64>(state, (shorter - load<f64>(state, 56)) / frames, 64);
  store<f64>(state, duck, 24);
  store<f64>(state, shorter, 32);
  store<f64>(state, depthDb, 72);
  store<f64>(state, thresholdDbfs, 80);
}

/** Writes `gains` (of the reverb) and `shortening` (0..1, of its decay). The least gain is the answer. */
export function duckReverb(state: usize, left: usize, right: usize, gains: usize, shortening: usize, frames: i32): f64 {
  const length = <i32>load<f64>(state, 88);
  let least: f64 = 1;
  for (let i = 0; i < frames; ) {
    let done = <i32>load<f64>(state);
    if (done >= length) {
      nextStep(state);
      done = 0;
    }
    const count = min(length - done, frames - i);
    const gainStep = load<f64>(state, 48);
    const shorterStep = load<f64>(state, 64);
    let gain = load<f64>(state, 40);
    let shorter = load<f64>(state, 56);
    let sum = load<f64>(state, 8);
    for (const end = i + count; i < end; i++) {
      const at = <usize>i << 2;
      const l = <f64>load<f32>(left + at);
      const r = <f64>load<f32>(right + at);
      sum += l * l + r * r;
      gain += gainStep;
      shorter += shorterStep;
      store<f32>(gains + at, <f32>gain);
      store<f32>(shortening + at, <f32>shorter);
    }
    least = min(least, gain);
    store<f64>(state, <f64>(done + count));
    store<f64>(state, sum, 8);
    store<f64>(state, gain, 40);
    store<f64>(state, shorter, 56);
  }
  return least;
}
