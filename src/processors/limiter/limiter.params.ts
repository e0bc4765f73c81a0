// Limiter: true-peak look-ahead brick wall, the last processor of a master.
import { choice, number } from "../parameters.ts";
import { declareProcessor } from "../processor.ts";

/** Delay of the true-peak detector in frames, at every rate (the kernel's own number; a test holds them together). */
export const truePeakDetectorFrames = 107;

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

export const limiter = declareProcessor({
  id: "limiter",
  name: "Limiter",
  kind: "dynamics",
  says: "Raises the level against a ceiling that no peak passes, not even between the samples.",
  timeBased: false,
  version: 2,
  source: "True peak after ITU-R BS.1770-5 Annex 2 (8x with a longer interpolator); gain by sliding minimum and unity-sum FIR.",
  parameters: {
    inputGainDb: number({
      unit: "dB",
      min: -12,
      max: 36,
      default: 0,
      label: "Input gain",
      help: "Drives the signal against the ceiling.",
    }),
    ceilingDbtp: number({
      unit: "dBTP",
      min: -12,
      max: 0,
      default: -1,
      label: "Ceiling",
      help: "The true peak that is never passed.",
    }),
    releaseMs: number({
      unit: "ms",
      min: 10,
      max: 1000,
      default: 100,
      curve: "log",
      label: "Release",
      help: "Time in which 63 % of the reduction is gone, once the peak is over.",
    }),
    release: choice({
      choices: ["clean", "punchy", "auto", "smooth"],
      default: "auto",
      label: "Release character",
      help: "Clean holds for 12 ms first, so basses stay undistorted. Punchy lets go at once, louder and rougher. Auto is clean, and sustained reduction recovers slowly. Smooth holds longer and recovers slowest: it rides more than it limits.",
    }),
    linkPercent: number({
      unit: "%",
      min: 0,
      max: 100,
      default: 100,
      label: "Stereo link",
      help: "100 % keeps the image still; less lets each side be limited more by its own peaks.",
    }),
    lookAheadMs: number({
      unit: "ms",
      min: 1,
      max: 5,
      default: 1.5,
      curve: "log",
      label: "Look-ahead",
      help: "How gently the gain comes down before a peak: longer is cleaner, shorter is louder.",
      structural: true,
    }),
  },
  presets: [
    {
      name: "Master, clean",
      says: "The last processor of a record: no bass note is bent, short peaks are forgotten at once.",
      params: { ceilingDbtp: -1, release: "clean", releaseMs: 80, lookAheadMs: 2 },
    },
    {
      name: "Master, louder",
      says: "6 dB against the ceiling; what has to stay down recovers slowly, so that nothing pumps.",
      params: { inputGainDb: 6, ceilingDbtp: -1, release: "auto", releaseMs: 60, lookAheadMs: 2 },
    },
    {
      name: "Club, punchy",
      says: "Lets go at once: louder and rougher, drums stay in front.",
      params: { inputGainDb: 5, ceilingDbtp: -0.5, release: "punchy", releaseMs: 25, lookAheadMs: 1 },
    },
    {
      name: "Acoustic, only just",
      says: "Catches single peaks of a dynamic record and recovers so slowly that it is not heard.",
      params: { inputGainDb: 2, ceilingDbtp: -1, release: "smooth", releaseMs: 300, lookAheadMs: 5 },
    },
    {
      name: "For lossy codecs",
      says: "Leaves 2 dB for what an encoder adds.",
      params: { inputGainDb: 3, ceilingDbtp: -2, release: "clean", releaseMs: 100 },
    },
    {
      name: "Drum bus, safety",
      says: "Unlinked and fast: a hit on one side does not move the other one.",
      params: { ceilingDbtp: -3, release: "punchy", releaseMs: 50, linkPercent: 0, lookAheadMs: 1 },
    },
  ],
  keyed: false,
  meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Deepest gain reduction." }],
  // even at the highest ceiling a full-scale signal may need reduction: no setting leaves every input alone
  neutral: null,
  latencyFrames: (params, sampleRateHz) => truePeakDetectorFrames + lookAheadFrames(params.lookAheadMs, sampleRateHz).latency,
  tailFrames: () => 0,
});
