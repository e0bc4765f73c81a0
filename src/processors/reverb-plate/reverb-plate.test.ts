// The plate against theory: reverberation time by Schroeder integration in octave bands, density, independence of the sides, level.
import { describe, expect, test } from "vitest";
import { powerSpectrum } from "../../../test/processors/judges.ts";
import { take } from "../contract/rig.ts";
import { noise, signalOf, slice, type StereoSignal } from "../contract/signals.ts";
import { dampingPole, lineGain, lineRt60S, nextPrime } from "../feedback-network.ts";
import type { ParamValues } from "../parameters.ts";
import { createProcessor } from "../registry.ts";
import { reverbPlate } from "./reverb-plate.params.ts";
import { lineFrames } from "./reverb-plate.ts";

const subject = { declaration: reverbPlate, create: createProcessor.bind(null, "reverb-plate") } as never;
const run = (input: StereoSignal, params: ParamValues, sampleRateHz = 48000) => take(subject, input, params, { sampleRateHz });
const OPEN = { preDelayMs: 0, dampingHz: 20000, highCutHz: 20000, lowCutHz: 20 };

function impulseResponse(params: ParamValues, seconds: number, rateHz = 48000): StereoSignal {
  return run(
    signalOf(Math.round(seconds * rateHz), (frame) => (frame === 0 ? [1, 1] : [0, 0])),
    params,
    rateHz,
  );
}

/** An octave: three band-pass biquads in series. */
function octave(samples: Float32Array, hz: number, rateHz: number): Float64Array {
  const w = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w) / 2.82;
  const band = Float64Array.from(samples);
  for (let pass = 0; pass < 3; pass++) {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let i = 0; i < band.length; i++) {
      const x = band[i] as number;
      const y = (alpha * (x - x2) + 2 * Math.cos(w) * y1 - (1 - alpha) * y2) / (1 + alpha);
      [x2, x1, y2, y1] = [x1, x, y1, y];
      band[i] = y;
    }
  }
  return band;
}

/**
 * RT60 from the slope between -5 and -35 dB of the energy still to come (ISO 3382). Both outputs to impulses at the left, at the right
 * and at several moments of the modulation add up: one response alone is uncertain by 5 % in the low octaves.
 */
function rt60S(params: ParamValues, seconds: number, bands: readonly number[], rateHz = 48000): number[] {
  const length = Math.round(1.5 * seconds * rateHz);
  const decays = bands.map(() => new Float64Array(length));
  for (const [side, start] of [
    [0, 0],
    [1, 0],
    [0, 0.7],
    [1, 1.3],
    [0, 1.9],
    [1, 2.6],
  ] as const) {
    const first = Math.round(start * rateHz);
    const impulse = signalOf(first + length, (frame) => [
      Number(side === 0 && frame === first),
      Number(side === 1 && frame === first),
    ]);
    const response = slice(run(impulse, params, rateHz), first);
    bands.forEach((hz, index) => {
      const decay = decays[index] as Float64Array;
      for (const channel of [response.left, response.right]) {
        const band = octave(channel, hz, rateHz);
        let energy = 0;
        for (let i = length - 1; i >= 0; i--) {
          energy += (band[i] as number) ** 2;
          decay[i] = (decay[i] as number) + energy;
        }
      }
    });
  }
  return decays.map((decay) => {
    const level = (i: number) => 10 * Math.log10((decay[i] as number) / (decay[0] as number));
    const from = decay.findIndex((_, i) => level(i) < -5);
    const to = decay.findIndex((_, i) => level(i) < -35);
    return (60 * (to - from)) / rateHz / (level(from) - level(to));
  });
}

describe("reverberation time", () => {
  test.each([0.8, 1.8, 4])("%d s as set, within five per cent in every octave from 250 Hz to 4 kHz", (seconds) => {
    const bands = [250, 500, 1000, 2000, 4000];
    rt60S({ ...OPEN, rt60S: seconds }, seconds, bands).forEach((measured, index) => {
      expect(Math.abs(measured / seconds - 1), `${bands[index]} Hz`).toBeLessThan(0.05);
    });
  });

  test.each([44100, 96000])("the same at %i Hz", (rateHz) => {
    for (const measured of rt60S({ ...OPEN, rt60S: 1.2 }, 1.2, [500, 2000], rateHz)) {
      expect(Math.abs(measured / 1.2 - 1)).toBeLessThan(0.05);
    }
  });

  test("damping shortens the highs as declared", () => {
    const frames = 1200;
    const gain = lineGain(frames, 2, 48000);
    const pole = dampingPole(gain, 4000, 48000);
    expect(lineRt60S(frames, gain, pole, 4000, 48000)).toBeCloseTo(1, 6);
    const bands = [500, 1000, 2000, 4000];
    rt60S({ ...OPEN, rt60S: 2, dampingHz: 4000, modulationPercent: 0 }, 2, bands).forEach((measured, index) => {
      const hz = bands[index] as number;
      expect(Math.abs(measured / lineRt60S(frames, gain, pole, hz, 48000) - 1), `${hz} Hz`).toBeLessThan(0.08);
    });
  });
});

