// Biquad sections in series over stereo blocks, fused: each frame runs through up to five sections before the next one is read (six: biquad-six.ts).
// Left and right are the two lanes of f64x2, so both channels cost as much as one; the lanes may hold different coefficients.
//
// coefs:  per section five lane pairs b0 b1 b2 a1 a2 (80 bytes).
// states: direct form I, so neighbouring sections share their history: (sections + 1) times two lane pairs,
//         the value one frame ago and the value two frames ago (32 bytes); entry 0 is the input, entry n the output of section n.
// Direct form I keeps signals, not sums of products, in its states: coefficients may move from frame to frame without a click.

import { loadFrame, SECTION_BYTES, section, STATE_BYTES, storeFrame } from "./biquad-section";
import { sixSections } from "./biquad-six";
import { settleState } from "./silence";
/** 1 to 5 fused sections. T = f32: planar blocks; T = i32: one block of f64 lane pairs. `count` is a constant at each call. */
// @ts-ignore: decorator
@inline
function fusedPass<T>(
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  frames: usize,
  coefs: usize,
  states: usize,
  count: i32,
): void {
  let p1 = v128.load(states);
  let p2 = v128.load(states, 16);
  let q1 = v128.load(states, 32);
  let q2 = v128.load(states, 48);
  let r1 = f64x2.splat(0);
  let r2 = r1;
  let s1 = r1;
  let s2 = r1;
  let t1 = r1;
  let t2 = r1;
  let u1 = r1;
  let u2 = r1;
  if (count > 1) {
    r1 = v128.load(states, 64);
    r2 = v128.load(states, 80);
  }
  if (count > 2) {
    s1 = v128.load(states, 96);
    s2 = v128.load(states, 112);
  }
  if (count > 3) {
    t1 = v128.load(states, 128);
    t2 = v128.load(states, 144);
  }
  if (count > 4) {
    u1 = v128.load(states, 160);
    u2 = v128.load(states, 176);
  }
  // two frames a turn: the older half of each pair takes the new value, so nothing has to be moved along
  let frame: usize = 0;
  for (; frame + 1 < frames; frame += 2) {
    const x0 = loadFrame<T>(inLeft, inRight, frame);
    let x = section(coefs, x0, p1, p2, q1, q2);
    p2 = x0;
    if (count > 1) {
      const next = section(coefs + SECTION_BYTES, x, q1, q2, r1, r2);
      q2 = x;
      x = next;
    }
    if (count > 2) {
      const next = section(coefs + 2 * SECTION_BYTES, x, r1, r2, s1, s2);
      r2 = x;
      x = next;
    }
    if (count > 3) {
      const next = section(coefs + 3 * SECTION_BYTES, x, s1, s2, t1, t2);
      s2 = x;
      x = next;
    }
    if (count > 4) {
      const next = section(coefs + 4 * SECTION_BYTES, x, t1, t2, u1, u2);
      t2 = x;
      x = next;
    }
    if (count == 1) q2 = x;
    else if (count == 2) r2 = x;
    else if (count == 3) s2 = x;
    else if (count == 4) t2 = x;
    else u2 = x;
    storeFrame<T>(outLeft, outRight, frame, x);
    const y0 = loadFrame<T>(inLeft, inRight, frame + 1);
    let y = section(coefs, y0, p2, p1, q2, q1);
    p1 = y0;
    if (count > 1) {
      const next = section(coefs + SECTION_BYTES, y, q2, q1, r2, r1);
      q1 = y;
      y = next;
    }
    if (count > 2) {
      const next = section(coefs + 2 * SECTION_BYTES, y, r2, r1, s2, s1);
      r1 = y;
      y = next;
    }
    if (count > 3) {
      const next = section(coefs + 3 * SECTION_BYTES, y, s2, s1, t2, t1);
      s1 = y;
      y = next;
    }
    if (count > 4) {
      const next = section(coefs + 4 * SECTION_BYTES, y, t2, t1, u2, u1);
      t1 = y;
      y = next;
    }
    if (count == 1) q1 = y;
    else if (count == 2) r1 = y;
    else if (count == 3) s1 = y;
    else if (count == 4) t1 = y;
    else u1 = y;
    storeFrame<T>(outLeft, outRight, frame + 1, y);
  }
  if (frame < frames) {
    const x0 = loadFrame<T>(inLeft, inRight, frame);
    let x = section(coefs, x0, p1, p2, q1, q2);
    p2 = x0;
    if (count > 1) {
      const next = section(coefs + SECTION_BYTES, x, q1, q2, r1, r2);
      q2 = x;
      x = next;
    }
    if (count > 2) {
      const next = section(coefs + 2 * SECTION_BYTES, x, r1, r2, s1, s2);
      r2 = x;
      x = next;
    }
    if (count > 3) {
      const next = section(coefs + 3 * SECTION_BYTES, x, s1, s2, t1, t2);
      s2 = x;
      x = next;
    }
    if (count > 4) {
      const next = section(coefs + 4 * SECTION_BYTES, x, t1, t2, u1, u2);
      t2 = x;
      x = next;
    }
    if (count == 1) q2 = x;
    else if (count == 2) r2 = x;
    else if (count == 3) s2 = x;
    else if (count == 4) t2 = x;
    else u2 = x;
    storeFrame<T>(outLeft, outRight, frame, x);
    const p = p1;
    p1 = p2;
    p2 = p;
    const q = q1;
    q1 = q2;
    q2 = q;
    const r = r1;
    r1 = r2;
    r2 = r;
    const s = s1;
    s1 = s2;
    s2 = s;
    const t = t1;
    t1 = t2;
    t2 = t;
    const u = u1;
    u1 = u2;
    u2 = u;
  }
  v128.store(states, p1);
  v128.store(states, p2, 16);
  v128.store(states, q1, 32);
  v128.store(states, q2, 48);
  if (count > 1) {
    v128.store(states, r1, 64);
    v128.store(states, r2, 80);
  }
  if (count > 2) {
    v128.store(states, s1, 96);
    v128.store(states, s2, 112);
  }
  if (count > 3) {
    v128.store(states, t1, 128);
    v128.store(states, t2, 144);
  }
  if (count > 4) {
    v128.store(states, u1, 160);
    v128.store(states, u2, 176);
  }
}

