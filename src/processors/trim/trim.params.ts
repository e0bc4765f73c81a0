// Trim: gain and polarity, nothing else.
import { number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const trim = declareProcessor({
  id: "trim",
  name: "Trim",
  kind: "utility",
  says: "Sets the level and the polarity, and leaves everything else alone.",
  timeBased: false,
  version: 1,
  source: "Definition: output = gain × input.",
  parameters: {
    gainDb: number({ unit: "dB", min: -96, max: 48, default: 0, label: "Gain", help: "Level change." }),
    invertPolarity: toggle({ default: false, label: "Ø", help: "Turns the waveform upside down." }),
  },
  presets: [
    { name: "Mix headroom", says: "6 dB down, to leave the bus room.", params: { gainDb: -6 } },
    { name: "Bottom mic, polarity turned", says: "For the microphone under the snare.", params: { invertPolarity: true } },
  ],
  keyed: false,
  meters: [],
  neutral: { gainDb: 0, invertPolarity: false },
  latencyFrames: () => 0,
  tailFrames: () => 0,
});
