// What plate, room and hall have in common, measured against theory, with the pictures of the manual. Each reverb brings its bars.
import { describe, expect, test } from "vitest";
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { noise, signalOf, slice, type StereoSignal } from "../../src/processors/contract/signals.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { type Decay, lineFrames, networkRt60S } from "../../src/processors/reverb/feedback-network.ts";
import type { Voicing } from "../../src/processors/reverb/voicing.ts";
import { writePlot, writeSvg } from "../manual-plot.ts";
import { drawSpectrogram } from "../manual-spectrogram.ts";
import { powerSpectrum } from "./judges.ts";
import {
  decayCurvesDb,
  mixingMs,
  OCTAVES_HZ,
  octaveOfLaw,
  OPEN,
  periodicity,
  pitchDriftCents,
  powerOf,
  RATE_HZ,
  reverb,
  stationary,
  stereoOf,
  t30S,
  tailLines,
} from "./reverb-judges.ts";

export interface Bars {
  /** Reverberation times to try. */
  readonly rt60S: readonly number[];
  /** Milliseconds until the echo density is 0.9 of noise's. */
  readonly mixingMs: number;
  /** Where the tail is judged for ringing, in seconds, and how long the stretch is in frames. */
  readonly tail: { readonly rt60S: number; readonly fromS: number; readonly frames: number };
  /** How far the highest line may stand out on the average over noise's average, dB. */
  readonly linesOverNoiseDb: number;
  /** Least spectral flatness of the tail, dB (noise -2.5). */
  readonly flatnessDb: number;
  readonly law: { readonly rt60S: number; readonly bassRatio: number; readonly dampingHz: number };
  readonly spectrogramS: number;
}

/** How much a line of the network resembles itself by design: √2/32 (see the kernel). */
const RESEMBLANCE = Math.SQRT2 / 32;

