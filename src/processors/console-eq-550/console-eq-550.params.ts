// American proportional-Q equaliser: three stepped bands whose width follows their gain, a band-pass, an output stage.
import { outputStageLatencyFrames, outputStageParameters, outputStageTailFrames } from "../desk-eq/output-stage.params.ts";
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

const LARGEST_GAIN_DB = 12;
/** A bell of 12 dB at 50 Hz, the other two and the band-pass, one after the other, fall by 120 dB in less. */
const RINGING_S = 0.4;

const gain = (label: string, what: string) =>
  number({
    unit: "dB",
    min: -LARGEST_GAIN_DB,
    max: LARGEST_GAIN_DB,
    default: 0,
    label,
    help: `Gain of the ${what} band; the hardware's steps are 0, ±2, ±4, ±6, ±9 and ±12 dB. The more, the narrower.`,
  });

const parameters = {
  eqIn: toggle({
    default: true,
    label: "EQ in",
    help: "Off takes the three bands and the band-pass out; amplifier and transformer stay.",
  }),
  lowHz: choice({
    choices: ["50", "100", "200", "300", "400"],
    default: "100",
    label: "Low frequency",
    help: "Centre of the bell, half of the shelf's gain, in Hz.",
  }),
  lowGainDb: gain("Low", "low"),
  lowShape: choice({
    choices: ["bell", "shelf"],
    default: "bell",
    label: "Low shape",
    help: "Bell, or a shelf of 6 dB per octave.",
  }),
  midHz: choice({
    choices: ["400", "800", "1500", "3000", "5000"],
    default: "1500",
    label: "Mid frequency",
    help: "Centre of the bell in Hz.",
  }),
  midGainDb: gain("Mid", "mid"),
  highHz: choice({
    choices: ["5000", "7000", "10000", "12500", "15000"],
    default: "10000",
    label: "High frequency",
    help: "Centre of the bell, half of the shelf's gain, in Hz.",
  }),
  highGainDb: gain("High", "high"),
  highShape: choice({
    choices: ["bell", "shelf"],
    default: "bell",
    label: "High shape",
    help: "Bell, or a shelf of 6 dB per octave.",
  }),
  bandPass: toggle({
    default: false,
    label: "Band-pass",
    help: "Lets 50 Hz to 15 kHz through, 12 dB per octave on either side.",
  }),
  ...outputStageParameters,
};

export const consoleEq550 = declareProcessor({
  id: "console-eq-550",
  name: "American proportional-Q EQ",
  kind: "eq",
  says: "Three bands that narrow as they are turned up, with the punch of a discrete amplifier and its transformer behind them.",
  timeBased: false,
  version: 1,
  source: "Published controls of the API 550A; 3 octaves at 2 dB to 1 at 12 dB, the law between estimated; colour as a goal.",
  parameters,
  presets: [
    {
      name: "Vocal, clear",
      says: "Takes the chest down, presence at 5 kHz, air on a shelf.",
      params: {
        lowHz: "200",
        lowGainDb: -3,
        midHz: "5000",
        midGainDb: 2,
        highHz: "12500",
        highGainDb: 3,
        highShape: "shelf",
        driveDb: 4,
      },
    },
    {
      name: "Kick, punch",
      says: "Narrow weight at 50 Hz, the box out at 400 Hz, beater at 5 kHz.",
      params: { lowHz: "50", lowGainDb: 6, midHz: "400", midGainDb: -6, highHz: "5000", highGainDb: 4, driveDb: 8 },
    },
    {
      name: "Snare, crack",
      says: "Body at 200 Hz, crack at 5 kHz, wires at 10 kHz, driven.",
      params: { lowHz: "200", lowGainDb: 4, midHz: "5000", midGainDb: 4, highHz: "10000", highGainDb: 2, driveDb: 10 },
    },
    {
      name: "Electric guitar, forward",
      says: "Bite at 1.5 kHz, less mud, less hiss, everything outside the band-pass gone.",
      params: { lowHz: "200", lowGainDb: -2, midHz: "1500", midGainDb: 4, bandPass: true, driveDb: 6 },
    },
    {
      name: "Bass, growl",
      says: "A shelf below 100 Hz and the strings at 800 Hz, into the transformer.",
      params: { lowHz: "100", lowGainDb: 3, lowShape: "shelf", midHz: "800", midGainDb: 4, highGainDb: -2, driveDb: 10 },
    },
    {
      name: "Amplifier only",
      says: "The bands are out; amplifier and transformer are driven.",
      params: { eqIn: false, driveDb: 14 },
    },
    {
      name: "Drum bus, open",
      says: "Wide, gentle lifts at both ends, hardly any colour.",
      params: { lowHz: "50", lowGainDb: 2, highHz: "10000", highGainDb: 2, highShape: "shelf", driveDb: -3 },
    },
  ],
  keyed: false,
  meters: [],
  neutral: { eqIn: false, colourPercent: 0, outputGainDb: 0 },
  latencyFrames: (_, sampleRateHz) => outputStageLatencyFrames(sampleRateHz),
  tailFrames: (_, sampleRateHz) => outputStageTailFrames(RINGING_S, sampleRateHz),
});
