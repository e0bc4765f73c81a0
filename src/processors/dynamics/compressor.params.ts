// Parameters that compressors declare alike, whatever their circuit.
import { number } from "../parameters.ts";

export const mixPercent = number({
  unit: "%",
  min: 0,
  max: 100,
  default: 100,
  label: "Mix",
  help: "Compressed against untouched signal, sample by sample in step.",
});

/** For one reduction that both channels may share. */
export const stereoLinkPercent = number({
  unit: "%",
  min: 0,
  max: 100,
  default: 100,
  label: "Link",
  help: "100 %: both channels follow the louder one and the image stands still. 0 %: each follows itself.",
});

/** For detectors on a bus: from 20 Hz (nothing left out) up to 500 Hz. */
export const sideChainHighPassHz = number({
  unit: "Hz",
  min: 10,
  max: 500,
  default: 20,
  curve: "log",
  label: "SC high-pass",
  help: "Keeps kick and bass below it from working the detector, 12 dB per octave.",
});
