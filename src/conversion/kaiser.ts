// The Kaiser window and the Bessel function it is made of.

/** Modified Bessel function I0 by its power series; relative error about 1e-15 for |x| < 40. */
export function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** Kaiser's beta for a stop band `attenuationDb` (over 50) down. */
export function kaiserBeta(attenuationDb: number): number {
  return 0.1102 * (attenuationDb - 8.7);
}

/** Window at `position` -1..1 (0 is the middle). */
export function kaiser(position: number, beta: number): number {
  return besselI0(beta * Math.sqrt(Math.max(0, 1 - position * position))) / besselI0(beta);
}
