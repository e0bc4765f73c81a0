// What the desks' equalisers have behind their bands: the parameters of the output stage, its delay, its tail.
import { oversamplerLatencyFrames } from "../../conversion/oversampler-latency.ts";
import { number } from "../parameters.ts";

/** 0 VU: a sine whose sample peaks reach this level. It stands for +4 dBu, so that +20 dBu are -2 dBFS. */
export const ZERO_VU_DBFS = -18;
export const STAGE_OVERSAMPLING = 2;
/** The band edge of either desk, some 5 Hz, falls by 120 dB in less. */
const EDGE_TAIL_S = 0.9;

export const outputStageParameters = {
  driveDb: number({
    unit: "dB",
    min: -12,
    max: 24,
    default: 0,
    label: "Drive",
    help: "Pushes amplifier and transformer harder; the level comes back down behind them. At 0 dB, −18 dBFS are 0 VU.",
  }),
  colourPercent: number({
    unit: "%",
    min: 0,
    max: 100,
    default: 100,
    label: "Colour",
    help: "How much of the output stage is heard; at 0 % only the equaliser is left, delayed as before.",
  }),
  outputGainDb: number({ unit: "dB", min: -24, max: 24, default: 0, label: "Output", help: "Gain behind everything." }),
} as const;

/** Frames of delay. */
export function outputStageLatencyFrames(sampleRateHz: number): number {
  return oversamplerLatencyFrames(STAGE_OVERSAMPLING, sampleRateHz);
}

/** Frames until the stage has come to rest behind bands that ring for `ringingS` seconds. */
export function outputStageTailFrames(ringingS: number, sampleRateHz: number): number {
  return Math.ceil((EDGE_TAIL_S + ringingS) * sampleRateHz) + outputStageLatencyFrames(sampleRateHz);
}
