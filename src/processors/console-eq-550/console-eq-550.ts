// American proportional-Q equaliser: low → mid → high → band-pass (one cascade) → discrete output stage with its transformer.
// The curves are in curves.ts; what both desks' equalisers share is in ../desk-eq.
import { fittedLowPass } from "../../filters/fitted-design.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";
import { rbjHighPass } from "../../filters/rbj-design.ts";
import { digitalSection } from "../desk-eq/digital-section.ts";
import { type Desk, DeskEq } from "../desk-eq/desk-eq.ts";
import type { StageFigures } from "../desk-eq/output-stage.ts";
import { OUT, type Turned } from "../desk-eq/turned-cascade.ts";
import type { ParamsOf } from "../parameters.ts";
import type { ProcessorFactory } from "../processor.ts";
import { consoleEq550 } from "./console-eq-550.params.ts";
import { BAND_PASS_HZ, highCurve, lowCurve, midCurve } from "./curves.ts";

type Params = ParamsOf<typeof consoleEq550.parameters>;

/** Both sides bend alike: third over second harmonic; the transformer's third leads in the lows, its edge lifts them a little. */
const figures: StageFigures = {
  ceilingAbove: 4,
  ceilingBelow: 4.4,
  cubic: 0.42,
  even: 6e-4,
  fluxHz: 60,
  fluxCeiling: 1.7,
  hysteresis: 0.05,
  lowHz: 13,
  lowQ: 0.8,
};

/** Families: a shelf is not the bell of the same frequency. */
const SHELF_FAMILY = 100_000;

function turned(curve: LaplaceSection, gainDb: number, family: number, sampleRateHz: number): Turned[] {
  return [{ section: digitalSection(curve, sampleRateHz), family, gainDb, isPass: false }];
}

const desk: Desk<Params> = {
  figures,
  bands: [
    {
      sections: 1,
      setting: ({ lowHz, lowGainDb, lowShape }) => `${lowHz} ${lowGainDb} ${lowShape}`,
      design: (params, sampleRateHz) => {
        const family = Number(params.lowHz) + (params.lowShape === "shelf" ? SHELF_FAMILY : 0);
        return turned(lowCurve(params), params.lowGainDb, family, sampleRateHz);
      },
    },
    {
      sections: 1,
      setting: ({ midHz, midGainDb }) => `${midHz} ${midGainDb}`,
      design: (params, sampleRateHz) => turned(midCurve(params), params.midGainDb, Number(params.midHz), sampleRateHz),
    },
    {
      sections: 1,
      setting: ({ highHz, highGainDb, highShape }) => `${highHz} ${highGainDb} ${highShape}`,
      design: (params, sampleRateHz) => {
        const family = Number(params.highHz) + (params.highShape === "shelf" ? SHELF_FAMILY : 0);
        return turned(highCurve(params), params.highGainDb, family, sampleRateHz);
      },
    },
    {
      sections: 2,
      setting: ({ bandPass }) => (bandPass ? "in" : "out"),
      design: ({ bandPass }, sampleRateHz) => {
        if (!bandPass) return [OUT, OUT];
        const rest = { family: 1, gainDb: 0, isPass: true };
        return [
          { section: rbjHighPass(BAND_PASS_HZ.low, Math.SQRT1_2, sampleRateHz), ...rest },
          { section: fittedLowPass(BAND_PASS_HZ.high, Math.SQRT1_2, sampleRateHz), ...rest },
        ];
      },
    },
  ],
};

export const consoleEq550Factory: ProcessorFactory<typeof consoleEq550.parameters> = {
  declaration: consoleEq550,
  create: (kernels) => new DeskEq(kernels, desk),
};
