// A slow oscillator for modulation, left and right as lanes: a triangle, and the sine that a polynomial makes of it.

/** sin(pi / 2 t), Taylor from the eleventh order down. In memory, because a constant of two lanes takes several instructions each time. */
const SINE: usize = memory.data<f64>([
  -0.0000035988432352120853,
  0.00016044118478735982,
  -0.004681754135318688,
  0.0796926262461670,
  -0.6459640975062462,
  1.5707963267948966,
]);

/** The phase after a step, in turns 0..1. */
// @ts-ignore: decorator
@inline
export function turned(phase: f64, step: f64): f64 {
  const next = phase + step;
  return next - floor<f64>(next);
}

/** -1..+1 at phases in turns (any numbers): 0 at 0, +1 at a quarter. `sineShare` 0 is a triangle, 1 a sine (within 6e-8). */
// @ts-ignore: decorator
@inline
export function swing(phases: v128, sineShare: v128): v128 {
  const quarter = f64x2.add(phases, f64x2.splat(0.25));
  const turn = f64x2.sub(f64x2.sub(quarter, f64x2.floor(quarter)), f64x2.splat(0.5));
  const t = f64x2.sub(f64x2.splat(1), f64x2.mul(f64x2.splat(4), f64x2.abs(turn)));
  const s = f64x2.mul(t, t);
  let sine = f64x2.add(v128.load64_splat(SINE, 8), f64x2.mul(s, v128.load64_splat(SINE)));
  sine = f64x2.add(v128.load64_splat(SINE, 16), f64x2.mul(s, sine));
  sine = f64x2.add(v128.load64_splat(SINE, 24), f64x2.mul(s, sine));
  sine = f64x2.add(v128.load64_splat(SINE, 32), f64x2.mul(s, sine));
  sine = f64x2.mul(t, f64x2.add(v128.load64_splat(SINE, 40), f64x2.mul(s, sine)));
  return f64x2.add(t, f64x2.mul(sineShare, f64x2.sub(sine, t)));
}
