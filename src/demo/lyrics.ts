// What the voice sings: made-up lines in the notation of phonemes.ts, by number of syllables. Words you almost understand.

const VERSE_LINES = [
  "ai s-o D-V s-V m-e k-V-m i-n n-ou s-i",
  "ai s-o D-V s-i-t i l-ai-t-s k-V-m o-n n-ou",
  "y-u s-e-d D-V s-t-o-m i-s p-a-s-t m-i n-ou",
  "D-V r-i v-e r-a-n s-ou s-l-ou V w-ei n-ou",
  "e v-r-i S-a d-ou s-i-m-s t-u s-t-ei h-ou-m",
  "n-ou w-a-n n-ou-s D-V r-ou-d-s t-u h-ou-m n-ou",
];
const CHORUS_LINES = [
  "s-t-ei w-i-D m-i t-i-l D-V m-o n-i-n l-ai-t s-ou",
  "S-ai-n o-n m-i s-l-ou l-i t-u n-ai-t s-ou l-ou",
  "w-i w-i-l r-V-n n-ou l-o-n g-e s-ou l-ou",
  "s-ei D-V w-e-r-d a-n l-e-t m-i g-ou s-ou",
];
const HOOK_LINE = "h-ou-l-d m-i l-ou s-ou l-ou t-u n-ai-t m-ai l-V-v";

function syllablesOf(line: string): string[] {
  return line.split(" ");
}

/** `count` syllables for phrase number `index` of a verse; the last vowel is carried on where the line is too short. */
export function verseSyllables(index: number, count: number, offset: number): string[] {
  return fill(syllablesOf(VERSE_LINES[(index + offset) % VERSE_LINES.length]!), count);
}

/** The chorus opens with the same hook each time; its answers differ. */
export function chorusSyllables(index: number, count: number, offset: number): string[] {
  const line = index % 2 === 0 ? HOOK_LINE : CHORUS_LINES[(index + offset) % CHORUS_LINES.length]!;
  return fill(syllablesOf(line), count);
}

function fill(syllables: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => syllables[index] ?? "");
}
