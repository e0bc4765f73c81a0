// A fixed delay of whole frames for a stereo block: what keeps a dry path in step with an oversampled one.
// Line (f32): left[length], right[length]; its place (f64) is kept apart.

/** Writes the frames of `length` frames ago to out and takes the new ones; in and out may be the same. `length` > 0. */
export function delayStereo(
  line: usize,
  length: i32,
  place: usize,
  left: usize,
  right: usize,
  outLeft: usize,
  outRight: usize,
  frames: i32,
): void {
  const rightLine = line + ((<usize>length) << 2);
  let position = <i32>load<f64>(place);
  for (let i = 0; i < frames; i++) {
    const at = (<usize>i) << 2;
    const slot = (<usize>position) << 2;
    const l = load<f32>(left + at);
    const r = load<f32>(right + at);
    store<f32>(outLeft + at, load<f32>(line + slot));
    store<f32>(outRight + at, load<f32>(rightLine + slot));
    store<f32>(line + slot, l);
    store<f32>(rightLine + slot, r);
    if (++position == length) position = 0;
  }
  store<f64>(place, <f64>position);
}
