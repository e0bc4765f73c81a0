// Console bus: see console/console.params.ts for the desks.
import { consoleLatencyFrames, consoleParameters, consoleTailFrames } from "../console/console.params.ts";
import { declareProcessor } from "../processor.ts";

export const consoleBus = declareProcessor({
  id: "console-bus",
  name: "Console bus",
  kind: "colour",
  says: "The summing bus of a mixing desk: colour and crosstalk where the channels meet.",
  timeBased: false,
  version: 2,
  source: "Own model with generic desks: harmonics at 0 VU, transformer flux, band edges and tolerances as calibration goals.",
  parameters: consoleParameters,
  presets: [
    { name: "Class A sum", says: "A touch of warmth where the channels meet.", params: {} },
    {
      name: "American sum, pushed",
      says: "Thick lows and edge on the whole mix.",
      params: { desk: "american-discrete", driveDb: 9 },
    },
    { name: "VCA sum, tight", says: "Almost transparent glue.", params: { desk: "british-vca", driveDb: 4 } },
    { name: "Sixties sum", says: "Round at both ends, both harmonics.", params: { desk: "british-transistor", driveDb: 4 } },
    {
      name: "Tube sum",
      says: "Second harmonic on the whole mix, half of it.",
      params: { desk: "tube", driveDb: 6, amountPercent: 50 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { amountPercent: 0 },
  latencyFrames: consoleLatencyFrames,
  tailFrames: consoleTailFrames,
});
