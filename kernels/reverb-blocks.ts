// What stands before and after a reverb's feedback network: pre-delay with low and high cut, diffusion, and the mix with the dry signal.
import { advanceRamps, rampsMove, rampValue } from "./ramps";

const K: f64 = 1.4142135623730951; // 1/Q of a Butterworth section
const TINY: f64 = 1e-15;

// @ts-ignore: decorator
@inline
function settlePair(x: v128): v128 {
  return v128.and(x, f64x2.ge(f64x2.abs(x), f64x2.splat(TINY)));
}

/** Sample `delay` (any fraction) frames ago. */
// @ts-ignore: decorator
@inline
function readAt(line: usize, position: i32, mask: i32, whole: i32, fraction: f64): f64 {
  const near = <f64>load<f32>(line + (<usize>((position - whole) & mask) << 2));
  if (fraction == 0) return near;
  return near + fraction * (<f64>load<f32>(line + (<usize>((position - whole - 1) & mask) << 2)) - near);
}

/**
 * Pre-delay, then 12 dB per octave high-pass and low-pass (state-variable, left and right as lanes).
 * Ramps: [0] delay in frames, [1] g of the low cut, [2] g of the high cut. `line`: left and right, mask + 1 floats each.
 * State (f64): [0] position, [1] unused, then four lane pairs of integrators.
 */
export function prepareReverbInput(ramps: usize, state: usize, line: usize, mask: i32, left: usize, right: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const rightLine = line + (<usize>(mask + 1) << 2);
  let position = <i32>load<f64>(state);
  let low1 = v128.load(state, 16);
  let low2 = v128.load(state, 32);
  let high1 = v128.load(state, 48);
  let high2 = v128.load(state, 64);
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 3);
    const at = <usize>i << 2;
    position = (position + 1) & mask;
    store<f32>(line + (<usize>position << 2), load<f32>(left + at));
    store<f32>(rightLine + (<usize>position << 2), load<f32>(right + at));
    const delay = rampValue(ramps, 0);
    const whole = <i32>floor<f64>(delay);
    const fraction = delay - floor<f64>(delay);
    let x = f64x2.splat(readAt(line, position, mask, whole, fraction));
    x = f64x2.replace_lane(x, 1, readAt(rightLine, position, mask, whole, fraction));
    const gl = rampValue(ramps, 1);
    const gh = rampValue(ramps, 2);
    const gLow = f64x2.splat(gl);
    const high = f64x2.mul(
      f64x2.sub(f64x2.sub(x, f64x2.mul(f64x2.splat(K + gl), low1)), low2),
      f64x2.splat(1 / (1 + gl * (gl + K))),
    );
    const band = f64x2.add(f64x2.mul(gLow, high), low1);
    low1 = settlePair(f64x2.add(f64x2.mul(gLow, high), band));
    low2 = settlePair(f64x2.add(f64x2.add(f64x2.mul(gLow, band), low2), f64x2.mul(gLow, band)));
    const gHigh = f64x2.splat(gh);
    const rest = f64x2.mul(
      f64x2.sub(f64x2.sub(high, f64x2.mul(f64x2.splat(K + gh), high1)), high2),
      f64x2.splat(1 / (1 + gh * (gh + K))),
    );
    const middle = f64x2.add(f64x2.mul(gHigh, rest), high1);
    const low = f64x2.add(f64x2.mul(gHigh, middle), high2);
    high1 = settlePair(f64x2.add(f64x2.mul(gHigh, rest), middle));
    high2 = settlePair(f64x2.add(f64x2.mul(gHigh, middle), low));
    store<f32>(outLeft + at, <f32>f64x2.extract_lane(low, 0));
    store<f32>(outRight + at, <f32>f64x2.extract_lane(low, 1));
  }
  store<f64>(state, <f64>position);
  v128.store(state, low1, 16);
  v128.store(state, low2, 32);
  v128.store(state, high1, 48);
  v128.store(state, high2, 64);
}

/** Schroeder all-pass of `length` frames in place: y = z - gain x, z = (x + gain y) `length` frames ago. `place` (f64) is kept. */
export function diffuse(line: usize, length: i32, place: usize, gain: f32, samples: usize, frames: i32): void {
  let position = <i32>load<f64>(place);
  for (let i = 0; i < frames; i++) {
    const at = samples + (<usize>i << 2);
    const slot = line + (<usize>position << 2);
    const x = load<f32>(at);
    const y = load<f32>(slot) - gain * x;
    const kept = x + gain * y;
    store<f32>(slot, abs(kept) < <f32>TINY ? 0 : kept);
    store<f32>(at, y);
    if (++position == length) position = 0;
  }
  store<f64>(place, <f64>position);
}

/**
 * Dry and wet. Ramps: [0] wet share, [1] width of the wet signal 0..1, [2] level of the network, [3] level of the early sound.
 * At no wet the dry samples are not touched.
 */
export function mixReverb(ramps: usize, left: usize, right: usize, early: usize, late: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    if (rampsMove(ramps)) advanceRamps(ramps, 4);
    const wet = rampValue(ramps, 0);
    if (wet == 0) continue;
    const at = <usize>i << 2;
    const network = rampValue(ramps, 2);
    const first = rampValue(ramps, 3);
    const l = network * <f64>load<f32>(late + at) + first * <f64>load<f32>(early + at);
    const r = network * <f64>load<f32>(late + at, 512) + first * <f64>load<f32>(early + at, 512);
    const mid = 0.5 * (l + r);
    const side = 0.5 * (l - r) * rampValue(ramps, 1);
    store<f32>(left + at, <f32>((1 - wet) * <f64>load<f32>(left + at) + wet * (mid + side)));
    store<f32>(right + at, <f32>((1 - wet) * <f64>load<f32>(right + at) + wet * (mid - side)));
  }
}
