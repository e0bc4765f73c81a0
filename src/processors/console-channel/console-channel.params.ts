// Console channel: see console/console.params.ts for the desks.
import { consoleLatencyFrames, consoleParameters, consoleTailFrames } from "../console/console.params.ts";
import { declareProcessor } from "../processor.ts";

export const consoleChannel = declareProcessor({
  id: "console-channel",
  name: "Console channel",
  kind: "colour",
  says: "One channel of a mixing desk: a little harmonic colour, soft lows when driven, and tolerances of its own.",
  timeBased: false,
  version: 1,
  source: "Own model with generic desks: harmonics at 0 VU, transformer flux, band edges and tolerances as calibration goals.",
  parameters: consoleParameters,
  presets: [],
  keyed: false,
  meters: [],
  neutral: { amountPercent: 0 },
  latencyFrames: (_, sampleRateHz) => consoleLatencyFrames(sampleRateHz),
  tailFrames: (_, sampleRateHz) => consoleTailFrames(sampleRateHz),
});
