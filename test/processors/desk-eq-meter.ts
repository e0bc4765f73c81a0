// Measures a desk's equaliser through its sound: curves by the transform of an impulse, harmonics and aliases of tones.
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { take } from "../../src/processors/contract/rig.ts";
import { signalOf, type StereoSignal } from "../../src/processors/contract/signals.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";
import { writePlot } from "../manual-plot.ts";
import { harmonicsDb, inharmonicDb, powerSpectrum, sumDb } from "./judges.ts";

const SPAN = 2 ** 15;

/** dB at a frequency. */
export type CurveDb = (hz: number) => number;

/** |n(j f / hz)| over |d(j f / hz)| in dB, for polynomials of s: plain complex arithmetic, no design code. */
export function analogueDb(hz: number, n: readonly number[], d: readonly number[]): CurveDb {
  const power = (coefficients: readonly number[], x: number) => {
    let [re, im, powRe, powIm] = [0, 0, 1, 0];
    for (const c of coefficients) {
      re += c * powRe;
      im += c * powIm;
      [powRe, powIm] = [-powIm * x, powRe * x];
    }
    return re * re + im * im;
  };
  return (atHz) => 10 * Math.log10(power(n, atHz / hz) / power(d, atHz / hz));
}

/** The x between `low` and `high` at which a rising function passes 0. */
export function bisect(rising: (x: number) => number, low: number, high: number): number {
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function deskEqMeter(declaration: AnyDeclaration) {
  const subject = { declaration, create: createProcessor.bind(null, declaration.id) } as never;
  const run = (input: StereoSignal, params: ParamValues, sampleRateHz = 48000) => take(subject, input, params, { sampleRateHz });
  const sine = (hz: number, dbfs: number, frames: number, rateHz: number) =>
    signalOf(frames, (frame) => {
      const value = 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * ((hz * frame) % rateHz)) / rateHz);
      return [value, value];
    });
  const meter = {
    run,
    /**
     * The measured curve as pairs of Hz and dB, from 20 Hz to 20 kHz, linear in frequency. Without colour unless
     * params say so.
     */
    curve(params: ParamValues, sampleRateHz = 48000): (readonly [hz: number, db: number])[] {
      const span = sampleRateHz > 50000 ? SPAN : SPAN / 2; // a third of a second: every curve has rung down
      const input = signalOf(span, (frame) => (frame === 0 ? [0.001, 0.001] : [0, 0]));
      const power = powerSpectrum(run(input, { colourPercent: 0, ...params }, sampleRateHz).left);
      const step = sampleRateHz / span;
      const points: [number, number][] = [];
      for (let bin = Math.ceil(20 / step); bin * step <= 20000; bin++)
        points.push([bin * step, 60 + 10 * Math.log10(power[bin] as number)]);
      return points;
    },
    /** Greatest distance from a curve where that is above -40 dB. */
    worstErrorDb(params: ParamValues, expected: CurveDb, sampleRateHz = 48000): number {
      return meter.curve(params, sampleRateHz).reduce((worst, [hz, db]) => {
        const should = expected(hz);
        const error = Math.abs(db - should);
        return should < -40 || error <= worst ? worst : error;
      }, 0);
    },
    /** Octaves between the points of half the largest gain, by straight lines between bins. */
    widthOctaves(params: ParamValues): number {
      const points = meter.curve(params);
      const top = points.reduce((most, [, db]) => Math.max(most, Math.abs(db)), 0);
      const crossings: number[] = [];
      points.forEach(([hz, db], index) => {
        const [lastHz, lastDb] = points[index - 1] ?? [hz, db];
        const [now, before] = [Math.abs(db) - top / 2, Math.abs(lastDb) - top / 2];
        if (now * before < 0) crossings.push(lastHz + ((hz - lastHz) * before) / (before - now));
      });
      return Math.log2((crossings.at(-1) ?? NaN) / (crossings[0] ?? NaN));
    },
    /** Second to sixth harmonic relative to a tone, dB. */
    harmonics(params: ParamValues, hz: number, dbfs: number): number[] {
      return harmonicsDb(run(sine(hz, dbfs, 57600, 48000), params).left, hz, 48000, 48000, 9600, 6);
    },
    /** All of them together, in percent. */
    thdPercent(params: ParamValues, hz: number, dbfs: number): number {
      return 100 * 10 ** (sumDb(meter.harmonics(params, hz, dbfs).filter((_, index) => (index + 2) * hz < 24000)) / 20);
    },
    /** What is no harmonic, relative to the harmonics. */
    aliasesDb(params: ParamValues, hz: number, dbfs: number, rateHz = 48000): number {
      const bin = Math.round((hz / rateHz) * SPAN) | 1;
      const output = run(sine((bin * rateHz) / SPAN, dbfs, SPAN + rateHz, rateHz), params, rateHz);
      return inharmonicDb(output.left.subarray(rateHz), bin, rateHz);
    },
  };
  return meter;
}

/** The manual's plot of what the output stage adds with the bands switched out. */
export function plotDeskHarmonics(id: string, meter: ReturnType<typeof deskEqMeter>): void {
  const levels = Array.from({ length: 12 }, (_, index) => -26 + 4 * index);
  const read = new Map([50, 1000].map((hz) => [hz, levels.map((dbfs) => meter.harmonics({ eqIn: false }, hz, dbfs))]));
  const harmonic = (label: string, hz: number, index: number) => ({
    label,
    points: levels.map((dbfs, level) => [dbfs, read.get(hz)?.[level]?.[index] ?? 0] as const),
  });
  writePlot(`${id}-harmonics`, {
    title: "Harmonics by level, bands out",
    x: { label: "dBFS, after drive (−18 = 0 VU)", from: -26, to: 18, ticks: [-26, -18, -10, -2, 6, 14] },
    y: { label: "dB", from: -120, to: 0, ticks: [-120, -100, -80, -60, -40, -20, 0] },
    curves: [
      harmonic("H2, 1 kHz", 1000, 0),
      harmonic("H3, 1 kHz", 1000, 1),
      harmonic("H2, 50 Hz", 50, 0),
      harmonic("H3, 50 Hz", 50, 1),
    ],
    names: "bottom",
  });
}
