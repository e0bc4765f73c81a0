// Writes the song: key, tempo, chords, groove, melody and words, all from one seed.
import { makeDrums } from "./drum-parts.ts";
import { chordsFor } from "./harmony.ts";
import { makeLines } from "./line-parts.ts";
import { randomFor } from "./random.ts";
import type { Score } from "./score.types.ts";
import { Timing } from "./timing.ts";
import { makeVocals } from "./vocal-parts.ts";

const TITLE_FIRST = ["Paper", "Harbour", "Slow", "Copper", "Northern", "Borrowed", "Window", "Salt", "Quiet", "Amber"];
const TITLE_SECOND = ["Lanterns", "Lights", "Rivers", "Sundays", "Weather", "Rooms", "Signals", "Gardens", "Letters", "Tides"];

/** The whole song as notes. The same seed gives the same song, another seed another one. */
export function writeScore(seed: number): Score {
  const random = randomFor(seed, "song");
  const title = `${random.pick(TITLE_FIRST)} ${random.pick(TITLE_SECOND)}`;
  const tempoBpm = random.whole(100, 110);
  const tonicMidi = random.whole(55, 59);
  const swing = 0.5 + 0.09 * random.next();
  const timing = new Timing(tempoBpm, swing, randomFor(seed, "hands"));
  const chords = chordsFor(timing.sections, randomFor(seed, "chords"));
  const vocals = makeVocals(timing, chords, tonicMidi, randomFor(seed, "melody"));
  const lines = makeLines(timing, chords, tonicMidi, randomFor(seed, "lines"));
  return {
    seed,
    title,
    tempoBpm,
    tonicMidi,
    durationS: timing.durationS,
    sections: timing.sections,
    drums: makeDrums(timing, randomFor(seed, "groove")),
    lines: { ...lines, lead: vocals.lead },
    leadVox: vocals.leadVox,
    voxHarmony: vocals.voxHarmony,
    backingVox: vocals.backingVox,
  };
}