export function describeReverb(declaration: AnyDeclaration, voicing: Voicing, bars: Bars): void {
  const { run, impulseResponse } = reverb(declaration);
  const longest = Math.max(...bars.rt60S);

  /** Networks of several sizes follow one law: their mean is more certain than one response. */
  const responses = (params: ParamValues, seconds: number, rateHz = RATE_HZ): StereoSignal[] =>
    [60, 75, 100, 120, 150].flatMap((sizePercent) =>
      (["left", "right"] as const).map((side) => impulseResponse({ ...params, sizePercent }, seconds, side, 0, rateHz)),
    );

  describe("reverberation time", () => {
    test.each(bars.rt60S.map((rt60S) => ({ rt60S })))("$rt60S s as set, within 5 % in every octave", ({ rt60S }) => {
      const curves = decayCurvesDb(responses({ ...OPEN, rt60S }, 0.85 * rt60S + 0.25), OCTAVES_HZ);
      curves.forEach((curve, index) => {
        expect(Math.abs(t30S(curve) / rt60S - 1), `${OCTAVES_HZ[index]} Hz`).toBeLessThan(0.05);
      });
      if (rt60S !== bars.rt60S[1]) return;
      writePlot(`${declaration.id}-decay`, {
        title: `${declaration.name}: energy decay in octaves, set to ${rt60S} s`,
        x: { label: "s", from: 0, to: 0.8 * rt60S, ticks: [0, 0.2, 0.4, 0.6, 0.8].map((share) => round(share * rt60S)) },
        y: { label: "dB", from: -50, to: 0, ticks: [-50, -40, -30, -20, -10, 0] },
        curves: [0, 2, 3, 4, 6].map((index) => ({
          label: `${OCTAVES_HZ[index]} Hz`,
          points: thinned(curves[index] as Float64Array, 60, 0.8 * rt60S),
        })),
      });
    });

    test.each([44100, 96000])("the same at %i Hz", (rateHz) => {
      const [, rt60S] = bars.rt60S as readonly [number, number];
      const bands = [500, 2000, 8000];
      decayCurvesDb(responses({ ...OPEN, rt60S }, 0.85 * rt60S + 0.25, rateHz), bands, rateHz).forEach((curve, index) => {
        expect(Math.abs(t30S(curve) / rt60S - 1), `${bands[index]} Hz`).toBeLessThan(0.05);
      });
    });

    test("damping and bass ratio follow their law within 5 %", () => {
      const { law } = bars;
      const decay: Decay = { ...law, shortened: 1, swing: 0 };
      const lines = lineFrames(...voicing.linesMs, RATE_HZ);
      const lawAt = (hz: number) => networkRt60S(lines, decay, hz, RATE_HZ);
      expect(lawAt(law.dampingHz) / law.rt60S).toBeCloseTo(0.5, 2);
      expect(lawAt(20) / law.rt60S).toBeCloseTo(law.bassRatio, 1);
      const curves = decayCurvesDb(responses({ ...OPEN, ...law }, 1.1 * law.rt60S + 0.25), OCTAVES_HZ);
      curves.forEach((curve, index) => {
        const expected = octaveOfLaw(lawAt, OCTAVES_HZ[index] as number, law.rt60S);
        expect(Math.abs(t30S(curve) / expected - 1), `${OCTAVES_HZ[index]} Hz, ${expected} s`).toBeLessThan(0.05);
      });
    });
  });

  test("is dense in time", () => {
    const response = impulseResponse({ ...OPEN, rt60S: longest }, 0.6);
    for (const side of [response.left, response.right]) {
      const ms = mixingMs(side, 0.9);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(bars.mixingMs);
    }
  });

  test("the tail is like noise: no line stands out, nothing comes back", () => {
    const { rt60S, fromS, frames } = bars.tail;
    const tails = (["both", "left", "right"] as const).flatMap((where, index) => {
      const { left, right } = impulseResponse({ ...OPEN, rt60S }, fromS + frames / RATE_HZ + 0.1, where, 0.6 * index);
      return [left, right].map((side) => stationary(side, fromS, frames, rt60S));
    });
    for (const [lowHz, highHz] of [
      [300, 3000],
      [1000, 10000],
    ] as const) {
      const lines = tails.map((tail) => tailLines(tail, lowHz, highHz));
      expect(mean(lines.map((line) => line.highestDb - line.noiseDb))).toBeLessThan(bars.linesOverNoiseDb);
      expect(mean(lines.map((line) => line.flatnessDb))).toBeGreaterThan(bars.flatnessDb);
      for (const tail of tails) {
        const { highest, bar, atMs } = periodicity(tail, lowHz, highHz);
        expect(highest, `${lowHz} Hz at ${atMs} ms`).toBeLessThan(bar + RESEMBLANCE);
      }
    }
  });

  test("left and right are independent and equally loud, from both, and a mono fold loses what independent sides lose", () => {
    const whole = impulseResponse({ ...OPEN, rt60S: longest }, 1.5);
    for (const from of [0, 9600]) {
      const { correlation, balanceDb, foldLossDb } = stereoOf(whole, from);
      expect(Math.abs(correlation)).toBeLessThan(0.2);
      expect(Math.abs(balanceDb)).toBeLessThan(1);
      expect(Math.abs(foldLossDb - 3.01)).toBeLessThan(0.8);
    }
  });

  test("width 0 is mono", () => {
    const mono = impulseResponse({ widthPercent: 0 }, 0.3, "left");
    expect(mono.left).toEqual(mono.right);
  });

  test("the movement bends no tone by more than 5 cents", () => {
    for (const hz of [220, 1000, 3000]) {
      const tone = signalOf(3 * RATE_HZ, (frame) => {
        const x = 0.3 * Math.sin((2 * Math.PI * ((hz * frame) % RATE_HZ)) / RATE_HZ);
        return [x, x];
      });
      const { left } = run(tone, { ...OPEN, modulationPercent: 100 });
      const cents = pitchDriftCents(left, hz, 1);
      expect(cents, `${hz} Hz`).toBeLessThan(5);
      expect(cents, `${hz} Hz moves`).toBeGreaterThan(0.02);
    }
  });

  test("pre-delay moves the answer by exactly that", () => {
    const still = { ...OPEN, modulationPercent: 0 };
    const near = impulseResponse(still, 0.5).left;
    const far = impulseResponse({ ...still, preDelayMs: 100 }, 0.5).left;
    expect(far.subarray(4800)).toEqual(near.subarray(0, near.length - 4800));
    expect(far.subarray(0, 4800).every((x) => x === 0)).toBe(true);
  });

  test.each(bars.rt60S.map((rt60S) => ({ rt60S })))("steady noise keeps its level within 2 dB at $rt60S s", ({ rt60S }) => {
    const frames = Math.round(RATE_HZ * (1.2 * rt60S + 1));
    const input = noise(frames, 0.5, 8);
    const output = run(input, { ...OPEN, rt60S });
    expect(Math.abs(10 * Math.log10(powerOf(output, frames - 24000) / powerOf(input, frames - 24000)))).toBeLessThan(2);
  });

  describe("ducking", () => {
    const duckDb = 5;
    const ducked = { ...OPEN, duckDb, duckThresholdDbfs: -30, duckAttackMs: 20, duckReleaseMs: 200 };
    /** A phrase of noise from 0.5 s to 1.5 s at about -12 dBFS. */
    const phrase = (fromS: number, toS: number, seconds: number, seed: number) => {
      const sound = noise(Math.round(seconds * RATE_HZ), 0.4, seed);
      const gate = (x: number, frame: number) => (frame >= fromS * RATE_HZ && frame < toS * RATE_HZ ? x : 0);
      return { left: sound.left.map(gate), right: sound.right.map(gate) };
    };
    /** Level against that without ducking in windows of 2 ms. */
    const gainsDb = (params: ParamValues, input: StereoSignal, key?: StereoSignal) => {
      const options = key ? { key } : {};
      const [plain, quiet] = [run(input, { ...params, duckDb: 0 }, options), run(input, params, options)];
      return (seconds: number) => {
        const from = Math.round(seconds * RATE_HZ);
        return 10 * Math.log10(powerOf(quiet, from, from + 96) / powerOf(plain, from, from + 96));
      };
    };

    test("the return lies that much lower during the phrase than before and after, in the times that are set", () => {
      const gain = gainsDb(ducked, noise(3 * RATE_HZ, 0.3, 3), phrase(0.5, 1.5, 3, 4));
      expect(gain(0.4)).toBeCloseTo(0, 3);
      expect(Math.abs(gain(1.2) + duckDb)).toBeLessThan(0.05);
      expect(gain(2.9)).toBeGreaterThan(-0.1);
      // 63 % after the attack and the release time; the level's own 8 ms are on top
      const crossing = (fromS: number, isReached: (db: number) => boolean) => {
        for (let ms = 0; ms < 900; ms++) if (isReached(gain(fromS + ms / 1000))) return ms;
        return NaN;
      };
      const attackMs = crossing(0.5, (db) => db < -0.632 * duckDb);
      const releaseMs = crossing(1.5, (db) => db > -0.368 * duckDb);
      expect(attackMs).toBeGreaterThan(17);
      expect(attackMs).toBeLessThan(30);
      expect(releaseMs).toBeGreaterThan(190);
      expect(releaseMs).toBeLessThan(280);
    });

    test("without a key it listens to its own input", () => {
      const rt60S = Math.max(1.2, bars.rt60S[1] as number);
      const gain = gainsDb({ ...ducked, rt60S }, phrase(0.2, 1, 2, 5));
      expect(Math.abs(gain(0.8) + duckDb)).toBeLessThan(0.1);
      expect(gain(1.9)).toBeGreaterThan(-0.5);
    });

    test("a quiet key changes nothing", () => {
      const quiet = signalOf(RATE_HZ, () => [0.01, 0.01]);
      expect(run(noise(RATE_HZ, 0.3, 3), ducked, { key: quiet })).toEqual(
        run(noise(RATE_HZ, 0.3, 3), { ...ducked, duckDb: 0 }, { key: quiet }),
      );
    });

    test("the decay is half as long while the key plays, and as long as set 0.3 s later", () => {
      const rt60S = bars.rt60S[1] as number;
      const params = { ...OPEN, rt60S, decayDuckPercent: 50, duckThresholdDbfs: -30, duckAttackMs: 5 };
      const seconds = 0.7 * rt60S + 0.8;
      const input = (startS: number) =>
        signalOf(Math.round((seconds + startS) * RATE_HZ), (frame) => {
          const x = Number(frame === Math.round(startS * RATE_HZ));
          return [x, 0];
        });
      const keyed = (untilS: number) => phrase(0, untilS, seconds + 1, 6);
      const rtOf = (key: StereoSignal, startS: number) => {
        const all = [60, 75, 100, 120, 150].map((sizePercent) =>
          slice(
            run(input(startS), { ...params, sizePercent }, { key: slice(key, 0, input(startS).left.length) }),
            Math.round(startS * RATE_HZ),
          ),
        );
        return t30S(decayCurvesDb(all, [1000])[0] as Float64Array);
      };
      expect(Math.abs(rtOf(keyed(seconds + 1), 0.2) / (rt60S / 2) - 1)).toBeLessThan(0.05);
      expect(Math.abs(rtOf(keyed(0.3), 0.6) / rt60S - 1)).toBeLessThan(0.05);
    });

    test("a key that comes and goes leaves no click in a tone and nothing piles up", () => {
      const tone = signalOf(3 * RATE_HZ, (frame) => {
        const x = 0.2 * Math.min(1, frame / 4800) * Math.sin((2 * Math.PI * 220 * frame) / RATE_HZ);
        return [x, x];
      });
      const key = signalOf(3 * RATE_HZ, (frame) => (frame % 14400 < 6000 ? [0.5, 0.5] : [0, 0]));
      const params = { ...OPEN, rt60S: longest, duckDb: 12, decayDuckPercent: 80, modulationPercent: 0 };
      const kinks = (signal: StereoSignal) => {
        let largest = 0;
        for (let i = RATE_HZ + 4; i < signal.left.length; i++) {
          const at = (back: number) => signal.left[i - back] as number;
          largest = Math.max(largest, Math.abs(at(0) - 4 * at(1) + 6 * at(2) - 4 * at(3) + at(4)));
        }
        return largest;
      };
      const [still, moving] = [run(tone, { ...params, duckDb: 0, decayDuckPercent: 0 }), run(tone, params, { key })];
      expect(kinks(moving)).toBeLessThan(1.5 * kinks(still) + 0.001);
      expect(powerOf(moving, 2 * RATE_HZ)).toBeLessThan(2 * powerOf(still, 2 * RATE_HZ));
    });
  });

  test("the picture of the manual", () => {
    const { left } = impulseResponse({}, bars.spectrogramS + 0.1);
    const columns = Array.from({ length: 90 }, (_, column) =>
      spectrum(left, Math.round((column / 90) * bars.spectrogramS * RATE_HZ)),
    );
    const top = columns.flat().reduce((a, b) => Math.max(a, b), -300);
    writeSvg(
      `${declaration.id}-response`,
      drawSpectrogram({
        title: `${declaration.name}: answer to an impulse, as it comes`,
        seconds: bars.spectrogramS,
        topHz: 20000,
        columns: columns.map((column) => column.map((db) => db - top)),
        floorDb: -80,
      }),
    );
    expect(top).toBeGreaterThan(-60);
  });
}

/** Forty-eight bands up to 20 kHz of 21 ms, in dB. */
function spectrum(samples: Float32Array, from: number): number[] {
  const size = 1024;
  const part = Float64Array.from(
    { length: size },
    (_, i) => (samples[from + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)),
  );
  const powers = powerSpectrum(part);
  return Array.from({ length: 48 }, (_, band) => {
    const [a, b] = [band, band + 1].map((edge) => Math.round(((edge / 48) * 20000 * size) / RATE_HZ)) as [number, number];
    const sum = powers.subarray(a, b).reduce((total, power) => total + power, 0);
    return 10 * Math.log10(sum / (b - a) + 1e-30);
  });
}

function thinned(curve: Float64Array, count: number, seconds: number): [number, number][] {
  return Array.from({ length: count + 1 }, (_, index) => {
    const ms = Math.min(curve.length - 1, Math.round((index / count) * seconds * 1000));
    return [ms / 1000, Math.max(-60, curve[ms] as number)];
  });
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
