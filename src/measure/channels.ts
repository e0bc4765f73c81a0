// How much each channel counts towards loudness (ITU-R BS.1770-5, table 3 and annex 3).

/** Surround channels count 1.41 (+1.5 dB). */
const SURROUND_WEIGHT = 1.41;

/** Weights of common layouts in WAV order. LFE counts 0. */
export const CHANNEL_WEIGHTS = {
  /** One channel, counted once (as a mono file, not as a dual mono). */
  mono: [1],
  /** Left, right. */
  stereo: [1, 1],
  /** Left, right, centre, left surround, right surround. */
  surround50: [1, 1, 1, SURROUND_WEIGHT, SURROUND_WEIGHT],
  /** Left, right, centre, LFE, left surround, right surround. */
  surround51: [1, 1, 1, 0, SURROUND_WEIGHT, SURROUND_WEIGHT],
} as const satisfies Record<string, readonly number[]>;

/** The usual weights for a number of channels: 1, 2, 5 (5.0) or 6 (5.1). */
export function usualWeights(channels: number): readonly number[] {
  const weights = Object.values(CHANNEL_WEIGHTS).find((layout) => layout.length === channels);
  if (weights) return weights;
  throw new RangeError(
    `measure: ${channels} channels have no usual layout. Pass channelWeights, one number a channel (front 1, surround 1.41, LFE 0).`,
  );
}