function pass<T>(inL: usize, inR: usize, outL: usize, outR: usize, frames: usize, coefs: usize, states: usize, count: i32): void {
  if (count == 1) fusedPass<T>(inL, inR, outL, outR, frames, coefs, states, 1);
  else if (count == 2) fusedPass<T>(inL, inR, outL, outR, frames, coefs, states, 2);
  else if (count == 3) fusedPass<T>(inL, inR, outL, outR, frames, coefs, states, 3);
  else if (count == 4) fusedPass<T>(inL, inR, outL, outR, frames, coefs, states, 4);
  else fusedPass<T>(inL, inR, outL, outR, frames, coefs, states, 5);
}

/**
 * `sections` biquads in series, any number but 6 (biquadSix); in and out may be the same blocks. More run in several passes over `scratch`
 * (16 bytes a frame), in double precision all the way.
 */
export function biquadCascade(
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  frames: i32,
  sections: i32,
  coefs: usize,
  states: usize,
  scratch: usize,
): void {
  const length = <usize>frames;
  if (sections <= 5) {
    pass<f32>(inLeft, inRight, outLeft, outRight, length, coefs, states, sections);
    return;
  }
  for (let frame: usize = 0; frame < length; frame++) storeFrame<i32>(scratch, 0, frame, loadFrame<f32>(inLeft, inRight, frame));
  let done = 0;
  let past1 = v128.load(states);
  let past2 = v128.load(states, 16);
  while (done < sections) {
    const left = sections - done;
    const count = left <= 6 ? left : left < 10 ? (left + 1) / 2 : 5;
    const input = states + <usize>done * STATE_BYTES;
    const output = input + <usize>count * STATE_BYTES;
    const next1 = v128.load(output);
    const next2 = v128.load(output, 16);
    v128.store(input, past1); // the pass before has already put the end of this block here
    v128.store(input, past2, 16);
    const first = coefs + <usize>done * SECTION_BYTES;
    if (count == 6) sixSections<i32>(scratch, 0, scratch, 0, length, first, input);
    else pass<i32>(scratch, 0, scratch, 0, length, first, input, count);
    past1 = next1;
    past2 = next2;
    done += count;
  }
  for (let frame: usize = 0; frame < length; frame++) storeFrame<f32>(outLeft, outRight, frame, loadFrame<i32>(scratch, 0, frame));
}

/** Six biquads in series. */
export function biquadSix(inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, frames: i32, coefs: usize, states: usize): void {
  sixSections<f32>(inLeft, inRight, outLeft, outRight, <usize>frames, coefs, states);
}

/** Any number while the coefficients move: `steps` (laid out like `coefs`) are added to them before each frame. */
export function biquadCascadeGlide(
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  frames: i32,
  sections: i32,
  coefs: usize,
  states: usize,
  steps: usize,
): void {
  const bytes = <usize>sections * SECTION_BYTES;
  for (let frame: usize = 0; frame < <usize>frames; frame++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(coefs + at, f64x2.add(v128.load(coefs + at), v128.load(steps + at)));
    let x = loadFrame<f32>(inLeft, inRight, frame);
    let state = states;
    let coef = coefs;
    for (let index = 0; index < sections; index++) {
      const y = section(coef, x, v128.load(state), v128.load(state, 16), v128.load(state, 32), v128.load(state, 48));
      v128.store(state, v128.load(state), 16);
      v128.store(state, x);
      x = y;
      state += STATE_BYTES;
      coef += SECTION_BYTES;
    }
    v128.store(state, v128.load(state), 16);
    v128.store(state, x);
    storeFrame<f32>(outLeft, outRight, frame, x);
  }
}

/** Sets values too small to hear (below -360 dBFS) to 0, so that no tail ends in denormals. `count` lane pairs. */
export function flushTinyStates(states: usize, count: i32): void {
  for (let index: usize = 0; index < <usize>count; index++) {
    const at = states + (index << 4);
    v128.store(at, settleState(v128.load(at)));
  }
}
