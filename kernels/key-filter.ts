// The key of gate and expander: its two filters, and listening to it.
// `glide` and `remaining`: kernels/glide.ts, with LOW_PASS_G and LISTEN behind the common parameters.

import { glideF64, HIGH_PASS_G, MIX } from "./glide";
import { loadStereo, storeStereo } from "./stereo";

// @ts-ignore: decorator
@inline
const LOW_PASS_G: usize = 72;
// @ts-ignore: decorator
@inline
const LISTEN: usize = 88;
// @ts-ignore: decorator
@inline
const SQRT2 = 1.4142135623730951;

// The key's filters, high-pass and low-pass of 12 dB per octave each (Butterworth): state-variable filters with trapezoidal integrators,
// which take a moving frequency without a thump, written as state' = A state + b x.
// Their state (lane pairs): [0] [16] integrators of the high-pass, [32] [48] of the low-pass; then coefficients from 64 on: of the
// high-pass' output (gain, first, second integrator), of its two integrators (first, second, input), the same two of the low-pass.

/** The rows of A and b for g = tan(pi f / rate). */
function tuneIntegrators(at: usize, g: f64): f64 {
  const scale = 1 / (1 + g * (g + SQRT2));
  const feed = 2 * g * scale;
  v128.store(at, f64x2.splat(1 - feed * (SQRT2 + g)));
  v128.store(at, f64x2.splat(-feed), 16);
  v128.store(at, f64x2.splat(feed), 32);
  v128.store(at, f64x2.splat(2 * g - g * feed * (SQRT2 + g)), 48);
  v128.store(at, f64x2.splat(1 - g * feed), 64);
  v128.store(at, f64x2.splat(g * feed), 80);
  return scale;
}

/** Computes the filters' coefficients for a frame with `r` frames of glide left. */
function tuneKey(filters: usize, glide: usize, r: i32): void {
  const g = glideF64(glide, HIGH_PASS_G, r);
  const scale = tuneIntegrators(filters + 112, g);
  v128.store(filters, f64x2.splat(scale), 64);
  v128.store(filters, f64x2.splat(scale * (SQRT2 + g)), 80);
  v128.store(filters, f64x2.splat(scale), 96);
  tuneIntegrators(filters + 208, glideF64(glide, LOW_PASS_G, r));
}

// @ts-ignore: decorator
@inline
function times(at: usize, offset: usize, x: v128): v128 {
  return f64x2.mul(v128.load(at + offset), x);
}

// @ts-ignore: decorator
@inline
function integrated(at: usize, offset: usize, first: v128, second: v128, x: v128): v128 {
  return f64x2.add(f64x2.add(times(at, offset + 32, x), times(at, offset + 16, second)), times(at, offset, first));
}

/** Filters the key for a detector, and for listening to it. */
export function filterKey(
  filters: usize,
  glide: usize,
  remaining: i32,
  left: usize,
  right: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): void {
  const quiet = f64x2.splat(1e-30); // keeps the filters out of the denormals
  const half = f64x2.splat(0.5);
  let high1 = v128.load(filters);
  let high2 = v128.load(filters, 16);
  let low1 = v128.load(filters, 32);
  let low2 = v128.load(filters, 48);
  for (let frame = 0; frame < frames; frame++) {
    if (frame == 0 || frame <= remaining) tuneKey(filters, glide, max(remaining - frame, 0));
    const at = <usize>frame << 2;
    const x = f64x2.add(loadStereo(left, right, at), quiet);
    const y = f64x2.add(f64x2.sub(times(filters, 64, x), f64x2.add(times(filters, 80, high1), times(filters, 96, high2))), quiet);
    const nextHigh1 = integrated(filters, 112, high1, high2, x);
    high2 = integrated(filters, 160, high1, high2, x);
    high1 = nextHigh1;
    const nextLow1 = integrated(filters, 208, low1, low2, y);
    const nextLow2 = integrated(filters, 256, low1, low2, y);
    storeStereo(keyLeft, keyRight, at, f64x2.mul(half, f64x2.add(low2, nextLow2)));
    low1 = nextLow1;
    low2 = nextLow2;
  }
  v128.store(filters, high1);
  v128.store(filters, high2, 16);
  v128.store(filters, low1, 32);
  v128.store(filters, low2, 48);
}

/** What the filters leave behind a sound ends at 0. */
// @ts-ignore: decorator
@inline
function atRest(x: f32): f32 {
  return abs(x) < 1e-20 ? 0 : x;
}

/** Puts the key in the sound's place, as far as LISTEN and MIX say, and takes the reduction away as far as LISTEN says. */
export function listenToKey(
  glide: usize,
  remaining: i32,
  keyLeft: usize,
  keyRight: usize,
  reductionLeft: usize,
  reductionRight: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  for (let frame = 0; frame < frames; frame++) {
    const r = max(remaining - frame, 0);
    const listen = <f32>glideF64(glide, LISTEN, r);
    const share = listen * <f32>glideF64(glide, MIX, r);
    const at = <usize>frame << 2;
    const l = load<f32>(left + at);
    const rightIn = load<f32>(right + at);
    store<f32>(left + at, l + share * (atRest(load<f32>(keyLeft + at)) - l));
    store<f32>(right + at, rightIn + share * (atRest(load<f32>(keyRight + at)) - rightIn));
    store<f32>(reductionLeft + at, (1 - listen) * load<f32>(reductionLeft + at));
    store<f32>(reductionRight + at, (1 - listen) * load<f32>(reductionRight + at));
  }
}
