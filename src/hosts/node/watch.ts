// A part of a long work reports as a share of the whole.
import type { Watch } from "../../index.ts";

/** Maps a part's 0..1 to `from`..`to` of the whole. */
export function partOf(watch: Watch, from: number, to: number): Watch {
  const { onProgress, signal } = watch;
  return {
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (share: number, doing: string) => onProgress(from + (to - from) * Math.min(1, share), doing),
    }),
  };
}
