// Flanger: input → high cut → low cut → + feedback → delay line with one swinging head a side → mix with the dry signal, which comes
// later by `throughZeroMs`, so that the head can pass it. Source: see flanger.params.ts.
import { lineFactory } from "../modulation/line-processor.ts";
import type { Swing } from "../modulation/modulated-line.ts";
import type { ParamsOf } from "../parameters.ts";
import { flanger, LONGEST_MS } from "./flanger.params.ts";

type Params = ParamsOf<typeof flanger.parameters>;

function swingOf(params: Params): Swing {
  return {
    fromMs: params.delayMs,
    toMs: params.delayMs + params.depthMs,
    rateHz: params.rateHz,
    shape: params.shape,
    stereoDegrees: params.stereoDegrees,
    heads: 1,
    bendShare: 0,
    lowCutHz: params.lowCutHz,
    highCutHz: params.highCutHz,
    feedback: params.feedbackPercent / 100,
    dryGain: 1 - params.mixPercent / 100,
    wetGain: params.mixPercent / 100,
  };
}

export const flangerFactory = lineFactory({ declaration: flanger, longestMs: LONGEST_MS, swingOf });
