// Many seeds at once, as notes only: every song must be playable, in its key, in range, and different from the next.
import { describe, expect, test } from "vitest";
import { parseSyllable } from "./phonemes.ts";
import { writeScore } from "./score.ts";
import type { Note, Score } from "./score.types.ts";

const scores = Array.from({ length: 60 }, (_, index) => writeScore(index + 1));
const MAJOR = [0, 2, 4, 5, 7, 9, 11];

describe("sixty songs", () => {
  const tonalOf = (score: Score): readonly Note[] => [
    ...Object.values(score.lines).flat(),
    ...score.leadVox,
    ...score.voxHarmony,
    ...score.backingVox.flat(),
  ];
  const outside = (notes: readonly Note[], low: number, high: number): Note[] =>
    notes.filter(({ midi }) => !(midi >= low && midi <= high));

  test("stay in their key and in the ranges of voice and instruments", () => {
    for (const score of scores) {
      const strange = tonalOf(score).filter(({ midi }) => !MAJOR.includes((((midi - score.tonicMidi) % 12) + 12) % 12));
      expect(strange, `seed ${score.seed}`).toEqual([]);
      expect(outside(score.leadVox, 50, 76), `seed ${score.seed}`).toEqual([]);
      expect(outside(score.lines.bass, 28, 56), `seed ${score.seed}`).toEqual([]);
    }
  });

  test("have times inside the song, lengths above zero, velocities in 0…1", () => {
    for (const score of scores) {
      const tonal = tonalOf(score);
      const misplaced = tonal.filter(
        ({ startS, durationS }) => !(durationS > 0.03 && startS + durationS < score.durationS - 0.5),
      );
      const strange = [...tonal, ...Object.values(score.drums).flat()].filter(
        ({ startS, velocity }) => !(startS >= 0 && velocity > 0 && velocity <= 1),
      );
      expect(misplaced, `seed ${score.seed}`).toEqual([]);
      expect(strange, `seed ${score.seed}`).toEqual([]);
    }
  });

  test("sing one note at a time, in sounds the voice knows", () => {
    for (const score of scores) {
      for (const line of [score.leadVox, score.voxHarmony, ...score.backingVox]) {
        const starts = line.map(({ startS }) => startS);
        expect(starts.filter((startS, index) => index > 0 && startS <= starts[index - 1]!)).toEqual([]);
        for (const { syllable } of line) parseSyllable(syllable);
      }
    }
  });

  test("give every instrument something to play", () => {
    for (const score of scores) {
      for (const [name, hits] of Object.entries(score.drums))
        expect(hits.length, `${name}, seed ${score.seed}`).toBeGreaterThan(3);
      for (const [name, notes] of Object.entries(score.lines))
        expect(notes.length, `${name}, seed ${score.seed}`).toBeGreaterThan(10);
    }
  });

  test("differ: in the melody, the groove and the tempo", () => {
    const melodies = new Set(scores.map(({ leadVox }) => leadVox.map(({ midi }) => midi).join(" ")));
    const grooves = new Set(scores.map(({ drums }) => drums.kick.map(({ startS }) => startS.toFixed(3)).join(" ")));
    expect(melodies.size).toBe(60);
    expect(grooves.size).toBe(60);
    expect(new Set(scores.map(({ tempoBpm }) => tempoBpm)).size).toBeGreaterThan(6);
  });

  test("are the same again for the same seed", () => {
    expect(JSON.stringify(writeScore(7))).toBe(JSON.stringify(scores[6]));
  });
});

describe("syllables", () => {
  test("an unknown sound is named", () => {
    expect(() => parseSyllable("s-xx")).toThrow(/"xx"/);
  });
});
