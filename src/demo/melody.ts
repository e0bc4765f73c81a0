// Tunes over chords: held notes that would rub against the chord give way to its nearest tone; repeats get a small change.
import { clashes, degreeToSemitones, nearestChordTone, type Chord } from "./harmony.ts";
import { BRIDGE_TUNES, CHORUS_TUNES, type Motif, type MotifNote, type Tune, VERSE_TUNES } from "./motifs.ts";
import type { Random } from "./random.ts";
import { STEPS_PER_BAR } from "./timing.ts";

/** A phrase laid over the song: its notes with degrees that fit the chords, from `bar` on. */
export interface Phrase {
  readonly bar: number;
  readonly notes: readonly MotifNote[];
}

export interface Melody {
  readonly verse: readonly Phrase[];
  readonly chorus: readonly Phrase[];
  readonly bridge: readonly Phrase[];
}

/** Turns the held and the last notes of a motif to the chord below them. */
export function fitToChords(motif: Motif, bar: number, chords: readonly Chord[]): MotifNote[] {
  return motif.map(([step, length, degree], index) => {
    const chord = chords[bar + Math.floor(step / STEPS_PER_BAR)];
    if (!chord) return [step, length, degree] as const;
    const isLast = index === motif.length - 1;
    const isHeld = length >= 3 || step % 4 === 0;
    const rubs = isHeld && clashes(degree, chord);
    return [step, length, rubs || isLast ? nearestChordTone(degree, chord) : degree] as const;
  });
}

/** A repeat with one thing changed: a note comes a sixteenth early, or a held note gets its upper neighbour. */
function vary(motif: Motif, random: Random): Motif {
  const notes = [...motif];
  const index = random.whole(1, notes.length - 2);
  const before = notes[index - 1]!;
  const [step, length, degree] = notes[index]!;
  if (length >= 4) {
    notes.splice(index, 1, [step, length - 2, degree], [step + length - 2, 2, degree + 1]);
  } else if (before[0] + before[1] < step) {
    notes[index] = [step - 1, length + 1, degree];
  } else if (length === 3) {
    notes.splice(index, 1, [step, 2, degree], [step + 2, 1, degree + 1]);
  }
  return notes;
}

function eightBars(tune: Tune, firstBar: number, chords: readonly Chord[], random: Random, close = tune.close): Phrase[] {
  const motifs = [tune.call, tune.open, vary(tune.call, random), close];
  return motifs.map((motif, index) => ({ bar: firstBar + index * 2, notes: fitToChords(motif, firstBar + index * 2, chords) }));
}

/** The whole sung melody. `bars` are the first bars of the sections, in order: verse, chorus, bridge, chorus. */
export function makeMelody(chords: readonly Chord[], bars: readonly [number, number, number, number], random: Random): Melody {
  const verse = random.pick(VERSE_TUNES);
  const chorus = random.pick(CHORUS_TUNES);
  const bridge = random.pick(BRIDGE_TUNES);
  return {
    verse: eightBars(verse, bars[0], chords, random),
    chorus: [...eightBars(chorus, bars[1], chords, random), ...eightBars(chorus, bars[3], chords, random)],
    bridge: [{ bar: bars[2], notes: fitToChords(bridge, bars[2], chords) }],
  };
}

export function degreeToMidi(degree: number, tonicMidi: number): number {
  return tonicMidi + degreeToSemitones(degree);
}
