// The FET compressor once more in plain TypeScript: the oracle for its kernels.
import { exp } from "../../units/exact-math.ts";
import type { StereoSignal } from "../contract/signals.ts";
import { askedTwin, gainCellTwin, storeTwin } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { FET_HOLD_MS, FET_LAG, FET_LINE, FET_RATIOS } from "./compressor-fet.ts";
import { compressorFet } from "./compressor-fet.params.ts";

/** Compresses with fixed parameters, without a key. */
export function compressorFetTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("compressor-fet", compressorFet.parameters, given);
  const row = FET_RATIOS[params.ratio];
  const part = (ms: number) => 1 - exp(-1000 / (ms * sampleRateHz));
  const law = { ...row, thresholdDbfs: row.thresholdDbfs - params.inputDb };
  const { biasMs, unbiasMs, drift, driftMs } = FET_LAG;
  const store = {
    attack: part(params.attackMs),
    release: 1 - part(params.releaseMs),
    holdFrames: Math.round((FET_HOLD_MS * sampleRateHz) / 1000),
    ...(params.ratio === "all" ? { lag: { bias: part(biasMs), unbias: part(unbiasMs), drift, drifting: part(driftMs) } } : {}),
  };
  const cell = {
    inDb: params.inputDb,
    outDb: params.outputDb,
    wet: params.mixPercent / 100,
    cellSquare: row.square,
    cellCube: row.cube,
    lineSquare: FET_LINE.square,
    lineCube: FET_LINE.cube,
    lows: FET_LINE.lows,
  };
  const [left, right] = askedTwin(input, law, params.stereoLinkPercent / 100);
  const reduction = (asked: number[]) => storeTwin(asked, store).map((db) => (params.reducing ? db : 0));
  return {
    left: gainCellTwin(input.left, reduction(left), cell, sampleRateHz),
    right: gainCellTwin(input.right, reduction(right), cell, sampleRateHz),
  };
}
