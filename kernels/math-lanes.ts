// Elementary functions of four f32 lanes at once, to be inlined into gain computers and waveshapers.
// Only + - * / and bit operations in a fixed order: the same bits on every host. Errors stand in README.md, held by
// src/conversion/math-lanes.test.ts; the TypeScript twins there give the same bits.

const SMALLEST: f32 = 1.1754943508222875e-38; // 2^-126: what 0, negative numbers and silence count as in logarithms
const ROUNDER: f32 = 12582912.0; // 1.5 * 2^23: adding and subtracting it rounds to the nearest whole number
const TWO_LOG2_E: f32 = 2.885390043258667;
const DB_PER_OCTAVE: f32 = 6.020599842071533; // 20 log10(2)
const OCTAVES_PER_DB: f32 = 0.16609640419483185;

/** 2^f - 1 for |f| <= 0.5, exact to f32 rounding in relative terms. */
// @ts-ignore: decorator
@inline
function exp2Minus1Reduced(f: v128): v128 {
  let sum = f32x4.splat(<f32>0.00015403512225020677);
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.0013390735257416964));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.009618237614631653));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.05550357326865196));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.24022649228572845));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.6931471824645996));
  return f32x4.mul(sum, f);
}

/** 2^x for x in -126..127.5; below and above it stays at those ends. */
// @ts-ignore: decorator
@inline
export function exp2Lanes(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(<f32>-126.0)), f32x4.splat(<f32>127.5));
  const shifted = f32x4.add(held, f32x4.splat(ROUNDER));
  const whole = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  const reduced = exp2Minus1Reduced(f32x4.sub(held, whole));
  return f32x4.add(power, f32x4.mul(power, reduced));
}

/** log2 x for x > 0; anything below 2^-126 gives -126. */
// @ts-ignore: decorator
@inline
export function log2Lanes(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(SMALLEST));
  const exponent = i32x4.shr_s(i32x4.sub(held, i32x4.splat(0x3f3504f3)), 23); // mantissa to sqrt(1/2)..sqrt(2)
  const f = f32x4.sub(i32x4.sub(held, i32x4.shl(exponent, 23)), f32x4.splat(<f32>1.0));
  let sum = f32x4.splat(<f32>0.1258370578289032);
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>-0.2072698175907135));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.21571561694145203));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>-0.23894481360912323));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.28791624307632446));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>-0.3607036769390106));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>0.48091062903404236));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>-0.7213473320007324));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(<f32>1.4426950216293335));
  return f32x4.add(f32x4.convert_i32x4_s(exponent), f32x4.mul(sum, f));
}

/** 20 log10 of a linear gain; 0 gives -758.6 dB. */
// @ts-ignore: decorator
@inline
export function gainToDbLanes(gain: v128): v128 {
  return f32x4.mul(log2Lanes(gain), f32x4.splat(DB_PER_OCTAVE));
}

/** 10 log10 of a power; 0 gives -379.3 dB. */
// @ts-ignore: decorator
@inline
export function powerToDbLanes(power: v128): v128 {
  return f32x4.mul(log2Lanes(power), f32x4.splat(<f32>0.5 * DB_PER_OCTAVE));
}

/** Linear gain of dB, -758..767 dB. */
// @ts-ignore: decorator
@inline
export function dbToGainLanes(db: v128): v128 {
  return exp2Lanes(f32x4.mul(db, f32x4.splat(OCTAVES_PER_DB)));
}

/** tanh x, odd to the bit, relative precision down to 0. */
// @ts-ignore: decorator
@inline
export function tanhLanes(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const t = f32x4.pmax(f32x4.mul(f32x4.abs(x), f32x4.splat(-TWO_LOG2_E)), f32x4.splat(<f32>-126.0));
  const shifted = f32x4.add(t, f32x4.splat(ROUNDER));
  const whole = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  const reduced = exp2Minus1Reduced(f32x4.sub(t, whole));
  // e^(-2|x|) - 1 without losing digits where the exponential is near 1
  const below = f32x4.add(f32x4.sub(power, f32x4.splat(<f32>1.0)), f32x4.mul(power, reduced));
  return v128.or(f32x4.abs(f32x4.div(below, f32x4.add(below, f32x4.splat(<f32>2.0)))), sign);
}

/** sin(2 pi x): x in cycles, |x| < 2^22. */
// @ts-ignore: decorator
@inline
export function sinCyclesLanes(x: v128): v128 {
  const whole = f32x4.sub(f32x4.add(x, f32x4.splat(ROUNDER)), f32x4.splat(ROUNDER));
  const r = f32x4.sub(x, whole);
  // fold -0.5..0.5 onto -0.25..0.25: beyond a quarter the sine mirrors
  const size = f32x4.abs(r);
  const folded = f32x4.pmin(size, f32x4.sub(f32x4.splat(<f32>0.5), size));
  const z = f32x4.mul(folded, folded);
  let sum = f32x4.splat(<f32>39.71094512939453);
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(<f32>-76.57499694824219));
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(<f32>81.60223388671875));
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(<f32>-41.341678619384766));
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(<f32>6.2831854820251465));
  return v128.xor(f32x4.mul(sum, folded), v128.and(r, i32x4.splat(0x80000000)));
}
