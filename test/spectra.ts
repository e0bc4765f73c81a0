// Spectra in double precision for tests that look further down than single precision reaches.

interface Turns {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

const known = new Map<number, Turns>();

function turnsOf(size: number): Turns {
  const angles = known.has(size) ? [] : Float64Array.from({ length: size / 2 }, (_, k) => (-2 * Math.PI * k) / size);
  const turns = known.get(size) ?? {
    cosines: Float64Array.from(angles, (w) => Math.cos(w)),
    sines: Float64Array.from(angles, (w) => Math.sin(w)),
  };
  known.set(size, turns);
  return turns;
}

/** Squared magnitudes of bins 0 to size / 2 of a real signal; its length must be a power of two. Not normalised. */
export function powerSpectrum(signal: ArrayLike<number>): Float64Array {
  const size = signal.length;
  const re = Float64Array.from(signal);
  const im = new Float64Array(size);
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j] as number, re[i] as number];
  }
  const { cosines, sines } = turnsOf(size);
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let from = 0; from < size; from += 2 * half)
      for (let k = 0; k < half; k++) {
        const [a, b] = [from + k, from + k + half];
        const [c, s] = [cosines[k * stride] as number, sines[k * stride] as number];
        const [x, y] = [re[b] as number, im[b] as number];
        const [turnedRe, turnedIm] = [x * c - y * s, x * s + y * c];
        [re[b], im[b]] = [(re[a] as number) - turnedRe, (im[a] as number) - turnedIm];
        [re[a], im[a]] = [(re[a] as number) + turnedRe, (im[a] as number) + turnedIm];
      }
  }
  return Float64Array.from({ length: size / 2 + 1 }, (_, k) => (re[k] as number) ** 2 + (im[k] as number) ** 2);
}

/** Seven-term Blackman-Harris: side lobes 180 dB down, main lobe 7 bins to each side. */
export function deepWindow(size: number): Float64Array {
  const terms = [0.2712203606, -0.4334446123, 0.21800412, -0.0657853433, 0.0107618673, -0.0007700127, 0.00001368088];
  return Float64Array.from({ length: size }, (_, n) =>
    terms.reduce((sum, term, k) => sum + term * Math.cos((2 * Math.PI * k * (n + 0.5)) / size), 0),
  );
}

export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size));
}
