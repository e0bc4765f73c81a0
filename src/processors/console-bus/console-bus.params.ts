// Console bus: see console/console.params.ts for the desks.
import { consoleLatencyFrames, consoleParameters, consoleTailFrames } from "../console/console.params.ts";
import { declareProcessor } from "../processor.ts";

export const consoleBus = declareProcessor({
  id: "console-bus",
  name: "Console bus",
  kind: "colour",
  says: "The summing bus of a mixing desk: colour and crosstalk where the channels meet.",
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
