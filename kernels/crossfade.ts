// Fades from one stereo block to another.

/**
 * Into the second block: a straight fade from the first to the second, of which `remaining` of `total` frames are left at the
 * first frame; more than `total` left is the time before the fade, all of the first. The weight depends on the frame alone, so block lengths change no bit.
 */
export function fadeOver(fromLeft: usize, fromRight: usize, left: usize, right: usize, remaining: i32, total: i32, frames: i32): void {
  const scale = 1.0 / <f64>total;
  for (let frame = 0; frame < frames; frame++) {
    const at = <usize>frame << 2;
    const old = min(max(<f64>(remaining - frame), 0) * scale, 1);
    const l = <f64>load<f32>(left + at);
    const r = <f64>load<f32>(right + at);
    store<f32>(left + at, <f32>(l + old * (<f64>load<f32>(fromLeft + at) - l)));
    store<f32>(right + at, <f32>(r + old * (<f64>load<f32>(fromRight + at) - r)));
  }
}
