// Judges of processors' sound that share no code with them: a 16x true-peak meter, harmonics, reverberation time, ffmpeg's meters.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StereoSignal } from "../../src/processors/contract/signals.ts";

const HALF_LENGTH = 128;
const OVERSAMPLING = 16;

/** Windowed sinc (Hann), 256 taps a phase, in double precision. */
const phases = Array.from({ length: OVERSAMPLING }, (_, phase) => {
  const taps = Float64Array.from({ length: 2 * HALF_LENGTH }, (__, k) => {
    const x = k - HALF_LENGTH + 1 - phase / OVERSAMPLING;
    const window = Math.abs(x) < HALF_LENGTH ? 0.5 + 0.5 * Math.cos((Math.PI * x) / HALF_LENGTH) : 0;
    return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
});

/** No crest of a band-limited signal lies further above the nearest point at 4x: 20 log10 cos(pi / 8) is 0.688 dB. */
const ABOVE_4X = 10 ** (0.7 / 20);

/** The signal `phase` sixteenths behind sample n. */
function between(samples: Float32Array, n: number, phase: number): number {
  const taps = phases[phase] as Float64Array;
  let sum = 0;
  for (let k = 0; k < taps.length; k++) sum += (taps[k] as number) * (samples[n + k - HALF_LENGTH + 1] as number);
  return Math.abs(sum);
}

/** True peak in dBTP of one channel, read at 16x next to every sample that is above `floorDbfs` (crests are never far from one). */
export function truePeakDbtp(samples: Float32Array, floorDbfs = -60): number {
  const floor = 10 ** (floorDbfs / 20);
  const readings: { readonly n: number; readonly coarse: number }[] = [];
  let highest = 0;
  for (let n = HALF_LENGTH; n < samples.length - HALF_LENGTH; n++) {
    if (Math.abs(samples[n] ?? 0) < floor && Math.abs(samples[n + 1] ?? 0) < floor) continue;
    let coarse = Math.max(Math.abs(samples[n] ?? 0), Math.abs(samples[n + 1] ?? 0));
    for (const phase of [4, 8, 12]) coarse = Math.max(coarse, between(samples, n, phase));
    highest = Math.max(highest, coarse);
    readings.push({ n, coarse });
  }
  const near = highest / ABOVE_4X;
  for (const { n, coarse } of readings) {
    if (coarse < near) continue;
    for (let phase = 1; phase < OVERSAMPLING; phase++)
      if (phase % 4 !== 0) highest = Math.max(highest, between(samples, n, phase));
  }
  return 20 * Math.log10(highest);
}

/** Amplitude of one frequency over `count` samples from `from` on; exact where the frequency fits a whole number of times. */
export function amplitudeAt(samples: Float32Array, hz: number, sampleRateHz: number, from: number, count: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < count; i++) {
    const turn = (2 * Math.PI * ((hz * i) % sampleRateHz)) / sampleRateHz;
    re += (samples[from + i] ?? 0) * Math.cos(turn);
    im += (samples[from + i] ?? 0) * Math.sin(turn);
  }
  return (2 * Math.hypot(re, im)) / count;
}

/** Levels of harmonics 2…`highest` relative to the first, in dB. */
export function harmonicsDb(
  samples: Float32Array,
  hz: number,
  rateHz: number,
  from: number,
  count: number,
  highest = 9,
): number[] {
  const first = amplitudeAt(samples, hz, rateHz, from, count);
  return Array.from(
    { length: highest - 1 },
    (_, index) => 20 * Math.log10(amplitudeAt(samples, (index + 2) * hz, rateHz, from, count) / first),
  );
}

/** Total of some levels in dB. */
export function sumDb(levels: readonly number[]): number {
  return 10 * Math.log10(levels.reduce((sum, level) => sum + 10 ** (level / 10), 0));
}

/** Fourier transform of a power-of-two number of real samples: real and imaginary parts. */
export function transform(samples: Float64Array): [Float64Array, Float64Array] {
  const n = samples.length;
  const re = Float64Array.from(samples);
  const im = new Float64Array(n);
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j] as number, re[i] as number];
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const c = Math.cos((-2 * Math.PI * k) / size);
      const s = Math.sin((-2 * Math.PI * k) / size);
      for (let start = k; start < n; start += size) {
        const other = start + size / 2;
        const r = (re[other] as number) * c - (im[other] as number) * s;
        const i = (re[other] as number) * s + (im[other] as number) * c;
        re[other] = (re[start] as number) - r;
        im[other] = (im[start] as number) - i;
        re[start] = (re[start] as number) + r;
        im[start] = (im[start] as number) + i;
      }
    }
  }
  return [re, im];
}

