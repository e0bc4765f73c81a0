// log2 and exp2 of four 32-bit floats at once, for gain computers. Every lane for itself, so block lengths change no bit.

// @ts-ignore: decorator
@inline
const MANTISSA_START = 0x3f3504f3; // sqrt(1/2): mantissas lie in 0.707..1.414

// @ts-ignore: decorator
@inline
const ROUNDER: f32 = 12582912; // 1.5 * 2^23

/** log2 of four positive normal numbers; error below 2e-7 plus 6e-8 of the result. Infinity gives 128. */
// @ts-ignore: decorator
@inline
export function log2x4(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(MANTISSA_START)), 23);
  const m = i32x4.sub(x, i32x4.shl(exponent, 23));
  const one = f32x4.splat(1);
  const t = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one)); // log m = 2 atanh t, |t| < 0.1716
  const z = f32x4.mul(t, t);
  let sum = f32x4.splat(0.4121986); // 2 / (7 ln 2); the next term is below 5e-8
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(0.57707802)); // 2 / (5 ln 2)
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(0.96179669)); // 2 / (3 ln 2)
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(2.88539008)); // 2 / ln 2
  return f32x4.add(f32x4.convert_i32x4_s(exponent), f32x4.mul(sum, t));
}

/** 2^x of four numbers in -126..127 (clamped); error below 2e-7 of the result. 2^0 is exactly 1. */
// @ts-ignore: decorator
@inline
export function exp2x4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-126)), f32x4.splat(127));
  const shifted = f32x4.add(clamped, f32x4.splat(ROUNDER)); // its lowest bits are the nearest whole number
  const r = f32x4.sub(clamped, f32x4.sub(shifted, f32x4.splat(ROUNDER))); // |r| <= 1/2
  let sum = f32x4.splat(0.000154035304); // ln2^6 / 6!; the next term is below 1.2e-7
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.00133335581)); // ln2^5 / 5!
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.00961812911)); // ln2^4 / 4!
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.0555041087)); // ln2^3 / 3!
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.240226507)); // ln2^2 / 2!
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.693147181)); // ln2
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  return i32x4.add(sum, i32x4.shl(shifted, 23));
}

/** The first `count` of four lanes: what lies behind the block's frames is not ours. */
// @ts-ignore: decorator
@inline
export function storeSome(at: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, value);
    return;
  }
  v128.store32_lane(at, value, 0);
  if (count > 1) v128.store32_lane(at + 4, value, 1);
  if (count > 2) v128.store32_lane(at + 8, value, 2);
}
