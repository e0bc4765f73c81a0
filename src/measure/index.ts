// `stemroom/measure`: loudness, true peak, levels, stereo, bands. Runs wherever WebAssembly does; knows no files.
export { createNeedle, type Needle, type NeedleLaw, type NeedleOptions } from "./ballistics.ts";
export { CHANNEL_WEIGHTS } from "./channels.ts";
export type { ListeningField } from "./loudness-model/ear.ts";
export {
  gainToPartialLoudnessDb,
  gainToThresholdDb,
  type ListeningOptions,
  maskedThresholdDbSpl,
  type PerceivedLoudness,
  partialLoudness,
  perceivedLoudness,
  THRESHOLD_SONE,
} from "./loudness-model/loudness.ts";
export {
  bandLines,
  noiseLines,
  type Sound,
  type SoundLine,
  STUDIO_DB_SPL,
  spectrumLines,
  thirdOctaveLines,
} from "./loudness-model/sound.ts";
export { type BandMeasurement, emptyMeasurement, type Measurement, type MeasurementHistory } from "./measurement.ts";
export { NonFiniteSampleError } from "./levels.ts";
export { createMeter, measureFrames, type Meter, type MeterOptions, type PackedSamples } from "./meter.ts";
export {
  camToHz,
  erbBands,
  hzToCam,
  powerBetween,
  type Spectrum,
  type SpectrumBand,
  SpectrumMeter,
  thirdOctaves,
} from "./spectrum.ts";
export type { LoudStretch } from "./summary.ts";
export { type Tempo, TempoMeter } from "./tempo.ts";
