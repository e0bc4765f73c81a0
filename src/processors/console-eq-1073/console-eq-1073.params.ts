// British class-A equaliser: stepped frequencies, inductor mid, shelves with a shallow dip, class-A output stage.
import { outputStageLatencyFrames, outputStageParameters, outputStageTailFrames } from "../desk-eq/output-stage.params.ts";
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

export const LARGEST_MID_DB = 18;
export const LARGEST_SHELF_DB = 16;
/** High-pass at 50 Hz, shelf at 35 Hz, bell at 360 Hz and the high shelf, one after the other, fall by 120 dB in less. */
const RINGING_S = 0.25;

const parameters = {
  eqIn: toggle({
    default: true,
    label: "EQ in",
    help: "Off takes the high-pass and the three bands out; amplifier and transformer stay.",
  }),
  highPassHz: choice({
    choices: ["off", "50", "80", "160", "300"],
    default: "off",
    label: "High-pass",
    help: "Third order, 18 dB per octave, −3 dB at this frequency in Hz.",
  }),
  lowHz: choice({
    choices: ["off", "35", "60", "110", "220"],
    default: "110",
    label: "Low frequency",
    help: "Low shelf: turned up fully it is 3 dB below its plateau at this frequency in Hz.",
  }),
  lowGainDb: number({
    unit: "dB",
    min: -LARGEST_SHELF_DB,
    max: LARGEST_SHELF_DB,
    default: 0,
    label: "Low",
    help: "Gain of the low shelf; a shallow dip (or rise) follows beyond its corner.",
  }),
  midHz: choice({
    choices: ["off", "360", "700", "1600", "3200", "4800", "7200"],
    default: "1600",
    label: "Mid frequency",
    help: "Centre of the inductor's bell in Hz; the higher, the narrower.",
  }),
  midGainDb: number({
    unit: "dB",
    min: -LARGEST_MID_DB,
    max: LARGEST_MID_DB,
    default: 0,
    label: "Mid",
    help: "Gain of the bell, which is wide at small gains and narrows as it is turned up.",
  }),
  highGainDb: number({
    unit: "dB",
    min: -LARGEST_SHELF_DB,
    max: LARGEST_SHELF_DB,
    default: 0,
    label: "High",
    help: "Gain of the high shelf, fixed at 12 kHz: turned up fully it is 3 dB below its plateau there.",
  }),
  ...outputStageParameters,
};

export const consoleEq1073 = declareProcessor({
  id: "console-eq-1073",
  name: "British class-A EQ",
  kind: "eq",
  says: "Three broad bands and a high-pass in steps, with the colour of a class-A amplifier and its transformer behind them.",
  timeBased: false,
  version: 1,
  source:
    "Published controls and distortion limit of the Neve 1073; curves of an inductor network, own derivation, Q not confirmed.",
  parameters,
  presets: [
    {
      name: "Vocal, forward",
      says: "Cuts rumble, opens the presence at 3.2 kHz and the air at the top, with a little drive.",
      params: { highPassHz: "80", lowHz: "220", lowGainDb: -2, midHz: "3200", midGainDb: 3, highGainDb: 3, driveDb: 6 },
    },
    {
      name: "Kick, weight and click",
      says: "Lifts 60 Hz, takes the box out at 360 Hz and leans into the transformer.",
      params: { highPassHz: "off", lowHz: "60", lowGainDb: 6, midHz: "360", midGainDb: -5, highGainDb: 2.5, driveDb: 10 },
    },
    {
      name: "Snare, body and crack",
      says: "Body from the low shelf at 220 Hz, crack at 4.8 kHz, driven.",
      params: { highPassHz: "80", lowHz: "220", lowGainDb: 3, midHz: "4800", midGainDb: 4, highGainDb: 2, driveDb: 12 },
    },
    {
      name: "Electric guitar, bite",
      says: "High-pass at 160 Hz, bite at 3.2 kHz, a little off the top.",
      params: { highPassHz: "160", midHz: "3200", midGainDb: 3.5, highGainDb: -2, driveDb: 8 },
    },
    {
      name: "Bass, round",
      says: "Fuller below 110 Hz, growl at 700 Hz, darker above, warm from the transformer.",
      params: { highPassHz: "off", lowHz: "110", lowGainDb: 3, midHz: "700", midGainDb: 3, highGainDb: -4, driveDb: 12 },
    },
    {
      name: "Amplifier only",
      says: "The bands are out; amplifier and transformer are driven hard.",
      params: { eqIn: false, driveDb: 18, outputGainDb: -1 },
    },
    {
      name: "Mix bus, air and weight",
      says: "Wide and gentle: a little of both shelves, hardly any colour.",
      params: { lowHz: "60", lowGainDb: 1.5, midHz: "off", highGainDb: 2 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { eqIn: false, colourPercent: 0, outputGainDb: 0 },
  latencyFrames: (_, sampleRateHz) => outputStageLatencyFrames(sampleRateHz),
  tailFrames: (_, sampleRateHz) => outputStageTailFrames(RINGING_S, sampleRateHz),
});
