// How the limiter's look-ahead divides into frames: what the declaration, the processor and the tests agree on.

/** Delay of the true-peak detector in frames, at every rate (the kernel's own number; a test holds them together). */
export const truePeakDetectorFrames = 75;

/** Frames on both sides of a peak over which the gain stays put, so that the samples that make up the peak move together. */
export const STEADY_FRAMES = 8;

export interface LookAhead {
  /** Lengths of the three boxes that smooth the gain. */
  readonly boxes: readonly [number, number, number];
  /** Frames that the boxes take together: the way down before a peak. */
  readonly smoothing: number;
  /** Shortest sliding window that lets every tap of the boxes see each peak. */
  readonly window: number;
  /** Frames of delay, without the detector's. */
  readonly latency: number;
}

/** Divides `lookAheadMs` at this rate. */
export function lookAheadFrames(lookAheadMs: number, sampleRateHz: number): LookAhead {
  const smoothing = Math.max(4, Math.round((lookAheadMs * sampleRateHz) / 1000));
  const long = Math.floor((smoothing + 2) / 3);
  return {
    boxes: [long, long, smoothing + 2 - 2 * long],
    smoothing,
    window: smoothing + 2 * STEADY_FRAMES,
    latency: smoothing - 1 + STEADY_FRAMES,
  };
}
