// Numbers that glide to their targets in even steps, frame by frame, so that a jump of a control leaves no click and any split of
// the frames gives the same bits. src/processors/ramps.ts sets them.
// Layout (f64): [0] frames left, then for each number: value, step, target.

/** Moves all numbers on by one frame; call it once a frame while `rampsMove`. */
// @ts-ignore: decorator
@inline
export function advanceRamps(ramps: usize, count: i32): void {
  const left = load<f64>(ramps) - 1;
  store<f64>(ramps, left);
  for (let index = 0; index < count; index++) {
    const at = ramps + 8 + <usize>index * 24;
    store<f64>(at, left > 0 ? load<f64>(at) + load<f64>(at, 8) : load<f64>(at, 16));
  }
}

/** Whether any frame of the glide is left. */
// @ts-ignore: decorator
@inline
export function rampsMove(ramps: usize): bool {
  return load<f64>(ramps) > 0;
}

/** Sets the numbers for the next frames on which all of them stand, and returns those frames' bytes (f32), at most `bytes`: one frame
 * while numbers move, else all. */
// @ts-ignore: decorator
@inline
export function advanceToStill(ramps: usize, count: i32, bytes: usize): usize {
  if (!rampsMove(ramps)) return bytes;
  advanceRamps(ramps, count);
  return 4;
}

/** Today's value of one number. */
// @ts-ignore: decorator
@inline
export function rampValue(ramps: usize, index: i32): f64 {
  return load<f64>(ramps + 8 + <usize>index * 24);
}
