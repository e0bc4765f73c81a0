// Elementary functions from + - * / and sqrt only, so that every JavaScript engine gives the same bits.
// Math.sin, Math.exp and their kin may differ between engines; everything in the sound path uses these instead.
// kernels/math.ts is the same arithmetic in AssemblyScript; a test holds the two together bit for bit.

const LN2_HIGH = 0.69314718036912381649; // upper 33 bits of ln 2, so that k * LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.4426950408889634;
const HALF_PI_HIGH = 1.5707963267341256; // upper 33 bits of pi/2
const HALF_PI_MIDDLE = 6.077100506303966e-11; // next 33 bits
const HALF_PI_LOW = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const SQRT_HALF = 0.7071067811865476;

export const PI = 3.141592653589793;
export const LN10 = 2.302585092994046;

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for whole k in -1022..1023, exact. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** x * 2^k without a detour over infinity or a double rounding in the normal range. */
function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 60 < -1022 ? -1022 : k + 60) * powerOfTwo(-60);
  return x * powerOfTwo(k);
}

/** e^r - 1 for |r| <= 0.35 by its Taylor series (degree 14: the first term left out is below 2^-60 of the result). */
function expm1Reduced(r: number): number {
  let sum = 1 / 87178291200;
  sum = sum * r + 1 / 6227020800;
  sum = sum * r + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  sum = sum * r + 0.5;
  return r + r * r * sum;
}

/** e^x. Overflow gives Infinity, underflow 0. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return scaleByPowerOfTwo(1 + expm1Reduced(r), k);
}

/** Natural logarithm. log(0) = -Infinity, log of a negative number is NaN. */
export function log(x: number): number {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let k = 0;
  let scaled = x;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984; // 2^54: out of the denormals
    k = -54;
  }
  bits.setFloat64(0, scaled);
  const high = bits.getUint32(0);
  k += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > 2 * SQRT_HALF) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1); // log m = 2 atanh s, |s| <= 0.1716
  const z = s * s;
  let sum = 1 / 23;
  sum = sum * z + 1 / 21;
  sum = sum * z + 1 / 19;
  sum = sum * z + 1 / 17;
  sum = sum * z + 1 / 15;
  sum = sum * z + 1 / 13;
  sum = sum * z + 1 / 11;
  sum = sum * z + 1 / 9;
  sum = sum * z + 1 / 7;
  sum = sum * z + 1 / 5;
  sum = sum * z + 1 / 3;
  return k * LN2_HIGH + (2 * s + (2 * s * z * sum + k * LN2_LOW));
}

/** x^y for x >= 0 (NaN below 0). Relative error grows with |y ln x|; below 1e-14 for results within +-200 dB. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/** Base-10 logarithm. */
export function log10(x: number): number {
  return log(x) / LN10;
}

function sinReduced(r: number): number {
  const z = r * r;
  let sum = 1 / 355687428096000;
  sum = 1 / 1307674368000 - z * sum;
  sum = 1 / 6227020800 - z * sum;
  sum = 1 / 39916800 - z * sum;
  sum = 1 / 362880 - z * sum;
  sum = 1 / 5040 - z * sum;
  sum = 1 / 120 - z * sum;
  sum = 1 / 6 - z * sum;
  return r - r * z * sum;
}

function cosReduced(r: number): number {
  const z = r * r;
  let sum = 1 / 20922789888000;
  sum = 1 / 87178291200 - z * sum;
  sum = 1 / 479001600 - z * sum;
  sum = 1 / 3628800 - z * sum;
  sum = 1 / 40320 - z * sum;
  sum = 1 / 720 - z * sum;
  sum = 1 / 24 - z * sum;
  return 1 - z * (0.5 - z * sum);
}

function reduceToQuarter(x: number, quarters: number): number {
  return x - quarters * HALF_PI_HIGH - quarters * HALF_PI_MIDDLE - quarters * HALF_PI_LOW;
}

/** Sine of x radians, |x| < 1e6 (beyond, the reduction loses digits). */
export function sin(x: number): number {
  const quarters = Math.floor(x * TWO_OVER_PI + 0.5);
  const r = reduceToQuarter(x, quarters);
  const quadrant = quarters - 4 * Math.floor(quarters / 4);
  if (quadrant === 0) return sinReduced(r);
  if (quadrant === 1) return cosReduced(r);
  if (quadrant === 2) return -sinReduced(r);
  return -cosReduced(r);
}

/** Cosine of x radians, |x| < 1e6. */
export function cos(x: number): number {
  const quarters = Math.floor(x * TWO_OVER_PI + 0.5);
  const r = reduceToQuarter(x, quarters);
  const quadrant = quarters - 4 * Math.floor(quarters / 4);
  if (quadrant === 0) return cosReduced(r);
  if (quadrant === 1) return -sinReduced(r);
  if (quadrant === 2) return -cosReduced(r);
  return sinReduced(r);
}

/** Tangent of x radians, |x| < 1e6. */
export function tan(x: number): number {
  return sin(x) / cos(x);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const twice = 2 * x;
  const e = twice > -0.35 && twice < 0.35 ? expm1Reduced(twice) : exp(twice) - 1;
  return e / (e + 2);
}

/** Hyperbolic cosine. */
export function cosh(x: number): number {
  const e = exp(x < 0 ? -x : x);
  return 0.5 * (e + 1 / e);
}
