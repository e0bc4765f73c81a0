// The kernels of the desks' output stage once more in plain TypeScript, bit for bit.
const f = Math.fround;

/** What the amplifier adds: -x (w^4 + cubic w^2 + even x) / (1 + cubic w^2 + w^3 + w^4), every step rounded to single precision. */
export function addedTwin(x: number, [above, below, cubic, even]: readonly number[]): number {
  const w = f(Math.abs(x) * f(x < 0 ? below! : above!));
  const square = f(w * w);
  const low = f(f(square * square) + f(f(cubic!) * square));
  const bottom = f(f(low + 1) + f(square * w));
  return -f(f(x * f(low + f(f(even!) * x))) / bottom);
}

/** The transformer and the high-pass behind it: a function of the dry sample and of what the amplifier adds to it, for one channel. */
export function transformerTwin(
  [amount, gain, narrow, hysteresis]: readonly [amount: number, gain: number, narrow: number, hysteresis: number],
  [pole, b0, a1, a2]: readonly [pole: number, b0: number, a1: number, a2: number],
): (dry: number, added: number) => number {
  const keep = 1 - pole;
  let [flux, x1, x2, y1, y2] = [0, 0, 0, 0, 0];
  return (dry, added) => {
    const input = dry + added;
    flux = pole * input + keep * flux;
    const w = Math.abs(flux) * narrow;
    const low = w * w * (w * w) + hysteresis * Math.abs(flux);
    const x = input - (flux * low) / (low + 1 + w * w * w);
    const y = b0 * (x - (x1 + x1) + x2) - a2 * y2 - a1 * y1;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return f(gain * (dry + amount * (y - dry)));
  };
}
