// Tube: up → triode on its load line (a table), the cathode following the mean current → down → coupling capacitor, top edge → mix.
// Source: Koren 1996 for the tube; see triode.ts and the manual page for the stage.
import { firstOrderHighPass } from "../../filters/first-order.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { ProcessorFactory } from "../processor.ts";
import { type CurveDesign, CurveSaturator } from "../saturation/curve-saturator.ts";
import { type CurveTable, curveTable } from "../saturation/curve-table.ts";
import { ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { inSeries, topEdge } from "../saturation/sections.ts";
import { saturatorTube } from "./saturator-tube.params.ts";
import { CATHODE_FARAD, gridVolts, plateVolts, restVolts, TRIODES, type TubeName } from "./triode.ts";

type Params = ParamsOf<typeof saturatorTube.parameters>;

const COUPLING_HZ = 6;
const TOP_HZ = 40_000;
const PIECES = 512;
/** A bias of 150 % moves the grid by this part of its voltage at rest. */
const BIAS_REACH = 0.3;

/** Reach of the tables and how far corners are rounded, volts at the grid. */
const TABLES: Readonly<Record<TubeName, { readonly from: number; readonly to: number; readonly rounding: number }>> = {
  "12AX7": { from: -7, to: 9, rounding: 0.15 },
  "12AU7": { from: -22, to: 26, rounding: 0.4 },
};
const NAMES = ["12AX7", "12AU7"] as const;

let kept: readonly [CurveTable, CurveTable] | undefined; // solving takes some 20 ms

/** The stage's curve, rising: grid volts off rest to (minus) plate volts. */
export function stageVolts(name: TubeName, volts: number): number {
  const tube = TRIODES[name];
  return -plateVolts(tube, gridVolts(restOf(name) + volts));
}

const rests = new Map<TubeName, number>();

function restOf(name: TubeName): number {
  const known = rests.get(name);
  if (known !== undefined) return known;
  const volts = restVolts(TRIODES[name]);
  rests.set(name, volts);
  return volts;
}

/** Volts of the plate a volt of the grid, at rest. */
export function stageGain(name: TubeName): number {
  return (stageVolts(name, 0.01) - stageVolts(name, -0.01)) / 0.02;
}

const design: CurveDesign<Params> = {
  sagS: TRIODES["12AX7"].cathodeOhm * CATHODE_FARAD,
  tables() {
    const tableOf = (name: TubeName) =>
      curveTable({ ...TABLES[name], pieces: PIECES, valueAt: (volts) => stageVolts(name, volts) });
    kept ??= [tableOf("12AX7"), tableOf("12AU7")];
    return kept;
  },
  pointOf({ tube: name, driveDb, biasPercent, sagPercent }) {
    const tube = TRIODES[name];
    return {
      unitsAtFullScale: tube.gridVoltsAt0Vu * dbToGain(driveDb - ZERO_VU_DBFS),
      shift: BIAS_REACH * 2 * (biasPercent / 100 - 1) * restOf(name),
      table: NAMES[0] === name ? 0 : 1,
      sag: ((sagPercent / 100) * stageGain(name) * tube.cathodeOhm) / tube.plateOhm,
    };
  },
  edgesOf(_, sampleRateHz) {
    return inSeries(firstOrderHighPass(COUPLING_HZ, sampleRateHz), topEdge(TOP_HZ, sampleRateHz));
  },
};

export const saturatorTubeFactory: ProcessorFactory<typeof saturatorTube.parameters> = {
  declaration: saturatorTube,
  create: (kernels) => new CurveSaturator(kernels, design),
};
