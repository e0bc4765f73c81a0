// Feedback delay network of 16 lines for reverbs (J.-M. Jot, 1991): read, damp, mix by a Hadamard matrix, write. f32x4 over the lines.
// Lines 0-7 take the left input and give the left output, 8-15 the right. Lines 4-7 and 12-15 are read at a moving place (Lagrange, four
// points), so that no resonance stands still.
//
// Network, in bytes: 0 i32 mask, 4 i32 stride of a line, 8 i32 position; f32: 12 frames left in the glide, 16 depth (frames), 20 its
// step, 24 its target; then 16 values each: 64 i32 delays; f32 128 gains, 192 steps, 256 targets; 320 poles, 384 steps, 448 targets;
// 512 damping states; 8 values each: 576 i32 phases, 608 i32 increments.

const TINY: f32 = 1e-15;

// @ts-ignore: decorator
@inline
function settle(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(TINY)));
}

/** Sum and difference of neighbours, then of pairs: the last two stages of the Hadamard transform. */
// @ts-ignore: decorator
@inline
function transformWithin(x: v128): v128 {
  const once = f32x4.add(v128.shuffle<f32>(x, x, 1, 0, 3, 2), f32x4.mul(x, f32x4(1, -1, 1, -1)));
  return f32x4.add(v128.shuffle<f32>(once, once, 2, 3, 0, 1), f32x4.mul(once, f32x4(1, 1, -1, -1)));
}

