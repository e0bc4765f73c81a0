// Planar chunks of a file to another sample rate.

/** Part of the names of decoded stems: raised when the resampler gives other samples. */
export const RESAMPLER_VERSION = 0;

export function resampleChunks(
  _chunks: AsyncIterable<Float32Array[]>,
  fromHz: number,
  toHz: number,
  _channels: number,
): AsyncIterable<Float32Array[]> {
  throw new Error(`Stems of another sample rate cannot be read yet (${fromHz} Hz in a session of ${toHz} Hz).`);
}
