// Interpolators, half-bands and all-pass pairs as plain TypeScript would have them, for plain-loops.mjs; taps are the project's own.

const RATE_HZ = 48_000;

/** Every point of the grid 16 times as fine, 48 taps a point. */
export function truePeaks(sound, { phaseTaps }) {
  const phases = Array.from({ length: 15 }, (_, phase) => phaseTaps(phase + 1));
  return () => {
    let largest = 0;
    for (const x of sound)
      for (const taps of phases)
        for (let n = 23; n < x.length - 25; n++) {
          let sum = 0;
          for (let tap = 0; tap < 48; tap++) sum += taps[tap] * x[n + tap - 23];
          largest = Math.max(largest, Math.abs(sum));
        }
    return largest;
  };
}

/** Twice the rate: the samples, and between them sums of the pairs around, nearest first. */
function interpolated(x, pairs) {
  const out = new Float32Array(2 * x.length);
  const count = pairs.length;
  for (let n = count; n < x.length - count; n++) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += pairs[k] * (x[n - k] + x[n + 1 + k]);
    out[2 * n] = x[n];
    out[2 * n + 1] = sum;
  }
  return out;
}

/** Half the rate by the same taps. */
function decimated(x, pairs) {
  const out = new Float32Array(x.length / 2);
  const count = pairs.length;
  for (let n = count; n < out.length - count; n++) {
    let sum = x[2 * n];
    for (let k = 0; k < count; k++) sum += pairs[k] * (x[2 * n - 2 * k - 1] + x[2 * n + 2 * k + 1]);
    out[n] = sum / 2;
  }
  return out;
}

/** Every point of the limiter's grid, 8 times as fine, and the crests of parabolas. */
export function detected(sound, { detectorTaps }) {
  const taps = detectorTaps();
  const stages = [taps.slice(0, 96), taps.slice(96, 100), taps.slice(100)];
  return () => {
    let largest = 0;
    for (const channel of sound) {
      const fine = stages.reduce(interpolated, channel);
      for (let n = 1; n < fine.length - 1; n++) {
        const [before, middle, after] = [Math.abs(fine[n - 1]), Math.abs(fine[n]), Math.abs(fine[n + 1])];
        if (middle < before || middle < after) continue;
        largest = Math.max(largest, middle + (after - before) ** 2 / (8 * Math.max(1e-30, 2 * middle - after - before)));
      }
    }
    return largest;
  };
}

/** The half-bands of 8 times oversampling, one way. */
export const halfBands =
  (isUp) =>
  (sound, { halfBandTaps, flatTopHz }) => {
    const stages = [1, 2, 4].map((times) => [...halfBandTaps(flatTopHz(RATE_HZ), times * RATE_HZ)].reverse());
    const high = sound.map((channel) => stages.reduce(interpolated, channel));
    return () => {
      if (isUp) sound.forEach((channel) => stages.reduce(interpolated, channel));
      else high.forEach((channel) => stages.reduceRight(decimated, channel));
    };
  };

/** The all-passes of 4 times oversampling, one way: two paths a stage, at the lower of its rates. */
export function allPasses(sound, { halfBandAllPasses, flatTopHz }) {
  const stages = [1, 2].map((times) => ({ times, coefs: halfBandAllPasses(flatTopHz(RATE_HZ), times * RATE_HZ) }));
  return () => {
    let sum = 0;
    for (const channel of sound)
      for (const { times, coefs } of stages) {
        const past = new Float64Array(coefs.length + 2);
        for (let n = 0; n < times * channel.length; n++)
          for (let path = 0; path < 2; path++) {
            let x = channel[n % channel.length];
            let k = path;
            for (; k < coefs.length; k += 2) {
              const y = past[k] + coefs[k] * (x - past[k + 2]);
              past[k] = x;
              x = y;
            }
            past[k] = x;
            sum += x;
          }
      }
    return sum;
  };
}
