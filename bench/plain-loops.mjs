// Kernels once more as plain TypeScript would have them: what the same loop costs without WebAssembly. Each is given a second of stereo
// and the designs of bench/designs.mjs, and returns a turn of work over all of its frames.
import { allPasses, detected, halfBands, truePeaks } from "./plain-filters.mjs";

const RATE_HZ = 48_000;

/** A turn over both channels: x is one of them, w the other, y the output. */
const each = (turn) => (sound) => {
  const out = sound.map((channel) => new Float32Array(channel.length));
  return () => sound.forEach((channel, side) => turn(channel, out[side], sound[1 - side]));
};
/** The loop around a body, made anew for each: the engine then knows one body, as in a loop written out. */
// oxlint-disable-next-line typescript/no-implied-eval -- the bodies are this file's own words, and one function for all would be slower
const loopOf = (body) => new Function("x", "y", "w", `for (let n = 0; n < x.length; n++) { ${body} }`);
const loop = (body) => each(loopOf(body));
/** The same over one channel, as the block functions are called. */
const one = (value) => (sound) => {
  const [turn, out] = [loopOf(`y[n] = ${value}`), new Float32Array(sound[0].length)];
  return () => turn(sound[0], out);
};

/** In place through biquads, direct form II transposed. */
function throughBiquads(y, sections) {
  for (const { b0, b1, b2, a1, a2 } of sections) {
    let [s1, s2] = [0, 0];
    for (let n = 0; n < y.length; n++) {
      const input = y[n];
      const output = b0 * input + s1;
      s1 = s2 + b1 * input - a1 * output;
      s2 = b2 * input - a2 * output;
      y[n] = output;
    }
  }
}
/** Both channels through sections of their own. */
const filtered = (sectionsOf) => (sound, designs) => {
  const sections = sectionsOf(designs);
  const out = sound.map((channel) => Float64Array.from(channel));
  return () =>
    out.map((y, side) => {
      y.set(sound[side]);
      throughBiquads(y, sections[side]);
      return y;
    });
};
const bands = ({ rbjPeak }, ...hz) => hz.map((centre) => rbjPeak(centre, 3, 1, RATE_HZ));
const both = (sections) => [sections, sections];

/** Four sections whose coefficients are always on the way to others. */
function gliding(sound, designs) {
  const sections = bands(designs, 100, 400, 2000, 9000);
  const out = sound.map((channel) => Float64Array.from(channel));
  return () =>
    out.forEach((y, side) => {
      y.set(sound[side]);
      for (const section of sections) {
        let { b0, b1, b2, a1, a2 } = section;
        let [s1, s2] = [0, 0];
        for (let n = 0; n < y.length; n++) {
          b0 += 1e-9;
          b1 -= 1e-9;
          b2 += 1e-9;
          a1 += 1e-9;
          a2 -= 1e-9;
          const input = y[n];
          const output = b0 * input + s1;
          s1 = s2 + b1 * input - a1 * output;
          s2 = b2 * input - a2 * output;
          y[n] = output;
        }
      }
    });
}

