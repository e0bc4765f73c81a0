// Word-length reduction of one channel: dither, error feedback, rounding to whole steps, clipping.
// Random numbers are a hash of seed and frame number (a Weyl sequence through two multiply-and-shift rounds), so the place in the
// stream alone decides them.
//
// state (bytes): 0 frame number i32, 4 zeros in a row i32, 8 clipped samples i32, 16 errors of the last frames f64, newest first.

const WEYL: i32 = 0x9e3779b9;
const BLANK_AFTER: i32 = 1024; // frames of digital silence until the dither stops; a signal that only crosses zero keeps it
const GREATEST_ERROR: f64 = 2.0; // steps; only clipping makes more, which must not ring on in the feedback

// @ts-ignore: decorator
@inline
function hash(x: i32): i32 {
  x = (x ^ (x >>> 16)) * 0x7feb352d;
  x = (x ^ (x >>> 15)) * 0x846ca68b;
  return x ^ (x >>> 16);
}

/**
 * Rounds in place to multiples of 1 / `scale` (2^(bits - 1)), `scale` steps up and down, the uppermost left out.
 * `amplitude` 1 adds triangular dither of 2 steps from peak to peak, 0 none. `order` feedback coefficients at `shape` (f64).
 */
export function reduceWordLength(
  channel: usize,
  frames: i32,
  scale: f64,
  amplitude: f64,
  seed: i32,
  shape: usize,
  order: i32,
  state: usize,
): void {
  let frame = load<i32>(state);
  let zeros = load<i32>(state, 4);
  let clipped = load<i32>(state, 8);
  const errors = state + 16;
  const step = 1.0 / scale;
  const unit = amplitude / 65536.0;
  for (let at: usize = channel; at < channel + (<usize>frames << 2); at += 4) {
    const x = <f64>load<f32>(at);
    const bits = hash(seed + frame * WEYL);
    frame++;
    if (x == 0) zeros = min(zeros + 1, BLANK_AFTER + 1);
    else zeros = 0;
    if (zeros > BLANK_AFTER) {
      store<f32>(at, 0);
      for (let k: usize = 0; k < <usize>order; k++) store<f64>(errors + (k << 3), 0);
      continue;
    }
    let wanted = x * scale;
    for (let k: usize = 0; k < <usize>order; k++) wanted -= load<f64>(shape + (k << 3)) * load<f64>(errors + (k << 3));
    const dither = unit * <f64>((bits >>> 16) + (bits & 0xffff) - 65535);
    let whole = floor<f64>(wanted + dither + 0.5);
    if (whole > scale - 1) {
      whole = scale - 1;
      clipped++;
    } else if (whole < -scale) {
      whole = -scale;
      clipped++;
    }
    if (order > 0) {
      for (let k: usize = <usize>order - 1; k > 0; k--) store<f64>(errors + (k << 3), load<f64>(errors + ((k - 1) << 3)));
      store<f64>(errors, max(-GREATEST_ERROR, min(GREATEST_ERROR, whole - wanted)));
    }
    store<f32>(at, <f32>(whole * step));
  }
  store<i32>(state, frame);
  store<i32>(state, zeros, 4);
  store<i32>(state, clipped, 8);
}