/** Power spectrum of a power-of-two number of samples: bins 0 … n/2, no window (for coherent tones). */
export function powerSpectrum(samples: ArrayLike<number>): Float64Array {
  const [re, im] = transform(Float64Array.from(samples));
  return Float64Array.from({ length: samples.length / 2 + 1 }, (_, bin) => (re[bin] as number) ** 2 + (im[bin] as number) ** 2);
}

/**
 * Everything below 20 kHz that is no harmonic of a coherent tone (odd bin `bin` of a power-of-two length), relative to the
 * harmonics' power, in dB: aliases and noise.
 */
export function inharmonicDb(samples: ArrayLike<number>, bin: number, sampleRateHz: number): number {
  const power = powerSpectrum(samples);
  const top = Math.floor((20_000 / sampleRateHz) * samples.length);
  let harmonic = 0;
  let other = 0;
  for (let at = 2; at <= Math.min(top, power.length - 1); at++) {
    if (at % bin === 0) harmonic += power[at] as number;
    else other += power[at] as number;
  }
  return 10 * Math.log10(other / harmonic);
}

/** True peak in dBTP as ffmpeg's ebur128 filter reads it. */
export function ffmpegTruePeakDbtp(signal: StereoSignal, sampleRateHz: number): number {
  const interleaved = new Float32Array(2 * signal.left.length);
  signal.left.forEach((sample, frame) => {
    interleaved[2 * frame] = sample;
    interleaved[2 * frame + 1] = signal.right[frame] ?? 0;
  });
  const input = ["-f", "f32le", "-ar", String(sampleRateHz), "-ac", "2", "-i", "-"];
  const meter = "ebur128=peak=true:metadata=1,ametadata=print:file=-";
  const done = spawnSync("ffmpeg", ["-v", "error", ...input, "-af", meter, "-f", "null", "-"], {
    input: new Uint8Array(interleaved.buffer),
    maxBuffer: 2 ** 28,
  });
  if (done.error) throw new Error(`ffmpeg is needed for this test: ${done.error.message}`);
  const readings = [...done.stdout.toString().matchAll(/true_peaks_ch\d=([\d.]+)/g)].map(([, gain]) => Number(gain));
  return 20 * Math.log10(Math.max(...readings));
}

const dataFolder = process.env.STEMROOM_DATA ?? "../shared/data";

/** Path of a real recording, or null with a plain word on stderr where the recordings are not there. */
export function recording(path: string): string | null {
  const file = join(dataFolder, path);
  if (existsSync(file)) return file;
  console.warn(`${file} is not there: this test runs without real music (set STEMROOM_DATA).`);
  return null;
}

/** Some seconds of a recording as ffmpeg decodes them, at the file's own rate. */
export function decode(file: string, fromS: number, seconds: number): StereoSignal {
  const args = ["-v", "error", "-ss", String(fromS), "-t", String(seconds), "-i", file, "-f", "f32le", "-ac", "2", "-"];
  const done = spawnSync("ffmpeg", args, { maxBuffer: 2 ** 28 });
  if (done.error || done.status !== 0)
    throw new Error(`ffmpeg is needed for this test: ${done.error?.message ?? done.stderr.toString()}`);
  const bytes = done.stdout;
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const left = new Float32Array(samples.length / 2);
  const right = new Float32Array(samples.length / 2);
  for (let frame = 0; frame < left.length; frame++) {
    left[frame] = samples[2 * frame] as number;
    right[frame] = samples[2 * frame + 1] as number;
  }
  return { left, right };
}

/** A curve's dB at the first of its points (Hz, dB) from a frequency on. */
export function dbAt(points: readonly (readonly [hz: number, db: number])[], hz: number): number {
  return (points.find(([place]) => place >= hz) ?? [0, NaN])[1];
}

/** The greatest distance from 0. */
export function farthest(levelsDb: readonly number[]): number {
  return levelsDb.reduce((most, db) => Math.max(most, Math.abs(db)), 0);
}
