// Audio on its way from one place to another: planar chunks that are computed as they are asked for.

/** A stretch of audio that can be gone through from its start, as often as wished. */
export interface AudioStream {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Length in frames; null where only going through it tells. */
  readonly frames: number | null;
  /** Samples beyond full scale that the last whole pass has cut; streams that cut nothing don't have it. */
  readonly clippedSamples?: () => number;
  /** Planar chunks, one array a channel; valid until the next one is asked for. */
  chunks(signal?: AbortSignal): AsyncIterable<readonly Float32Array[]>;
}

/** Frames of a chunk. */
export function chunkFrames(planar: readonly Float32Array[]): number {
  return planar[0]?.length ?? 0;
}
