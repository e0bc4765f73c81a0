// Chorus: input → high cut 24 dB/oct → bucket-brigade bend → low cut 12 dB/oct → delay line with 1, 2 or 4 swinging heads a side →
// mix with the dry signal. Heads read between the samples by a third-order Hermite curve; the oscillator of the right side leads.
// Source: see chorus.params.ts.
import { equalPower } from "../modulation/blend.ts";
import { lineFactory } from "../modulation/line-processor.ts";
import type { Swing } from "../modulation/modulated-line.ts";
import type { ParamsOf } from "../parameters.ts";
import { chorus, LONGEST_MS } from "./chorus.params.ts";

type Params = ParamsOf<typeof chorus.parameters>;

/** The nearest a head comes to the newest sample. */
const NEAREST_MS = 0.2;

/** Where a deep swing around a short delay would reach into the future, its near end stands still and its far end keeps the depth. */
function swingOf(params: Params): Swing {
  const fromMs = Math.max(NEAREST_MS, params.delayMs - params.depthMs / 2);
  const level = equalPower(params.mixPercent / 100);
  return {
    fromMs,
    toMs: fromMs + params.depthMs,
    rateHz: params.rateHz,
    shape: params.shape,
    stereoDegrees: params.stereoDegrees,
    heads: Number(params.voices),
    bendShare: params.colourPercent / 100,
    lowCutHz: params.lowCutHz,
    highCutHz: params.highCutHz,
    feedback: 0,
    dryGain: level.dry,
    wetGain: level.wet,
  };
}

export const chorusFactory = lineFactory({ declaration: chorus, longestMs: LONGEST_MS, swingOf });
