// Transform, convolution, resampler, true peak and a saturator beside plain TypeScript of the same work and beside C: FFTW, libsoxr, ffmpeg's afir,
// and loops of our own.
// All of a row run in turn, round by round, so that load on the machine meets each alike; ratios are taken within a round.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { halfBandTaps, flatTopHz } from "../dist/src/conversion/half-band-design.js";
import { Oversampler } from "../dist/src/conversion/oversampler.js";
import { createResampler } from "../dist/src/conversion/resampler.js";
import { designResampler } from "../dist/src/conversion/resampler-design.js";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";
import { FUTURE_FRAMES, PAST_FRAMES, phaseTaps, TruePeakScan } from "../dist/src/measure/true-peak.js";
import { Convolver } from "../dist/src/transform/convolver.js";
import { RealFft, realFftRoom } from "../dist/src/transform/real-fft.js";

const ROUNDS = 7;
const kernels = instantiateKernels();
const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** ns of processor time per item: median of 9 runs of at least 40 ms. */
function cost(items, work) {
  work();
  let calls = 1;
  const run = () => {
    const begin = process.cpuUsage();
    for (let call = 0; call < calls; call++) work();
    return process.cpuUsage(begin).user;
  };
  for (let spent = run(); spent < 40_000; spent = run())
    calls = Math.ceil(calls * Math.min(10, Math.max(1.2, 48_000 / (spent + 1))));
  return (median(Array.from({ length: 9 }, run)) * 1000) / calls / items;
}

let compiled;
/** The C program's answer, or null where it can't be made. */
function inC(...words) {
  if (compiled === undefined) {
    const program = join(folder, "peers");
    const source = new URL("peers.c", import.meta.url).pathname;
    const made = spawnSync("gcc", ["-O3", "-march=native", source, "-o", program, "-lfftw3f", "-lsoxr", "-lm"], {
      encoding: "utf8",
    });
    compiled = made.status === 0 ? program : null;
    if (!compiled) console.log("(no C figures: gcc, libfftw3-dev and libsoxr-dev are needed to compile bench/peers.c)");
  }
  if (!compiled) return null;
  return Number(spawnSync(compiled, words, { encoding: "utf8" }).stdout);
}

/** Rounds of `ours`, `peer` (null: absent) and one of `plain`; all return ns per `unit`. */
function compare(name, unit, ours, plainName, plain, peerName, peer) {
  if (!wanted.every((word) => name.includes(word))) return;
  const own = [];
  const ratios = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round++) {
    own.push(ours());
    const other = peer();
    if (other === null) {
      peer = () => null;
      continue;
    }
    theirs.push(other);
    ratios.push(own.at(-1) / other);
  }
  const span = (values, digits) =>
    `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;
  console.log(`${name}, ns per ${unit}`);
  console.log(`  kernel        ${span(own, 1)}`);
  if (theirs.length > 0) console.log(`  ${peerName.padEnd(13)} ${span(theirs, 1)}   kernel takes ${span(ratios, 2)} of its time`);
  const slow = plain();
  console.log(`  ${plainName.padEnd(13)} ${slow.toFixed(1)}   ${(slow / median(own)).toFixed(0)} times the kernel's time`);
}

function noise(length) {
  let state = length | 1;
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31);
}

/** Iterative radix 2 in double precision, tables made beforehand. */
function plainTransform(size) {
  const bits = Math.log2(size);
  const turns = Float64Array.from({ length: size }, (_, n) => (n % 2 ? Math.sin : Math.cos)((-2 * Math.PI * (n >> 1)) / size));
  const places = Int32Array.from({ length: size }, (_, n) => {
    let place = 0;
    for (let bit = 0; bit < bits; bit++) place |= ((n >> bit) & 1) << (bits - 1 - bit);
    return place;
  });
  const [re, im, input] = [new Float64Array(size), new Float64Array(size), noise(size)];
  return () => {
    for (let n = 0; n < size; n++) re[n] = input[places[n]];
    im.fill(0);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / half;
      for (let first = 0; first < size; first += 2 * half)
        for (let k = 0; k < half; k++) {
          const c = turns[k * stride];
          const s = turns[k * stride + 1];
          const a = first + k;
          const b = a + half;
          const r = re[b] * c - im[b] * s;
          const i = re[b] * s + im[b] * c;
          re[b] = re[a] - r;
          im[b] = im[a] - i;
          re[a] += r;
          im[a] += i;
        }
    }
  };
}

