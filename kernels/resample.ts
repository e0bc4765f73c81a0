// Polyphase FIR between two sample rates: one row of taps for each position an output frame can have between two input frames.
// Output frames that share a row are worked on together, so a row is read once from far memory for a whole chunk.
// Products and partial sums in f32 (eight a sum, so none grows large), their total in f64.

/** Sum of the lanes of two vectors, in f64. */
// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f32 {
  const low = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const high = f64x2.add(
    f64x2.promote_low_f32x4(v128.shuffle<f32>(a, a, 2, 3, 2, 3)),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(b, b, 2, 3, 2, 3)),
  );
  const sum = f64x2.add(low, high);
  return <f32>(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

// @ts-ignore: decorator
@inline
function twoSums(row: usize, bytes: usize, a: usize, b: usize, outA: usize, outB: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  for (let at: usize = 0; at < bytes; at += 64) {
    const s = v128.load(row + at);
    const t = v128.load(row + at, 16);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(a + at)));
    b0 = f32x4.add(b0, f32x4.mul(s, v128.load(b + at)));
    a1 = f32x4.add(a1, f32x4.mul(t, v128.load(a + at, 16)));
    b1 = f32x4.add(b1, f32x4.mul(t, v128.load(b + at, 16)));
    const u = v128.load(row + at, 32);
    const v = v128.load(row + at, 48);
    a0 = f32x4.add(a0, f32x4.mul(u, v128.load(a + at, 32)));
    b0 = f32x4.add(b0, f32x4.mul(u, v128.load(b + at, 32)));
    a1 = f32x4.add(a1, f32x4.mul(v, v128.load(a + at, 48)));
    b1 = f32x4.add(b1, f32x4.mul(v, v128.load(b + at, 48)));
  }
  store<f32>(outA, total(a0, a1));
  store<f32>(outB, total(b0, b1));
}

// @ts-ignore: decorator
@inline
function fourSums(
  row: usize,
  bytes: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  outA: usize,
  outB: usize,
  outC: usize,
  outD: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let at: usize = 0; at < bytes; at += 64) {
    const s = v128.load(row + at);
    const t = v128.load(row + at, 16);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(a + at)));
    b0 = f32x4.add(b0, f32x4.mul(s, v128.load(b + at)));
    c0 = f32x4.add(c0, f32x4.mul(s, v128.load(c + at)));
    d0 = f32x4.add(d0, f32x4.mul(s, v128.load(d + at)));
    a1 = f32x4.add(a1, f32x4.mul(t, v128.load(a + at, 16)));
    b1 = f32x4.add(b1, f32x4.mul(t, v128.load(b + at, 16)));
    c1 = f32x4.add(c1, f32x4.mul(t, v128.load(c + at, 16)));
    d1 = f32x4.add(d1, f32x4.mul(t, v128.load(d + at, 16)));
    const u = v128.load(row + at, 32);
    const v = v128.load(row + at, 48);
    a0 = f32x4.add(a0, f32x4.mul(u, v128.load(a + at, 32)));
    b0 = f32x4.add(b0, f32x4.mul(u, v128.load(b + at, 32)));
    c0 = f32x4.add(c0, f32x4.mul(u, v128.load(c + at, 32)));
    d0 = f32x4.add(d0, f32x4.mul(u, v128.load(d + at, 32)));
    a1 = f32x4.add(a1, f32x4.mul(v, v128.load(a + at, 48)));
    b1 = f32x4.add(b1, f32x4.mul(v, v128.load(b + at, 48)));
    c1 = f32x4.add(c1, f32x4.mul(v, v128.load(c + at, 48)));
    d1 = f32x4.add(d1, f32x4.mul(v, v128.load(d + at, 48)));
  }
  store<f32>(outA, total(a0, a1));
  store<f32>(outB, total(b0, b1));
  store<f32>(outC, total(c0, c1));
  store<f32>(outD, total(d0, d1));
}

/**
 * `count` output frames of two channels. `taps` (a multiple of 16) a row; `rows` rows in the order in which output frames meet them,
 * beginning with `row`; `steps`: for each row the input frames to go forward after it (i32); `cycle`: input frames after all rows.
 */
export function resampleStereo(
  left: usize,
  right: usize,
  outLeft: usize,
  outRight: usize,
  count: i32,
  table: usize,
  taps: i32,
  rows: i32,
  row: i32,
  steps: usize,
  cycle: i32,
): void {
  const bytes = <usize>taps << 2;
  const across = right - left;
  const outAcross = outRight - outLeft;
  const outStride = <usize>rows << 2;
  const stride = <usize>cycle << 2;
  const end = outLeft + (<usize>count << 2);
  let from = left;
  for (let first = 0; first < min(rows, count); first++) {
    const taken = table + <usize>row * bytes;
    let to = outLeft + (<usize>first << 2);
    let at = from;
    for (; to + outStride < end; to += 2 * outStride) {
      const later = at + stride;
      const next = to + outStride;
      fourSums(taken, bytes, at, at + across, later, later + across, to, to + outAcross, next, next + outAcross);
      at += 2 * stride;
    }
    if (to < end) twoSums(taken, bytes, at, at + across, to, to + outAcross);
    from += <usize>load<i32>(steps + (<usize>row << 2)) << 2;
    if (++row == rows) row = 0;
  }
}

/** The same for one channel. */
export function resampleMono(
  line: usize,
  output: usize,
  count: i32,
  table: usize,
  taps: i32,
  rows: i32,
  row: i32,
  steps: usize,
  cycle: i32,
): void {
  const bytes = <usize>taps << 2;
  const outStride = <usize>rows << 2;
  const stride = <usize>cycle << 2;
  const end = output + (<usize>count << 2);
  let from = line;
  for (let first = 0; first < min(rows, count); first++) {
    const taken = table + <usize>row * bytes;
    let to = output + (<usize>first << 2);
    let at = from;
    for (; to + 3 * outStride < end; to += 4 * outStride) {
      const b = at + stride;
      const c = b + stride;
      const d = c + stride;
      fourSums(taken, bytes, at, b, c, d, to, to + outStride, to + 2 * outStride, to + 3 * outStride);
      at = d + stride;
    }
    for (; to + outStride < end; to += 2 * outStride) {
      twoSums(taken, bytes, at, at + stride, to, to + outStride);
      at += 2 * stride;
    }
    if (to < end) twoSums(taken, bytes, at, at, to, to);
    from += <usize>load<i32>(steps + (<usize>row << 2)) << 2;
    if (++row == rows) row = 0;
  }
}
