// A lossy codec moves peaks: what was limited to −1 dBTP decodes higher. The ceiling before the encoder is lowered, song by song,
// until the decoded file keeps the ceiling that was asked for; then it is raised again as far as that allows, so that no loudness is
// given away.

import { limiter } from "../processors/limiter/limiter.params.ts";

export const taste = {
  /** dB, 0.02 to 0.1. Lowered by this much more than the file was over, because peaks move differently with every try. */
  marginDb: 0.05,
  /** dB, 0.1 to 0.5. A file this close under the ceiling is left as it is. */
  closeDb: 0.25,
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

/** The ceiling to encode with next; null when the search is over (take `bestTry`). Starts at the ceiling asked for. */
export function nextCeiling(tries: readonly CodecTry[], askedDbtp: number): number | null {
  const last = tries.at(-1);
  if (!last) return askedDbtp;
  if (tries.length >= taste.mostTries) return null;
  const passing = highestPassing(tries, askedDbtp);
  const failing = tries.filter((one) => overDb(one, askedDbtp) > 0).map((one) => one.ceilingDbtp);
  const lowest = Math.max(limiter.parameters.ceilingDbtp.min, askedDbtp - taste.mostDb);
  if (passing === null) {
    const next = Math.floor((last.ceilingDbtp - overDb(last, askedDbtp) - taste.marginDb) * 100) / 100;
    return last.ceilingDbtp <= lowest ? null : Math.max(lowest, next);
  }
  const spareDb = -overDb(passing, askedDbtp);
  const roof = Math.min(askedDbtp, ...failing);
  if (failing.length === 0 || spareDb <= taste.closeDb || roof - passing.ceilingDbtp <= taste.closeDb) return null;
  const next = Math.floor(Math.min(passing.ceilingDbtp + spareDb, (passing.ceilingDbtp + roof) / 2) * 100) / 100;
  return next > passing.ceilingDbtp ? next : null;
}

/** The try to deliver: the highest ceiling that passes, or else the one that is least over. */
export function bestTry(tries: readonly CodecTry[], askedDbtp: number): CodecTry | null {
  const passing = highestPassing(tries, askedDbtp);
  if (passing) return passing;
  return tries.reduce<CodecTry | null>(
    (best, one) => (best && overDb(best, askedDbtp) <= overDb(one, askedDbtp) ? best : one),
    null,
  );
}

function highestPassing(tries: readonly CodecTry[], askedDbtp: number): CodecTry | null {
  return tries
    .filter((one) => overDb(one, askedDbtp) <= 0)
    .reduce<CodecTry | null>((best, one) => (best && best.ceilingDbtp >= one.ceilingDbtp ? best : one), null);
}

function overDb({ decodedTruePeakDbtp }: CodecTry, askedDbtp: number): number {
  return decodedTruePeakDbtp === null ? 0 : decodedTruePeakDbtp - askedDbtp;
}