for (const size of [256, 1024, 4096, 16384, 65536]) {
  const fft = new RealFft(kernels, size);
  const [signal, re, im] = [size, realFftRoom(size), realFftRoom(size)].map((length) => kernels.heap.f32(length));
  signal.array.set(noise(size));
  compare(
    `fft, real, ${size}`,
    "transform",
    () => cost(1, () => fft.forward(signal.ptr, re.ptr, im.ptr)),
    "TypeScript",
    () => cost(1, plainTransform(size)),
    "fftw3f",
    () => inC("fft", String(size)),
  );
}

for (const [fromHz, toHz] of [
  [48_000, 44_100],
  [44_100, 48_000],
  [96_000, 44_100],
]) {
  const second = [noise(fromHz), noise(fromHz)];
  const resampler = createResampler({ fromHz, toHz, channels: 2, kernels });
  const { table, taps, rows, inFrames } = designResampler(fromHz, toHz);
  compare(
    `resampler ${fromHz} to ${toHz}`,
    "output frame of two channels",
    () => cost(toHz, () => resampler.push(second)),
    "TypeScript",
    () =>
      cost(4410, () => {
        const out = [new Float32Array(4410), new Float32Array(4410)];
        for (let channel = 0; channel < 2; channel++)
          for (let n = 0; n < 4410; n++) {
            const begin = Math.floor((n * inFrames) / rows);
            const at = (n % rows) * taps;
            let sum = 0;
            for (let tap = 0; tap < taps; tap++) sum += table[at + tap] * second[channel][begin + tap];
            out[channel][n] = sum;
          }
      }),
    "soxr VHQ",
    () => inC("resample", String(fromHz), String(toHz)),
  );
}

/** ns of ffmpeg's processor time per frame for a stereo response of `taps`, without that of making and dropping the same noise. */
function afir(taps) {
  const source = (seconds, seed) => [
    "-f",
    "lavfi",
    "-i",
    `anoisesrc=r=48000:d=${seconds}:seed=${seed},aformat=fltp,pan=stereo|c0=c0|c1=c0`,
  ];
  const spent = (...chain) => {
    const words = [
      "-hide_banner",
      "-threads",
      "1",
      "-benchmark",
      ...source(60, 1),
      ...source(taps / 48_000, 2),
      ...chain,
      "-f",
      "null",
      "-",
    ];
    return Number(/bench: utime=([\d.]+)s/.exec(spawnSync("ffmpeg", words, { encoding: "utf8" }).stderr ?? "")?.[1] ?? NaN);
  };
  const whole = spent("-filter_complex", "[0][1]afir=gtype=none[o]", "-map", "[o]") - spent("-map", "0");
  if (Number.isNaN(whole)) console.log("(no figures of afir: ffmpeg is needed on the PATH)");
  return Number.isNaN(whole) ? null : (whole * 1e9) / (60 * 48_000);
}

for (const taps of [4096, 96_000]) {
  const response = noise(taps).map((value, n) => (value * Math.exp((-7 * n) / taps)) / 30);
  const frames = 3 * 8192;
  const convolver = new Convolver(kernels, { left: response, right: response.slice() });
  const [left, right] = [kernels.heap.f32(frames), kernels.heap.f32(frames)];
  const input = noise(frames);
  const blocks = () => {
    left.array.set(input);
    right.array.set(input);
    for (let at = 0; at < frames; at += 128) convolver.process(left.ptr + 4 * at, right.ptr + 4 * at, 128);
  };
  compare(
    `convolver, ${taps} taps`,
    "frame of two channels",
    () => cost(frames, blocks),
    "TypeScript",
    () => {
      const [line, count] = [noise(taps + 64), 64];
      return (
        2 *
        cost(count, () => {
          const out = new Float32Array(count);
          for (let n = 0; n < count; n++) {
            let sum = 0;
            for (let tap = 0; tap < taps; tap++) sum += response[tap] * line[n + taps - tap];
            out[n] = sum;
          }
        })
      );
    },
    "ffmpeg afir",
    () => afir(taps),
  );
  if (!wanted.every((word) => `convolver, ${taps} taps`.includes(word))) continue;
  const dearest = Array.from({ length: 9 }, () => {
    let most = 0;
    for (let at = 0; at < frames; at += 128) {
      const begin = process.hrtime.bigint();
      convolver.process(left.ptr + 4 * at, right.ptr + 4 * at, 128);
      most = Math.max(most, Number(process.hrtime.bigint() - begin));
    }
    return most;
  });
  console.log(`  dearest block of 128 frames: ${(Math.min(...dearest) / 1000).toFixed(0)} us (a block lasts 2667 us at 48 kHz)`);
}

