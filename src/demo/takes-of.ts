// Which stretches of the song a musician was in front of the microphone: notes joined over short rests, with a little air around.

export interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** Notes less than `restS` apart are one take, from `beforeS` before the first to `afterS` after the last. */
export function takesOf(
  notes: readonly { readonly startS: number; readonly durationS: number }[],
  restS: number,
  beforeS: number,
  afterS: number,
): Stretch[] {
  const takes: { startS: number; endS: number }[] = [];
  for (const note of [...notes].sort((a, b) => a.startS - b.startS)) {
    const last = takes[takes.length - 1];
    const endS = note.startS + note.durationS + afterS;
    if (last && note.startS - beforeS - (last.endS - afterS) < restS) last.endS = Math.max(last.endS, endS);
    else takes.push({ startS: Math.max(0, note.startS - beforeS), endS });
  }
  return takes;
}
