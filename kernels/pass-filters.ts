// 12 dB per octave high-pass and low-pass (state-variable, trapezoidal), left and right as lanes; two integrators (v128 each) in memory.
// Source: Simper, «Linear Trapezoidal Integrated State Variable Filter» (facts: EQ design methods, SVF).

/** Puts both integrators away; they come to rest together: one alone at 0 would keep the other from decaying. */
// @ts-ignore: decorator
@inline
export function keepIntegrators(state: usize, one: v128, two: v128): void {
  const alive = f64x2.ge(f64x2.add(f64x2.abs(one), f64x2.abs(two)), f64x2.splat(1e-15));
  v128.store(state, v128.and(one, alive));
  v128.store(state, v128.and(two, alive), 16);
}

/** The high-pass' output, from both integrators and the input. */
// @ts-ignore: decorator
@inline
export function highOf(one: v128, two: v128, x: v128, g: f64, k: f64, scale: f64): v128 {
  return f64x2.mul(f64x2.sub(f64x2.sub(x, f64x2.mul(f64x2.splat(k + g), one)), two), f64x2.splat(scale));
}

/** `g` = tan(pi f / rate), `k` = 1/Q, `scale` = 1 / (1 + g (g + k)). */
// @ts-ignore: decorator
@inline
export function passHigh(state: usize, x: v128, g: f64, k: f64, scale: f64): v128 {
  const one = v128.load(state);
  const two = v128.load(state, 16);
  const high = highOf(one, two, x, g, k, scale);
  const rise = f64x2.mul(f64x2.splat(g), high);
  const band = f64x2.add(rise, one);
  const lift = f64x2.mul(f64x2.splat(g), band);
  keepIntegrators(state, f64x2.add(rise, band), f64x2.add(f64x2.add(lift, two), lift));
  return high;
}

/** The low-pass with the same numbers. */
// @ts-ignore: decorator
@inline
export function passLow(state: usize, x: v128, g: f64, k: f64, scale: f64): v128 {
  const one = v128.load(state);
  const two = v128.load(state, 16);
  const high = highOf(one, two, x, g, k, scale);
  const rise = f64x2.mul(f64x2.splat(g), high);
  const band = f64x2.add(rise, one);
  const lift = f64x2.mul(f64x2.splat(g), band);
  const low = f64x2.add(lift, two);
  keepIntegrators(state, f64x2.add(rise, band), f64x2.add(lift, low));
  return low;
}

/** The scale that both filters take. */
// @ts-ignore: decorator
@inline
export function passScale(g: f64, k: f64): f64 {
  return 1 / (1 + g * (g + k));
}
