// The parameters of a keyed detector that gate and expander share, declared once.
import { number, toggle } from "../parameters.ts";

/** Filters of the key, listening to it, the stereo link, look-ahead and mix. */
export const keyParameters = {
  keyHighPassHz: number({
    unit: "Hz",
    min: 10,
    max: 4000,
    default: 10,
    curve: "log",
    label: "Key high-pass",
    help: "Keeps what lies below it from working the detector, 12 dB per octave.",
  }),
  keyLowPassHz: number({
    unit: "Hz",
    min: 100,
    max: 20000,
    default: 20000,
    curve: "log",
    label: "Key low-pass",
    help: "Keeps what lies above it from working the detector, 12 dB per octave.",
  }),
  keyListen: toggle({
    default: false,
    label: "Listen",
    help: "Plays what the detector hears, for setting the key's filters.",
  }),
  stereoLinkPercent: number({
    unit: "%",
    min: 0,
    max: 100,
    default: 100,
    label: "Link",
    help: "How loud each side's detector hears the other side; at 100 % both sides move alike.",
  }),
  lookAheadMs: number({
    unit: "ms",
    min: 0,
    max: 10,
    default: 0,
    label: "Look-ahead",
    help: "How much earlier the detector hears the sound; the output comes that much later.",
    structural: true,
  }),
  mixPercent: number({
    unit: "%",
    min: 0,
    max: 100,
    default: 100,
    label: "Mix",
    help: "Processed against untouched signal, sample by sample in step.",
  }),
} as const;

/** The key's filters ring on while they are listened to: frames to -120 dB. */
export function keyTailFrames(
  params: { readonly keyListen: boolean; readonly keyHighPassHz: number; readonly keyLowPassHz: number },
  sampleRateHz: number,
): number {
  // a Butterworth pair decays by 120 dB in 13.8 / (0.707 * 2 pi f) seconds
  const ringS = 3.2 / params.keyHighPassHz + 3.2 / params.keyLowPassHz;
  return params.keyListen ? Math.ceil(ringS * sampleRateHz) : 0;
}
