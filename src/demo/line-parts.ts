// Bass, keys, pad, chord synth, guitar and arpeggio: one bar of each, from the chord of the bar.
import { type Chord, closeVoicing, degreeToSemitones, intoOctave } from "./harmony.ts";
import type { Random } from "./random.ts";
import type { LineName, Note, Section } from "./score.types.ts";
import type { Timing } from "./timing.ts";

/** R root, 8 octave, 5 fifth, p the step before the next root; "-" holds, "." is a rest. */
const BASS_VERSE = ["R-----..R---..p-", "R--...R-..R-..p-", "R-----R-5---..8-", "R---..r.R-..5-p-"];
const BASS_CHORUS = ["R-R-R-8-R-R-5-p-", "R--R--R-R-8-R-p-", "R-8-R-8-R-8-5-p-", "R--R..8-R--R5-p-"];
const KEYS_VERSE = ["R-----..R-R-----", "R-------..R-----", "R---..R---..R---"];
const CHORDS_CHORUS = ["R--..R--..R-..R-", "R-R..R-.R-R..R-.", "R--R--R---R-R---", "..R-..R-..R-..R-"];
const STRUM_CHORUS = ["9..6..8...7.8.6.", "9...8..58...8.6.", "9..68..69..68.6."];
const PICKING = [
  [0, 2, 3, 1, 2, 3, 1, 2],
  [0, 1, 2, 3, 2, 3, 1, 2],
  [0, 2, 1, 3, 0, 2, 3, 2],
];
const ARP_ORDER = [
  [0, 1, 2, 3, 4, 3, 2, 1],
  [0, 2, 1, 3, 2, 4, 3, 1],
  [4, 2, 0, 3, 1, 2, 0, 1],
  [0, 2, 4, 1, 3, 0, 2, 4],
];

/** Places of the instruments: the lowest note of the octave their chords are laid out in. */
const LOWEST = { bass: 31, guitarBass: 43, guitar: 53, keys: 55, pad: 52, chords: 57, arp: 69 };

