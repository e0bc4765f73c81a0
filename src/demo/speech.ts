// From sung notes to what the mouth does when: consonants before the beat, vowels on it, breaths between phrases.
import { type Consonant, parseSyllable, type Syllable, type Vowel, VOWELS } from "./phonemes.ts";
import type { SungNote } from "./score.types.ts";

/** The mouth's goal from `startS` until the next gesture. */
export interface Gesture {
  readonly startS: number;
  /** Null: closed mouth or silence; the tract stays where it is. */
  readonly formantsHz: Vowel["formantsHz"] | null;
  readonly voicing: number;
  readonly breath: number;
  readonly hiss: number;
  readonly hissHz: number;
}

const SILENT = { formantsHz: null, voicing: 0, breath: 0, hiss: 0, hissHz: 5000 };
const BREATH_S = 0.3;
const PHRASE_REST_S = 0.5;

/** All gestures of a part, in time. */
export function gesturesFor(notes: readonly SungNote[], takesBreath: boolean): Gesture[] {
  const gestures: Gesture[] = [];
  const syllables = notes.map((note) => parseSyllable(note.syllable));
  let vowel = VOWELS["u"]!;
  const onsetStarts = notes.map((note, index) => note.startS - onsetS(syllables[index]!, note, notes[index - 1]));
  notes.forEach((note, index) => {
    const syllable = syllables[index]!;
    const onsetStartS = onsetStarts[index]!;
    const last = notes[index - 1];
    const restS = last ? onsetStartS - (last.startS + last.durationS) : Infinity;
    const first = syllable.vowel ?? vowel;
    if (takesBreath && restS > PHRASE_REST_S && onsetStartS > BREATH_S + 0.15) {
      const inhaleS = onsetStartS - BREATH_S - 0.06;
      gestures.push({ ...SILENT, startS: inhaleS, formantsHz: VOWELS["V"]!.formantsHz, breath: 0.09 });
      gestures.push({ ...SILENT, startS: inhaleS + BREATH_S });
    }
    pushConsonants(gestures, syllable.onset, onsetStartS, note.startS, first, note.velocity);
    const endS = Math.min(note.startS + note.durationS, onsetStarts[index + 1] ?? Infinity);
    const isJoined = (onsetStarts[index + 1] ?? Infinity) - endS < 0.03;
    const codaS = Math.min(totalS(syllable.coda), (endS - note.startS) * 0.4);
    const vowelEndS = endS - codaS;
    const voicing = note.velocity * first.gain;
    gestures.push({ ...SILENT, startS: note.startS, formantsHz: first.formantsHz, voicing });
    vowel = syllable.glideTo ?? first;
    if (syllable.glideTo) {
      const glideS = note.startS + (vowelEndS - note.startS) * 0.62;
      gestures.push({ ...SILENT, startS: glideS, formantsHz: vowel.formantsHz, voicing: note.velocity * 0.92 });
    }
    pushConsonants(gestures, syllable.coda, vowelEndS, endS, vowel, note.velocity * 0.8);
    if (!isJoined) gestures.push({ ...SILENT, startS: endS });
  });
  return gestures;
}

function totalS(consonants: readonly Consonant[]): number {
  return consonants.reduce((sum, consonant) => sum + consonant.durationMs / 1000, 0);
}

/** Consonants come before the beat, so that the vowel is on it; they may take less than half of the note before. */
function onsetS(syllable: Syllable, note: SungNote, last: SungNote | undefined): number {
  const room = last ? (note.startS - last.startS) * 0.45 : note.startS;
  return Math.min(totalS(syllable.onset), room);
}

function pushConsonants(
  to: Gesture[],
  consonants: readonly Consonant[],
  fromS: number,
  untilS: number,
  vowel: Vowel,
  velocity: number,
): void {
  const stretch = (untilS - fromS) / Math.max(1e-6, totalS(consonants));
  let startS = fromS;
  for (const consonant of consonants) {
    const durationS = (consonant.durationMs / 1000) * stretch;
    const formantsHz = consonant.formantsHz ?? vowel.formantsHz;
    const voicing = consonant.voicing * velocity;
    const burstS = startS + durationS * (1 - consonant.burstShare);
    const noise = {
      breath: consonant.breath * velocity,
      hiss: consonant.hiss * (0.5 + 0.5 * velocity),
      hissHz: consonant.hissHz,
    };
    if (consonant.burstShare > 0) {
      to.push({ startS, formantsHz, voicing, breath: 0, hiss: 0, hissHz: consonant.hissHz });
      to.push({ startS: burstS, formantsHz, voicing, ...noise });
    } else {
      to.push({ startS, formantsHz, voicing, ...noise });
    }
    startS += durationS;
  }
}