/** Share of samples beyond one standard deviation, relative to noise's (Abel and Huang, 2006): 1 is fully dense. */
function echoDensity(samples: Float32Array, fromMs: number): number {
  const part = samples.subarray(48 * fromMs, 48 * (fromMs + 25));
  const deviation = Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length);
  return part.reduce((count, x) => count + (Math.abs(x) > deviation ? 1 : 0), 0) / part.length / 0.3173;
}

describe("sound", () => {
  const response = impulseResponse({ ...OPEN, rt60S: 2 }, 2);

  test("answers at once and is soon dense", () => {
    expect(response.left.findIndex((x) => x !== 0)).toBeLessThan(48);
    expect(echoDensity(response.left, 15)).toBeGreaterThan(0.5);
    for (const [ms, least] of [
      [40, 0.75],
      [60, 0.8],
      [100, 0.8],
      [300, 0.8],
    ] as const) {
      expect(echoDensity(response.left, ms), `left at ${ms} ms`).toBeGreaterThan(least);
      expect(echoDensity(response.right, ms), `right at ${ms} ms`).toBeGreaterThan(least);
    }
  });

  test("no resonance stands out of the tail: its spectrum is that of noise", () => {
    // Levels of noise in single bins are exponentially distributed: the highest of 1800 lies 9 to 10 dB over the mean.
    const part = response.left.subarray(24000, 24000 + 2 ** 15).map((x, i) => x * Math.sin((Math.PI * i) / 2 ** 15) ** 2);
    const powers = powerSpectrum(part).subarray(200, 2000); // 290 Hz to 2.9 kHz
    const mean = powers.reduce((a, b) => a + b, 0) / powers.length;
    expect(10 * Math.log10(Math.max(...powers) / mean)).toBeLessThan(12.5);
  });

  test("left and right are independent and equally loud, from a mono source", () => {
    let [both, left, right] = [0, 0, 0];
    response.left.forEach((l, i) => {
      const r = response.right[i] as number;
      both += l * r;
      left += l * l;
      right += r * r;
    });
    expect(Math.abs(both / Math.sqrt(left * right))).toBeLessThan(0.05);
    expect(Math.abs(10 * Math.log10(left / right))).toBeLessThan(0.5);
  });

  test("width 0 is mono", () => {
    const mono = impulseResponse({ rt60S: 1, widthPercent: 0 }, 0.3);
    expect(mono.left).toEqual(mono.right);
  });
});

test("pre-delay moves the answer by exactly that", () => {
  const onset = (preDelayMs: number) => impulseResponse({ ...OPEN, preDelayMs }, 0.4).left.findIndex((x) => Math.abs(x) > 1e-4);
  expect(onset(100) - onset(0)).toBe(4800);
});

test.each([0.3, 1.8, 6])("steady noise keeps its level within 3 dB at %d s", (seconds) => {
  const frames = Math.round(48000 * (2 * seconds + 1));
  const input = noise(frames, 0.5, 8);
  const output = run(input, { ...OPEN, rt60S: seconds });
  const power = (signal: StereoSignal) =>
    signal.left.reduce((sum, x) => sum + x * x, 0) + signal.right.reduce((sum, x) => sum + x * x, 0);
  const end = Math.round(frames - 24000);
  expect(Math.abs(10 * Math.log10(power(slice(output, end)) / power(slice(input, end))))).toBeLessThan(3);
});

test("the lines are prime, all different, and enough for the longest common decay", () => {
  const lines = lineFrames(100, 48000);
  expect(new Set(lines).size).toBe(16);
  for (const line of lines) expect(nextPrime(line)).toBe(line);
  expect(lines.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.15 * 2.7 * 48000);
});
