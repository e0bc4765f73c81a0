// Six biquad sections fused, as kernels/biquad-cascade.ts does with up to five: their past fills the registers, so no more fit.
import { loadFrame, SECTION_BYTES, section, storeFrame } from "./biquad-section";

/** T = f32: planar blocks; T = i32: one block of f64 lane pairs. In and out may be the same. */
export function sixSections<T>(
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  frames: usize,
  coefs: usize,
  states: usize,
): void {
  let p1 = v128.load(states);
  let p2 = v128.load(states, 16);
  let q1 = v128.load(states, 32);
  let q2 = v128.load(states, 48);
  let r1 = v128.load(states, 64);
  let r2 = v128.load(states, 80);
  let s1 = v128.load(states, 96);
  let s2 = v128.load(states, 112);
  let t1 = v128.load(states, 128);
  let t2 = v128.load(states, 144);
  let u1 = v128.load(states, 160);
  let u2 = v128.load(states, 176);
  let v1 = v128.load(states, 192);
  let v2 = v128.load(states, 208);
  // two frames a turn: the older half of each pair takes the new value, so nothing has to be moved along
  let frame: usize = 0;
  for (; frame + 1 < frames; frame += 2) {
    const x0 = loadFrame<T>(inLeft, inRight, frame);
    let x = section(coefs, x0, p1, p2, q1, q2);
    p2 = x0;
    const x1 = section(coefs + SECTION_BYTES, x, q1, q2, r1, r2);
    q2 = x;
    x = x1;
    const x2 = section(coefs + 2 * SECTION_BYTES, x, r1, r2, s1, s2);
    r2 = x;
    x = x2;
    const x3 = section(coefs + 3 * SECTION_BYTES, x, s1, s2, t1, t2);
    s2 = x;
    x = x3;
    const x4 = section(coefs + 4 * SECTION_BYTES, x, t1, t2, u1, u2);
    t2 = x;
    x = x4;
    const x5 = section(coefs + 5 * SECTION_BYTES, x, u1, u2, v1, v2);
    u2 = x;
    x = x5;
    v2 = x;
    storeFrame<T>(outLeft, outRight, frame, x);
    const y0 = loadFrame<T>(inLeft, inRight, frame + 1);
    let y = section(coefs, y0, p2, p1, q2, q1);
    p1 = y0;
    const y1 = section(coefs + SECTION_BYTES, y, q2, q1, r2, r1);
    q1 = y;
    y = y1;
    const y2 = section(coefs + 2 * SECTION_BYTES, y, r2, r1, s2, s1);
    r1 = y;
    y = y2;
    const y3 = section(coefs + 3 * SECTION_BYTES, y, s2, s1, t2, t1);
    s1 = y;
    y = y3;
    const y4 = section(coefs + 4 * SECTION_BYTES, y, t2, t1, u2, u1);
    t1 = y;
    y = y4;
    const y5 = section(coefs + 5 * SECTION_BYTES, y, u2, u1, v2, v1);
    u1 = y;
    y = y5;
    v1 = y;
    storeFrame<T>(outLeft, outRight, frame + 1, y);
  }
  if (frame < frames) {
    const x0 = loadFrame<T>(inLeft, inRight, frame);
    let x = section(coefs, x0, p1, p2, q1, q2);
    p2 = x0;
    const x1 = section(coefs + SECTION_BYTES, x, q1, q2, r1, r2);
    q2 = x;
    x = x1;
    const x2 = section(coefs + 2 * SECTION_BYTES, x, r1, r2, s1, s2);
    r2 = x;
    x = x2;
    const x3 = section(coefs + 3 * SECTION_BYTES, x, s1, s2, t1, t2);
    s2 = x;
    x = x3;
    const x4 = section(coefs + 4 * SECTION_BYTES, x, t1, t2, u1, u2);
    t2 = x;
    x = x4;
    const x5 = section(coefs + 5 * SECTION_BYTES, x, u1, u2, v1, v2);
    u2 = x;
    x = x5;
    v2 = x;
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
    const v = v1;
    v1 = v2;
    v2 = v;
  }
  v128.store(states, p1);
  v128.store(states, p2, 16);
  v128.store(states, q1, 32);
  v128.store(states, q2, 48);
  v128.store(states, r1, 64);
  v128.store(states, r2, 80);
  v128.store(states, s1, 96);
  v128.store(states, s2, 112);
  v128.store(states, t1, 128);
  v128.store(states, t2, 144);
  v128.store(states, u1, 160);
  v128.store(states, u2, 176);
  v128.store(states, v1, 192);
  v128.store(states, v2, 208);
}
