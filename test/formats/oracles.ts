// Other people's programs that make and judge audio files, and the test signal.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { AudioReader } from "../../src/formats/audio.ts";

/** A folder for the test's files; call `remove` when done. */
export function temporaryFolder(): { readonly path: string; at(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "stemroom-formats-"));
  return { path, at: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a program and returns its output; a program that is missing or fails fails the test. */
export function run(program: string, args: readonly string[], input?: Uint8Array): { stdout: Buffer; stderr: string } {
  const done = spawnSync(program, args, { maxBuffer: 2 ** 30, ...(input ? { input } : {}) });
  if (done.error) throw new Error(`${program} is needed for this test: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.stderr.toString()}`);
  return { stdout: done.stdout, stderr: done.stderr.toString() };
}

/** A file's samples as ffmpeg decodes them: interleaved 32-bit integers (exact for integer formats). */
export function ffmpegIntegers(file: string): Int32Array {
  const { stdout } = run("ffmpeg", ["-v", "error", "-i", file, "-f", "s32le", "-"]);
  return new Int32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/** A file's samples as ffmpeg decodes them: interleaved 32-bit floats. */
export function ffmpegFloats(file: string, options: readonly string[] = []): Float32Array {
  const { stdout } = run("ffmpeg", ["-v", "error", ...options, "-i", file, "-f", "f32le", "-"]);
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/** All of a reader's sound, one array a channel. Closes the reader. */
export async function readAll(reader: AudioReader): Promise<Float32Array[]> {
  const parts: Float32Array[][] = [];
  for await (const chunk of reader.chunks()) parts.push(chunk);
  await reader.close();
  return Array.from({ length: reader.info.channels }, (_, channel) => {
    const whole = new Float32Array(parts.reduce((sum, part) => sum + (part[channel]?.length ?? 0), 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part[channel] ?? [], at);
      at += part[channel]?.length ?? 0;
    }
    return whole;
  });
}

export function interleave(planar: readonly Float32Array[]): Float32Array {
  const frames = planar[0]?.length ?? 0;
  const out = new Float32Array(frames * planar.length);
  planar.forEach((channel, c) => {
    for (let i = 0; i < frames; i++) out[i * planar.length + c] = channel[i] ?? 0;
  });
  return out;
}

/** Chirp, noise and clicks: broadband, without symmetry, different left and right, so that lag, length and channel order show. */
export function testSignal(frames: number, channels: number, sampleRateHz: number): Float32Array[] {
  let seed = 12345;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return seed / 2147483648;
  };
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    const seconds = frames / sampleRateHz;
    for (let i = 0; i < frames; i++) {
      const t = i / sampleRateHz;
      const phase = 2 * Math.PI * (60 * t + ((4000 - 60) * t * t) / (2 * Math.max(seconds, 0.001)));
      out[i] = 0.4 * Math.sin(phase + channel) + 0.05 * noise() + (i % 9001 === 4000 + channel * 500 ? 0.4 : 0);
    }
    return out;
  });
}

/** The same samples on the grid of an integer format. */
export function quantise(planar: readonly Float32Array[], bits: number): Float32Array[] {
  const full = 2 ** (bits - 1);
  return planar.map((channel) => channel.map((x) => Math.max(-full, Math.min(full - 1, Math.round(x * full))) / full + 0));
}

/** Every sample the same (−0 and 0 are not), told by the first that differs: a difference of long arrays is unreadable and slow. */
export function expectSameSamples(got: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(got.length).toBe(expected.length);
  let different = 0;
  let first = "";
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(got[i], expected[i])) continue;
    if (different++ === 0) first = `; the first at ${i}: ${got[i]} instead of ${expected[i]}`;
  }
  expect(`${different} samples differ${first}`).toBe("0 samples differ");
}

/** 10·log10 of signal over error, dB; +∞ when equal. */
export function signalToErrorDb(signal: ArrayLike<number>, other: ArrayLike<number>): number {
  let power = 0;
  let error = 0;
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i] ?? 0;
    const d = x - (other[i] ?? 0);
    power += x * x;
    error += d * d;
  }
  return 10 * Math.log10(power / error);
}

/** The shift of `other` against `signal` (frames, −range … range) that correlates best. */
export function bestLag(signal: Float32Array, other: Float32Array, range: number): number {
  let best = 0;
  let bestSum = Number.NEGATIVE_INFINITY;
  const from = Math.min(signal.length, 20000);
  const until = Math.min(from + 40000, signal.length - range);
  const start = until > from ? from : range;
  const end = until > from ? until : Math.max(range, signal.length - range);
  for (let lag = -range; lag <= range; lag++) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += (signal[i] ?? 0) * (other[i + lag] ?? 0);
    if (sum > bestSum) {
      bestSum = sum;
      best = lag;
    }
  }
  return best;
}
