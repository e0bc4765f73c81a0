// Transistor: up → class-A stage (a table of its law) → down → coupling capacitor, top edge → mix.
import { firstOrderHighPass } from "../../filters/first-order.ts";
import { dbToGain } from "../../units/decibels.ts";
import type { ParamsOf } from "../parameters.ts";
import type { ProcessorFactory } from "../processor.ts";
import { type CurveDesign, CurveSaturator } from "../saturation/curve-saturator.ts";
import { type CurveTable, curveTable } from "../saturation/curve-table.ts";
import { ZERO_VU_DBFS } from "../saturation/saturation.params.ts";
import { inSeries, topEdge } from "../saturation/sections.ts";
import { saturatorTransistor } from "./saturator-transistor.params.ts";
import { type Device, DEVICES, stageCurrent } from "./transistor.ts";

type Params = ParamsOf<typeof saturatorTransistor.parameters>;

const COUPLING_HZ = 6;
const TOP_HZ = 60_000;
/** Reach of the tables and how far corners are rounded, in amplitudes of 0 VU. */
const TABLE = { from: -22, to: 28, pieces: 512, rounding: 0.3 } as const;
/** 100 % of bias off its place, in the same units. */
const BIAS_REACH = 4;

let kept: readonly [CurveTable, CurveTable] | undefined; // solving takes some milliseconds

const design: CurveDesign<Params> = {
  sagS: 1,
  tables() {
    const tableOf = (device: Device) => curveTable({ ...TABLE, valueAt: (input) => stageCurrent(device, input) });
    kept ??= [tableOf(DEVICES.silicon), tableOf(DEVICES.germanium)];
    return kept;
  },
  pointOf: ({ driveDb, device, biasPercent }) => ({
    unitsAtFullScale: dbToGain(driveDb - ZERO_VU_DBFS),
    shift: BIAS_REACH * (biasPercent / 100 - 1),
    table: device === "silicon" ? 0 : 1,
    sag: 0,
  }),
  edgesOf: (_, sampleRateHz) => inSeries(firstOrderHighPass(COUPLING_HZ, sampleRateHz), topEdge(TOP_HZ, sampleRateHz)),
};

export const saturatorTransistorFactory: ProcessorFactory<typeof saturatorTransistor.parameters> = {
  declaration: saturatorTransistor,
  create: (kernels) => new CurveSaturator(kernels, design),
};
