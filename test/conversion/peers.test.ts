// Sample-rate conversion beside ffmpeg's soxr at its best setting: the same band-limited noise, sample by sample.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createResampler } from "../../src/conversion/resampler.ts";
import { instantiateKernels } from "../../src/kernels/kernels.ts";

const FRAMES = 96_000;

/** Sines from 40 Hz to 10 kHz: from there on soxr's pass band falls, by a millionth at 15 kHz. */
function programme(rateHz: number): Float32Array {
  const partials = Array.from({ length: 60 }, (_, index) => ({ hz: 40 * (10_000 / 40) ** (index / 59), phase: index * index }));
  return Float32Array.from({ length: FRAMES }, (_, n) => {
    const fade = Math.min(1, n / 9600, (FRAMES - 1 - n) / 9600);
    return (fade * partials.reduce((sum, { hz, phase }) => sum + Math.sin((2 * Math.PI * hz * n) / rateHz + phase), 0)) / 60;
  });
}

test.each([
  [48_000, 44_100],
  [44_100, 48_000],
  [96_000, 44_100],
  [44_100, 96_000],
])("%i to %i Hz: within -135 dB of soxr", (fromHz, toHz) => {
  const input = programme(fromHz);
  const filter = `aresample=${toHz}:resampler=soxr:precision=28`;
  const raw = (hz: number) => ["-f", "f32le", "-ar", String(hz), "-ac", "1"];
  const peer = spawnSync("ffmpeg", ["-v", "error", ...raw(fromHz), "-i", "-", "-af", filter, ...raw(toHz), "-"], {
    input: Buffer.from(input.buffer),
    maxBuffer: 1 << 28,
  });
  if (peer.error) throw new Error("This comparison needs ffmpeg on the PATH.", { cause: peer.error });
  const theirs = new Float32Array(new Uint8Array(peer.stdout).buffer);
  const resampler = createResampler({ fromHz, toHz, channels: 1, kernels: instantiateKernels() });
  const ours = Float32Array.from([...(resampler.push([input])[0] as Float32Array), ...(resampler.finish()[0] as Float32Array)]);
  expect(Math.abs(ours.length - theirs.length)).toBeLessThanOrEqual(1);
  let error = 0;
  let power = 0;
  for (let n = 0; n < Math.min(ours.length, theirs.length); n++) {
    error += ((ours[n] as number) - (theirs[n] as number)) ** 2;
    power += (theirs[n] as number) ** 2;
  }
  expect(10 * Math.log10(error / power)).toBeLessThan(-135);
});