function kWeighted(sound, designs) {
  const { shelf, highPass } = designs.kWeighting(RATE_HZ);
  const weighted = filtered(() => both([shelf, highPass]))(sound, designs);
  return () => {
    const [l, r] = weighted();
    let [left, right, products] = [0, 0, 0];
    for (let n = 0; n < l.length; n++) {
      left += l[n] ** 2;
      right += r[n] ** 2;
      products += l[n] * r[n];
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

/** A ring of `frames` frames. */
const delayed = (frames) => (sound) => {
  const out = sound.map((channel) => new Float32Array(channel.length));
  return () =>
    sound.forEach((channel, side) => {
      const ring = new Float32Array(frames);
      for (let n = 0, place = 0; n < channel.length; n++) {
        out[side][n] = ring[place];
        ring[place] = channel[n];
        if (++place === frames) place = 0;
      }
    });
};
const copy = each((x, y) => y.set(x));
const mixed = loop("y[n] = 0.7 * x[n] + 0.3 * w[n]");
const added = loop("y[n] = x[n] + 0.3 * w[n]");

/** A needle on one channel: what a frame makes of two poles. */
const needle = (turn) => (sound) => () => {
  const state = { z1: 0, z2: 0, largest: 0 };
  for (let n = 0; n < sound[0].length; n++) {
    turn(state, Math.abs(sound[0][n]));
    if (state.z2 > state.largest) state.largest = state.z2;
  }
  return state.largest;
};

/** 24-bit frames to planes. */
function packed(sound) {
  const bytes = Uint8Array.from({ length: 6 * sound[0].length }, (_, n) => n * 79);
  const out = sound.map((channel) => new Float32Array(channel.length));
  return () =>
    out.forEach((samples, side) => {
      for (let n = 0, at = 3 * side; n < samples.length; n++, at += 6)
        samples[n] = ((bytes[at] << 8) | (bytes[at + 1] << 16) | (bytes[at + 2] << 24)) / 2 ** 31;
    });
}

function crosstalkAndNoise(sound) {
  const out = sound.map((channel) => new Float32Array(channel.length));
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0) / 2 ** 31;
  return () =>
    out.forEach((samples, side) => {
      for (let n = 0; n < samples.length; n++) {
        const own = sound[side][n];
        samples[n] = own + 0.001 * (sound[1 - side][n] - own) + 1e-4 * (random() + random());
      }
    });
}

function largest(sound) {
  return () => {
    let most = 0;
    for (let n = 0; n < sound[0].length; n++) most = Math.max(most, Math.abs(sound[0][n]), Math.abs(sound[1][n]));
    return most;
  };
}

export const PLAIN = {
  biquadCascade: filtered((designs) => both(bands(designs, 1000, 4000, 8000))),
  biquadSix: filtered((designs) => both(bands(designs, 100, 300, 1000, 3000, 6000, 9000))),
  biquadCascadeGlide: gliding,
  kWeightedHops: kWeighted,
  kWeightedSums: kWeighted,
  levelSums: levels,
  planesPeak: largest,
  truePeakScan: truePeaks,
  detectTruePeaks: detected,
  halfBandUp: halfBands(true),
  halfBandDown: halfBands(false),
  allPassUp: allPasses,
  allPassDown: allPasses,
  // mid through an all-pass, side through two high-passes: three biquads
  narrowLows: filtered((designs) => [bands(designs, 120), bands(designs, 120, 120)]),
  closeBandImage: loop("y[n] = x[n] + w[n]"),
  addCrosstalkAndNoise: crosstalkAndNoise,
  delayStereo: delayed(66),
  mixDelay: delayed(1000),
  keepDeskDry: copy,
  passDeskDry: copy,
  keepDry: copy,
  planesToBlock: copy,
  mixDry: mixed,
  fadeOver: mixed,
  addDry: added,
  addNeighbour: added,
  mixClipped: loop("y[n] = 0.2 * x[n] + 0.8 * (w[n] - y[n])"),
  mixSilenceFrames: each((_, y) => y.fill(0)),
  exchange: loop("const kept = x[n]; x[n] = y[n]; y[n] = kept;"),
  pcmToPlanes: packed,
  ppmNeedle: needle((state, level) => {
    state.z1 *= 0.9999;
    state.z2 *= 0.9999;
    if (level > state.z1) state.z1 += 0.01 * (level - state.z1);
    if (level > state.z2) state.z2 += 0.02 * (level - state.z2);
  }),
  vuNeedle: needle((state, level) => {
    state.z1 += 0.001 * (level - 0.5 * state.z2 - state.z1);
    state.z2 += 0.001 * (state.z1 - state.z2);
  }),
  kNeedle: needle((state, level) => {
    state.z1 += 0.001 * (level * level - state.z1);
    state.z2 += 0.001 * (state.z1 - state.z2);
    state.largest = Math.max(level, 0.99999 * state.largest);
  }),
  applyRampedGain: loop("y[n] = x[n] * (0.5 + 1e-6 * n)"),
  applyReduction: loop("y[n] = x[n] * 10 ** (-Math.abs(x[n]) / 20)"),
  mixClear: each((_, y) => y.fill(0)),
  mixCopy: each((x, y) => y.set(x)),
  mixAdd: loop("y[n] += x[n]"),
  mixScale: loop("y[n] = x[n] * (0.5 + 1e-6 * n)"),
  mixAddScaled: loop("y[n] += x[n] * (0.5 + 1e-6 * n)"),
  mixFadeFrames: loop("y[n] = x[n] * (1 - 1e-6 * n)"),
  mixLevels: levels,
  addFrames: one("x[n] + 1"),
  copyFrames: each((x, y) => y.set(x)),
  windowPair: loop("y[n] = x[n] * w[n]"),
  reduceWordLength: loop("y[n] = Math.round(32768 * x[n] + Math.random() - Math.random())"),
  exp2Block: one("2 ** x[n]"),
  log2Block: one("Math.log2(Math.abs(x[n]))"),
  gainToDbBlock: one("20 * Math.log10(Math.abs(x[n]))"),
  powerToDbBlock: one("10 * Math.log10(Math.abs(x[n]))"),
  dbToGainBlock: one("10 ** (x[n] / 20)"),
  tanhBlock: one("Math.tanh(x[n])"),
  sinCyclesBlock: one("Math.sin(2 * Math.PI * x[n])"),
};
