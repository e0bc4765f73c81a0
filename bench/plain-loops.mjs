// Kernels once more as plain TypeScript would have them: what the same loop costs without WebAssembly. Each is given a second of stereo
// and returns a turn of work over all of its frames.

/** One value a frame and channel. */
const each = (loop) => (sound) => {
  const out = sound.map((channel) => new Float32Array(channel.length));
  return () => sound.forEach((channel, side) => loop(channel, out[side], sound[1 - side]));
};
/** One value a frame of one channel, as the block functions are called. */
const one = (value) => (sound) => {
  const out = new Float32Array(sound[0].length);
  return () => {
    for (let n = 0; n < out.length; n++) out[n] = value(sound[0][n]);
  };
};

/** Both channels through a direct form II transposed. */
const biquads = (sections) =>
  each((x, y) => {
    y.set(x);
    for (let section = 0; section < sections; section++) {
      let [s1, s2] = [0, 0];
      for (let n = 0; n < y.length; n++) {
        const input = y[n];
        const output = 1.01 * input + s1;
        s1 = s2 - 1.9 * input + 1.88 * output;
        s2 = 0.9 * input - 0.89 * output;
        y[n] = output;
      }
    }
  });

function kWeighted(sound) {
  const filtered = biquads(2)(sound);
  return () => {
    filtered();
    let [left, right, products] = [0, 0, 0];
    for (let n = 0; n < sound[0].length; n++) {
      left += sound[0][n] ** 2;
      right += sound[1][n] ** 2;
      products += sound[0][n] * sound[1][n];
    }
    return left + right + products;
  };
}

function levels(sound) {
  return () => {
    let [sum, squares, products, largest, clipped] = [0, 0, 0, 0, 0];
    for (let n = 0; n < sound[0].length; n++) {
      const [l, r] = [sound[0][n], sound[1][n]];
      sum += l + r;
      squares += l * l + r * r;
      products += l * r;
      largest = Math.max(largest, Math.abs(l), Math.abs(r));
      if (largest >= 1) clipped++;
    }
    return sum + squares + products + largest + clipped;
  };
}

/** Four times oversampled, 48 taps a phase, every point. */
const truePeak = each((x) => {
  let largest = 0;
  for (let phase = 0; phase < 3; phase++)
    for (let n = 48; n < x.length; n++) {
      let sum = 0;
      for (let tap = 0; tap < 48; tap++) sum += x[n - tap] * (tap - phase) * 0.01;
      largest = Math.max(largest, Math.abs(sum));
    }
  return largest;
});

export const PLAIN = {
  biquadCascade: biquads(4),
  kWeightedHops: kWeighted,
  kWeightedSums: kWeighted,
  levelSums: levels,
  planesPeak: levels,
  truePeakScan: truePeak,
  detectTruePeaks: truePeak,
  applyRampedGain: each((x, y) => x.forEach((value, n) => (y[n] = value * (0.5 + 1e-6 * n)))),
  applyReduction: each((x, y) => x.forEach((value, n) => (y[n] = value * 10 ** (-Math.abs(x[n]) / 20)))),
  mixClear: each((_, y) => y.fill(0)),
  mixCopy: each((x, y) => y.set(x)),
  mixAdd: each((x, y) => x.forEach((value, n) => (y[n] += value))),
  mixScale: each((x, y) => x.forEach((value, n) => (y[n] = value * (0.5 + 1e-6 * n)))),
  mixAddScaled: each((x, y) => x.forEach((value, n) => (y[n] += value * (0.5 + 1e-6 * n)))),
  mixFadeFrames: each((x, y) => x.forEach((value, n) => (y[n] = value * (1 - 1e-6 * n)))),
  mixLevels: levels,
  addFrames: one((value) => value + 1),
  copyFrames: each((x, y) => y.set(x)),
  windowPair: each((x, y, w) => x.forEach((value, n) => (y[n] = value * w[n]))),
  reduceWordLength: each((x, y) => x.forEach((value, n) => (y[n] = Math.round(32768 * value + Math.random() - Math.random())))),
  exp2Block: one((value) => 2 ** value),
  log2Block: one((value) => Math.log2(Math.abs(value))),
  gainToDbBlock: one((value) => 20 * Math.log10(Math.abs(value))),
  powerToDbBlock: one((value) => 10 * Math.log10(Math.abs(value))),
  dbToGainBlock: one((value) => 10 ** (value / 20)),
  tanhBlock: one(Math.tanh),
  sinCyclesBlock: one((value) => Math.sin(2 * Math.PI * value)),
};
