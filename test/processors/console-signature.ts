// Measures a console stage as its manual page states it: harmonics, response, noise, tolerances.
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { take } from "../../src/processors/contract/rig.ts";
import { signalOf, silence, concatenate, type StereoSignal } from "../../src/processors/contract/signals.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";
import { amplitudeAt, harmonicsDb, inharmonicDb } from "./judges.ts";

const RATE_HZ = 48000;

export function consoleMeter(declaration: AnyDeclaration) {
  const subject = { declaration, create: createProcessor.bind(null, declaration.id) } as never;
  const run = (input: StereoSignal, params: ParamValues) =>
    take(subject, input, { tolerancePercent: 0, ...params }, { sampleRateHz: RATE_HZ });
  const tone = (hz: number, dbfs: number, frames = 96000) =>
    signalOf(frames, (frame) => {
      const value = 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * hz * frame) / RATE_HZ);
      return [value, value];
    });
  return {
    run,
    /** Second and third harmonic in dB relative to the tone. */
    harmonics(params: ParamValues, hz: number, dbfs: number): [second: number, third: number] {
      const [second, third] = harmonicsDb(run(tone(hz, dbfs), params).left, hz, RATE_HZ, 48000, 48000, 3);
      return [second as number, third as number];
    },
    /** Gain in dB of a quiet tone, left. */
    gainDb(params: ParamValues, hz: number): number {
      const output = run(tone(hz, -40), params);
      return 20 * Math.log10(amplitudeAt(output.left, hz, RATE_HZ, 48000, 48000)) + 40;
    },
    /** What is no harmonic, relative to the tone. */
    aliasesDb(params: ParamValues, hz: number, dbfs: number): number {
      const span = 2 ** 15;
      const bin = Math.round((hz / RATE_HZ) * span) | 1;
      const output = run(tone((bin * RATE_HZ) / span, dbfs, span + 48000), params);
      return inharmonicDb(output.left.subarray(48000), bin, RATE_HZ);
    },
    /** RMS of what is left of a tone so quiet that only noise is heard, in dBFS. */
    noiseDbfs(params: ParamValues): number {
      const input = signalOf(48000, () => [1e-12, 1e-12]);
      const { left } = run(concatenate(input, silence(1)), params);
      const part = left.subarray(12000, 48000);
      return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
    },
  };
}
