// Lead voice, its harmony, the backing choir, and the lead synth that answers the voice.
import { type Chord, clashes, closeVoicing, nearestChordTone } from "./harmony.ts";
import { chorusSyllables, verseSyllables } from "./lyrics.ts";
import { degreeToMidi, makeMelody, type Phrase } from "./melody.ts";
import type { Random } from "./random.ts";
import type { Note, SungNote } from "./score.types.ts";
import type { Timing } from "./timing.ts";

const CHOIR_LOWEST = 57;

export interface VocalParts {
  readonly leadVox: SungNote[];
  readonly voxHarmony: SungNote[];
  readonly backingVox: SungNote[][];
  readonly lead: Note[];
}

export function makeVocals(timing: Timing, chords: readonly Chord[], tonicMidi: number, random: Random): VocalParts {
  const [intro, verse, chorus1, bridge, chorus2, ending] = timing.sections;
  if (!intro || !verse || !chorus1 || !bridge || !chorus2 || !ending)
    throw new Error("The song's form has lost a section: see timing.ts.");
  const melody = makeMelody(chords, [verse.firstBar, chorus1.firstBar, bridge.firstBar, chorus2.firstBar], random);
  const offset = random.whole(0, 5);
  const leadVox: SungNote[] = [];
  const voxHarmony: SungNote[] = [];
  const lead: Note[] = [];

  const sing = (to: SungNote[], phrase: Phrase, syllables: readonly string[], velocity: number, shift = 0): void => {
    phrase.notes.forEach(([step, length, degree], index) => {
      const next = phrase.notes[index + 1];
      const isJoined = next !== undefined && next[0] <= step + length;
      const bar = phrase.bar;
      const startS = timing.playedS(bar, step, 8, 6);
      const endS = timing.gridS(bar, step + length) - (isJoined ? 0 : timing.stepS * 0.4);
      const fitted = shift === 0 ? degree : harmonyOf(degree, chords[bar + Math.floor(step / 16)], shift);
      const accent = step % 4 === 0 ? 1 : 0.9;
      const midi = degreeToMidi(fitted, tonicMidi);
      to.push({
        startS,
        durationS: endS - startS,
        midi,
        velocity: timing.touch(velocity * accent),
        syllable: syllables[index] ?? "",
      });
    });
  };

  melody.verse.forEach((phrase, index) => {
    sing(leadVox, phrase, verseSyllables(index, phrase.notes.length, offset), 0.66);
  });
  melody.chorus.forEach((phrase, index) => {
    const syllables = chorusSyllables(index, phrase.notes.length, offset);
    sing(leadVox, phrase, syllables, 0.92);
    sing(voxHarmony, phrase, syllables, 0.8, 2);
  });
  melody.bridge.forEach((phrase) => {
    sing(
      leadVox,
      phrase,
      phrase.notes.map((_, index) => (index % 3 === 0 ? "l-u" : index % 3 === 1 ? "" : "n-ou")),
      0.5,
    );
  });
  leadVox.sort((a, b) => a.startS - b.startS);
  voxHarmony.sort((a, b) => a.startS - b.startS);
  const lastS = timing.gridS(ending.firstBar, 0);
  leadVox.push({ startS: lastS + 0.01, durationS: 2.4, midi: degreeToMidi(7, tonicMidi), velocity: 0.85, syllable: "h-ou" });
  voxHarmony.push({ startS: lastS + 0.015, durationS: 2.3, midi: degreeToMidi(4, tonicMidi), velocity: 0.7, syllable: "h-ou" });

  return { leadVox, voxHarmony, backingVox: makeChoir(), lead: makeLead() };

  /** A triad for each bar: «ooh» where the song holds back, «aah» where it opens up. */
  function makeChoir(): SungNote[][] {
    const singers: SungNote[][] = [[], [], []];
    const choirBars = [
      ...bars(verse!.firstBar + 6, 2, "u", 0.5),
      ...bars(chorus1!.firstBar, 8, "a", 0.8),
      ...bars(bridge!.firstBar, 4, "u", 0.6),
      ...bars(chorus2!.firstBar, 8, "a", 0.9),
    ];
    for (const { bar, vowel, velocity } of choirBars) {
      const notes = closeVoicing(chords[bar]?.triad ?? [0, 2, 4], tonicMidi, CHOIR_LOWEST);
      notes.forEach((midi, index) => {
        const startS = timing.playedS(bar, 0, 12, 10);
        const endS = timing.gridS(bar + 1, 0) - 0.04;
        singers[index]?.push({
          startS,
          durationS: endS - startS,
          midi,
          velocity,
          syllable: bar % 2 === 0 ? `h-${vowel}` : vowel,
        });
      });
    }
    closeVoicing([0, 2, 4], tonicMidi, CHOIR_LOWEST).forEach((midi, index) => {
      singers[index]?.push({ startS: lastS + 0.02, durationS: 2.5, midi, velocity: 0.8, syllable: "h-a" });
    });
    return singers;
  }

  function bars(first: number, count: number, vowel: string, velocity: number) {
    return Array.from({ length: count }, (_, index) => ({ bar: first + index, vowel, velocity }));
  }

  /** The synth hints at the hook in the intro, fills the singer's pauses in chorus 1, doubles the hook in chorus 2. */
  function makeLead(): Note[] {
    const calls = melody.chorus.filter((_, index) => index % 2 === 0);
    const hook = calls[0]!;
    play({ bar: intro!.firstBar + 2, notes: hook.notes.filter(([step]) => step < 16) }, 0, 0.55, 0.9);
    for (const phrase of melody.chorus) {
      const isSecond = phrase.bar >= chorus2!.firstBar;
      if (isSecond && calls.includes(phrase)) play(phrase, 7, 0.7, 0.85);
      else answer(phrase.bar);
    }
    for (let index = 0; index < 2; index++) answer(verse!.firstBar + 2 + index * 4);
    lead.sort((a, b) => a.startS - b.startS);
    lead.push({ startS: lastS, durationS: 1.6, midi: degreeToMidi(7, tonicMidi), velocity: 0.75 });
    return lead;
  }

  function play(phrase: Phrase, shift: number, velocity: number, share: number): void {
    for (const [step, length, degree] of phrase.notes) {
      const startS = timing.playedS(phrase.bar, step, 3);
      const durationS = (timing.gridS(phrase.bar, step + length) - startS) * share;
      lead.push({ startS, durationS, midi: degreeToMidi(degree + shift, tonicMidi), velocity: timing.touch(velocity) });
    }
  }

  /** Three or four rising notes in the last half-bar of a phrase. */
  function answer(bar: number): void {
    const chord = chords[bar + 1];
    if (!chord) return;
    const top = nearestChordTone(9, chord);
    const figure = [
      [27, 1, top - 2],
      [28, 2, top],
      [30, 1, top + 1],
      [31, 1, top - 1],
    ] as const;
    for (const [step, length, degree] of figure) {
      const startS = timing.playedS(bar, step, 3);
      const durationS = length * timing.stepS * 0.9;
      lead.push({ startS, durationS, midi: degreeToMidi(degree, tonicMidi), velocity: timing.touch(0.65) });
    }
  }
}

/** A third away inside the key, or the nearest chord tone where that would rub. */
function harmonyOf(degree: number, chord: Chord | undefined, shift: number): number {
  // Above a high melody the harmony would shriek: there it goes a sixth below instead.
  const wanted = degree >= 7 ? degree + shift - 7 : degree + shift;
  return chord && clashes(wanted, chord) ? nearestChordTone(wanted, chord) : wanted;
}
