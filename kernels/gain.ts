// Gain on a stereo block with a linear ramp that remembers where it is, so that any split of the frames gives the same bits.
// State (f64): [0] gain now, [1] step per frame, [2] frames left in the ramp, [3] target.

/** Multiplies both channels by the ramped gain. At gain 1 with no ramp running it does not touch the samples. */
export function applyRampedGain(state: usize, left: usize, right: usize, frames: i32): void {
  let gain = load<f64>(state);
  let remaining = <i32>load<f64>(state, 16);
  let i = 0;
  if (remaining > 0) {
    const step = load<f64>(state, 8);
    const ramp = min(remaining, frames);
    for (; i < ramp; i++) {
      gain += step;
      if (--remaining == 0) gain = load<f64>(state, 24);
      const at = (<usize>i) << 2;
      store<f32>(left + at, <f32>(<f64>load<f32>(left + at) * gain));
      store<f32>(right + at, <f32>(<f64>load<f32>(right + at) * gain));
    }
    store<f64>(state, gain);
    store<f64>(state, <f64>remaining, 16);
  }
  if (gain == 1.0) return;
  for (; i < frames; i++) {
    const at = (<usize>i) << 2;
    store<f32>(left + at, <f32>(<f64>load<f32>(left + at) * gain));
    store<f32>(right + at, <f32>(<f64>load<f32>(right + at) * gain));
  }
}

/** Starts a ramp from wherever the gain is to `target` over `frames` frames; 0 frames jumps. */
export function setRampedGain(state: usize, target: f64, frames: i32): void {
  const gain = load<f64>(state);
  store<f64>(state, target, 24);
  if (frames <= 0 || gain == target) {
    store<f64>(state, target);
    store<f64>(state, 0.0, 16);
    return;
  }
  store<f64>(state, (target - gain) / <f64>frames, 8);
  store<f64>(state, <f64>frames, 16);
}
