// Loudness: both K-weighting sections and the mean square in one loop; left and right are the two f64x2 lanes.
// Direct form II transposed, states in double precision. Each state follows from the states before it and the input rather than
// from the output: the same filter, but the chain from sample to sample is one multiplication and one addition shorter.

const FLUSH_BELOW: f64 = 1e-30;

function flush(state: v128): v128 {
  const keep = f64x2.gt(f64x2.abs(state), f64x2.splat(FLUSH_BELOW));
  return v128.and(state, keep);
}

/**
 * K-weights `frames` frames of two channels and writes the sums of squares to sums[0] (left), sums[1] (right) and the sum of
 * products to sums[2]. `state`: 8 f64, carried between calls. `coefficients`: 7 f64: shelf b0 b1 b2 a1 a2, high-pass a1 a2.
 * One channel alone: give its address twice.
 */
export function kWeightedSums(left: usize, right: usize, frames: i32, state: usize, coefficients: usize, sums: usize): void {
  const b0 = v128.load64_splat(coefficients, 0);
  const a1 = v128.load64_splat(coefficients, 24);
  const a2 = v128.load64_splat(coefficients, 32);
  const x1 = f64x2.sub(v128.load64_splat(coefficients, 8), f64x2.mul(a1, b0));
  const x2 = f64x2.sub(v128.load64_splat(coefficients, 16), f64x2.mul(a2, b0));
  const c1 = v128.load64_splat(coefficients, 40);
  const c2 = v128.load64_splat(coefficients, 48);
  const u1 = f64x2.add(f64x2.splat(2), c1);
  const u2 = f64x2.sub(f64x2.splat(1), c2);
  let s1 = v128.load(state, 0);
  let s2 = v128.load(state, 16);
  let t1 = v128.load(state, 32);
  let t2 = v128.load(state, 48);
  let squares = f64x2.splat(0);
  let products = f64x2.splat(0);
  let index: i32 = 0;
  // Two frames a turn: they are loaded and converted together.
  for (; index + 2 <= frames; index += 2) {
    const at = (<usize>index) << 2;
    const two = v128.shuffle<i32>(v128.load64_zero(left + at), v128.load64_zero(right + at), 0, 4, 1, 5);
    const xa = f64x2.promote_low_f32x4(two);
    const xb = f64x2.promote_low_f32x4(v128.shuffle<i64>(two, two, 1, 1));
    const ua = f64x2.add(f64x2.mul(b0, xa), s1);
    const sa = s1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(x1, xa), s2), f64x2.mul(a1, sa));
    s2 = f64x2.sub(f64x2.mul(x2, xa), f64x2.mul(a2, sa));
    const ta = t1;
    const ya = f64x2.add(ua, ta);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.mul(u1, ua)), f64x2.mul(c1, ta));
    t2 = f64x2.sub(f64x2.mul(u2, ua), f64x2.mul(c2, ta));
    squares = f64x2.add(squares, f64x2.mul(ya, ya));
    products = f64x2.add(products, f64x2.mul(ya, v128.shuffle<f64>(ya, ya, 1, 0)));
    const ub = f64x2.add(f64x2.mul(b0, xb), s1);
    const sb = s1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(x1, xb), s2), f64x2.mul(a1, sb));
    s2 = f64x2.sub(f64x2.mul(x2, xb), f64x2.mul(a2, sb));
    const tb = t1;
    const yb = f64x2.add(ub, tb);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.mul(u1, ub)), f64x2.mul(c1, tb));
    t2 = f64x2.sub(f64x2.mul(u2, ub), f64x2.mul(c2, tb));
    squares = f64x2.add(squares, f64x2.mul(yb, yb));
    products = f64x2.add(products, f64x2.mul(yb, v128.shuffle<f64>(yb, yb, 1, 0)));
  }
  if (index < frames) {
    const at = (<usize>index) << 2;
    const xc = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left + at)), 1, <f64>load<f32>(right + at));
    const uc = f64x2.add(f64x2.mul(b0, xc), s1);
    const sc = s1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(x1, xc), s2), f64x2.mul(a1, sc));
    s2 = f64x2.sub(f64x2.mul(x2, xc), f64x2.mul(a2, sc));
    const tc = t1;
    const yc = f64x2.add(uc, tc);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.mul(u1, uc)), f64x2.mul(c1, tc));
    t2 = f64x2.sub(f64x2.mul(u2, uc), f64x2.mul(c2, tc));
    squares = f64x2.add(squares, f64x2.mul(yc, yc));
    products = f64x2.add(products, f64x2.mul(yc, v128.shuffle<f64>(yc, yc, 1, 0)));
  }
  v128.store(state, flush(s1), 0);
  v128.store(state, flush(s2), 16);
  v128.store(state, flush(t1), 32);
  v128.store(state, flush(t2), 48);
  v128.store(sums, squares, 0);
  store<f64>(sums, f64x2.extract_lane(products, 0), 16);
}