// @ts-ignore: decorator
@inline
function sumOf(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function readOne(line: usize, position: i32, delay: i32, mask: i32): f32 {
  return load<f32>(line + (<usize>((position - delay) & mask) << 2));
}

/** Four lines at whole delays. */
// @ts-ignore: decorator
@inline
function readFour(lines: usize, stride: usize, position: i32, delays: v128, mask: i32): v128 {
  let x = f32x4.splat(readOne(lines, position, i32x4.extract_lane(delays, 0), mask));
  x = f32x4.replace_lane(x, 1, readOne(lines + stride, position, i32x4.extract_lane(delays, 1), mask));
  x = f32x4.replace_lane(x, 2, readOne(lines + stride * 2, position, i32x4.extract_lane(delays, 2), mask));
  return f32x4.replace_lane(x, 3, readOne(lines + stride * 3, position, i32x4.extract_lane(delays, 3), mask));
}

/** Four lines at delays + depth * sine(phase). */
function readMoving(lines: usize, stride: usize, position: i32, delays: v128, mask: i32, phase: v128, depth: f32): v128 {
  const one = f32x4.splat(1);
  const p = f32x4.mul(f32x4.convert_i32x4_s(phase), f32x4.splat(4.656612873077393e-10)); // -1..1: one turn
  const sine = f32x4.mul(f32x4.splat(4), f32x4.mul(p, f32x4.sub(one, f32x4.abs(p)))); // two parabolas
  const offset = f32x4.mul(f32x4.splat(depth), sine);
  const whole = f32x4.floor(offset);
  const t = f32x4.sub(offset, whole);
  const at = i32x4.add(delays, i32x4.trunc_sat_f32x4_s(whole));
  const before = readFour(lines, stride, position, i32x4.sub(at, i32x4.splat(1)), mask);
  const near = readFour(lines, stride, position, at, mask);
  const far = readFour(lines, stride, position, i32x4.add(at, i32x4.splat(1)), mask);
  const beyond = readFour(lines, stride, position, i32x4.add(at, i32x4.splat(2)), mask);
  const up = f32x4.add(t, one);
  const down = f32x4.sub(t, one);
  const below = f32x4.sub(down, one);
  const half = f32x4.splat(0.5);
  const sixth = f32x4.splat(0.16666667);
  const inner = f32x4.sub(f32x4.mul(f32x4.mul(down, near), up), f32x4.mul(f32x4.mul(up, far), t));
  const outer = f32x4.sub(f32x4.mul(f32x4.mul(up, beyond), t), f32x4.mul(f32x4.mul(below, before), t));
  return f32x4.add(f32x4.mul(f32x4.mul(half, below), inner), f32x4.mul(f32x4.mul(sixth, down), outer));
}

/** Gain and one-pole low-pass of four lines; the new state is the output. */
// @ts-ignore: decorator
@inline
function damp(network: usize, offset: usize, x: v128): v128 {
  const pole = v128.load(network + offset, 320);
  const driven = f32x4.mul(v128.load(network + offset, 128), x);
  const state = f32x4.add(driven, f32x4.mul(pole, f32x4.sub(v128.load(network + offset, 512), driven)));
  const settled = settle(state);
  v128.store(network + offset, settled, 512);
  return settled;
}

// @ts-ignore: decorator
@inline
function writeFour(lines: usize, stride: usize, at: usize, x: v128): void {
  const settled = settle(x);
  v128.store32_lane(lines + at, settled, 0);
  v128.store32_lane(lines + stride + at, settled, 1);
  v128.store32_lane(lines + stride * 2 + at, settled, 2);
  v128.store32_lane(lines + stride * 3 + at, settled, 3);
}

/** Gains, poles and depth one frame further. */
function glide(network: usize): void {
  const left = load<f32>(network, 12) - 1;
  store<f32>(network, left, 12);
  store<f32>(network, left > 0 ? load<f32>(network, 16) + load<f32>(network, 20) : load<f32>(network, 24), 16);
  for (let at: usize = network + 128; at < network + 192; at += 16) {
    v128.store(at, left > 0 ? f32x4.add(v128.load(at), v128.load(at, 64)) : v128.load(at, 128));
    v128.store(at, left > 0 ? f32x4.add(v128.load(at, 192), v128.load(at, 256)) : v128.load(at, 320), 192);
  }
}

/** `frames` frames of input in, of reverb out. In and out must not overlap. */
export function runFeedbackNetwork(network: usize, lines: usize, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const mask = load<i32>(network);
  const stride = <usize>load<i32>(network, 4);
  let position = load<i32>(network, 8);
  const group = stride * 4;
  const quarter = f32x4.splat(0.25);
  for (let i = 0; i < frames; i++) {
    if (load<f32>(network, 12) > 0) glide(network);
    position = (position + 1) & mask;
    const depth = load<f32>(network, 16);
    const phase1 = i32x4.add(v128.load(network, 576), v128.load(network, 608));
    const phase3 = i32x4.add(v128.load(network, 592), v128.load(network, 624));
    v128.store(network, phase1, 576);
    v128.store(network, phase3, 592);
    const y0 = damp(network, 0, readFour(lines, stride, position, v128.load(network, 64), mask));
    const y1 = damp(network, 16, readMoving(lines + group, stride, position, v128.load(network, 80), mask, phase1, depth));
    const y2 = damp(network, 32, readFour(lines + group * 2, stride, position, v128.load(network, 96), mask));
    const y3 = damp(network, 48, readMoving(lines + group * 3, stride, position, v128.load(network, 112), mask, phase3, depth));
    const at = <usize>i << 2;
    store<f32>(outLeft + at, sumOf(f32x4.add(f32x4.mul(y0, f32x4(1, -1, 1, -1)), f32x4.mul(y1, f32x4(-1, 1, 1, -1)))));
    store<f32>(outRight + at, sumOf(f32x4.add(f32x4.mul(y2, f32x4(1, -1, 1, -1)), f32x4.mul(y3, f32x4(-1, 1, 1, -1)))));
    const a0 = f32x4.add(y0, y1);
    const a1 = f32x4.sub(y0, y1);
    const a2 = f32x4.add(y2, y3);
    const a3 = f32x4.sub(y2, y3);
    const left = v128.load32_splat(inLeft + at);
    const right = v128.load32_splat(inRight + at);
    const slot = <usize>position << 2;
    // written one group on from where the transform leaves them, so that no line feeds itself first
    writeFour(lines, stride, slot, f32x4.add(f32x4.mul(quarter, transformWithin(f32x4.sub(a1, a3))), f32x4.mul(left, f32x4(1, -1, 1, -1))));
    writeFour(lines + group, stride, slot, f32x4.add(f32x4.mul(quarter, transformWithin(f32x4.add(a0, a2))), f32x4.mul(left, f32x4(1, 1, -1, -1))));
    writeFour(lines + group * 2, stride, slot, f32x4.add(f32x4.mul(quarter, transformWithin(f32x4.add(a1, a3))), f32x4.mul(right, f32x4(1, -1, -1, 1))));
    writeFour(lines + group * 3, stride, slot, f32x4.add(f32x4.mul(quarter, transformWithin(f32x4.sub(a0, a2))), f32x4.mul(right, f32x4(1, 1, -1, -1))));
  }
  store<i32>(network, position, 8);
}
