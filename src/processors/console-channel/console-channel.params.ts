// Console channel: see console/console.params.ts for the desks.
import { channelParameters, consoleLatencyFrames, consoleTailFrames } from "../console/console.params.ts";
import { declareProcessor } from "../processor.ts";

export const consoleChannel = declareProcessor({
  id: "console-channel",
  name: "Console channel",
  kind: "colour",
  says: "One channel of a mixing desk: a little harmonic colour, soft lows when driven, and tolerances of its own.",
  timeBased: false,
  version: 2,
  source: "Own model with generic desks: harmonics at 0 VU, transformer flux, band edges and tolerances as calibration goals.",
  parameters: channelParameters,
  presets: [
    { name: "Class A, as it stands", says: "A little second harmonic and soft lows on every strip.", params: {} },
    {
      name: "Class A, pushed",
      says: "12 dB into the stage: warm and audibly rounded.",
      params: { driveDb: 12 },
    },
    {
      name: "American, pushed",
      says: "Third harmonic and thick transformer lows, for drums and guitars.",
      params: { desk: "american-discrete", driveDb: 12 },
    },
    {
      name: "VCA desk, tight",
      says: "Nearly clean, edges a little narrower, for busy mixes.",
      params: { desk: "british-vca", driveDb: 6 },
    },
    {
      name: "Sixties transistor",
      says: "Soft at both ends, both harmonics, some hiss.",
      params: { desk: "british-transistor", driveDb: 6, noise: true },
    },
    { name: "Tube strip", says: "Second harmonic in front, for voices and bass.", params: { desk: "tube", driveDb: 9 } },
  ],
  keyed: true,
  meters: [],
  neutral: { amountPercent: 0 },
  latencyFrames: consoleLatencyFrames,
  tailFrames: consoleTailFrames,
});