export function makeLines(timing: Timing, chords: readonly Chord[], tonicMidi: number, random: Random): Record<LineName, Note[]> {
  const lines: Record<LineName, Note[]> = { bass: [], keys: [], pad: [], chords: [], guitar: [], arp: [], lead: [] };
  const choice = {
    bassVerse: random.pick(BASS_VERSE),
    bassChorus: random.pick(BASS_CHORUS),
    keys: random.pick(KEYS_VERSE),
    chords: random.pick(CHORDS_CHORUS),
    strum: random.pick(STRUM_CHORUS),
    picking: random.pick(PICKING),
    arp: random.pick(ARP_ORDER),
  };
  const bassOf = (bar: number): number => intoOctave(tonicMidi + degreeToSemitones(chords[bar]?.root ?? 0), LOWEST.bass);

  for (const section of timing.sections) {
    for (let index = 0; index < section.bars; index++) layBar(section, index, section.firstBar + index);
  }
  return lines;

  function note(line: LineName, bar: number, step: number, steps: number, midi: number, velocity: number, looseMs = 5): void {
    const startS = timing.playedS(bar, step, looseMs);
    const durationS = Math.max(0.06, timing.gridS(bar, step + steps) - timing.gridS(bar, step) - 0.012);
    lines[line].push({ startS, durationS, midi, velocity: timing.touch(velocity) });
  }

  function chord(line: LineName, bar: number, step: number, steps: number, notes: readonly number[], velocity: number): void {
    for (const midi of notes) note(line, bar, step, steps, midi, velocity, 4);
  }

  function rhythm(pattern: string, play: (step: number, steps: number, mark: string) => void): void {
    for (let step = 0; step < 16; step++) {
      const mark = pattern[step] ?? ".";
      if (mark === "." || mark === "-") continue;
      let steps = 1;
      while (pattern[step + steps] === "-") steps++;
      play(step, steps, mark);
    }
  }

  function bass(bar: number, pattern: string, velocity: number): void {
    const root = bassOf(bar);
    const next = bassOf(bar + 1);
    const fifth = intoOctave(tonicMidi + degreeToSemitones(chords[bar]?.triad[2] ?? 0), root);
    const approach = next > root ? next - 2 : next < root ? next + 2 : root;
    rhythm(pattern, (step, steps, mark) => {
      const midi = mark === "8" ? root + 12 : mark === "5" ? fifth : mark === "p" ? diatonic(approach) : root;
      note("bass", bar, step, steps, midi, step === 0 ? velocity : velocity * 0.88, 3);
    });
  }

  /** Nearest note of the key at or below. */
  function diatonic(midi: number): number {
    const above = (((midi - tonicMidi) % 12) + 12) % 12;
    return [0, 2, 4, 5, 7, 9, 11].includes(above) ? midi : midi - 1;
  }

  function pick(bar: number, voicing: readonly number[], velocity: number): void {
    const strings = [intoOctave(tonicMidi + degreeToSemitones(chords[bar]?.root ?? 0), LOWEST.guitarBass), ...voicing];
    choice.picking.forEach((string, index) => {
      const step = index * 2;
      note("guitar", bar, step, 7, strings[string] ?? strings[0]!, index % 4 === 0 ? velocity : velocity * 0.75, 7);
    });
  }

  function strum(bar: number, pattern: string, voicing: readonly number[]): void {
    const strings = [intoOctave(tonicMidi + degreeToSemitones(chords[bar]?.root ?? 0), LOWEST.guitarBass), ...voicing];
    rhythm(pattern, (step, _, mark) => {
      const isUp = step % 4 !== 0;
      const order = isUp ? [...strings].reverse().slice(0, 3) : strings;
      const startS = timing.playedS(bar, step, 5);
      order.forEach((midi, index) => {
        const velocity = timing.touch((Number(mark) / 9) * (isUp ? 0.62 : 0.8));
        lines.guitar.push({ startS: startS + index * 0.011, durationS: timing.stepS * 3, midi, velocity });
      });
    });
  }

  function arp(bar: number, tones: readonly number[], velocity: number, everyStep: boolean): void {
    const notes = [...tones, tones[0]! + 12];
    for (let step = 0; step < 16; step += everyStep ? 1 : 2) {
      const midi = notes[choice.arp[(everyStep ? step : step / 2) % 8]! % notes.length]!;
      note("arp", bar, step, 1, midi, step % 4 === 0 ? velocity : velocity * (0.62 + 0.1 * random.next()), 2);
    }
  }

  function layBar(section: Section, index: number, bar: number): void {
    const current = chords[bar];
    if (!current) return;
    const isLast = index === section.bars - 1;
    const keys = closeVoicing(current.tones, tonicMidi, LOWEST.keys);
    const pad = closeVoicing(current.tones, tonicMidi, LOWEST.pad);
    const stab = closeVoicing(current.triad, tonicMidi, LOWEST.chords);
    const guitar = closeVoicing(current.triad, tonicMidi, LOWEST.guitar);
    const high = closeVoicing(current.tones, tonicMidi, LOWEST.arp);
    if (section.name === "intro") {
      chord("keys", bar, 0, 15, keys, 0.75);
      arp(bar, high, 0.55 + 0.1 * index, false);
      if (index >= 2) pick(bar, guitar, 0.75);
    } else if (section.name === "verse") {
      bass(bar, choice.bassVerse, 0.75);
      rhythm(choice.keys, (step, steps) => {
        chord("keys", bar, step, steps, keys, step === 0 ? 0.6 : 0.48);
      });
      pick(bar, guitar, 0.7);
      if (index >= 4) chord("pad", bar, 0, 16, pad, 0.55 + 0.08 * (index - 4));
      if (isLast) arp(bar, high, 0.6, true);
    } else if (section.name === "chorus") {
      const isSecond = section.firstBar > 20;
      bass(bar, choice.bassChorus, 0.95);
      rhythm(choice.chords, (step, steps) => {
        chord("chords", bar, step, steps, [stab[0]! - 12, ...stab], step === 0 ? 0.95 : 0.8);
      });
      chord("pad", bar, 0, 16, pad, 0.85);
      strum(bar, choice.strum, guitar);
      arp(bar, high, 0.75, true);
      if (isSecond) chord("keys", bar, 0, 7, keys, 0.6);
    } else if (section.name === "bridge") {
      note("bass", bar, 0, 14, bassOf(bar), 0.7);
      chord("pad", bar, 0, 16, pad, 0.7 + 0.07 * index);
      chord("keys", bar, 0, 15, keys, 0.5);
      pick(bar, guitar, 0.65);
      if (index >= 2) arp(bar, high, 0.35 + 0.15 * index, true);
    } else {
      note("bass", bar, 0, 20, bassOf(bar), 0.9);
      chord("keys", bar, 0, 22, keys, 0.7);
      chord("pad", bar, 0, 20, pad, 0.8);
      chord("chords", bar, 0, 4, [stab[0]! - 12, ...stab], 0.9);
      strum(bar, "9", guitar);
    }
  }
}
