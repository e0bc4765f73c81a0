// The sounds of speech the voice knows, as vocal-tract targets (after Peterson & Barney 1952 and Klatt 1980, rounded).
// A syllable is phonemes joined by "-": consonants, then a vowel or a diphthong: "s-t-ei", "m-i", "D-V".

export interface Vowel {
  /** Resonances of the tract, lowest first. */
  readonly formantsHz: readonly [number, number, number, number, number];
  /** Evens out how loud the vowels are. */
  readonly gain: number;
}

export const VOWELS: Readonly<Record<string, Vowel>> = {
  a: { formantsHz: [800, 1220, 2700, 3500, 4500], gain: 0.8 },
  e: { formantsHz: [540, 1880, 2620, 3500, 4500], gain: 1 },
  i: { formantsHz: [330, 2280, 2980, 3650, 4600], gain: 1.25 },
  o: { formantsHz: [520, 900, 2600, 3400, 4400], gain: 0.95 },
  u: { formantsHz: [360, 800, 2450, 3350, 4400], gain: 1.25 },
  V: { formantsHz: [660, 1240, 2600, 3450, 4450], gain: 0.9 },
};

/** Two vowels in one syllable: the first is held, the last quarter glides to the second. */
export const DIPHTHONGS: Readonly<Record<string, readonly [string, string]>> = {
  ai: ["a", "i"],
  ei: ["e", "i"],
  ou: ["o", "u"],
  au: ["a", "u"],
};

export interface Consonant {
  readonly durationMs: number;
  /** Where the tract goes; null: it is already on its way to the vowel. */
  readonly formantsHz: readonly [number, number, number, number, number] | null;
  /** Level of the vocal cords, 0…1. */
  readonly voicing: number;
  /** Breath through the tract, 0…1. */
  readonly breath: number;
  /** Noise made at the teeth, 0…1, and its pitch. */
  readonly hiss: number;
  readonly hissHz: number;
  /** Plosives: silence first, then a burst of this share of the duration. 0: the sound goes on all the way. */
  readonly burstShare: number;
}

function consonant(durationMs: number, formantsHz: Consonant["formantsHz"], rest: Partial<Consonant>): Consonant {
  return { durationMs, formantsHz, voicing: 0, breath: 0, hiss: 0, hissHz: 5000, burstShare: 0, ...rest };
}

export const CONSONANTS: Readonly<Record<string, Consonant>> = {
  s: consonant(115, null, { hiss: 1, hissHz: 7200 }),
  S: consonant(115, null, { hiss: 0.9, hissHz: 3600, breath: 0.1 }),
  h: consonant(70, null, { breath: 0.5 }),
  v: consonant(60, [300, 1200, 2300, 3400, 4400], { voicing: 0.45, hiss: 0.1, hissHz: 6000 }),
  D: consonant(55, [320, 1450, 2600, 3400, 4400], { voicing: 0.45, hiss: 0.12, hissHz: 5200 }),
  m: consonant(75, [260, 1050, 2200, 3300, 4300], { voicing: 0.4 }),
  n: consonant(65, [260, 1550, 2500, 3400, 4400], { voicing: 0.42 }),
  l: consonant(65, [350, 1150, 2800, 3500, 4400], { voicing: 0.55 }),
  r: consonant(70, [370, 1150, 1650, 3200, 4300], { voicing: 0.6 }),
  w: consonant(75, [310, 650, 2300, 3300, 4300], { voicing: 0.6 }),
  y: consonant(65, [290, 2300, 3000, 3600, 4600], { voicing: 0.6 }),
  t: consonant(70, [320, 1750, 2700, 3500, 4500], { hiss: 0.75, hissHz: 5200, breath: 0.15, burstShare: 0.4 }),
  k: consonant(75, [320, 1900, 2300, 3400, 4400], { hiss: 0.55, hissHz: 2400, breath: 0.2, burstShare: 0.4 }),
  p: consonant(70, [300, 900, 2300, 3400, 4400], { hiss: 0.3, hissHz: 1500, breath: 0.25, burstShare: 0.35 }),
  d: consonant(55, [300, 1750, 2700, 3500, 4500], { voicing: 0.15, hiss: 0.35, hissHz: 4200, burstShare: 0.3 }),
  g: consonant(60, [300, 1900, 2300, 3400, 4400], { voicing: 0.15, hiss: 0.3, hissHz: 2200, burstShare: 0.3 }),
};

export interface Syllable {
  readonly onset: readonly Consonant[];
  /** Null where a syllable has no vowel of its own: the note then carries the last one on. */
  readonly vowel: Vowel | null;
  readonly glideTo: Vowel | null;
  readonly coda: readonly Consonant[];
}

export function parseSyllable(text: string): Syllable {
  const onset: Consonant[] = [];
  const coda: Consonant[] = [];
  let vowel: Vowel | null = null;
  let glideTo: Vowel | null = null;
  for (const symbol of text === "" ? [] : text.split("-")) {
    const known = CONSONANTS[symbol];
    const [first, second] = DIPHTHONGS[symbol] ?? [symbol, symbol];
    if (known) (vowel ? coda : onset).push(known);
    else {
      vowel = VOWELS[first] ?? null;
      glideTo = first === second ? null : (VOWELS[second] ?? null);
      if (!vowel) throw new Error(`Unknown sound "${symbol}" in the syllable "${text}". Use those of phonemes.ts.`);
    }
  }
  return { onset, vowel, glideTo, coda };
}
