// Elementary functions in double precision: the same arithmetic as src/units/exact-math.ts, in the same order,
// so that coefficients computed in TypeScript and values computed inside a kernel agree bit for bit (a test holds them).

const LN2_HIGH = 0.69314718036912381649; // upper 33 bits of ln 2, so that k * LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.4426950408889634;
const HALF_PI_HIGH = 1.5707963267341256; // upper 33 bits of pi/2
const HALF_PI_MIDDLE = 6.077100506303966e-11; // next 33 bits
const HALF_PI_LOW = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const SQRT_HALF = 0.7071067811865476;

export const LN10 = 2.302585092994046;

/** 2^k for whole k in -1022..1023, exact. */
function powerOfTwo(k: f64): f64 {
  return reinterpret<f64>((<u64>(<i64>k + 1023)) << 52);
}

/** x * 2^k without a detour over infinity or a double rounding in the normal range. */
function scaleByPowerOfTwo(x: f64, k: f64): f64 {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 60 < -1022 ? -1022 : k + 60) * powerOfTwo(-60);
  return x * powerOfTwo(k);
}

/** e^r - 1 for |r| <= 0.35 by its Taylor series (degree 14: the first term left out is below 2^-60 of the result). */
function expm1Reduced(r: f64): f64 {
  let sum: f64 = 1.0 / 87178291200.0;
  sum = sum * r + 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  return r + r * r * sum;
}

/** e^x. Overflow gives Infinity, underflow 0. */
export function exp(x: f64): f64 {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = floor<f64>(x * INVERSE_LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return scaleByPowerOfTwo(1 + expm1Reduced(r), k);
}

/** Natural logarithm. log(0) = -Infinity, log of a negative number is NaN. */
export function log(x: f64): f64 {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let k: f64 = 0;
  let scaled: f64 = x;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984; // 2^54: out of the denormals
    k = -54;
  }
  const pattern = reinterpret<u64>(scaled);
  k += <f64>(<i64>(pattern >> 52) - 1023);
  let m = reinterpret<f64>((pattern & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 2 * SQRT_HALF) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1); // log m = 2 atanh s, |s| <= 0.1716
  const z = s * s;
  let sum: f64 = 1.0 / 23.0;
  sum = sum * z + 1.0 / 21.0;
  sum = sum * z + 1.0 / 19.0;
  sum = sum * z + 1.0 / 17.0;
  sum = sum * z + 1.0 / 15.0;
  sum = sum * z + 1.0 / 13.0;
  sum = sum * z + 1.0 / 11.0;
  sum = sum * z + 1.0 / 9.0;
  sum = sum * z + 1.0 / 7.0;
  sum = sum * z + 1.0 / 5.0;
  sum = sum * z + 1.0 / 3.0;
  return k * LN2_HIGH + (2 * s + (2 * s * z * sum + k * LN2_LOW));
}

/** x^y for x >= 0 (NaN below 0). Relative error grows with |y ln x|; below 1e-14 for results within +-200 dB. */
export function pow(x: f64, y: f64): f64 {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/** Base-10 logarithm. */
export function log10(x: f64): f64 {
  return log(x) / LN10;
}

function sinReduced(r: f64): f64 {
  const z = r * r;
  let sum: f64 = 1.0 / 355687428096000.0;
  sum = 1.0 / 1307674368000.0 - z * sum;
  sum = 1.0 / 6227020800.0 - z * sum;
  sum = 1.0 / 39916800.0 - z * sum;
  sum = 1.0 / 362880.0 - z * sum;
  sum = 1.0 / 5040.0 - z * sum;
  sum = 1.0 / 120.0 - z * sum;
  sum = 1.0 / 6.0 - z * sum;
  return r - r * z * sum;
}

function cosReduced(r: f64): f64 {
  const z = r * r;
  let sum: f64 = 1.0 / 20922789888000.0;
  sum = 1.0 / 87178291200.0 - z * sum;
  sum = 1.0 / 479001600.0 - z * sum;
  sum = 1.0 / 3628800.0 - z * sum;
  sum = 1.0 / 40320.0 - z * sum;
  sum = 1.0 / 720.0 - z * sum;
  sum = 1.0 / 24.0 - z * sum;
  return 1 - z * (0.5 - z * sum);
}

function reduceToQuarter(x: f64, quarters: f64): f64 {
  return x - quarters * HALF_PI_HIGH - quarters * HALF_PI_MIDDLE - quarters * HALF_PI_LOW;
}

/** Sine of x radians, |x| < 1e6 (beyond, the reduction loses digits). */
export function sin(x: f64): f64 {
  const quarters = floor<f64>(x * TWO_OVER_PI + 0.5);
  const r = reduceToQuarter(x, quarters);
  const quadrant = quarters - 4 * floor<f64>(quarters / 4);
  if (quadrant === 0) return sinReduced(r);
  if (quadrant === 1) return cosReduced(r);
  if (quadrant === 2) return -sinReduced(r);
  return -cosReduced(r);
}

/** Cosine of x radians, |x| < 1e6. */
export function cos(x: f64): f64 {
  const quarters = floor<f64>(x * TWO_OVER_PI + 0.5);
  const r = reduceToQuarter(x, quarters);
  const quadrant = quarters - 4 * floor<f64>(quarters / 4);
  if (quadrant === 0) return cosReduced(r);
  if (quadrant === 1) return -sinReduced(r);
  if (quadrant === 2) return -cosReduced(r);
  return sinReduced(r);
}

/** Tangent of x radians, |x| < 1e6. */
export function tan(x: f64): f64 {
  return sin(x) / cos(x);
}

/** Hyperbolic tangent. */
export function tanh(x: f64): f64 {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const twice = 2 * x;
  const e = twice > -0.35 && twice < 0.35 ? expm1Reduced(twice) : exp(twice) - 1;
  return e / (e + 2);
}

/** Hyperbolic cosine. */
export function cosh(x: f64): f64 {
  const e = exp(x < 0 ? -x : x);
  return 0.5 * (e + 1 / e);
}
