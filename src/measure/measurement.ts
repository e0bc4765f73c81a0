// What a measurement says of a stretch of audio: the fields of `stemroom measure --json`, in its units.

/** One frequency band of a measurement. Silence is null; an undefined correlation is null. */
export interface BandMeasurement {
  readonly lowHz: number;
  readonly highHz: number;
  readonly levelLufs: number | null;
  /** As of the whole, of the band's K-weighted energy in 3 s. */
  readonly loudnessRangeLu: number | null;
  readonly correlation: number | null;
  /** Lowest correlation over 3 s in which the band is heard beside the rest of itself. */
  readonly correlationMin: number | null;
  /** Left minus right. */
  readonly balanceDb: number | null;
  readonly sideToMidDb: number | null;
  /** Unweighted: how much weaker the mono fold is than the stereo signal. */
  readonly monoFoldLossDb: number | null;
  readonly crestDb: number | null;
}

/** Every figure of one stretch of audio. Silence is null (there is no -Infinity in JSON); undefined correlation is null, never 1. */
export interface Measurement {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly frames: number;
  readonly durationS: number;
  readonly integratedLufs: number | null;
  readonly momentaryMaxLufs: number | null;
  readonly shortTermMaxLufs: number | null;
  readonly loudnessRangeLu: number | null;
  readonly truePeakDbtp: number | null;
  readonly samplePeakDbfs: number | null;
  readonly rmsDbfs: number | null;
  readonly crestDb: number | null;
  readonly plrDb: number | null;
  readonly dcOffset: number;
  readonly clippedFrames: number;
  readonly correlation: number | null;
  /** Lowest correlation over windows of 3 s. */
  readonly correlationMin: number | null;
  /** Left minus right. */
  readonly balanceDb: number | null;
  readonly sideToMidDb: number | null;
  readonly monoFoldLossLu: number | null;
  readonly bands: readonly BandMeasurement[];
  readonly silentHeadS: number;
  readonly silentTailS: number;
}

/** How a measurement went over time. */
export interface MeasurementHistory {
  /** Ten values a second; silence is null. */
  readonly momentaryLufs: readonly (number | null)[];
  /** Ten values a second, from the first full 3 s on; silence is null. */
  readonly shortTermLufs: readonly (number | null)[];
  /** One value a 3 s window, hop 1 s; undefined is null. */
  readonly correlation: readonly (number | null)[];
  /** Where the loudest stretch of 10 s lies (the whole where it is shorter), in seconds. */
  readonly loudest: { readonly fromS: number; readonly toS: number };
}

/** What a measurement of nothing says: for a file whose sound could not be had. */
export function emptyMeasurement(sampleRateHz: number, channels: number): Measurement {
  return {
    sampleRateHz,
    channels,
    frames: 0,
    durationS: 0,
    integratedLufs: null,
    momentaryMaxLufs: null,
    shortTermMaxLufs: null,
    loudnessRangeLu: null,
    truePeakDbtp: null,
    samplePeakDbfs: null,
    rmsDbfs: null,
    crestDb: null,
    plrDb: null,
    dcOffset: 0,
    clippedFrames: 0,
    correlation: null,
    correlationMin: null,
    balanceDb: null,
    sideToMidDb: null,
    monoFoldLossLu: null,
    bands: [],
    silentHeadS: 0,
    silentTailS: 0,
  };
}
