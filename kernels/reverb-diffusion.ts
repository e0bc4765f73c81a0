// What makes a reverb's input dense before it reaches the network: dispersion and all-passes in series.
import { settleLanes } from "./silence";
import { storeFrames } from "./tiles";

/**
 * Sixteen first-order all-passes in series on one side, in place: with a coefficient below 0 lows come later than highs. Four are the
 * lanes of a vector, each one frame behind the one before it, so the whole comes 16 frames later.
 * State (f32): 16 memories, 16 outputs, then i32 frames so far.
 */
export function disperse(state: usize, samples: usize, coefficient: f32, frames: i32): void {
  const a = f32x4.splat(coefficient);
  let count = load<i32>(state, 128);
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  let y0 = v128.load(state, 64);
  let y1 = v128.load(state, 80);
  let y2 = v128.load(state, 96);
  let y3 = v128.load(state, 112);
  for (let i = 0; i < frames; i++) {
    const at = samples + (<usize>i << 2);
    const x0 = v128.shuffle<f32>(v128.load32_splat(at), y0, 3, 4, 5, 6);
    const x1 = v128.shuffle<f32>(y0, y1, 3, 4, 5, 6);
    const x2 = v128.shuffle<f32>(y1, y2, 3, 4, 5, 6);
    const x3 = v128.shuffle<f32>(y2, y3, 3, 4, 5, 6);
    y0 = f32x4.add(f32x4.mul(a, x0), s0);
    y1 = f32x4.add(f32x4.mul(a, x1), s1);
    y2 = f32x4.add(f32x4.mul(a, x2), s2);
    y3 = f32x4.add(f32x4.mul(a, x3), s3);
    s0 = f32x4.sub(x0, f32x4.mul(a, y0));
    s1 = f32x4.sub(x1, f32x4.mul(a, y1));
    s2 = f32x4.sub(x2, f32x4.mul(a, y2));
    s3 = f32x4.sub(x3, f32x4.mul(a, y3));
    v128.store32_lane(at, y3, 3);
    if ((++count & 31) == 0) {
      s0 = settleLanes(s0);
      s1 = settleLanes(s1);
      s2 = settleLanes(s2);
      s3 = settleLanes(s3);
    }
  }
  store<i32>(state, count, 128);
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
  v128.store(state, y0, 64);
  v128.store(state, y1, 80);
  v128.store(state, y2, 96);
  v128.store(state, y3, 112);
}

/**
 * Schroeder all-passes in series on one side, in place: y = z - gain x, z = keep (x + gain y) `delay` frames ago. With a keep that decays
 * as the network does they colour no tail. `samples` has room for four frames more.
 * Chain, in bytes: 0 i32 mask, 4 i32 bytes of a line, 8 i32 position, 12 i32 how many, 16 f32 tiles left in the glide; from 32 on 32 for
 * each: i32 delay (4 or more), f32 gain, keep, its step, its target. A line is followed by a copy of its first four frames.
 */
export function diffuse(chain: usize, lines: usize, samples: usize, frames: i32): void {
  const mask = load<i32>(chain);
  const stride = <usize>load<i32>(chain, 4);
  const end = chain + (<usize>load<i32>(chain, 12) << 5);
  let position = load<i32>(chain, 8);
  for (let i = 0; i < frames; ) {
    const from = position & 3;
    const tile = position - from;
    const to = min(4, from + frames - i);
    const at = samples + (<usize>(i - from) << 2);
    let x = v128.load(at);
    let line = lines;
    for (let stage = chain; stage < end; stage += 32) {
      const gain = v128.load32_splat(stage, 36);
      const echo = v128.load(line + (<usize>((tile - load<i32>(stage, 32)) & mask) << 2));
      const y = f32x4.sub(f32x4.mul(v128.load32_splat(stage, 40), echo), f32x4.mul(gain, x));
      const stored = settleLanes(f32x4.add(x, f32x4.mul(gain, y)));
      const slot = line + (<usize>tile << 2);
      storeFrames(slot, stored, from, to);
      if (tile == 0) storeFrames(slot + (<usize>(mask + 1) << 2), stored, from, to);
      x = y;
      line += stride;
    }
    storeFrames(at, x, from, to);
    if (to == 4 && load<f32>(chain, 16) > 0) glideKeeps(chain, end);
    i += to - from;
    position = (tile + to) & mask;
  }
  store<i32>(chain, position, 8);
}

function glideKeeps(chain: usize, end: usize): void {
  const left = load<f32>(chain, 16) - 1;
  store<f32>(chain, left, 16);
  for (let stage = chain; stage < end; stage += 32) {
    store<f32>(stage, left > 0 ? load<f32>(stage, 40) + load<f32>(stage, 44) : load<f32>(stage, 48), 40);
  }
}
