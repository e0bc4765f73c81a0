// A lossy codec moves peaks: what was limited to −1 dBTP decodes higher. The ceiling before the encoder is lowered, song by song,
// until the decoded file keeps the ceiling that was asked for.

export const taste = {
  /** dB, 0.02 to 0.1. Lowered by this much more than the file was over, because peaks move differently with every try. */
  marginDb: 0.05,
  /** dB, 3 to 9. A codec that needs more than this is not given more: the file is delivered with its verdict. */
  mostDb: 6,
  /** Tries after which the search ends. */
  mostTries: 6,
} as const;

/** One encoding: the limiter's ceiling before it, and the true peak of the file decoded again. */
export interface CodecTry {
  readonly ceilingDbtp: number;
  /** Null for silence. */
  readonly decodedTruePeakDbtp: number | null;
}

/** The ceiling to encode with next; null when the last try passes or the search is over. Starts at the ceiling asked for. */
export function nextCeiling(tries: readonly CodecTry[], askedDbtp: number): number | null {
  const last = tries.at(-1);
  if (!last) return askedDbtp;
  const overDb = last.decodedTruePeakDbtp === null ? 0 : last.decodedTruePeakDbtp - askedDbtp;
  if (overDb <= 0 || tries.length >= taste.mostTries) return null;
  const next = Math.floor((last.ceilingDbtp - overDb - taste.marginDb) * 100) / 100;
  const lowest = askedDbtp - taste.mostDb;
  return last.ceilingDbtp <= lowest ? null : Math.max(lowest, next);
}
