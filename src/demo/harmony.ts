// Keys, chords and how they are laid out on an instrument. Degrees count scale steps from the key note: 0 = tonic, 7 = an octave up.
import type { Random } from "./random.ts";
import type { Section } from "./score.types.ts";

const MAJOR = [0, 2, 4, 5, 7, 9, 11];

/** Semitones above the tonic of a degree, also negative ones. */
export function degreeToSemitones(degree: number): number {
  const octave = Math.floor(degree / 7);
  return octave * 12 + MAJOR[degree - octave * 7]!;
}

/** A diatonic chord: its root as a degree 0…6 and the colour tones above its triad. */
export interface Chord {
  readonly root: number;
  /** Degrees mod 7 of root, third, fifth. */
  readonly triad: readonly number[];
  /** The triad and its colour: a seventh, or a ninth on I and V. */
  readonly tones: readonly number[];
}

export function chordOn(root: number): Chord {
  const triad = [root, root + 2, root + 4].map((degree) => degree % 7);
  const colour = root === 0 || root === 4 ? root + 8 : root + 6;
  return { root, triad, tones: [...triad, colour % 7] };
}

/** The four-bar turns a song is made of, as roots. Verse and chorus never share one. */
const VERSE_TURNS = [
  [5, 3, 0, 4],
  [0, 5, 3, 4],
  [5, 2, 3, 0],
  [1, 5, 3, 0],
  [0, 2, 5, 3],
];
const CHORUS_TURNS = [
  [3, 0, 4, 5],
  [0, 4, 5, 3],
  [3, 4, 5, 0],
  [3, 4, 2, 5],
];
const BRIDGE_TURNS = [
  [1, 2, 3, 4],
  [5, 1, 3, 4],
  [3, 2, 1, 4],
];

/** One chord for each bar of the song. */
export function chordsFor(sections: readonly Section[], random: Random): Chord[] {
  const verse = random.pick(VERSE_TURNS);
  const chorus = random.pick(CHORUS_TURNS);
  const bridge = random.pick(BRIDGE_TURNS);
  const roots: number[] = [];
  for (const section of sections) {
    const turn = section.name === "chorus" ? chorus : section.name === "bridge" ? bridge : verse;
    for (let bar = 0; bar < section.bars; bar++) {
      const isTurnaround = bar === section.bars - 1 && (section.name === "verse" || section.name === "intro");
      if (section.name === "ending") roots.push(0);
      else roots.push(isTurnaround && chorus[0] !== 4 ? 4 : turn[bar % 4]!);
    }
  }
  return roots.map(chordOn);
}

/** The chord's tones as MIDI notes in one octave from `lowestMidi` up, rising. Neighbouring chords so move by small steps. */
export function closeVoicing(degrees: readonly number[], tonicMidi: number, lowestMidi: number): number[] {
  return degrees.map((degree) => intoOctave(tonicMidi + degreeToSemitones(degree), lowestMidi)).sort((a, b) => a - b);
}

/** The same pitch class in the octave that starts at `lowestMidi`. */
export function intoOctave(midi: number, lowestMidi: number): number {
  const above = (midi - lowestMidi) % 12;
  return lowestMidi + (above < 0 ? above + 12 : above);
}

/** True where the degree lies a semitone above a tone of the triad: the notes that sound wrong when held. */
export function clashes(degree: number, chord: Chord): boolean {
  return chord.triad.some((tone) => {
    const distance = (degreeToSemitones(degree) - degreeToSemitones(tone)) % 12;
    return distance === 1 || distance === -11;
  });
}

/** The chord tone nearest to `degree`; of two equally near ones the lower. */
export function nearestChordTone(degree: number, chord: Chord): number {
  for (const step of [0, -1, 1, -2, 2, -3]) {
    const mod = (((degree + step) % 7) + 7) % 7;
    if (chord.triad.includes(mod)) return degree + step;
  }
  return degree;
}