const HOPS_PER_SLOT: i32 = 10;
const MOMENTARY_HOPS: i32 = 40;
const SHORT_TERM_HOPS: i32 = 300;

/** First frame of a hop of 10 ms, as in src/measure/time-grid.ts. */
function hopStart(hop: i32, rateHz: i32): i32 {
  return <i32>((<i64>hop * rateHz) / 100);
}

/**
 * The whole hops among the `frames` frames of a slot that begins with hop `firstHop`: K-weights them and adds each one's energy, left
 * and right by weight, to energies[0…9]. Writes the energy of the mono fold (left + right) / 2 on both speakers to energies[10].
 * Returns the number of hops. `sums`: room for 3 f64. The rest as above.
 */
export function kWeightedHops(
  left: usize,
  right: usize,
  frames: i32,
  firstHop: i32,
  rateHz: i32,
  state: usize,
  coefficients: usize,
  weightLeft: f64,
  weightRight: f64,
  sums: usize,
  energies: usize,
): i32 {
  const origin = hopStart(firstHop, rateHz);
  let fold: f64 = 0;
  let hop: i32 = 0;
  for (; hop < HOPS_PER_SLOT; hop++) {
    const from = hopStart(firstHop + hop, rateHz) - origin;
    const to = hopStart(firstHop + hop + 1, rateHz) - origin;
    if (to > frames) break;
    const at = (<usize>from) << 2;
    kWeightedSums(left + at, right + at, to - from, state, coefficients, sums);
    const squaresLeft = load<f64>(sums);
    const squaresRight = load<f64>(sums, 8);
    const energy = energies + ((<usize>hop) << 3);
    store<f64>(energy, load<f64>(energy) + weightLeft * squaresLeft + weightRight * squaresRight);
    fold += max<f64>(0, 0.5 * (squaresLeft + squaresRight + 2 * load<f64>(sums, 16)));
  }
  store<f64>(energies, fold, 80);
  return hop;
}

/** Mean square of the `hops` hops (a multiple of ten) before hop `end`; -1 while there are fewer. */
function windowMean(tens: usize, end: i32, hops: i32, rateHz: i32): f64 {
  if (end < hops) return -1;
  let energy: f64 = 0;
  for (let back: i32 = 1; back <= hops; back += HOPS_PER_SLOT)
    energy += load<f64>(tens + ((<usize>((end - back) % SHORT_TERM_HOPS)) << 3));
  return energy / <f64>(hopStart(end, rateHz) - hopStart(end - hops, rateHz));
}

/**
 * Moves on by `hops` hops whose energies are given, and sets those to 0. `ring`: 313 f64, carried between calls: the last ten hops'
 * energies, for each of the last 300 hops the sum of the ten that end with it, then the largest mean square of any 400 ms and of any
 * 3 s, both -1 to begin with, and that of the latest 400 ms. Returns the energy of these hops.
 */
export function noteHops(energies: usize, hops: i32, firstHop: i32, rateHz: i32, ring: usize): f64 {
  const tens = ring + 80;
  const largest = tens + ((<usize>SHORT_TERM_HOPS) << 3);
  let total: f64 = 0;
  for (let index: i32 = 0; index < hops; index++) {
    const hop = firstHop + index;
    const own = energies + ((<usize>index) << 3);
    const energy = load<f64>(own);
    store<f64>(own, 0);
    total += energy;
    store<f64>(ring + ((<usize>(hop % HOPS_PER_SLOT)) << 3), energy);
    let ten: f64 = 0;
    for (let at: usize = 0; at < 80; at += 8) ten += load<f64>(ring + at);
    store<f64>(tens + ((<usize>(hop % SHORT_TERM_HOPS)) << 3), ten);
    store<f64>(largest, max<f64>(load<f64>(largest), windowMean(tens, hop + 1, MOMENTARY_HOPS, rateHz)));
    store<f64>(largest, max<f64>(load<f64>(largest, 8), windowMean(tens, hop + 1, SHORT_TERM_HOPS, rateHz)), 8);
  }
  store<f64>(largest, windowMean(tens, firstHop + hops, MOMENTARY_HOPS, rateHz), 16);
  return total;
}
