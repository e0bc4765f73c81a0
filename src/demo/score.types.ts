// What a score is made of. Times are seconds from the start of every stem; swing and human timing are already in them.

/** A drum stroke. */
export interface Hit {
  readonly startS: number;
  /** 0…1: how hard. */
  readonly velocity: number;
  /** Which of the instrument's sounds: 0 for most; toms 0 high … 2 low; hi-hat 0 closed, 1 open. */
  readonly kind: number;
}

/** A played note. */
export interface Note {
  readonly startS: number;
  readonly durationS: number;
  /** MIDI note number, 69 = A4 = 440 Hz. */
  readonly midi: number;
  /** 0…1. */
  readonly velocity: number;
}

/** A sung note: `syllable` in the notation of phonemes.ts, "" to carry the last vowel on. */
export interface SungNote extends Note {
  readonly syllable: string;
}

export type DrumName = "kick" | "snare" | "rim" | "hat" | "clap" | "toms" | "crash" | "shaker";
export type LineName = "bass" | "keys" | "pad" | "chords" | "guitar" | "arp" | "lead";

export type SectionName = "intro" | "verse" | "chorus" | "bridge" | "ending";

export interface Section {
  readonly name: SectionName;
  readonly firstBar: number;
  readonly bars: number;
  readonly startS: number;
  readonly endS: number;
}

export interface Score {
  readonly seed: number;
  readonly title: string;
  readonly tempoBpm: number;
  /** MIDI note number of the key note, octave of the voice. The mode is major throughout. */
  readonly tonicMidi: number;
  /** Length of every stem. */
  readonly durationS: number;
  readonly sections: readonly Section[];
  readonly drums: Readonly<Record<DrumName, readonly Hit[]>>;
  readonly lines: Readonly<Record<LineName, readonly Note[]>>;
  readonly leadVox: readonly SungNote[];
  readonly voxHarmony: readonly SungNote[];
  /** One line of notes per singer of the backing choir. */
  readonly backingVox: readonly (readonly SungNote[])[];
}
