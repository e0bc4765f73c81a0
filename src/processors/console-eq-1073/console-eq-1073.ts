// British class-A equaliser: high-pass → low shelf → mid bell → high shelf (one cascade) → class-A output stage.
// The curves are in curves.ts; what both desks' equalisers share is in ../desk-eq.
import { firstOrderHighPass } from "../../filters/first-order.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";
import { rbjHighPass } from "../../filters/rbj-design.ts";
import { digitalSection } from "../desk-eq/digital-section.ts";
import { type Desk, DeskEq } from "../desk-eq/desk-eq.ts";
import type { StageFigures } from "../desk-eq/output-stage.ts";
import { OUT, type Turned } from "../desk-eq/turned-cascade.ts";
import type { ParamsOf } from "../parameters.ts";
import type { ProcessorFactory } from "../processor.ts";
import { consoleEq1073 } from "./console-eq-1073.params.ts";
import { highShelfCurve, lowShelfCurve, MID_QS, midCurve } from "./curves.ts";

type Params = ParamsOf<typeof consoleEq1073.parameters>;

/** Class A: positive peaks bend first, second over third harmonic; the transformer adds a third in the lows. */
const figures: StageFigures = {
  ceilingAbove: 5,
  ceilingBelow: 15,
  cubic: 0,
  even: 5e-4,
  fluxHz: 60,
  fluxCeiling: 3.3,
  hysteresis: 0.004,
  lowHz: 5,
  lowQ: 0.75,
};

function turned(curve: LaplaceSection, gainDb: number, family: number, sampleRateHz: number): Turned[] {
  return [{ section: digitalSection(curve, sampleRateHz), family, gainDb, isPass: false }];
}

const desk: Desk<Params> = {
  figures,
  bands: [
    {
      sections: 2,
      setting: ({ highPassHz }) => highPassHz,
      design: ({ highPassHz }, sampleRateHz) => {
        if (highPassHz === "off") return [OUT, OUT];
        const hz = Number(highPassHz);
        const rest = { family: hz, gainDb: 0, isPass: true };
        return [
          { section: rbjHighPass(hz, 1, sampleRateHz), ...rest },
          { section: firstOrderHighPass(hz, sampleRateHz), ...rest },
        ];
      },
    },
    {
      sections: 1,
      setting: ({ lowHz, lowGainDb }) => `${lowHz} ${lowGainDb}`,
      design: ({ lowHz, lowGainDb }, sampleRateHz) => {
        if (lowHz === "off") return [OUT];
        return turned(lowShelfCurve(Number(lowHz), lowGainDb), lowGainDb, Number(lowHz), sampleRateHz);
      },
    },
    {
      sections: 1,
      setting: ({ midHz, midGainDb }) => `${midHz} ${midGainDb}`,
      design: ({ midHz, midGainDb }, sampleRateHz) => {
        if (midHz === "off") return [OUT];
        return turned(midCurve(Number(midHz), midGainDb, MID_QS[midHz]), midGainDb, Number(midHz), sampleRateHz);
      },
    },
    {
      sections: 1,
      setting: ({ highGainDb }) => `${highGainDb}`,
      design: ({ highGainDb }, sampleRateHz) => turned(highShelfCurve(highGainDb), highGainDb, 1, sampleRateHz),
    },
  ],
};

export const consoleEq1073Factory: ProcessorFactory<typeof consoleEq1073.parameters> = {
  declaration: consoleEq1073,
  create: (kernels) => new DeskEq(kernels, desk),
};
