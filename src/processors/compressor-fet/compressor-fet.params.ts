// FET compressor: a limiting amplifier whose gain cell is a transistor. Input and output instead of a threshold, very fast.
import { mixPercent, stereoLinkPercent } from "../dynamics/compressor.params.ts";
import { choice, number, toggle } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Until the bend of the last sound has lost its DC. */
const TAIL_S = 0.3;

export const compressorFet = declareProcessor({
  id: "compressor-fet",
  name: "FET compressor",
  kind: "dynamics",
  says: "Grabs within microseconds and lets the sound lean forward: push the input into a fixed threshold, take it back at the output.",
  timeBased: false,
  version: 1,
  source:
    "Published behaviour of the UREI 1176 (feedback, peak rectifier, ratios 4, 8, 12, 20 and all buttons, attack 20 to 800 µs, release 50 to " +
    "1100 ms, a threshold that the ratio's bias moves up by 7 dB, less than 0.5 % THD); Universal Audio's manual for the circuit (the bias " +
    "at the rectifier's diodes, one resistor charges the store, another discharges it). Knees, the bend's amount and the lag of all buttons are our own.",
  parameters: {
    inputDb: number({
      unit: "dB",
      min: -12,
      max: 30,
      default: 0,
      label: "Input",
      help: "Pushes the sound into the fixed threshold, which a sine of −16 dBFS reaches at 4:1 and of −9 dBFS at 20:1.",
    }),
    outputDb: number({
      unit: "dB",
      min: -36,
      max: 24,
      default: 0,
      label: "Output",
      help: "Gain behind the reduction, in front of the line amplifier.",
    }),
    ratio: choice({
      choices: ["4", "8", "12", "20", "all"],
      default: "4",
      label: "Ratio",
      help: "The higher it is, the higher the threshold and the harder the knee; «all» presses all buttons at once: late, steep, bent.",
    }),
    attackMs: number({
      unit: "ms",
      min: 0.02,
      max: 0.8,
      default: 0.2,
      curve: "log",
      label: "Attack",
      help: "Time for 63 % of a rise of the gain reduction, in dB; with all buttons some 4 ms later when there was rest before.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 50,
      max: 1100,
      default: 250,
      curve: "log",
      label: "Release",
      help: "Time for 63 % of the way back to no reduction, in dB; short ones follow the wave of a bass and distort it.",
    }),
    reducing: toggle({
      default: true,
      label: "Reducing",
      help: "Off is the attack knob at OFF: no reduction, only the colour of the line amplifier.",
    }),
    stereoLinkPercent,
    mixPercent,
  },
  presets: [
    {
      name: "Vocal, in front",
      says: "Four to one, not too fast: the words come forward, the consonants stay.",
      params: { inputDb: 4, outputDb: 0, ratio: "4", attackMs: 0.4, releaseMs: 120 },
    },
    {
      name: "Vocal, catch the peaks",
      says: "Only the loudest syllables, quickly; a slower compressor may follow.",
      params: { inputDb: -2, outputDb: 2, ratio: "8", attackMs: 0.06, releaseMs: 80 },
    },
    {
      name: "Bass guitar, held",
      says: "Slow store, so that the low wave stays clean and every note as loud as the last.",
      params: { inputDb: 6, outputDb: 2, ratio: "4", attackMs: 0.8, releaseMs: 700 },
    },
    {
      name: "Snare, crack",
      says: "The slowest attack lets the stick through; the fast release brings the shell up behind it.",
      params: { inputDb: 4, outputDb: 1, ratio: "8", attackMs: 0.8, releaseMs: 60 },
    },
    {
      name: "Drum room, crushed",
      says: "All buttons in: the room breathes and spits; blend it with the dry kit.",
      params: { inputDb: 14, outputDb: -9, ratio: "all", attackMs: 0.8, releaseMs: 50, mixPercent: 60 },
    },
    {
      name: "Guitar, even strum",
      says: "Medium times at four to one for rhythm guitars that should stay put.",
      params: { inputDb: 3, outputDb: 4, ratio: "4", attackMs: 0.3, releaseMs: 350 },
    },
    {
      name: "Line amplifier only",
      says: "No reduction: a little second harmonic at the price of nothing.",
      params: { inputDb: 8, outputDb: -8, reducing: false },
    },
  ],
  keyed: true,
  meters: [
    { name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Gain reduction of the channel that is turned down most." },
  ],
  neutral: { mixPercent: 0 },
  latencyFrames: () => 0,
  tailFrames: (_params, sampleRateHz) => Math.ceil(TAIL_S * sampleRateHz),
});