/** Taps of a phase/16 for the kernel: halves of sum and difference of the pairs around the middle, nearest first. */
function pairsOf(phase) {
  const taps = phaseTaps(phase);
  return Array.from({ length: 24 }, (_, pair) => [
    0.5 * (taps[24 + pair] + taps[23 - pair]),
    0.5 * (taps[24 + pair] - taps[23 - pair]),
  ]);
}

{
  const frames = 4800;
  const signal = kernels.heap.f32(PAST_FRAMES + frames + FUTURE_FRAMES);
  signal.array.set(noise(signal.length));
  const at = signal.ptr + 4 * PAST_FRAMES;
  const [half, quarter, scratch] = [24, 48, 1024].map((length) => kernels.heap.f32(length));
  half.array.set(pairsOf(8).map(([even]) => even));
  quarter.array.set(pairsOf(4).flat());
  const plain = () => {
    const phases = [4, 8, 12].map(phaseTaps);
    return cost(frames, () => {
      const x = signal.array;
      let largest = 0;
      for (let n = PAST_FRAMES; n < PAST_FRAMES + frames; n++)
        for (const taps of phases) {
          let sum = 0;
          for (let tap = 0; tap < 48; tap++) sum += taps[tap] * x[n + tap - 23];
          largest = Math.max(largest, Math.abs(sum), Math.abs(x[n]));
        }
      return largest;
    });
  };
  // A slack of infinity computes every point of the 2 and 4 times grids, one far below 0 none of the 16 times grid.
  const all = () =>
    kernels.call.truePeakScan(at, frames, half.ptr, quarter.ptr, quarter.ptr, Infinity, Infinity, -1e9, 0, scratch.ptr, 0);
  const scan = new TruePeakScan(kernels, frames);
  const c = () => inC("truepeak", "48");
  compare("true peak 4x, all points, 48 taps", "sample", () => cost(frames, all), "TypeScript", plain, "C, 4x 48 taps", c);
  // Noise with little treble that stays the same: the largest is known from the first call on, so that bounds leave work out.
  let low = 0;
  signal.array.forEach((value, n, all) => (all[n] = low += 0.2 * (value - low)));
  compare(
    "true peak 16x, pruned",
    "sample",
    () => cost(frames, () => scan.scan(at, frames)),
    "TypeScript 4x",
    plain,
    "C, 4x 48 taps",
    c,
  );
}

{
  const [left, right] = [kernels.heap.f32(128), kernels.heap.f32(128)];
  const oversampler = new Oversampler(kernels, { factor: 4, form: "linear", rateHz: 48_000 });
  const input = noise(128).map((value) => value / 2);
  const pairs = [1, 2].map((times) => halfBandTaps(flatTopHz(48_000), 48_000 * times).length);
  compare(
    `saturator 4x, half-bands of ${pairs.join(" and ")} pairs, tanh`,
    "sample",
    () =>
      cost(256, () => {
        left.array.set(input);
        right.array.set(input);
        const at = oversampler.up(left.ptr, right.ptr, 128);
        kernels.call.tanhBlock(at.left, at.left, 512);
        kernels.call.tanhBlock(at.right, at.right, 512);
        oversampler.down(left.ptr, right.ptr, 128);
      }),
    "TypeScript, tanh alone",
    () => {
      const block = noise(512);
      return cost(128, () => block.reduce((sum, value) => sum + Math.tanh(value), 0));
    },
    "C",
    () => inC("saturate", ...pairs.map(String)),
  );
}
