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
  for (let index: i32 = 0; index < frames; index++) {
    const at = (<usize>index) << 2;
    const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left + at)), 1, <f64>load<f32>(right + at));
    const u = f64x2.add(f64x2.mul(b0, x), s1);
    const s = s1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(x1, x), s2), f64x2.mul(a1, s));
    s2 = f64x2.sub(f64x2.mul(x2, x), f64x2.mul(a2, s));
    const t = t1;
    const y = f64x2.add(u, t);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.mul(u1, u)), f64x2.mul(c1, t));
    t2 = f64x2.sub(f64x2.mul(u2, u), f64x2.mul(c2, t));
    squares = f64x2.add(squares, f64x2.mul(y, y));
    products = f64x2.add(products, f64x2.mul(y, v128.shuffle<f64>(y, y, 1, 0)));
  }
  v128.store(state, flush(s1), 0);
  v128.store(state, flush(s2), 16);
  v128.store(state, flush(t1), 32);
  v128.store(state, flush(t2), 48);
  v128.store(sums, squares, 0);
  store<f64>(sums, f64x2.extract_lane(products, 0), 16);
}
