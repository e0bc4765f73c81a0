// Measures colour processors the way their manual pages state it: harmonics, gain and aliases of a tone against 0 VU.
import type { AnyDeclaration } from "../../src/processors/catalog.ts";
import { take } from "../../src/processors/contract/rig.ts";
import { signalOf, type StereoSignal } from "../../src/processors/contract/signals.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";
import { amplitudeAt, harmonicsDb, inharmonicDb } from "./judges.ts";

const RATE_HZ = 48000;
const ZERO_VU_DBFS = -18;
const SPAN = 2 ** 15;

export function colourMeter(declaration: AnyDeclaration, settleFrames = 24000) {
  const subject = { declaration, create: createProcessor.bind(null, declaration.id) } as never;
  const run = (input: StereoSignal, params: ParamValues) => take(subject, input, params, { sampleRateHz: RATE_HZ });
  const amplitudeOf = (dbVu: number) => 10 ** ((ZERO_VU_DBFS + dbVu) / 20);
  const tone = (hz: number, dbVu: number, frames: number) =>
    signalOf(frames, (frame) => {
      const value = amplitudeOf(dbVu) * Math.sin((2 * Math.PI * ((hz * frame) % RATE_HZ)) / RATE_HZ);
      return [value, value];
    });
  return {
    run,
    tone,
    /** Harmonics 2 … `highest` of a whole number of Hz, in dB relative to the tone. */
    harmonics(params: ParamValues, hz: number, dbVu: number, highest = 5): number[] {
      const { left } = run(tone(hz, dbVu, settleFrames + RATE_HZ), params);
      return harmonicsDb(left, hz, RATE_HZ, settleFrames, RATE_HZ, highest);
    },
    /** Gain of the tone in dB. */
    gainDb(params: ParamValues, hz: number, dbVu: number): number {
      const { left } = run(tone(hz, dbVu, settleFrames + RATE_HZ), params);
      return 20 * Math.log10(amplitudeAt(left, hz, RATE_HZ, settleFrames, RATE_HZ) / amplitudeOf(dbVu));
    },
    /** Everything below 20 kHz that is no harmonic, in dB relative to the tone and its harmonics. */
    aliasesDb(params: ParamValues, hz: number, dbVu: number): number {
      const bin = Math.round((hz / RATE_HZ) * SPAN) | 1;
      const output = run(
        signalOf(SPAN + settleFrames, (frame) => {
          const value = amplitudeOf(dbVu) * Math.sin((2 * Math.PI * ((bin * frame) % SPAN)) / SPAN);
          return [value, value];
        }),
        params,
      );
      return inharmonicDb(output.left.subarray(settleFrames), bin, RATE_HZ);
    },
  };
}
