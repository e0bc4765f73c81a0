// What the kernels cost, in ns per stereo frame of the base rate, beside plain TypeScript of the same work. `npm run bench` (after a build).
// Processor time, medians of repeated runs; other load on the machine still shows. Arguments: words that a row's name must contain.
import { Dither } from "../dist/src/conversion/dither.js";
import { Oversampler } from "../dist/src/conversion/oversampler.js";
import { createResampler } from "../dist/src/conversion/resampler.js";
import { designResampler } from "../dist/src/conversion/resampler-design.js";
import { BiquadCascade } from "../dist/src/filters/cascade.js";
import { rbjPeak } from "../dist/src/filters/rbj-design.js";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";

const FRAMES = 128;
const kernels = instantiateKernels();
const wanted = process.argv.slice(2);
const left = kernels.heap.f32(FRAMES);
const right = kernels.heap.f32(FRAMES);

function fill() {
  for (let n = 0; n < FRAMES; n++) {
    left.array[n] = 0.3 * Math.sin(n * 0.1);
    right.array[n] = 0.3 * Math.cos(n * 0.13);
  }
}

/** Prints the median cost of `work`, which handles `frames` frames a call. */
function row(name, frames, work) {
  if (!wanted.every((word) => name.includes(word))) return;
  const calls = Math.max(1, Math.round(200_000 / frames));
  const costs = [];
  for (let run = 0; run < 15; run++) {
    fill();
    const begin = process.cpuUsage();
    for (let call = 0; call < calls; call++) work();
    costs.push((process.cpuUsage(begin).user * 1000) / calls / frames);
  }
  costs.sort((a, b) => a - b);
  console.log(`${name.padEnd(48)} ${costs[7].toFixed(2).padStart(9)} ns   least ${costs[0].toFixed(2)}`);
}

function plainCascade(sections) {
  const states = sections.map(() => new Float64Array(8));
  return () => {
    for (const [offset, block] of [
      [0, left.array],
      [4, right.array],
    ])
      sections.forEach(({ b0, b1, b2, a1, a2 }, index) => {
        let [x1, x2, y1, y2] = states[index].subarray(offset, offset + 4);
        for (let n = 0; n < FRAMES; n++) {
          const x = block[n];
          const y = b0 * x + (b1 * x1 + b2 * x2 - (a2 * y2 + a1 * y1));
          x2 = x1;
          x1 = x;
          y2 = y1;
          y1 = y;
          block[n] = y;
        }
        states[index].set([x1, x2, y1, y2], offset);
      });
  };
}

for (const count of [1, 2, 3, 5, 8]) {
  const sections = Array.from({ length: count }, (_, index) => rbjPeak(200 * (index + 1), 0.1, 1, 48_000));
  const cascade = new BiquadCascade(kernels, count);
  cascade.setAll(sections);
  row(`cascade, ${count} sections`, FRAMES, () => cascade.process(left.ptr, right.ptr, FRAMES));
  if (count === 5) row("cascade, 5 sections, TypeScript", FRAMES, plainCascade(sections));
}

for (const form of ["linear", "minimum"])
  for (const rateHz of [44_100, 48_000])
    for (const factor of [2, 4, 8]) {
      const oversampler = new Oversampler(kernels, { factor, form, rateHz });
      row(`oversampler ${factor}x up and down, ${form}, ${rateHz}`, FRAMES, () => {
        oversampler.up(left.ptr, right.ptr, FRAMES);
        oversampler.down(left.ptr, right.ptr, FRAMES);
      });
    }

for (const [fromHz, toHz] of [
  [48_000, 44_100],
  [44_100, 48_000],
  [96_000, 44_100],
]) {
  const second = [0, 1].map((phase) => Float32Array.from({ length: fromHz }, (_, n) => 0.3 * Math.sin(n * 0.1 + phase)));
  const resampler = createResampler({ fromHz, toHz, channels: 2, kernels });
  row(`resampler ${fromHz} to ${toHz}, per output frame`, toHz, () => resampler.push(second));
  if (fromHz !== 48_000) continue;
  const { table, taps, rows, inFrames } = designResampler(fromHz, toHz);
  row(`resampler ${fromHz} to ${toHz}, TypeScript`, 4410, () => {
    const out = [new Float32Array(4410), new Float32Array(4410)];
    for (let channel = 0; channel < 2; channel++)
      for (let n = 0; n < 4410; n++) {
        const begin = Math.floor((n * inFrames) / rows);
        const at = (n % rows) * taps;
        let sum = 0;
        for (let tap = 0; tap < taps; tap++) sum += table[at + tap] * second[channel][begin + tap];
        out[channel][n] = sum;
      }
    return out;
  });
}

for (const kind of ["none", "tpdf", "f-weighted-9"]) {
  const dither = new Dither(kernels, { bits: 16, kind, rateHz: 44_100, channels: 2 });
  row(`dither to 16 bits, ${kind}`, FRAMES, () => dither.process([left.ptr, right.ptr], FRAMES));
}

for (const name of ["gainToDbBlock", "dbToGainBlock", "tanhBlock", "sinCyclesBlock"])
  row(`${name}, both channels`, FRAMES, () => {
    kernels.call[name](left.ptr, right.ptr, FRAMES);
    kernels.call[name](right.ptr, left.ptr, FRAMES);
  });
row("tanh, both channels, TypeScript", FRAMES, () => {
  const [l, r] = [left.array, right.array];
  for (let n = 0; n < FRAMES; n++) {
    l[n] = Math.tanh(l[n]);
    r[n] = Math.tanh(r[n]);
  }
});

// Transform, convolution and resampler, beside C.
await import("./transforms.bench.mjs");

// Every kernel where it works.
await import("./every-kernel.bench.mjs");
